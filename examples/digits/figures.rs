//! Pictures of what the network sees, and of what it makes of it.

use burn::tensor::Device;
use nnviz::prelude::*;

use crate::data::{Batch, Digit, SIDE};
use crate::model::Cnn;

const NAMES: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// Logs the confusion matrix and the digits that were taken for others; returns the share of right answers.
pub(crate) fn log(logger: &Logger, model: &Cnn, digits: &[Digit], step: i64) -> f64 {
    let answers = answers(model, digits);
    let mut counts = vec![vec![0; NAMES.len()]; NAMES.len()];
    let mut wrong = Vec::new();
    for (digit, &answer) in digits.iter().zip(&answers) {
        counts[usize::from(digit.label)][answer] += 1;
        if answer != usize::from(digit.label) {
            wrong.push(digit.clone());
        }
    }
    let accuracy = 1.0 - wrong.len() as f64 / digits.len() as f64;
    let valid = logger.run("valid");
    if !wrong.is_empty() {
        valid.add_image("mistakes", sheet(&wrong, 8), step);
    }
    valid.add_figure("confusion", (520, 520), step, move |area| nnviz::figure::confusion_matrix(area, &counts, &NAMES));
    accuracy
}

/// The most likely class of each digit.
fn answers(model: &Cnn, digits: &[Digit]) -> Vec<usize> {
    let scores = model.forward(Batch::new(digits, &Device::default()).images);
    let classes = scores.argmax(1).into_data();
    classes.iter::<i64>().map(|class| class as usize).collect()
}

/// Digits in a grid, dark ink on light paper, each pixel a square.
pub(crate) fn sheet(digits: &[Digit], columns: usize) -> Pixels {
    const CELL: usize = SIDE + 2;
    let columns = columns.min(digits.len()).max(1);
    let (width, height) = (columns * CELL, digits.len().div_ceil(columns).max(1) * CELL);
    let mut data = vec![255; width * height];
    for (index, digit) in digits.iter().enumerate() {
        let (left, top) = (index % columns * CELL + 1, index / columns * CELL + 1);
        for (row, pixels) in digit.pixels.chunks_exact(SIDE).enumerate() {
            for (column, &pixel) in pixels.iter().enumerate() {
                data[(top + row) * width + left + column] = 255 - (u16::from(pixel) * 255 / 16) as u8;
            }
        }
    }
    Pixels::grey(width as u32, height as u32, data).expect("the data was made for this size").enlarged(4)
}
