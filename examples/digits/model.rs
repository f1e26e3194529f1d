//! A small convolutional network.

use burn::config::Config;
use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::loss::CrossEntropyLossConfig;
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Linear, LinearConfig, PaddingConfig2d, Relu};
use burn::tensor::{Device, Tensor};
use burn::train::{ClassificationOutput, InferenceStep, TrainOutput, TrainStep};

use crate::data::Batch;

const CLASSES: usize = 10;

#[derive(Config, Debug)]
pub(crate) struct CnnConfig {
    #[config(default = 16)]
    channels: usize,
    #[config(default = 64)]
    hidden: usize,
}

/// Convolution, normalisation, activation.
#[derive(Module, Debug)]
pub(crate) struct Block {
    conv: Conv2d,
    norm: BatchNorm,
    relu: Relu,
}

#[derive(Module, Debug)]
pub(crate) struct Cnn {
    block1: Block,
    block2: Block,
    pool: MaxPool2d,
    hidden: Linear,
    relu: Relu,
    output: Linear,
}

impl CnnConfig {
    pub(crate) fn init(&self, device: &Device) -> Cnn {
        let side = crate::data::SIDE / 2;
        Cnn {
            block1: Block::new(1, self.channels, device),
            block2: Block::new(self.channels, 2 * self.channels, device),
            pool: MaxPool2dConfig::new([2, 2]).init(),
            hidden: LinearConfig::new(2 * self.channels * side * side, self.hidden).init(device),
            relu: Relu::new(),
            output: LinearConfig::new(self.hidden, CLASSES).init(device),
        }
    }
}

impl Block {
    fn new(input: usize, output: usize, device: &Device) -> Self {
        Self {
            conv: Conv2dConfig::new([input, output], [3, 3])
                .with_padding(PaddingConfig2d::Same)
                .with_bias(false) // the normalisation has one
                .init(device),
            norm: BatchNormConfig::new(output).init(device),
            relu: Relu::new(),
        }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.relu.forward(self.norm.forward(self.conv.forward(x)))
    }
}

impl Cnn {
    /// `[batch, 1, 8, 8]` → `[batch, 10]`
    pub(crate) fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        self.output.forward(self.features(images))
    }

    /// What the last hidden layer makes of the images: `[batch, 1, 8, 8]` → `[batch, hidden]`
    pub(crate) fn features(&self, images: Tensor<4>) -> Tensor<2> {
        let x = self.pool.forward(self.maps(images)).flatten(1, 3);
        self.relu.forward(self.hidden.forward(x))
    }

    /// The feature maps of both blocks, of images of any size: `[batch, 1, h, w]` → `[batch, 2 · channels, h, w]`
    pub(crate) fn maps(&self, images: Tensor<4>) -> Tensor<4> {
        self.block2.forward(self.block1.forward(images))
    }

    /// The filters of the first convolution: `[channels, 1, 3, 3]`
    #[allow(dead_code, reason = "for the example `look`")]
    pub(crate) fn first_filters(&self) -> Tensor<4> {
        self.block1.conv.weight.val()
    }

    fn classify(&self, batch: Batch) -> ClassificationOutput {
        let output = self.forward(batch.images);
        let loss = CrossEntropyLossConfig::new().init(&output.device()).forward(output.clone(), batch.labels.clone());
        ClassificationOutput::new(loss, output, batch.labels)
    }
}

impl TrainStep for Cnn {
    type Input = Batch;
    type Output = ClassificationOutput;

    fn step(&self, batch: Batch) -> TrainOutput<ClassificationOutput> {
        let output = self.classify(batch);
        TrainOutput::new(self, output.loss.backward(), output)
    }
}

impl InferenceStep for Cnn {
    type Input = Batch;
    type Output = ClassificationOutput;

    fn step(&self, batch: Batch) -> ClassificationOutput {
        self.classify(batch)
    }
}
