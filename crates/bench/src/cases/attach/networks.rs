//! The networks that are trained: the digits' and a large one.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Linear, LinearConfig, PaddingConfig2d, Relu};
use burn::tensor::{Device, Tensor};

/// The side of a picture in pixels.
pub(super) const SIDE: usize = 8;

/// A classifier of pictures: `[batch, 1, 8, 8]` → `[batch, 10]`.
pub(super) trait Network: Module {
    fn new(device: &Device) -> Self;
    fn forward(&self, images: Tensor<4>) -> Tensor<2>;
}

/// The network of the example `digits`: 36,000 parameters.
#[derive(Module, Debug)]
pub(super) struct Cnn {
    conv1: Conv2d,
    norm1: BatchNorm,
    conv2: Conv2d,
    norm2: BatchNorm,
    pool: MaxPool2d,
    relu: Relu,
    hidden: Linear,
    output: Linear,
}

impl Network for Cnn {
    fn new(device: &Device) -> Self {
        let conv = |from, to| {
            let config = Conv2dConfig::new([from, to], [3, 3]).with_padding(PaddingConfig2d::Same).with_bias(false);
            config.init(device)
        };
        Self {
            conv1: conv(1, 16),
            norm1: BatchNormConfig::new(16).init(device),
            conv2: conv(16, 32),
            norm2: BatchNormConfig::new(32).init(device),
            pool: MaxPool2dConfig::new([2, 2]).init(),
            relu: Relu::new(),
            hidden: LinearConfig::new(32 * SIDE * SIDE / 4, 64).init(device),
            output: LinearConfig::new(64, 10).init(device),
        }
    }

    fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let x = self.relu.forward(self.norm1.forward(self.conv1.forward(images)));
        let x = self.relu.forward(self.norm2.forward(self.conv2.forward(x)));
        let x: Tensor<2> = self.pool.forward(x).flatten(1, 3);
        self.output.forward(self.relu.forward(self.hidden.forward(x)))
    }
}

/// Four layers with 10.2 million parameters together.
#[derive(Module, Debug)]
pub(super) struct Large {
    layers: Vec<Linear>,
    relu: Relu,
}

impl Network for Large {
    fn new(device: &Device) -> Self {
        let widths = [SIDE * SIDE, 2240, 2240, 2240, 10];
        let layers = widths.array_windows().map(|&[from, to]| LinearConfig::new(from, to).init(device)).collect();
        Self { layers, relu: Relu::new() }
    }

    fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let input: Tensor<2> = images.flatten(1, 3);
        let (last, before) = self.layers.split_last().expect("four layers");
        let x = before.iter().fold(input, |x, layer| self.relu.forward(layer.forward(x)));
        last.forward(x)
    }
}
