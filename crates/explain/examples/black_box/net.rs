//! A small convolutional network, and how it learns.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::loss::CrossEntropyLossConfig;
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{Linear, LinearConfig, PaddingConfig2d};
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::{Device, Tensor, activation};

use crate::digits::Digits;

#[derive(Module, Debug)]
pub(crate) struct Net {
    conv1: Conv2d,
    conv2: Conv2d,
    pool: MaxPool2d,
    hidden: Linear,
    output: Linear,
}

impl Net {
    pub(crate) fn trained(digits: &Digits, device: &Device) -> Self {
        const BATCH: usize = 64;
        device.seed(7);
        let conv = |from, to| Conv2dConfig::new([from, to], [3, 3]).with_padding(PaddingConfig2d::Same).init(device);
        let linear = |from, to| LinearConfig::new(from, to).init(device);
        let mut net = Self {
            conv1: conv(1, 8),
            conv2: conv(8, 16),
            pool: MaxPool2dConfig::new([2, 2]).init(),
            hidden: linear(256, 32),
            output: linear(32, 10),
        };
        let mut optimizer = AdamConfig::new().init();
        for _epoch in 0..12 {
            for start in (0..digits.train_labels.len() - BATCH).step_by(BATCH) {
                let images = digits.train.clone().narrow(0, start, BATCH);
                let labels = Digits::labels(&digits.train_labels[start..start + BATCH], device);
                let loss = CrossEntropyLossConfig::new().init(device).forward(net.forward(images), labels);
                let grads = GradientsParams::from_grads(loss.backward(), &net);
                net = optimizer.step(2e-3, net, grads);
            }
        }
        net
    }

    /// `[batch, 1, 8, 8]` → `[batch, 10]`
    pub(crate) fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let x = self.pool.forward(self.maps(images)).flatten(1, 3);
        self.output.forward(activation::relu(self.hidden.forward(x)))
    }

    /// The feature maps, of images of any size: `[batch, 1, height, width]` → `[batch, 16, height, width]`
    pub(crate) fn maps(&self, images: Tensor<4>) -> Tensor<4> {
        activation::relu(self.conv2.forward(activation::relu(self.conv1.forward(images))))
    }

    pub(crate) fn accuracy(&self, digits: &Digits) -> f64 {
        let answers = self.forward(digits.valid.clone()).argmax(1).flatten::<1>(0, 1);
        let labels = Digits::labels(&digits.valid_labels, &answers.device());
        let right: i64 = answers.equal(labels).int().sum().into_scalar::<i64>();
        right as f64 / digits.valid_labels.len() as f64
    }
}
