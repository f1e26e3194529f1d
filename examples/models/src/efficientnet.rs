//! EfficientNet-Lite0: the smallest of the networks of Tan and Le, "EfficientNet: Rethinking Model Scaling for
//! Convolutional Neural Networks" (2019), in the variant for small devices: relu6, and no squeeze-and-excitation.
//!
//! For inference only: there is no dropout, and no layers are left out at random.

use std::path::Path;

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Linear, LinearConfig, PaddingConfig2d};
use burn::tensor::activation::relu6;
use burn::tensor::{Device, Tensor};
use burn_store::{KeyRemapper, ModuleSnapshot, PytorchStore};

use crate::Error;

/// One stage: how many blocks, the side of their filters, the stride of the first block, how many times wider it is
/// inside, and its output channels.
struct Stage {
    blocks: usize,
    kernel: usize,
    stride: usize,
    widen: usize,
    channels: usize,
}

const STAGES: [Stage; 7] = [
    Stage { blocks: 1, kernel: 3, stride: 1, widen: 1, channels: 16 },
    Stage { blocks: 2, kernel: 3, stride: 2, widen: 6, channels: 24 },
    Stage { blocks: 2, kernel: 5, stride: 2, widen: 6, channels: 40 },
    Stage { blocks: 3, kernel: 3, stride: 2, widen: 6, channels: 80 },
    Stage { blocks: 3, kernel: 5, stride: 1, widen: 6, channels: 112 },
    Stage { blocks: 4, kernel: 5, stride: 2, widen: 6, channels: 192 },
    Stage { blocks: 1, kernel: 3, stride: 1, widen: 6, channels: 320 },
];
const STEM_CHANNELS: usize = 32;
const HEAD_CHANNELS: usize = 1280;
const CLASSES: usize = 1000;
const NORM_EPSILON: f64 = 1e-3;

/// The names of the checkpoint, and ours: applied in this order.
const NAMES: [(&str, &str); 9] = [
    (r"^_conv_stem\.", "stem.conv."),
    (r"^_bn0\.", "stem.norm."),
    (r"^_conv_head\.", "head.conv."),
    (r"^_bn1\.", "head.norm."),
    (r"^_fc\.", "output."),
    (r"^_blocks\.(\d+)\._(expand|depthwise|project)_conv\.", "blocks.$1.$2.conv."),
    (r"^_blocks\.(\d+)\._bn0\.", "blocks.$1.expand.norm."),
    (r"^_blocks\.(\d+)\._bn1\.", "blocks.$1.depthwise.norm."),
    (r"^_blocks\.(\d+)\._bn2\.", "blocks.$1.project.norm."),
];

/// A convolution whose output is normalised by the statistics of training.
#[derive(Module, Debug)]
pub struct ConvNorm {
    /// Without a bias: the normalisation has one.
    pub conv: Conv2d,
    /// Frozen: gradients pass through it, and its statistics stay as they are.
    pub norm: BatchNorm,
}

impl ConvNorm {
    fn new(channels: [usize; 2], kernel: usize, stride: usize, groups: usize, device: &Device) -> Self {
        let conv = Conv2dConfig::new(channels, [kernel, kernel])
            .with_stride([stride, stride])
            .with_groups(groups)
            .with_padding(PaddingConfig2d::Same) // more to the right and below when it is uneven, as in TensorFlow
            .with_bias(false);
        let norm = BatchNormConfig::new(channels[1]).with_epsilon(NORM_EPSILON);
        Self { conv: conv.init(device), norm: norm.init(device) }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.norm.forward(self.conv.forward(x))
    }
}

/// An inverted residual: widen, filter each channel by itself, narrow; and add the input where the shapes allow it.
#[derive(Module, Debug)]
pub struct Block {
    /// Widens; the first block of the network has none.
    pub expand: Option<ConvNorm>,
    /// Filters each channel by itself.
    pub depthwise: ConvNorm,
    /// Narrows.
    pub project: ConvNorm,
    residual: bool,
}

impl Block {
    fn new(input: usize, stage: &Stage, stride: usize, device: &Device) -> Self {
        let wide = input * stage.widen;
        Self {
            expand: (stage.widen > 1).then(|| ConvNorm::new([input, wide], 1, 1, 1, device)),
            depthwise: ConvNorm::new([wide, wide], stage.kernel, stride, wide, device),
            project: ConvNorm::new([wide, stage.channels], 1, 1, 1, device),
            residual: stride == 1 && input == stage.channels,
        }
    }

    fn forward(&self, input: Tensor<4>) -> Tensor<4> {
        let wide = match &self.expand {
            Some(expand) => relu6(expand.forward(input.clone())),
            None => input.clone(),
        };
        let narrow = self.project.forward(relu6(self.depthwise.forward(wide)));
        if self.residual { narrow + input } else { narrow }
    }
}

/// The network. Its parameters are frozen, so that on a device with autodiff it computes what it does without.
#[derive(Module, Debug)]
pub struct EfficientNet {
    /// The first convolution, whose filters have colours.
    pub stem: ConvNorm,
    /// Sixteen blocks.
    pub blocks: Vec<Block>,
    /// The last convolution: what class activation maps are made of.
    pub head: ConvNorm,
    output: Linear,
}

impl EfficientNet {
    /// Reads a checkpoint of PyTorch.
    ///
    /// # Errors
    /// [`Error::Weights`] when the file is not there, is of another format, or has other tensors.
    pub fn load(path: impl AsRef<Path>, device: &Device) -> Result<Self, Error> {
        let path = path.as_ref();
        let amiss = |reason| Error::Weights { path: path.to_owned(), network: "EfficientNet-Lite0", reason };
        let names = KeyRemapper::from_patterns(NAMES.to_vec()).map_err(|error| amiss(error.to_string()))?;
        let mut network = Self::random(device);
        let loaded = network.load_from(&mut PytorchStore::from_file(path).remap(names));
        loaded.map_err(|error| amiss(error.to_string()))?;
        Ok(network.freeze())
    }

    fn random(device: &Device) -> Self {
        let mut blocks = Vec::new();
        let mut input = STEM_CHANNELS;
        for stage in &STAGES {
            for index in 0..stage.blocks {
                let stride = if index == 0 { stage.stride } else { 1 };
                blocks.push(Block::new(input, stage, stride, device));
                input = stage.channels;
            }
        }
        Self {
            stem: ConvNorm::new([3, STEM_CHANNELS], 3, 2, 1, device),
            blocks,
            head: ConvNorm::new([input, HEAD_CHANNELS], 1, 1, 1, device),
            output: LinearConfig::new(HEAD_CHANNELS, CLASSES).init(device),
        }
    }

    /// `[batch, 3, height, width]` → `[batch, 1000]`: a score for each class of ImageNet, before the softmax.
    pub fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let pooled = self.features(images).mean_dim(3).mean_dim(2);
        self.output.forward(pooled.flatten(1, 3))
    }

    /// What the stem makes of the images, and then each block: maps that grow smaller and more.
    pub fn stages(&self, images: Tensor<4>) -> Vec<Tensor<4>> {
        let mut made = vec![relu6(self.stem.forward(images))];
        for block in &self.blocks {
            let next = block.forward(made[made.len() - 1].clone());
            made.push(next);
        }
        made
    }

    /// What the last convolution makes of the images: `[batch, 1280, height / 32, width / 32]`
    pub fn features(&self, images: Tensor<4>) -> Tensor<4> {
        let stem = relu6(self.stem.forward(images));
        let x = self.blocks.iter().fold(stem, |x, block| block.forward(x));
        relu6(self.head.forward(x))
    }
}
