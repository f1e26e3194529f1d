//! A small convolutional network.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::{AdaptiveAvgPool2d, AdaptiveAvgPool2dConfig, MaxPool2d, MaxPool2dConfig};
use burn::nn::{Dropout, DropoutConfig, Linear, LinearConfig, PaddingConfig2d, Relu};
use burn::tensor::{Device, Tensor};

use crate::checks::{see, text};

#[derive(Module, Debug)]
struct Digits {
    conv1: Conv2d,
    conv2: Conv2d,
    activation: Relu,
    pool: MaxPool2d,
    average: AdaptiveAvgPool2d,
    dropout: Dropout,
    linear1: Linear,
    linear2: Linear,
}

impl Digits {
    fn new(device: &Device) -> Self {
        let same = |channels| Conv2dConfig::new(channels, [3, 3]).with_padding(PaddingConfig2d::Same);
        Self {
            conv1: same([1, 8]).init(device),
            conv2: same([8, 16]).init(device),
            activation: Relu::new(),
            pool: MaxPool2dConfig::new([2, 2]).with_strides([2, 2]).init(),
            average: AdaptiveAvgPool2dConfig::new([2, 2]).init(),
            dropout: DropoutConfig::new(0.5).init(),
            linear1: LinearConfig::new(64, 32).init(device),
            linear2: LinearConfig::new(32, 10).init(device),
        }
    }

    fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let x = self.activation.forward(self.conv1.forward(images));
        let x = self.activation.forward(self.conv2.forward(self.pool.forward(x)));
        let x = self.dropout.forward(self.average.forward(x).flatten(1, 3));
        self.linear2.forward(self.activation.forward(self.linear1.forward(x)))
    }
}

#[test]
fn digits() {
    let device = Device::default().autodiff();
    let model = Digits::new(&device);
    let forward = |model: &Digits, device: &Device| model.forward(Tensor::zeros([2, 1, 8, 8], device));
    let seen = see(&model, forward, &[&forward(&model, &device).dims()]);
    let [conv1, conv2] = [2 * 8 * 8 * 8 * 9, 2 * 16 * 4 * 4 * 8 * 9];
    assert_eq!(seen.layers.total().multiply_adds, conv1 + conv2 + 2 * (64 * 32 + 32 * 10));
    assert_eq!(seen.layers.layer("conv2").unwrap().multiply_adds, conv2);
    insta::assert_snapshot!(text(&seen.graph));
    insta::assert_snapshot!("digits_layers", seen.layers.to_string());
}
