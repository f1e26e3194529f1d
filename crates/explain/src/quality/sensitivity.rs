//! Sensitivity: how far an explanation jumps when the input hardly moves.
//!
//! Yeh, Hsieh, Suggala, Inouye & Ravikumar 2019, "On the (In)fidelity and Sensitivity of Explanations"; Captum's
//! `sensitivity_max`.
//!
//! ```text
//!  max over δ with |δ|∞ ≤ r of  ‖ Φ(x + δ) − Φ(x) ‖ / ‖ Φ(x) ‖
//! ```

use burn::tensor::Tensor;

use crate::Error;
use crate::model::at_least_one;
use crate::random::Random;
use crate::tensor::{numbers, tensor};

/// The largest relative change of an explanation under small uniform noise.
///
/// | option | default (Captum's) |
/// |---|---|
/// | radius | 0.02 |
/// | samples | 10 |
/// | seed | 0 |
#[derive(Clone, Debug)]
pub struct Sensitivity {
    radius: f32,
    samples: usize,
    seed: u64,
}

impl Default for Sensitivity {
    fn default() -> Self {
        Self::new()
    }
}

impl Sensitivity {
    /// With the defaults.
    pub fn new() -> Self {
        Self { radius: 0.02, samples: 10, seed: 0 }
    }

    /// How far each number of the input may move.
    #[must_use]
    pub fn radius(mut self, radius: f32) -> Self {
        self.radius = radius;
        self
    }

    /// How many moved inputs are explained.
    #[must_use]
    pub fn samples(mut self, samples: usize) -> Self {
        self.samples = samples;
        self
    }

    /// The same seed moves the input the same way.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The largest change for each input of a batch; `explain` gives a batch of attributions for a batch of inputs.
    ///
    /// An explanation that is 0 all over has its change as it is, not relative to anything.
    ///
    /// # Errors
    /// [`Error::Option`] for no samples or a radius below 0, [`Error::Shape`] when the explanations change their shape, and
    /// what `explain` says.
    pub fn measure<const D: usize, const E: usize>(
        &self,
        explain: impl Fn(Tensor<D>) -> Result<Tensor<E>, Error>,
        inputs: Tensor<D>,
    ) -> Result<Vec<f64>, Error> {
        at_least_one("the number of samples", self.samples)?;
        if !(0.0..f32::INFINITY).contains(&self.radius) {
            let value = self.radius.into();
            return Err(Error::Option { option: "the radius", value, must_be: "a number of at least 0" });
        }
        let (shape, device) = (inputs.dims(), inputs.device());
        let values = numbers(inputs.clone())?;
        let first = explain(inputs)?;
        let expected = first.dims();
        let before = numbers(first)?;
        let mut random = Random::new(self.seed);
        let mut largest = vec![0.0_f64; shape[0]];
        for _ in 0..self.samples {
            let moved = values.iter().map(|value| value + self.radius * (2.0 * random.unit() - 1.0) as f32).collect();
            let explanation = explain(tensor(moved, shape, &device))?;
            if explanation.dims() != expected {
                let actual = explanation.dims().to_vec();
                return Err(Error::Shape { what: "an explanation", actual, expected: expected.to_vec() });
            }
            let after = numbers(explanation)?;
            let length = (before.len() / shape[0].max(1)).max(1);
            let pairs = before.chunks(length).zip(after.chunks(length));
            for (largest, (before, after)) in largest.iter_mut().zip(pairs) {
                *largest = largest.max(relative_change(before, after));
            }
        }
        Ok(largest)
    }
}

fn relative_change(before: &[f32], after: &[f32]) -> f64 {
    let square = |value: f64| value * value;
    let norm = before.iter().map(|value| square(f64::from(*value))).sum::<f64>().sqrt();
    let change = before.iter().zip(after).map(|(one, other)| square(f64::from(*one) - f64::from(*other)));
    change.sum::<f64>().sqrt() / if norm > 0.0 { norm } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    #[test]
    fn a_constant_explanation_is_not_sensitive_and_a_copy_moves_with_its_input() {
        let inputs = Tensor::<2>::ones([3, 4], &Device::default());
        let constant = Sensitivity::new()
            .measure(|inputs: Tensor<2>| Ok(Tensor::<2>::ones(inputs.dims(), &inputs.device())), inputs.clone());
        assert_eq!(constant.unwrap(), [0.0; 3]);
        // ‖δ‖ ≤ 0.02 · 2 and ‖x‖ = 2.
        let copy = Sensitivity::new().samples(50).measure(Ok, inputs).unwrap();
        assert!(copy.iter().all(|change| (0.01..=0.02).contains(change)), "{copy:?}");
    }
}
