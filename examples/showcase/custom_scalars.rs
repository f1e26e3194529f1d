//! Several tags in one chart: *Custom Scalars*.

use nnviz::prelude::*;

use crate::evaluation::{Evaluation, NAMES};

const BAND: [&str; 3] = ["right/mean", "right/worst digit", "right/best digit"];

/// How the charts are arranged; the values are logged like any other.
pub(crate) fn arrange(valid: &Logger) {
    valid.add_custom_scalars_marginchart(&BAND, "held-out digits", "right answers, with the worst and the best digit");
    valid.add_custom_scalars_multilinechart(&["recall/1", "recall/8"], "held-out digits", "digits that look alike");
}

pub(crate) fn each_look(valid: &Logger, evaluation: &Evaluation) {
    let recalls = evaluation.recalls();
    let mean = recalls.iter().sum::<f64>() / recalls.len() as f64;
    let (worst, best) = recalls.iter().fold((1.0_f64, 0.0_f64), |(low, high), &one| (low.min(one), high.max(one)));
    valid.log_step(evaluation.step, &[(BAND[0], mean), (BAND[1], worst), (BAND[2], best)]);

    // A group of scalars is a chart by itself: `recall`, with a line for each digit.
    let group: Vec<(&str, f64)> = NAMES.into_iter().zip(recalls).collect();
    valid.add_scalars("recall", &group, evaluation.step);
}
