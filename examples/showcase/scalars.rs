//! Numbers over steps: *Time Series* and *Scalars*.

use std::time::{Duration, SystemTime};

use nnviz::prelude::*;

use crate::data::{Digit, Digits};
use crate::evaluation::Evaluation;
use crate::training::Progress;

/// Before the training: a tag for two runs, steps that are counted, times of one's own.
pub(crate) fn log(logger: &Logger, digits: &Digits) {
    logger.run("valid").describe("loss", "Loss", "Cross-entropy in *nats*; a guess has ln 10 = 2.3");

    // One tag in the runs `train` and `valid`: TensorBoard draws them over one another.
    for label in 0..10_u8 {
        let ink = |digits: &[Digit]| mean_ink(digits.iter().filter(|digit| digit.label == label));
        let inks = [("train", ink(&digits.train)), ("valid", ink(&digits.valid))];
        logger.add_scalars_as_runs("data/ink by digit", &inks, label);
    }

    // What a scanner measured an hour ago, one digit a second. Without a step, each tag counts for itself.
    let scanner = logger.scope("scanner"); // tags become `scanner/…`
    let an_hour_ago = SystemTime::now() - Duration::from_hours(1);
    for (second, digit) in (0..).zip(&digits.train[..100]) {
        let scanner = scanner.at_time(an_hour_ago + Duration::from_secs(second));
        scanner.add_scalar("ink", mean_ink([digit]), None);
    }
}

/// The scalars of a step in one event, which halves the file.
pub(crate) fn each_step(train: &Logger, now: &Progress<'_>) {
    train.log_step(now.step, &[("loss", now.loss), ("accuracy", now.accuracy)]);
}

pub(crate) fn each_look(valid: &Logger, evaluation: &Evaluation) {
    valid.add_scalar("loss", evaluation.loss, evaluation.step);
    valid.add_scalar("accuracy", evaluation.accuracy(), evaluation.step);
}

/// From 0, paper, to 1, all ink.
fn mean_ink<'a>(digits: impl IntoIterator<Item = &'a Digit>) -> f64 {
    let pixels: Vec<f64> = digits.into_iter().flat_map(|digit| digit.pixels).map(f64::from).collect();
    pixels.iter().sum::<f64>() / pixels.len() as f64 / 16.0
}
