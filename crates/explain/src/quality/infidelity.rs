//! Infidelity: whether an explanation foretells what a change of the input does to the score.
//!
//! Yeh et al. 2019 (see `sensitivity`); Captum's `infidelity`, with noise of a normal distribution as its documentation
//! shows.
//!
//! ```text
//!  mean over perturbations I of  ( I · Φ(x)  −  ( f(x) − f(x − I) ) )²
//! ```

use burn::tensor::Tensor;

use crate::Error;
use crate::model::{at_least_one, check_alike, check_one, class_scores, sample_len, with_batch};
use crate::random::Random;
use crate::tensor::{numbers, tensor};

/// The mean squared error of an attribution that is taken as a linear model around its input.
///
/// It fits attributions that are slopes, such as saliency with its sign; to measure those that are shares of a score
/// (integrated gradients, Shapley values), divide them by input less baseline first, as Captum's documentation says.
///
/// | option | default |
/// |---|---|
/// | deviation | 0.003 |
/// | samples | 10 (Captum's) |
/// | seed | 0 |
/// | batch | 64 inputs at once |
#[derive(Clone, Debug)]
pub struct Infidelity {
    deviation: f32,
    samples: usize,
    seed: u64,
    batch: usize,
}

impl Default for Infidelity {
    fn default() -> Self {
        Self::new()
    }
}

impl Infidelity {
    /// With the defaults.
    pub fn new() -> Self {
        Self { deviation: 0.003, samples: 10, seed: 0, batch: 64 }
    }

    /// The standard deviation of the perturbations.
    #[must_use]
    pub fn deviation(mut self, deviation: f32) -> Self {
        self.deviation = deviation;
        self
    }

    /// How many perturbations are drawn.
    #[must_use]
    pub fn samples(mut self, samples: usize) -> Self {
        self.samples = samples;
        self
    }

    /// The same seed draws the same perturbations.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Measures the attribution of one input, `[1, …]`, for the score of a class.
    ///
    /// # Errors
    /// [`Error::Shape`] when the attribution has not the input's shape, [`Error::Option`] for no samples, [`Error::Class`]
    /// and [`Error::Output`] for what the model does not give.
    pub fn measure<const D: usize>(
        &self,
        model: impl Fn(Tensor<D>) -> Tensor<2>,
        input: Tensor<D>,
        attribution: Tensor<D>,
        class: usize,
    ) -> Result<f64, Error> {
        at_least_one("the number of samples", self.samples)?;
        check_one(&input)?;
        check_alike("the attribution", &input, &attribution)?;
        let (length, device, shape) = (sample_len(&input), input.device(), input.dims());
        let (values, slopes) = (numbers(input.clone())?, numbers(attribution)?);
        let score = class_scores(&model, input, class)?[0];
        let mut random = Random::new(self.seed);
        let mut sum = 0.0;
        for start in (0..self.samples).step_by(self.batch) {
            let count = self.batch.min(self.samples - start);
            let steps: Vec<f32> = (0..count * length).map(|_| self.deviation * random.normal() as f32).collect();
            let moved = steps.iter().zip(values.iter().cycle()).map(|(step, value)| value - step).collect();
            let scores = class_scores(&model, tensor(moved, with_batch(shape, count), &device), class)?;
            for (step, moved) in steps.chunks(length).zip(scores) {
                let foretold: f64 =
                    step.iter().zip(&slopes).map(|(step, slope)| f64::from(*step) * f64::from(*slope)).sum();
                sum += (foretold - (score - moved)).powi(2);
            }
        }
        Ok(sum / self.samples as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    fn linear(inputs: Tensor<2>) -> Tensor<2> {
        let weights: Tensor<2> = tensor(vec![2.0, -1.0, 0.5], [1, 3], &inputs.device());
        (inputs * weights).sum_dim(1)
    }

    #[test]
    fn the_slopes_of_a_linear_model_are_faithful_and_others_are_not() {
        let device = Device::default();
        let input = Tensor::<2>::ones([1, 3], &device);
        let run = |slopes: [f32; 3]| {
            let attribution = Tensor::from_data([slopes], &device);
            Infidelity::new().deviation(0.5).samples(2000).measure(linear, input.clone(), attribution, 0).unwrap()
        };
        assert!(run([2.0, -1.0, 0.5]) < 1e-10);
        // Off by 1 in one slope: the square of the perturbation there.
        assert!((run([3.0, -1.0, 0.5]) - 0.25).abs() < 0.03);
    }
}
