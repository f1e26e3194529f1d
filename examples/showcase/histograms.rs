//! How values are distributed, over steps: *Histograms* and *Distributions*.

use nnviz::Values;
use nnviz::prelude::*;

use crate::evaluation::{Evaluation, NAMES};
use crate::training::Progress;

/// Weights, gradients, and scalars of both: all from one line before the optimizer's step.
pub(crate) fn each_step(train: &Logger, now: &Progress<'_>) {
    let watch = WatchConfig::new().every(15);
    train.observe_with(&watch, now.model, now.gradients, now.learning_rate, now.step);
}

pub(crate) fn each_look(valid: &Logger, evaluation: &Evaluation) {
    let Evaluation { step, scores, probabilities, .. } = evaluation;

    // A tensor is handed over as it is; the worker reads it and finds the buckets.
    valid.add_histogram("scores", scores.clone(), *step);
    valid.add_histogram_with("scores/quantiles", scores.clone(), *step, Bins::Quantiles(20));

    // How sure the network is of its answers.
    let confidence = probabilities.clone().max_dim(1);
    valid.add_histogram_with("confidence", confidence.clone(), *step, Bins::Fixed(25));
    valid.add_histogram_with("doubt", 1.0 - confidence, *step, Bins::Exponential);

    // Any iterator of numbers.
    let wrong = evaluation.labels.iter().zip(&evaluation.predicted).filter(|(label, answer)| label != answer);
    valid.add_histogram(
        "mistakes/difference",
        wrong.map(|(&label, &answer)| answer as f32 - label as f32).collect::<Values>(),
        *step,
    );

    // What is counted already: a bucket for each answer.
    let edges: Vec<f64> = (0..=NAMES.len()).map(|edge| edge as f64 - 0.5).collect();
    let mut counts = [0.0; NAMES.len()];
    evaluation.predicted.iter().for_each(|&answer| counts[answer] += 1.0);
    valid.add_histogram_raw("answers", &edges, &counts, *step);
}
