//! A U-Net: down, up again with transposed convolutions, and skips between.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig, ConvTranspose2d, ConvTranspose2dConfig};
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{Gelu, GroupNorm, GroupNormConfig, PaddingConfig2d};
use burn::tensor::{Device, Tensor};

#[derive(Module, Debug)]
pub(crate) struct Stage {
    conv: Conv2d,
    norm: GroupNorm,
    gelu: Gelu,
}

impl Stage {
    pub(crate) fn new(channels: [usize; 2], device: &Device) -> Self {
        Self {
            conv: Conv2dConfig::new(channels, [3, 3]).with_padding(PaddingConfig2d::Same).init(device),
            norm: GroupNormConfig::new(2, channels[1]).init(device),
            gelu: Gelu::new(),
        }
    }

    pub(crate) fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.gelu.forward(self.norm.forward(self.conv.forward(x)))
    }
}

#[derive(Module, Debug)]
pub(crate) struct UNet {
    down: [Stage; 2],
    pool: MaxPool2d,
    bottom: Stage,
    up: [ConvTranspose2d; 2],
    merge: [Stage; 2],
    head: Conv2d,
}

impl UNet {
    pub(crate) fn new(device: &Device) -> Self {
        let up = |channels| ConvTranspose2dConfig::new(channels, [2, 2]).with_stride([2, 2]).init(device);
        Self {
            down: [Stage::new([1, 4], device), Stage::new([4, 8], device)],
            pool: MaxPool2dConfig::new([2, 2]).with_strides([2, 2]).init(),
            bottom: Stage::new([8, 16], device),
            up: [up([16, 8]), up([8, 4])],
            merge: [Stage::new([16, 8], device), Stage::new([8, 4], device)],
            head: Conv2dConfig::new([4, 2], [1, 1]).init(device),
        }
    }

    pub(crate) fn forward(&self, image: Tensor<4>) -> Tensor<4> {
        let wide = self.down[0].forward(image);
        let narrow = self.down[1].forward(self.pool.forward(wide.clone()));
        let x = self.bottom.forward(self.pool.forward(narrow.clone()));
        let x = self.merge[0].forward(Tensor::cat(vec![narrow, self.up[0].forward(x)], 1));
        let x = self.merge[1].forward(Tensor::cat(vec![wide, self.up[1].forward(x)], 1));
        self.head.forward(x)
    }
}
