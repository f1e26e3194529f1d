//! A plain training loop that is watched.

use std::sync::{Mutex, MutexGuard, PoisonError};

use burn::module::Module;
use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Int, Tensor};
use nnviz::attach::WatchConfig;
use nnviz::{Finding, Logger, ProbeInput};

use crate::data::{Batch, Digits};

/// How many steps lie between two looks.
pub(crate) const EVERY: i64 = 10;

/// One training: what it takes, and for how long.
pub(crate) struct Training<'a> {
    pub(crate) logger: &'a Logger,
    pub(crate) optimizer: ModuleOptimizer,
    pub(crate) rate: f64,
    pub(crate) steps: i64,
    /// Whether activations are looked at.
    pub(crate) probes: bool,
}

impl Training<'_> {
    /// Trains `model` with the loss of each step's batch; `valid` gives a loss every fifty steps.
    pub(crate) fn run<M, X, R>(
        mut self,
        mut model: M,
        loss: impl Fn(&M, i64) -> Tensor<1>,
        valid: Option<&dyn Fn(&M) -> Tensor<1>>,
        probed: (X, impl Fn(&M, X) -> R),
    ) -> M
    where
        M: Module + std::fmt::Display,
        X: ProbeInput + Clone,
    {
        let (batch, forward) = probed;
        let train = self.logger.run("train");
        let config = WatchConfig::new().every(EVERY as u32).pictures_every(1 << 30);
        for step in 1..=self.steps {
            let loss = loss(&model, step);
            train.add_scalar("loss", loss.clone().into_scalar::<f64>(), step);
            let grads = GradientsParams::from_grads(loss.backward(), &model);
            train.observe_with(&config, &model, &grads, self.rate, step);
            if self.probes && config.is_due(step, false) {
                train.probe_at(step, &model, batch.clone(), &forward);
            }
            model = self.optimizer.step(self.rate, model, grads);
            if let Some(valid) = valid.filter(|_| step % 50 == 0) {
                self.logger.run("valid").add_scalar("loss", valid(&model).into_scalar::<f64>(), step);
            }
        }
        model
    }
}

/// The seed is the device's, so trainings take turns.
pub(crate) fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a training with a logger and a seed of its own, and tells what was found.
pub(crate) fn findings(seed: u64, train: impl FnOnce(&Logger, &Device)) -> Vec<Finding> {
    let _turn = turn();
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    let device = Device::default().autodiff();
    device.seed(seed);
    train(&logger, &device);
    logger.close().unwrap();
    logger.findings()
}

/// The digits as one batch after the other, in a fixed order.
pub(crate) struct Shuffled {
    digits: Digits,
    device: Device,
    size: usize,
}

impl Shuffled {
    pub(crate) fn new(size: usize, device: &Device) -> Self {
        Self { digits: Digits::load().unwrap(), device: device.clone(), size }
    }

    /// The batch of a step; over and over again.
    pub(crate) fn batch(&self, step: i64) -> Batch {
        let batches = self.digits.train.len() / self.size;
        let from = (step as usize % batches) * self.size;
        Batch::new(&self.digits.train[from..from + self.size], &self.device)
    }

    /// What is held out.
    pub(crate) fn valid(&self) -> Batch {
        Batch::new(&self.digits.valid, &self.device)
    }
}

/// `[batch, 1, 8, 8]` → `[batch, 64]`
pub(crate) fn rows(images: Tensor<4>) -> Tensor<2> {
    images.flatten(1, 3)
}

pub(crate) fn cross_entropy(scores: Tensor<2>, labels: Tensor<1, Int>) -> Tensor<1> {
    burn::nn::loss::CrossEntropyLossConfig::new().init(&scores.device()).forward(scores, labels)
}
