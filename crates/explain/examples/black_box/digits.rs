//! Handwritten digits of 8 × 8 pixels, from the repository.

use std::error::Error;
use std::io::Read;

use burn::tensor::{Device, Int, Tensor, TensorData};

pub(crate) const SIDE: usize = 8;

/// Images `[count, 1, 8, 8]` of 0 (paper) to 1 (ink), with their digits; every fifth is held out.
pub(crate) struct Digits {
    pub(crate) train: Tensor<4>,
    pub(crate) train_labels: Vec<usize>,
    pub(crate) valid: Tensor<4>,
    pub(crate) valid_labels: Vec<usize>,
}

impl Digits {
    pub(crate) fn load(device: &Device) -> Result<Self, Box<dyn Error>> {
        let file: &[u8] = include_bytes!("../../../../examples/data/digits.csv.gz");
        let mut text = String::new();
        flate2::read::GzDecoder::new(file).read_to_string(&mut text)?;
        let rows = text.lines().map(|line| line.split(',').map(|number| number.trim().parse()).collect());
        let rows: Vec<Vec<f32>> = rows.collect::<Result<_, _>>()?;
        let part = |held_out: bool| {
            let some =
                || rows.iter().enumerate().filter(move |(index, _)| (index % 5 == 4) == held_out).map(|(_, row)| row);
            let pixels: Vec<f32> = some().flat_map(|row| row[..SIDE * SIDE].iter().map(|value| value / 16.0)).collect();
            let labels: Vec<usize> = some().map(|row| row[SIDE * SIDE] as usize).collect();
            (Tensor::from_data(TensorData::new(pixels, [labels.len(), 1, SIDE, SIDE]), device), labels)
        };
        let ((train, train_labels), (valid, valid_labels)) = (part(false), part(true));
        Ok(Self { train, train_labels, valid, valid_labels })
    }

    /// The first of those held out that shows a digit.
    pub(crate) fn first(&self, digit: usize) -> Tensor<4> {
        self.held_out(self.valid_labels.iter().position(|label| *label == digit).unwrap_or(0))
    }

    pub(crate) fn held_out(&self, index: usize) -> Tensor<4> {
        self.valid.clone().narrow(0, index, 1)
    }

    /// What an absent pixel is averaged over.
    pub(crate) fn background(&self, count: usize) -> Tensor<4> {
        self.train.clone().narrow(0, 0, count)
    }

    pub(crate) fn labels(labels: &[usize], device: &Device) -> Tensor<1, Int> {
        let labels: Vec<i64> = labels.iter().map(|label| *label as i64).collect();
        let count = labels.len();
        Tensor::from_data(TensorData::new(labels, [count]), device)
    }
}
