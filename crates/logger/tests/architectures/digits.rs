//! A small convolutional network.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::{AdaptiveAvgPool2d, AdaptiveAvgPool2dConfig, MaxPool2d, MaxPool2dConfig};
use burn::nn::{Dropout, DropoutConfig, Linear, LinearConfig, PaddingConfig2d, Relu};
use burn::tensor::{Device, Tensor};

#[derive(Module, Debug)]
pub(crate) struct Digits {
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
    pub(crate) fn new(device: &Device) -> Self {
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

    pub(crate) fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let x = self.activation.forward(self.conv1.forward(images));
        let x = self.activation.forward(self.conv2.forward(self.pool.forward(x)));
        let x = self.dropout.forward(self.average.forward(x).flatten(1, 3));
        self.linear2.forward(self.activation.forward(self.linear1.forward(x)))
    }
}
