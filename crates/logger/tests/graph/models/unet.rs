//! A U-Net: down, up again with transposed convolutions, and skips between.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig, ConvTranspose2d, ConvTranspose2dConfig};
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{Gelu, GroupNorm, GroupNormConfig, PaddingConfig2d};
use burn::tensor::{Device, Tensor};

use crate::checks::{see, text};

#[derive(Module, Debug)]
struct Stage {
    conv: Conv2d,
    norm: GroupNorm,
    gelu: Gelu,
}

impl Stage {
    fn new(channels: [usize; 2], device: &Device) -> Self {
        Self {
            conv: Conv2dConfig::new(channels, [3, 3]).with_padding(PaddingConfig2d::Same).init(device),
            norm: GroupNormConfig::new(2, channels[1]).init(device),
            gelu: Gelu::new(),
        }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.gelu.forward(self.norm.forward(self.conv.forward(x)))
    }
}

#[derive(Module, Debug)]
struct UNet {
    down: [Stage; 2],
    pool: MaxPool2d,
    bottom: Stage,
    up: [ConvTranspose2d; 2],
    merge: [Stage; 2],
    head: Conv2d,
}

impl UNet {
    fn new(device: &Device) -> Self {
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

    fn forward(&self, image: Tensor<4>) -> Tensor<4> {
        let wide = self.down[0].forward(image);
        let narrow = self.down[1].forward(self.pool.forward(wide.clone()));
        let x = self.bottom.forward(self.pool.forward(narrow.clone()));
        let x = self.merge[0].forward(Tensor::cat(vec![narrow, self.up[0].forward(x)], 1));
        let x = self.merge[1].forward(Tensor::cat(vec![wide, self.up[1].forward(x)], 1));
        self.head.forward(x)
    }
}

#[test]
fn unet() {
    let device = Device::default().autodiff();
    let model = UNet::new(&device);
    let forward = |model: &UNet, device: &Device| model.forward(Tensor::zeros([1, 1, 8, 8], device));
    let seen = see(&model, forward, &[&forward(&model, &device).dims()]);
    let down = 64 * 4 * 9 + 16 * 8 * 4 * 9 + 4 * 16 * 8 * 9;
    let up = 4 * 16 * 8 * 4 + 16 * 8 * 4 * 4;
    let merge = 16 * 8 * 16 * 9 + 64 * 4 * 8 * 9;
    assert_eq!(seen.layers.total().multiply_adds, down + up + merge + 64 * 2 * 4);
    insta::assert_snapshot!(text(&seen.graph));
}
