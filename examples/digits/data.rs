//! The digits: 8 × 8 pixels each, read from the file beside the examples.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::sync::Arc;

use burn::data::dataloader::batcher::Batcher;
use burn::data::dataloader::{DataLoader, DataLoaderBuilder};
use burn::data::dataset::InMemDataset;
use burn::tensor::{Device, Int, Tensor, TensorData};
use flate2::read::GzDecoder;

/// The side of a digit, in pixels.
pub(crate) const SIDE: usize = 8;

/// How many values a pixel has: 0 to 16.
const LEVELS: f32 = 16.0;

/// "Optical Recognition of Handwritten Digits"; see `examples/data/README.md`.
const FILE: &[u8] = include_bytes!("../data/digits.csv.gz");

/// One handwritten digit.
#[derive(Clone, Debug)]
pub(crate) struct Digit {
    /// Rows from top to bottom, 0 (paper) to 16 (ink).
    pub(crate) pixels: [u8; SIDE * SIDE],
    /// Which digit it is.
    pub(crate) label: u8,
}

/// Four fifths to train on, one fifth held out.
pub(crate) struct Digits {
    pub(crate) train: Vec<Digit>,
    pub(crate) valid: Vec<Digit>,
}

impl Digits {
    /// Reads the file; every fifth digit is held out.
    pub(crate) fn load() -> Result<Self, Box<dyn Error>> {
        let mut digits = Self { train: Vec::new(), valid: Vec::new() };
        for (index, line) in BufReader::new(GzDecoder::new(FILE)).lines().enumerate() {
            let digit = Digit::parse(&line?).ok_or_else(|| format!("line {} is not a digit", index + 1))?;
            if index % 5 == 4 { digits.valid.push(digit) } else { digits.train.push(digit) }
        }
        Ok(digits)
    }

    pub(crate) fn train_loader(&self, batch_size: usize, seed: u64) -> Arc<dyn DataLoader<Batch>> {
        let builder = DataLoaderBuilder::new(Stack).batch_size(batch_size).shuffle(seed);
        builder.build(InMemDataset::new(self.train.clone()))
    }

    pub(crate) fn valid_loader(&self) -> Arc<dyn DataLoader<Batch>> {
        DataLoaderBuilder::new(Stack).batch_size(128).build(InMemDataset::new(self.valid.clone()))
    }
}

impl Digit {
    /// 64 pixels and the label.
    fn parse(line: &str) -> Option<Self> {
        let numbers: Vec<u8> = line.split(',').map(|number| number.trim().parse().ok()).collect::<Option<_>>()?;
        let (label, pixels) = numbers.split_last()?;
        Some(Self { pixels: pixels.try_into().ok()?, label: *label })
    }
}

/// Digits side by side.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    /// `[batch, 1, 8, 8]`, 0 to 1.
    pub(crate) images: Tensor<4>,
    /// `[batch]`
    pub(crate) labels: Tensor<1, Int>,
}

impl Batch {
    pub(crate) fn new(digits: &[Digit], device: &Device) -> Self {
        let pixels: Vec<f32> =
            digits.iter().flat_map(|digit| digit.pixels).map(|pixel| f32::from(pixel) / LEVELS).collect();
        let labels: Vec<i64> = digits.iter().map(|digit| i64::from(digit.label)).collect();
        Self {
            images: Tensor::from_data(TensorData::new(pixels, [digits.len(), 1, SIDE, SIDE]), device),
            labels: Tensor::from_data(TensorData::new(labels, [digits.len()]), device),
        }
    }
}

struct Stack;

impl Batcher<Digit, Batch> for Stack {
    fn batch(&self, items: Vec<Digit>, device: &Device) -> Batch {
        Batch::new(&items, device)
    }
}
