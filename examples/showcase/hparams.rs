//! Runs that differ in their settings: *`HParams`*.

use std::error::Error;
use std::ops::ControlFlow;

use burn::optim::momentum::MomentumConfig;
use burn::optim::{AdamConfig, ModuleOptimizer, SgdConfig};
use burn::tensor::Device;
use nnviz::prelude::*;

use crate::data::Digits;
use crate::evaluation::Evaluation;
use crate::model::CnnConfig;
use crate::training::{self, Settings};

/// A loss above this has no way back.
const DIVERGED: f64 = 20.0;

/// Three trainings that differ, each a run by itself; the last one is too fast.
pub(crate) fn log(digits: &Digits) -> Result<(), Box<dyn Error>> {
    let momentum = SgdConfig::new().with_momentum(Some(MomentumConfig::new().with_momentum(0.9)));
    let adam = Hparams::new().with("optimizer", "adam").with("beta_1", 0.9);
    let sgd = Hparams::new().with("optimizer", "sgd").with("momentum", 0.9);
    run("adam", adam, AdamConfig::new().init(), 3e-3, true, digits)?;
    run("sgd", sgd.clone(), momentum.init(), 3e-2, false, digits)?;
    run("sgd, too fast", sgd, momentum.init(), 3.0, false, digits)
}

fn run(
    name: &str,
    hparams: Hparams,
    optimizer: ModuleOptimizer,
    learning_rate: f64,
    cosine: bool,
    digits: &Digits,
) -> Result<(), Box<dyn Error>> {
    let logger = Logger::builder(format!("{}/sweep/{name}", crate::RUNS)).logdir(crate::RUNS).purge_step(0).build()?;
    // A number, and yes or no, beside the texts; the keys of runs need not be the same.
    logger.add_hparams(hparams.with("learning_rate", learning_rate).with("cosine", cosine), &[]);

    let device = Device::default().autodiff();
    device.seed(7);
    let model = CnnConfig::new().with_channels(4).with_hidden(16).init(&device);
    let settings = Settings { epochs: 3, learning_rate, cosine };
    let trained = training::train(model, optimizer, &settings, digits, |now| {
        logger.log_step(now.step, &[("loss", now.loss), ("accuracy", now.accuracy)]);
        if now.loss < DIVERGED {
            return ControlFlow::Continue(());
        }
        logger.mark_failed();
        ControlFlow::Break(())
    })?;
    let last = Evaluation::of(&trained, &digits.valid, settings.steps(digits));
    logger.add_scalar("accuracy/held out", last.accuracy(), last.step);
    logger.close()?;
    Ok(())
}
