//! A residual network: batch norm, shortcuts, down-sampling.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::{AdaptiveAvgPool2d, AdaptiveAvgPool2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Linear, LinearConfig, PaddingConfig2d, Relu};
use burn::tensor::{Device, Tensor};

#[derive(Module, Debug)]
pub(crate) struct Downsample {
    conv: Conv2d,
    norm: BatchNorm,
}

#[derive(Module, Debug)]
pub(crate) struct Block {
    conv1: Conv2d,
    norm1: BatchNorm,
    relu: Relu,
    conv2: Conv2d,
    norm2: BatchNorm,
    downsample: Option<Downsample>,
}

impl Block {
    pub(crate) fn new([inside, outside]: [usize; 2], stride: usize, device: &Device) -> Self {
        let conv = |channels, kernel: usize, stride, padding| {
            let padding = PaddingConfig2d::Explicit(padding, padding, padding, padding);
            let config = Conv2dConfig::new(channels, [kernel, kernel]).with_stride([stride, stride]);
            config.with_padding(padding).with_bias(false).init(device)
        };
        let norm = || BatchNormConfig::new(outside).init(device);
        let downsample = || Downsample { conv: conv([inside, outside], 1, stride, 0), norm: norm() };
        Self {
            conv1: conv([inside, outside], 3, stride, 1),
            norm1: norm(),
            relu: Relu::new(),
            conv2: conv([outside, outside], 3, 1, 1),
            norm2: norm(),
            downsample: (stride > 1).then(downsample),
        }
    }

    pub(crate) fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let y = self.relu.forward(self.norm1.forward(self.conv1.forward(x.clone())));
        let y = self.norm2.forward(self.conv2.forward(y));
        let shortcut = match &self.downsample {
            Some(downsample) => downsample.norm.forward(downsample.conv.forward(x)),
            None => x,
        };
        self.relu.forward(y + shortcut)
    }
}

#[derive(Module, Debug)]
pub(crate) struct Residual {
    stem: Conv2d,
    norm: BatchNorm,
    relu: Relu,
    blocks: Vec<Block>,
    pool: AdaptiveAvgPool2d,
    classifier: Linear,
}

impl Residual {
    pub(crate) fn new(blocks_a_stage: usize, device: &Device) -> Self {
        let stages = [([4, 4], 1), ([4, 8], 2)];
        let stage = |([inside, outside], stride): ([usize; 2], usize)| {
            (0..blocks_a_stage).map(move |index| match index {
                0 => Block::new([inside, outside], stride, device),
                _ => Block::new([outside, outside], 1, device),
            })
        };
        let padding = PaddingConfig2d::Same;
        Self {
            stem: Conv2dConfig::new([3, 4], [3, 3]).with_padding(padding).with_bias(false).init(device),
            norm: BatchNormConfig::new(4).init(device),
            relu: Relu::new(),
            blocks: stages.into_iter().flat_map(stage).collect(),
            pool: AdaptiveAvgPool2dConfig::new([1, 1]).init(),
            classifier: LinearConfig::new(8, 10).init(device),
        }
    }

    pub(crate) fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let x = self.relu.forward(self.norm.forward(self.stem.forward(images)));
        let x = self.blocks.iter().fold(x, |x, block| block.forward(x));
        self.classifier.forward(self.pool.forward(x).flatten(1, 3))
    }
}
