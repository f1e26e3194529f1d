//! Training with and without a logger, in turns.

use std::time::Instant;

use burn::nn::loss::CrossEntropyLossConfig;
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::{Device, Distribution, Int, Tensor};
use nnviz_logger::Logger;
use nnviz_logger::attach::WatchConfig;
use serde_json::json;

use super::networks::{Network, SIDE};
use crate::system::{Failure, Job, Outcome};

/// Steps in a block: one look at all parameters falls into each.
const BLOCK: usize = 50;
const BATCH: usize = 64;
const LEARNING_RATE: f64 = 1e-3;

/// What is logged.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Logged {
    Scalars,
    Everything,
}

/// Trains on random pictures: what a step takes does not depend on what is in them.
pub(super) fn train<M: Network>(job: &Job, logged: Logged) -> Result<Outcome, Failure> {
    let device = Device::default().autodiff();
    device.seed(1);
    let logger = Logger::create(&job.output)?;
    let images = Tensor::<4>::random([BATCH, 1, SIDE, SIDE], Distribution::Default, &device);
    let labels = Tensor::<1, Int>::arange(0..BATCH as i64, &device) % 10;
    let watch = WatchConfig::new().every(BLOCK as u32);
    let mut model = M::new(&device);
    let mut optimizer = AdamConfig::new().init();
    let mut step = 0;

    let mut block = |logger: Option<&Logger>| -> Result<f64, Failure> {
        let begin = Instant::now();
        for _ in 0..BLOCK {
            let answers = model.forward(images.clone());
            let right = answers.clone().argmax(1).squeeze_dim::<1>(1).equal(labels.clone()).int().sum();
            let loss = CrossEntropyLossConfig::new().init(&device).forward(answers, labels.clone());
            // Every training looks at these, logged or not.
            let numbers = (loss.clone().into_scalar::<f32>(), right.into_scalar::<i64>());
            let grads = GradientsParams::from_grads(loss.backward(), &model);
            if let Some(logger) = logger {
                step += 1;
                let accuracy = numbers.1 as f64 / BATCH as f64;
                logger.add_scalar("loss", f64::from(numbers.0), step);
                logger.add_scalar("accuracy", accuracy, step);
                if logged == Logged::Everything {
                    logger.observe_with(&watch, &model, &grads, LEARNING_RATE, step);
                } else {
                    logger.add_scalar("learning_rate", LEARNING_RATE, step);
                }
            }
            model = optimizer.step(LEARNING_RATE, model.clone(), grads);
        }
        if let Some(logger) = logger {
            logger.flush()?;
        }
        Ok(begin.elapsed().as_secs_f64())
    };

    block(None)?; // to warm up
    let (mut bare, mut with) = (Vec::new(), Vec::new());
    for _ in 0..job.n.div_ceil(BLOCK) {
        bare.push(block(None)?);
        with.push(block(Some(&logger))?);
    }
    logger.close()?;
    let stats = logger.stats();
    if stats.shed + stats.lost + stats.rejected > 0 {
        return Err(format!("not everything was written: {stats:?}").into());
    }
    let mut outcome = Outcome::new(with.iter().sum(), crate::disk::bytes_below(&job.output)?);
    outcome.details = json!({ "ratio": median(&mut with) / median(&mut bare), "steps_per_block": BLOCK });
    Ok(outcome)
}

fn median(seconds: &mut [f64]) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}
