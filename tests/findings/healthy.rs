//! Trainings that go well, in which nothing is to be found.

use burn::optim::{AdamConfig, SgdConfig};
use burn::tensor::{Device, Int, Tensor, TensorData};
use nnviz::Logger;

use crate::model::{Cnn, CnnConfig};
use crate::networks::{Normed, Recurrent, Transformer};
use crate::training::{Shuffled, Training, cross_entropy};

/// A training that goes well.
pub(crate) struct Healthy {
    pub(crate) name: &'static str,
    /// How many steps the quick test takes, and how many the table.
    pub(crate) steps: [i64; 2],
    pub(crate) train: fn(&Logger, &Device, i64),
}

pub(crate) const HEALTHY: [Healthy; 4] = [
    Healthy { name: "digits CNN", steps: [150, 600], train: cnn },
    Healthy { name: "convolution with a bias before its normalisation", steps: [100, 600], train: normed },
    Healthy { name: "transformer that says its input backwards", steps: [320, 1000], train: transformer },
    Healthy { name: "LSTM that reads digits row by row", steps: [320, 1000], train: lstm },
];

fn training(logger: &Logger, rate: f64, steps: i64) -> Training<'_> {
    Training { logger, optimizer: AdamConfig::new().init(), rate, steps, probes: true }
}

fn cnn(logger: &Logger, device: &Device, steps: i64) {
    let digits = Shuffled::new(32, device);
    let loss = |network: &Cnn, step: i64| {
        let batch = digits.batch(step);
        cross_entropy(network.forward(batch.images), batch.labels)
    };
    let valid = |network: &Cnn| {
        let batch = digits.valid();
        cross_entropy(network.forward(batch.images), batch.labels)
    };
    let probed = (digits.batch(0).images, |network: &Cnn, x| network.forward(x));
    training(logger, 3e-3, steps).run(CnnConfig::new().init(device), loss, Some(&valid), probed);
}

/// Plain gradient descent: Adam would move what has hardly a gradient.
fn normed(logger: &Logger, device: &Device, steps: i64) {
    let digits = Shuffled::new(32, device);
    let loss = |network: &Normed, step: i64| {
        let batch = digits.batch(step);
        cross_entropy(network.forward(batch.images), batch.labels)
    };
    let probed = (digits.batch(0).images, |network: &Normed, x| network.forward(x));
    let training = Training { optimizer: SgdConfig::new().init(), ..training(logger, 0.05, steps) };
    training.run(Normed::new(device), loss, None, probed);
}

const TOKENS: usize = 8;
const LENGTH: usize = 8;

/// Tokens by a formula, so that steps have batches of their own.
fn sentences(count: usize, step: i64, device: &Device) -> (Tensor<2, Int>, Tensor<1, Int>) {
    let mut state = (step as u32).wrapping_mul(2_654_435_761).wrapping_add(12_345);
    let mut token = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        i64::from(state >> 24) % TOKENS as i64
    };
    let tokens: Vec<i64> = (0..count * LENGTH).map(|_| token()).collect();
    let backwards: Vec<i64> = tokens.chunks(LENGTH).flat_map(|sentence| sentence.iter().rev().copied()).collect();
    (
        Tensor::from_data(TensorData::new(tokens, [count, LENGTH]), device),
        Tensor::from_data(TensorData::new(backwards, [count * LENGTH]), device),
    )
}

fn transformer(logger: &Logger, device: &Device, steps: i64) {
    let error = |network: &Transformer, count: usize, step: i64| {
        let (tokens, backwards) = sentences(count, step, device);
        cross_entropy(network.forward(tokens), backwards)
    };
    let loss = |network: &Transformer, step: i64| error(network, 32, step);
    let valid = |network: &Transformer| error(network, 128, -1);
    let probed = (sentences(32, 0, device).0, |network: &Transformer, x| network.forward(x));
    training(logger, 3e-3, steps).run(Transformer::new(TOKENS, device), loss, Some(&valid), probed);
}

fn lstm(logger: &Logger, device: &Device, steps: i64) {
    let digits = Shuffled::new(32, device);
    let error = |network: &Recurrent, batch: crate::data::Batch| {
        cross_entropy(network.forward(batch.images.squeeze_dim(1)), batch.labels)
    };
    let loss = |network: &Recurrent, step: i64| error(network, digits.batch(step));
    let valid = |network: &Recurrent| error(network, digits.valid());
    let probed = (digits.batch(0).images.squeeze_dim::<3>(1), |network: &Recurrent, x| network.forward(x));
    training(logger, 5e-3, steps).run(Recurrent::new(8, 10, device), loss, Some(&valid), probed);
}
