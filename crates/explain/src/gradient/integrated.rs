//! Integrated gradients: what each number adds to the score on the straight way from a baseline to the input.
//!
//! Sundararajan, Taly & Yan 2017, "Axiomatic Attribution for Deep Networks":
//!
//! ```text
//!  φ = (x − b) · ∫ ∇f( b + α (x − b) ) dα,   α from 0 to 1;   Σ φ = f(x) − f(b)
//! ```

use std::ops::ControlFlow;

use burn::tensor::Tensor;

use super::{Baseline, Quadrature};
use crate::attribution::Shown;
use crate::model::{at_least_one, class_column, class_of, one_hot, sample_len, scores, slopes};
use crate::progress::{silent, tell};
use crate::tensor::numbers;
use crate::{Attribution, Error, Progress};

/// Attributions that add up to the difference of the score from the baseline's.
///
/// | option | default |
/// |---|---|
/// | steps | 50 (Captum's) |
/// | quadrature | Gauss-Legendre (Captum's) |
/// | baseline | black (Captum's) |
/// | batch | 50 points at once |
///
/// How far the sum is from the difference, [`Attribution::gap`] tells: take more steps if it is large.
///
/// ```
/// use burn::tensor::{Device, Tensor};
/// use nnviz_explain::IntegratedGradients;
/// let model = |x: Tensor<2>| x.clone().narrow(1, 0, 1) * x.narrow(1, 1, 1);
/// let x = Tensor::<2>::from_floats([[2.0, 3.0]], &Device::default());
/// let found = IntegratedGradients::new().attribute(model, x, &[0])?;
/// let values = found.tensor().into_data().to_vec::<f32>().unwrap();
/// assert!(values.iter().all(|value| (value - 3.0).abs() < 1e-5)); // the two share 2 · 3
/// assert!(found.gap().unwrap()[0].abs() < 1e-5);
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct IntegratedGradients<const D: usize> {
    steps: usize,
    quadrature: Quadrature,
    baseline: Baseline<D>,
    batch: usize,
}

impl<const D: usize> Default for IntegratedGradients<D> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const D: usize> IntegratedGradients<D> {
    /// With the defaults.
    pub fn new() -> Self {
        Self { steps: 50, quadrature: Quadrature::default(), baseline: Baseline::default(), batch: 50 }
    }

    /// At how many points of the way the gradient is taken.
    #[must_use]
    pub fn steps(mut self, steps: usize) -> Self {
        self.steps = steps;
        self
    }

    /// Where the points lie, and how they are weighted.
    #[must_use]
    pub fn quadrature(mut self, quadrature: Quadrature) -> Self {
        self.quadrature = quadrature;
        self
    }

    /// Where the way begins.
    #[must_use]
    pub fn baseline(mut self, baseline: Baseline<D>) -> Self {
        self.baseline = baseline;
        self
    }

    /// How many points the model sees at once.
    #[must_use]
    pub fn batch(mut self, points: usize) -> Self {
        self.batch = points;
        self
    }

    /// The attribution of a batch of inputs, of their shape. `classes` is one class for all, or one for each.
    ///
    /// # Errors
    /// As [`Saliency::attribute`](crate::Saliency::attribute); [`Error::Option`] for no steps, [`Error::Shape`] for a baseline
    /// of another shape.
    pub fn attribute(
        &self,
        model: impl Fn(Tensor<D>) -> Tensor<2>,
        inputs: Tensor<D>,
        classes: &[usize],
    ) -> Result<Attribution<D>, Error> {
        self.attribute_with(model, inputs, classes, silent)
    }

    /// As [`Self::attribute`]; `progress` is told of points that are done, and may stop.
    ///
    /// # Errors
    /// As [`Self::attribute`], and [`Error::Stopped`].
    pub fn attribute_with(
        &self,
        model: impl Fn(Tensor<D>) -> Tensor<2>,
        inputs: Tensor<D>,
        classes: &[usize],
        mut progress: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Attribution<D>, Error> {
        at_least_one("the number of steps", self.steps)?;
        at_least_one("the batch", self.batch)?;
        let inputs = inputs.inner();
        let baseline = self.baseline.of(&inputs)?;
        let score = |inputs: Tensor<D>| -> Result<Vec<f64>, Error> {
            let scores = scores(&model, inputs)?.inner();
            let chosen = one_hot(scores.dims(), classes, &scores.device())?;
            class_column(scores, &chosen)
        };
        let (reached, begun) = (score(inputs.clone())?, score(baseline.clone())?);
        let way = inputs.clone() - baseline.clone();
        let count = inputs.dims()[0];
        let points = self.quadrature.points(self.steps);
        let mut mean = way.zeros_like();
        for (index, some) in points.chunks((self.batch / count).max(1)).enumerate() {
            let places = some.iter().map(|(at, _)| baseline.clone() + way.clone() * *at).collect();
            let of: Vec<usize> = some.iter().flat_map(|_| (0..count).map(|input| class_of(classes, input))).collect();
            let gradients = slopes(&model, Tensor::cat(places, 0), &of)?.gradient;
            for (step, (_, weight)) in some.iter().enumerate() {
                mean = mean + gradients.clone().narrow(0, step * count, count) * *weight;
            }
            let done = index * (self.batch / count).max(1) + some.len();
            tell(&mut progress, done * count, self.steps * count)?;
        }
        let attribution = mean * way;
        let sums = sums(&attribution)?;
        let gap = sums.iter().zip(&reached).zip(&begun).map(|((sum, end), start)| sum - (end - start)).collect();
        Ok(Attribution::new(attribution, reached, Shown::Sum).with_gap(gap))
    }
}

/// The sum of each sample's numbers.
pub(crate) fn sums<const D: usize>(batch: &Tensor<D>) -> Result<Vec<f64>, Error> {
    let values = numbers(batch.clone())?;
    Ok(values
        .chunks(sample_len(batch).max(1))
        .map(|sample| sample.iter().map(|value| f64::from(*value)).sum())
        .collect())
}
