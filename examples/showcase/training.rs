//! A training loop of our own. It knows nothing of logging, but tells of each step.

use std::error::Error;
use std::f64::consts::PI;
use std::ops::ControlFlow;

use burn::module::Module;
use burn::nn::loss::CrossEntropyLossConfig;
use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::tensor::{Int, Tensor};

use crate::data::{Batch, Digits};
use crate::model::Cnn;

const BATCH_SIZE: usize = 32;
const SEED: u64 = 7;

/// How long and how fast the network learns.
pub(crate) struct Settings {
    pub(crate) epochs: usize,
    pub(crate) learning_rate: f64,
    /// Whether the learning rate falls to 0, along a cosine.
    pub(crate) cosine: bool,
}

/// How far the training has come: a step whose gradients are known, and which the optimizer is yet to take.
pub(crate) struct Progress<'a> {
    /// From 1.
    pub(crate) step: i64,
    pub(crate) model: &'a Cnn,
    pub(crate) gradients: &'a GradientsParams,
    pub(crate) learning_rate: f64,
    pub(crate) loss: f64,
    /// The share of the batch that is right.
    pub(crate) accuracy: f64,
}

impl Settings {
    /// How many steps the training has.
    pub(crate) fn steps(&self, digits: &Digits) -> i64 {
        (digits.train.len().div_ceil(BATCH_SIZE) * self.epochs) as i64
    }

    fn learning_rate_at(&self, share_done: f64) -> f64 {
        if self.cosine { self.learning_rate * 0.5 * (1.0 + (PI * share_done).cos()) } else { self.learning_rate }
    }
}

/// Trains until the end, or until `each_step` has seen enough.
pub(crate) fn train(
    mut model: Cnn,
    mut optimizer: ModuleOptimizer,
    settings: &Settings,
    digits: &Digits,
    mut each_step: impl FnMut(&Progress<'_>) -> ControlFlow<()>,
) -> Result<Cnn, Box<dyn Error>> {
    let device = model.devices().remove(0);
    let loader = digits.train_loader(BATCH_SIZE, SEED).to_device(&device);
    let criterion = CrossEntropyLossConfig::new().init(&device);
    let steps = settings.steps(digits);
    let batches = (0..settings.epochs).flat_map(|_| loader.iter());
    for (step, batch) in (1..).zip(batches) {
        let Batch { images, labels } = batch?;
        let scores = model.forward(images);
        let loss = criterion.forward(scores.clone(), labels.clone());
        let gradients = GradientsParams::from_grads(loss.backward(), &model);
        let learning_rate = settings.learning_rate_at(step as f64 / steps as f64);
        let (loss, accuracy) = (loss.into_scalar::<f64>(), accuracy(scores, labels));
        let now = Progress { step, model: &model, gradients: &gradients, learning_rate, loss, accuracy };
        if each_step(&now).is_break() {
            break;
        }
        model = optimizer.step(learning_rate, model, gradients);
    }
    Ok(model)
}

fn accuracy(scores: Tensor<2>, labels: Tensor<1, Int>) -> f64 {
    let right = scores.argmax(1).squeeze_dim::<1>(1).equal(labels);
    right.float().mean().into_scalar::<f64>()
}
