//! Trainings that go wrong, each in a way of its own.

use burn::nn::{Initializer, Relu, Sigmoid, Tanh};
use burn::optim::{AdamConfig, ModuleOptimizer, SgdConfig};
use burn::tensor::{Device, Distribution, Tensor};
use nnviz::Logger;

use crate::data::Batch;
use crate::model::CnnConfig;
use crate::networks::{Activation, Mlp};
use crate::training::{Shuffled, Training, cross_entropy, rows};

/// A training with a disease, and what must be found in it.
pub(crate) struct Disease {
    pub(crate) name: &'static str,
    pub(crate) rule: &'static str,
    /// The layer that must be named first, if one is to blame.
    pub(crate) layer: Option<&'static str>,
    /// The step by which it must be found.
    pub(crate) within: i64,
    pub(crate) train: fn(&Logger, &Device),
}

pub(crate) const DISEASES: [Disease; 20] = [
    Disease {
        name: "sigmoid network of 9 layers",
        rule: "vanishing_gradients",
        layer: Some("layers.0"),
        within: 20,
        train: deep_sigmoid,
    },
    Disease {
        name: "weights 4 times too large, 8 layers",
        rule: "exploding_gradients",
        layer: None,
        within: 1,
        train: large_weights,
    },
    Disease {
        name: "relu biases of -10 in the second layer",
        rule: "dead_relu",
        layer: Some("layers.1"),
        within: 20,
        train: dead,
    },
    Disease {
        name: "the same, seen by gradients alone",
        rule: "dead_relu",
        layer: Some("layers.1"),
        within: 20,
        train: dead_unprobed,
    },
    Disease {
        name: "tanh with weights 30 times too large",
        rule: "saturated_activation",
        layer: Some("layers.1"),
        within: 20,
        train: saturated,
    },
    Disease {
        name: "a loss that divides by 0 for one batch",
        rule: "not_finite",
        layer: None,
        within: 60,
        train: divides_by_zero,
    },
    Disease {
        name: "gradient descent on a square with a rate of 10",
        rule: "not_finite",
        layer: None,
        within: 60,
        train: diverges,
    },
    Disease {
        name: "weights that were loaded with NaN",
        rule: "not_finite",
        layer: Some("layers.1"),
        within: 1,
        train: loaded_nan,
    },
    Disease {
        name: "a detach after the second layer",
        rule: "weights_not_moving",
        layer: Some("layers.0"),
        within: 20,
        train: detached,
    },
    Disease {
        name: "digits CNN, rate 100 times too high",
        rule: "weights_too_fast",
        layer: None,
        within: 60,
        train: fast,
    },
    Disease { name: "the same", rule: "learning_rate", layer: None, within: 120, train: fast },
    Disease { name: "digits CNN, rate 1e-9", rule: "learning_rate", layer: None, within: 60, train: slow },
    Disease {
        name: "weights of 0.01, 8 layers",
        rule: "poor_initialisation",
        layer: Some("layers.6"),
        within: 1,
        train: small_weights,
    },
    Disease {
        name: "all weights equal",
        rule: "poor_initialisation",
        layer: Some("layers.0"),
        within: 1,
        train: equal_weights,
    },
    Disease {
        name: "labels drawn anew for each batch",
        rule: "loss_not_decreasing",
        layer: None,
        within: 310,
        train: random_labels,
    },
    Disease {
        name: "64 shuffled labels learned by heart",
        rule: "overfitting",
        layer: None,
        within: 400,
        train: by_heart,
    },
    Disease {
        name: "a linear model of the sign of a product",
        rule: "underfitting",
        layer: None,
        within: 400,
        train: too_simple,
    },
    Disease {
        name: "targets that are mostly noise",
        rule: "loss_plateau",
        layer: None,
        within: 1000,
        train: noisy_targets,
    },
    Disease {
        name: "one batch 100 times too bright",
        rule: "loss_spike",
        layer: None,
        within: 151,
        train: bright_batch,
    },
    Disease {
        name: "pixels from 0 to 255",
        rule: "inputs_not_normalised",
        layer: Some("input"),
        within: 1,
        train: raw_pixels,
    },
];

fn sgd() -> ModuleOptimizer {
    SgdConfig::new().init()
}

fn adam() -> ModuleOptimizer {
    AdamConfig::new().init()
}

/// Trains on digits as rows of 64 pixels.
fn on_digits<A: Activation>(
    training: Training<'_>,
    network: Mlp<A>,
    device: &Device,
    change: impl Fn(Batch, i64) -> Batch,
) where
    Mlp<A>: std::fmt::Display,
{
    let digits = Shuffled::new(64, device);
    let loss = |network: &Mlp<A>, step: i64| {
        let batch = change(digits.batch(step), step);
        cross_entropy(network.forward(rows(batch.images)), batch.labels)
    };
    let probed = rows(change(digits.batch(0), 0).images);
    training.run(network, loss, None, (probed, |network: &Mlp<A>, x| network.forward(x)));
}

fn as_it_is(batch: Batch, _step: i64) -> Batch {
    batch
}

fn training(logger: &Logger, optimizer: ModuleOptimizer, rate: f64, steps: i64) -> Training<'_> {
    Training { logger, optimizer, rate, steps, probes: true }
}

const DEEP: [usize; 10] = [64, 32, 32, 32, 32, 32, 32, 32, 32, 10];
const SHALLOW: [usize; 4] = [64, 32, 32, 10];

fn deep_sigmoid(logger: &Logger, device: &Device) {
    let glorot = Initializer::XavierNormal { gain: 1.0 };
    let network = Mlp::initialised(&DEEP, Sigmoid::new(), &glorot, device);
    on_digits(training(logger, sgd(), 0.1, 30), network, device, as_it_is);
}

fn large_weights(logger: &Logger, device: &Device) {
    let network =
        (0..8).fold(Mlp::new(&DEEP[..9], Relu::new(), device), |network, layer| network.with_scale(layer, 4.0));
    on_digits(training(logger, sgd(), 1e-12, 10), network, device, as_it_is);
}

fn dead(logger: &Logger, device: &Device) {
    let network = Mlp::new(&SHALLOW, Relu::new(), device).with_bias(1, -10.0);
    on_digits(training(logger, sgd(), 0.05, 30), network, device, as_it_is);
}

fn dead_unprobed(logger: &Logger, device: &Device) {
    let network = Mlp::new(&SHALLOW, Relu::new(), device).with_bias(1, -10.0);
    let training = Training { probes: false, ..training(logger, sgd(), 0.05, 30) };
    on_digits(training, network, device, as_it_is);
}

fn saturated(logger: &Logger, device: &Device) {
    let network = Mlp::new(&SHALLOW, Tanh::new(), device).with_scale(1, 30.0);
    on_digits(training(logger, sgd(), 0.01, 30), network, device, as_it_is);
}

fn divides_by_zero(logger: &Logger, device: &Device) {
    let network = Mlp::new(&SHALLOW, Relu::new(), device);
    on_digits(training(logger, sgd(), 0.05, 60), network, device, |mut batch, step| {
        if step == 45 {
            let brightest = batch.images.clone().zeros_like().max();
            batch.images = batch.images / brightest.reshape([1, 1, 1, 1]);
        }
        batch
    });
}

fn diverges(logger: &Logger, device: &Device) {
    let digits = Shuffled::new(64, device);
    let error = |network: &Mlp<Relu>, step: i64| {
        let scores = network.forward(rows(digits.batch(step).images));
        scores.sub_scalar(1.0).powi_scalar(2).mean()
    };
    let probed = (rows(digits.batch(0).images), |network: &Mlp<Relu>, x| network.forward(x));
    training(logger, sgd(), 10.0, 60).run(Mlp::new(&[64, 10], Relu::new(), device), error, None, probed);
}

fn loaded_nan(logger: &Logger, device: &Device) {
    on_digits(training(logger, sgd(), 0.05, 10), Mlp::new(&SHALLOW, Relu::new(), device).with_nan(1), device, as_it_is);
}

fn detached(logger: &Logger, device: &Device) {
    let digits = Shuffled::new(64, device);
    let loss = |network: &Mlp<Relu>, step: i64| {
        let batch = digits.batch(step);
        cross_entropy(network.forward_cut(rows(batch.images), 2), batch.labels)
    };
    let probed = (rows(digits.batch(0).images), |network: &Mlp<Relu>, x| network.forward(x));
    training(logger, sgd(), 0.05, 30).run(Mlp::new(&SHALLOW, Relu::new(), device), loss, None, probed);
}

fn cnn(logger: &Logger, device: &Device, rate: f64, steps: i64) {
    let digits = Shuffled::new(32, device);
    let loss = |network: &crate::model::Cnn, step: i64| {
        let batch = digits.batch(step);
        cross_entropy(network.forward(batch.images), batch.labels)
    };
    let probed = (digits.batch(0).images, |network: &crate::model::Cnn, x| network.forward(x));
    training(logger, adam(), rate, steps).run(CnnConfig::new().init(device), loss, None, probed);
}

fn fast(logger: &Logger, device: &Device) {
    cnn(logger, device, 0.3, 120);
}

fn slow(logger: &Logger, device: &Device) {
    cnn(logger, device, 1e-9, 60);
}

fn small_weights(logger: &Logger, device: &Device) {
    let network = Mlp::initialised(&DEEP[..9], Relu::new(), &Initializer::Normal { mean: 0.0, std: 0.01 }, device);
    on_digits(training(logger, sgd(), 0.05, 10), network, device, as_it_is);
}

fn equal_weights(logger: &Logger, device: &Device) {
    let network = Mlp::initialised(&SHALLOW, Tanh::new(), &Initializer::Constant { value: 0.05 }, device);
    on_digits(training(logger, sgd(), 0.05, 10), network, device, as_it_is);
}

fn random_labels(logger: &Logger, device: &Device) {
    let network = Mlp::new(&SHALLOW, Relu::new(), device).with_scale(2, 0.1);
    let numbers = device.clone().inner();
    on_digits(training(logger, adam(), 1e-3, 310), network, device, |mut batch, _| {
        let size = batch.labels.dims();
        batch.labels = Tensor::<1>::random(size, Distribution::Uniform(0.0, 10.0), &numbers).int();
        batch
    });
}

fn by_heart(logger: &Logger, device: &Device) {
    let digits = Shuffled::new(64, device);
    // Each digit gets the label of another one.
    let learned = digits.batch(0);
    let labels = Tensor::cat(vec![learned.labels.clone().narrow(0, 7, 57), learned.labels.narrow(0, 0, 7)], 0);
    let loss =
        |network: &Mlp<Relu>, _step: i64| cross_entropy(network.forward(rows(learned.images.clone())), labels.clone());
    let valid = |network: &Mlp<Relu>| {
        let batch = digits.valid();
        cross_entropy(network.forward(rows(batch.images)), batch.labels)
    };
    let network = Mlp::new(&[64, 128, 10], Relu::new(), device);
    let probed = (rows(digits.batch(0).images), |network: &Mlp<Relu>, x| network.forward(x));
    training(logger, adam(), 1e-3, 400).run(network, loss, Some(&valid), probed);
}

/// Two random numbers each, and what is to be said of them.
fn regression(
    (logger, device): (&Logger, &Device),
    (sizes, rate, steps): (&[usize], f64, i64),
    target: impl Fn(Tensor<2>) -> Tensor<2>,
) {
    let batch = |size: usize| {
        let x = Tensor::<2>::random([size, 2], Distribution::Normal(0.0, 1.0), &device.clone().inner());
        (x.clone(), target(x))
    };
    let error = |network: &Mlp<Relu>, (x, y): (Tensor<2>, Tensor<2>)| {
        let on_device = |x: Tensor<2>| Tensor::from_data(x.into_data(), device);
        (network.forward(on_device(x)) - on_device(y)).powi_scalar(2).mean()
    };
    let loss = |network: &Mlp<Relu>, _step: i64| error(network, batch(256));
    let valid = |network: &Mlp<Relu>| error(network, batch(512));
    let probed = (batch(64).0, |network: &Mlp<Relu>, x| network.forward(x));
    let network = Mlp::new(sizes, Relu::new(), device).with_scale(sizes.len() - 2, 0.1);
    training(logger, adam(), rate, steps).run(network, loss, Some(&valid), probed);
}

fn too_simple(logger: &Logger, device: &Device) {
    regression((logger, device), (&[2, 1], 1e-2, 400), |x| x.sign().prod_dim(1));
}

fn noisy_targets(logger: &Logger, device: &Device) {
    regression((logger, device), (&[2, 32, 1], 1e-2, 1000), |x| {
        let [rows, _] = x.dims();
        let noise = Tensor::<2>::random([rows, 1], Distribution::Normal(0.0, 3.0), &x.device());
        x.slice([0..rows, 0..1]) + noise
    });
}

fn bright_batch(logger: &Logger, device: &Device) {
    on_digits(
        training(logger, adam(), 1e-3, 160),
        Mlp::new(&SHALLOW, Relu::new(), device),
        device,
        |mut batch, step| {
            batch.images = batch.images.mul_scalar(if step == 150 { 100.0 } else { 1.0 });
            batch
        },
    );
}

fn raw_pixels(logger: &Logger, device: &Device) {
    on_digits(training(logger, adam(), 1e-3, 10), Mlp::new(&SHALLOW, Relu::new(), device), device, |mut batch, _| {
        batch.images = batch.images.mul_scalar(255.0);
        batch
    });
}
