//! Trains a small convolutional network on real handwritten digits, watched by nnviz.
//!
//! ```text
//! cargo run --release --example digits
//! ```
//!
//! What belongs to nnviz is marked `// nnviz`; everything else is an ordinary burn training.

mod data;
mod figures;
mod model;
mod progress;

use std::error::Error;

use burn::optim::AdamConfig;
use burn::optim::lr_scheduler::cosine::CosineAnnealingLrSchedulerConfig;
use burn::tensor::{Device, Tensor};
use burn::train::metric::{AccuracyMetric, LossMetric};
use burn::train::{Learner, SupervisedTraining};
use nnviz::prelude::*;

use data::Digits;
use model::CnnConfig;

const RUN: &str = "runs/digits";
const REPORT: &str = "runs/report.html";
const EPOCHS: usize = 12;
const BATCH_SIZE: usize = 32;
const LEARNING_RATE: f64 = 3e-3;
const SEED: u64 = 7;

fn main() -> Result<(), Box<dyn Error>> {
    let device = Device::default().autodiff();
    device.seed(SEED);
    let digits = Digits::load()?;
    let model = CnnConfig::new().init(&device);

    let logger = Logger::create(RUN)?; // nnviz
    log_settings(&logger, &digits);
    logger.add_graph(&model, |model, device| model.forward(Tensor::zeros([1, 1, 8, 8], device))); // nnviz

    let steps = digits.train.len().div_ceil(BATCH_SIZE) * EPOCHS;
    let schedule = CosineAnnealingLrSchedulerConfig::new(LEARNING_RATE, steps).init()?;
    let training =
        SupervisedTraining::new("artifacts/digits", digits.train_loader(BATCH_SIZE, SEED), digits.valid_loader())
            .metrics((AccuracyMetric::new(), LossMetric::new()))
            .renderer(logger.renderer_around(progress::bars())) // nnviz
            .with_application_logger(None)
            .num_epochs(EPOCHS);
    let model = logger.attach(model); // nnviz
    let trained = training.launch(Learner::new(model, AdamConfig::new().init(), schedule)).model.into_inner();

    let accuracy = figures::log(&logger, &trained, &digits.valid, steps as i64);
    logger.close()?; // nnviz
    nnviz_viewer::write_report("runs", REPORT)?; // nnviz

    println!("\n{:.1} % of {} held-out digits are right.", 100.0 * accuracy, digits.valid.len());
    println!("Report:       {REPORT}");
    println!("TensorBoard:  tensorboard --logdir runs");
    Ok(())
}

/// The settings of the run as a text, and what the network is to learn as an image.
fn log_settings(logger: &Logger, digits: &Digits) {
    let settings = [
        ("data", format!("{} digits to train on, {} held out", digits.train.len(), digits.valid.len())),
        ("epochs", EPOCHS.to_string()),
        ("batch size", BATCH_SIZE.to_string()),
        ("optimizer", "Adam".to_owned()),
        ("learning rate", format!("{LEARNING_RATE}, cosine to 0")),
        ("seed", SEED.to_string()),
    ];
    let rows = settings.map(|(name, value)| [name.to_owned(), value]);
    logger.add_text("settings", markdown_table(["setting", "value"], rows), 0);
    logger.run("train").add_image("digits", figures::sheet(&digits.train[..80], 16), 0);
}
