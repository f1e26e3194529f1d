//! Everything that can be logged, with real data: a file for each page of TensorBoard.
//!
//! ```text
//! cargo run --example showcase
//! ```
//!
//! A small network learns handwritten digits in a loop of our own ([`training`]), and is looked at now and then
//! ([`evaluation`]). Each of the other files answers one question: how do I log that?

mod audio;
mod custom_scalars;
mod embeddings;
mod evaluation;
mod figures;
mod graph;
mod histograms;
mod hparams;
mod images;
mod line;
mod meshes;
mod pr_curves;
mod relief;
mod scalars;
mod tensors;
mod text;
mod tracing_layer;
mod training;
mod video;

#[allow(dead_code, reason = "shared with the example `digits`, which needs more of it")]
#[path = "../digits/data.rs"]
mod data;
#[path = "../digits/model.rs"]
mod model;

use std::error::Error;
use std::ops::ControlFlow;

use burn::optim::AdamConfig;
use burn::tensor::Device;
use nnviz::prelude::*;

use data::Digits;
use evaluation::Evaluation;
use model::CnnConfig;
use training::{Progress, Settings};

const RUNS: &str = "runs/showcase";

/// How many steps lie between two looks at the held-out digits.
const LOOK: u32 = 15;

fn main() -> Result<(), Box<dyn Error>> {
    let digits = Digits::load()?;
    // Whoever runs the example twice sees the second training: it starts over at step 0.
    let logger = Logger::builder(format!("{RUNS}/digits")).purge_step(0).build()?;

    before_the_training(&logger, &digits)?;
    let last = train(&logger, &digits)?;
    after_the_training(&logger.run("valid"), &digits, &last);
    logger.close()?;

    hparams::log(&digits)?;
    println!("{:.1} % of the held-out digits are right. Have a look:", 100.0 * last.accuracy());
    println!("{}", logger.tensorboard_command());
    Ok(())
}

fn before_the_training(logger: &Logger, digits: &Digits) -> Result<(), Box<dyn Error>> {
    text::settings(logger, digits);
    images::log(logger, digits)?;
    audio::log(logger, digits);
    scalars::log(logger, digits);
    custom_scalars::arrange(&logger.run("valid"));
    let line = tracing_layer::log(logger, digits);
    figures::regression(logger, digits, line);
    Ok(())
}

fn train(logger: &Logger, digits: &Digits) -> Result<Evaluation, Box<dyn Error>> {
    let device = Device::default().autodiff();
    device.seed(7);
    let model = CnnConfig::new().with_channels(8).with_hidden(32).init(&device);
    graph::log(logger, &model);

    let settings = Settings { epochs: 6, learning_rate: 3e-3, cosine: true };
    let (training, valid) = (logger.run("train"), logger.run("valid"));
    let each_step = |now: &Progress<'_>| {
        scalars::each_step(&training, now);
        histograms::each_step(&training, now);
        valid
            .every(LOOK)
            .at(now.step, |valid| look(valid, &Evaluation::of(now.model, &digits.valid, now.step), digits));
        ControlFlow::Continue(())
    };
    let trained = training::train(model, AdamConfig::new().init(), &settings, digits, each_step)?;
    Ok(Evaluation::of(&trained, &digits.valid, settings.steps(digits)))
}

/// What is logged each time that the network was tried on the held-out digits.
fn look(valid: &Logger, evaluation: &Evaluation, digits: &Digits) {
    scalars::each_look(valid, evaluation);
    custom_scalars::each_look(valid, evaluation);
    histograms::each_look(valid, evaluation);
    pr_curves::each_look(valid, evaluation);
    figures::confusion(valid, evaluation);
    meshes::each_look(valid, evaluation, &digits.valid);
    valid.every(6 * LOOK).at(evaluation.step, |valid| {
        embeddings::log(valid, evaluation, &digits.valid);
        text::doubts(valid, evaluation);
    });
}

fn after_the_training(valid: &Logger, digits: &Digits, last: &Evaluation) {
    video::log(valid, last, &digits.valid);
    tensors::log(valid, last);
}
