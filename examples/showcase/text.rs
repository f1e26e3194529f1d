//! Markdown: *Text*.

use nnviz::prelude::*;

use crate::data::Digits;
use crate::evaluation::Evaluation;

/// A table, and whatever else Markdown can say.
pub(crate) fn settings(logger: &Logger, digits: &Digits) {
    let rows = [
        ["digits to train on", &digits.train.len().to_string()],
        ["digits held out", &digits.valid.len().to_string()],
        ["optimizer", "Adam"],
        ["learning rate", "0.003, cosine to 0"],
    ];
    let table = markdown_table(["setting", "value"], rows);
    logger.add_text(
        "settings",
        format!("### What was trained\n\nA **small network** on `8 × 8` pixels.\n\n{table}"),
        0,
    );
}

/// The digits that the network was least sure of.
pub(crate) fn doubts(valid: &Logger, evaluation: &Evaluation) {
    let confidence = evaluation.probabilities.clone().max_dim(1).into_data();
    let mut doubts: Vec<(f32, usize)> = confidence.iter().zip(0..).collect();
    doubts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let rows = doubts.iter().take(5).map(|&(confidence, digit)| {
        let (label, answer) = (evaluation.labels[digit], evaluation.predicted[digit]);
        let verdict = if label == answer { "right" } else { "**wrong**" };
        [
            digit.to_string(),
            label.to_string(),
            answer.to_string(),
            format!("{:.0} %", 100.0 * confidence),
            verdict.to_owned(),
        ]
    });
    let header = ["digit", "is a", "taken for a", "confidence", ""];
    valid.add_text("doubts", markdown_table(header, rows), evaluation.step);
}
