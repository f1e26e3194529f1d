//! How much of a gradient is signal: whether it points where the ones before it pointed.
//!
//! Two numbers for each layer. The cosine between this gradient and the one of the look before: near 1 the descent is
//! smooth, near −1 it jumps back and forth over a valley. And the ratio of signal to noise, ‖E g‖² / E‖g − E g‖²: below
//! 1/batches the batch is too small to tell where to go (`McCandlish` et al., *An Empirical Model of Large-Batch Training*,
//! 2018, call the inverse the simple noise scale).
//!
//! The expectation is a moving average over some ten looks. An average of few gradients still holds some of their noise:
//! its share is known from the weights of the average, and taken out. Of large parameters a fixed sample is compared, so
//! that the memory stays small.

use std::collections::HashMap;

use crate::distribution::Numbers;
use crate::worker::Entry;

/// How much of the average is kept at each look.
const KEPT: f64 = 0.9;

/// How many elements of a parameter are compared.
const SAMPLE: usize = 1 << 14;

/// The gradients of the looks before.
#[derive(Debug, Default)]
pub(super) struct Noise {
    parameters: HashMap<String, Parameter>,
    /// In the order in which they came in this look.
    layers: Vec<(String, Sums)>,
}

/// One parameter over the looks.
#[derive(Debug, Default)]
struct Parameter {
    last: Vec<f32>,
    mean: Vec<f32>,
    /// The average of ‖g‖².
    squares: f64,
    /// The sum of the weights of the average, and of their squares.
    weights: (f64, f64),
}

/// What is added up over the parameters of a layer.
#[derive(Debug, Default)]
struct Sums {
    /// g·g', ‖g‖² and ‖g'‖², with g' the gradient before.
    cosine: [f64; 3],
    signal: f64,
    noise: f64,
    compared: bool,
}

impl Noise {
    pub(super) fn add(&mut self, layer: &str, path: &str, gradient: &Numbers) {
        let stride = gradient.len().div_ceil(SAMPLE).max(1);
        let sample: Vec<f32> = gradient.iter().step_by(stride).map(|value| value as f32).collect();
        if sample.iter().any(|value| !value.is_finite()) {
            return;
        }
        if self.layers.last().is_none_or(|(last, _)| last != layer) {
            self.layers.push((layer.to_owned(), Sums::default()));
        }
        let Some((_, sums)) = self.layers.last_mut() else { return };
        self.parameters.entry(path.to_owned()).or_default().compare(sample, sums);
    }

    pub(super) fn push_entries(&mut self, entries: &mut Vec<Entry>) {
        for (layer, sums) in self.layers.drain(..).filter(|(_, sums)| sums.compared) {
            let [product, size, size_before] = sums.cosine;
            let norms = (size * size_before).sqrt();
            if norms > 0.0 {
                entries.push(Entry::scalar(format!("gradient_flow/cosine/{layer}"), product / norms));
            }
            if sums.noise > 0.0 {
                entries.push(Entry::scalar(format!("gradient_flow/snr/{layer}"), sums.signal.max(0.0) / sums.noise));
            }
        }
    }
}

impl Parameter {
    fn compare(&mut self, sample: Vec<f32>, sums: &mut Sums) {
        let squares = dot(&sample, &sample);
        if self.last.len() == sample.len() {
            sums.compared = true;
            sums.cosine[0] += dot(&sample, &self.last);
            sums.cosine[1] += squares;
            sums.cosine[2] += dot(&self.last, &self.last);
        } else {
            *self = Self { mean: vec![0.0; sample.len()], ..Self::default() };
        }
        for (mean, &value) in self.mean.iter_mut().zip(&sample) {
            *mean = (KEPT * f64::from(*mean) + (1.0 - KEPT) * f64::from(value)) as f32;
        }
        self.squares = KEPT * self.squares + (1.0 - KEPT) * squares;
        self.weights.0 = KEPT * self.weights.0 + (1.0 - KEPT);
        self.weights.1 = KEPT * KEPT * self.weights.1 + (1.0 - KEPT).powi(2);
        self.last = sample;
        self.add_to(sums);
    }

    /// E‖m‖² is the signal and a known share of the noise; E‖g‖² is the signal and all of it.
    fn add_to(&self, sums: &mut Sums) {
        let (total, squares_of_weights) = self.weights;
        let share = squares_of_weights / (total * total);
        if share < 1.0 {
            let (mean, all) = (dot(&self.mean, &self.mean) / (total * total), self.squares / total);
            let noise = ((all - mean) / (1.0 - share)).max(0.0);
            sums.noise += noise;
            sums.signal += mean - share * noise;
        }
    }
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(gradients: impl IntoIterator<Item = Vec<f32>>) -> HashMap<String, f64> {
        let (mut noise, mut entries) = (Noise::default(), Vec::new());
        for gradient in gradients {
            entries.clear();
            noise.add("layer", "layer.weight", &Numbers::F32(gradient));
            noise.push_entries(&mut entries);
        }
        let number = |summary: &nnviz_record::Summary| match summary {
            nnviz_record::Summary::Scalar(value) => f64::from(*value),
            other => panic!("{other:?}"),
        };
        entries.iter().map(|entry| (entry.tag.clone(), number(&entry.summary))).collect()
    }

    #[test]
    fn the_cosine_is_that_of_two_looks() {
        assert!(told([vec![1.0, 0.0]]).is_empty(), "nothing to compare with");
        assert_eq!(told([vec![1.0, 0.0], vec![0.0, 2.0]])["gradient_flow/cosine/layer"], 0.0);
        assert_eq!(told([vec![1.0, 2.0], vec![-2.0, -4.0]])["gradient_flow/cosine/layer"], -1.0);
    }

    #[test]
    fn signal_and_noise_are_told_apart() {
        let mut seed = 7_u32;
        let mut uniform = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (f64::from(seed) / f64::from(u32::MAX)) as f32 * 2.0 - 1.0
        };
        // A signal of 0.5² in each element, under noise with a variance of 1/3.
        let gradients: Vec<Vec<f32>> = (0..60).map(|_| (0..4000).map(|_| 0.5 + uniform()).collect()).collect();
        let snr = told(gradients)["gradient_flow/snr/layer"];
        assert!((snr - 0.75).abs() < 0.06, "{snr}");
        let only_noise: Vec<Vec<f32>> = (0..60).map(|_| (0..4000).map(|_| uniform()).collect()).collect();
        let snr = told(only_noise)["gradient_flow/snr/layer"];
        assert!(snr < 0.03, "{snr}");
    }
}
