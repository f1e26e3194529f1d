//! Points of many dimensions: *Projector*.

use nnviz::prelude::*;

use crate::data::{Digit, SIDE};
use crate::evaluation::Evaluation;

/// Each held-out digit as the last hidden layer sees it, with its picture, and columns to colour by.
pub(crate) fn log(valid: &Logger, evaluation: &Evaluation, digits: &[Digit]) {
    let answers = evaluation.labels.iter().zip(&evaluation.predicted);
    let rows = answers.map(|(label, answer)| {
        [label.to_string(), answer.to_string(), if label == answer { "right" } else { "wrong" }.to_owned()]
    });
    let embedding = Embedding::from(evaluation.features.clone())
        .columns(["digit", "predicted", "answer"], rows)
        .label_images(Images::new(Layout::Hw, [digits.len(), 4 * SIDE, 4 * SIDE], pictures(digits)))
        .tag("hidden layer");
    valid.add_embedding(embedding, evaluation.step);
}

/// Dark ink on light paper, each pixel four wide and four high.
fn pictures(digits: &[Digit]) -> Vec<f32> {
    let places = |digit: &Digit| {
        let ink = digit.pixels.map(|ink| 1.0 - f32::from(ink) / 16.0);
        (0..16 * SIDE * SIDE).map(move |place| ink[place / (16 * SIDE) * SIDE + place % (4 * SIDE) / 4])
    };
    digits.iter().flat_map(places).collect()
}
