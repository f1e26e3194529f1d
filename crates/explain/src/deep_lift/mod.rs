//! DeepLIFT and DeepSHAP: what each number adds to the score, by how the activations differ from those of a reference.
//!
//! Shrikumar, Greenside & Kundaje 2017, "Learning Important Features Through Propagating Activation Differences" (the rescale
//! rule); Lundberg & Lee 2017, "A Unified Approach to Interpreting Model Predictions". One way back, where integrated gradients
//! take fifty: the multiplier of a function is the slope of the line between its two points,
//!
//! ```text
//!  m = Δout / Δin,     φ = (x − b) · m,     Σ φ = f(x) − f(b)
//! ```
//!
//! Maxima are treated as shap treats them, so that the sum is right with max pooling too (Captum's is not); products of two
//! activations by the mean of the other factor. It is operations that are changed, not modules: a ReLU that is a function or
//! used twice is no trap. What there is no rule for (softmax, layer normalisation, a quotient) is an error that names it.

mod operation;
mod rule;

use std::ops::ControlFlow;

use burn::tensor::Tensor;

use self::rule::Rescale;
use crate::attribution::Shown;
use crate::gradient::sums;
use crate::model::{check_alike, class_column, one_hot};
use crate::progress::{silent, tell};
use crate::{Attribution, Baseline, Error, Progress, Replay, Rules};

/// Attributions by the differences from one reference.
///
/// | option | default |
/// |---|---|
/// | baseline | black (Captum's) |
///
/// ```
/// use burn::nn::{Linear, LinearConfig};
/// use burn::tensor::{Device, Tensor, activation::relu};
/// use nnviz_explain::{DeepLift, Replay};
///
/// let device = Device::default();
/// let model: Linear = LinearConfig::new(3, 2).init(&device);
/// let x = Tensor::<2>::ones([4, 3], &device);
/// let replay = Replay::new(&model, &x, |model, x: Tensor<2>| relu(model.forward(x)))?;
/// let found = DeepLift::new().attribute(&replay, x, &[1])?;
/// assert!(found.gap().unwrap().iter().all(|gap| gap.abs() < 1e-5));
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct DeepLift<const D: usize> {
    baseline: Baseline<D>,
}

impl<const D: usize> DeepLift<D> {
    /// With the defaults.
    pub fn new() -> Self {
        Self { baseline: Baseline::default() }
    }

    /// What the inputs are compared with.
    #[must_use]
    pub fn baseline(mut self, baseline: Baseline<D>) -> Self {
        self.baseline = baseline;
        self
    }

    /// The attribution of a batch of inputs, of their shape. `classes` is one class for all, or one for each.
    ///
    /// # Errors
    /// [`Error::Rank`] for a model whose output is not `[batch, classes]`, [`Error::Class`] for a class that is not there,
    /// [`Error::Replay`] for an operation that there is no rule for, [`Error::Shape`] for a baseline of another shape.
    pub fn attribute(
        &self,
        model: &Replay<'_, Tensor<D>>,
        inputs: Tensor<D>,
        classes: &[usize],
    ) -> Result<Attribution<D>, Error> {
        let inputs = inputs.inner();
        let baseline = self.baseline.of(&inputs)?;
        against(model, &inputs, &[baseline], classes, silent)
    }
}

/// DeepLIFT against a background: the mean of the attributions against each of its samples, an estimate of Shapley values.
///
/// As shap's `DeepExplainer`, whose numbers these are.
#[derive(Clone, Debug, Default)]
pub struct DeepShap {}

impl DeepShap {
    /// It has no options.
    pub fn new() -> Self {
        Self::default()
    }

    /// The attribution of a batch of inputs, of their shape, against a `background` of some samples (shap advises about 100).
    ///
    /// # Errors
    /// As [`DeepLift::attribute`]; [`Error::Shape`] for a background of another shape or without samples.
    pub fn attribute<const D: usize>(
        &self,
        model: &Replay<'_, Tensor<D>>,
        inputs: Tensor<D>,
        background: Tensor<D>,
        classes: &[usize],
    ) -> Result<Attribution<D>, Error> {
        self.attribute_with(model, inputs, background, classes, silent)
    }

    /// As [`Self::attribute`]; `progress` is told of samples of the background that are done, and may stop.
    ///
    /// # Errors
    /// As [`Self::attribute`], and [`Error::Stopped`].
    pub fn attribute_with<const D: usize>(
        &self,
        model: &Replay<'_, Tensor<D>>,
        inputs: Tensor<D>,
        background: Tensor<D>,
        classes: &[usize],
        progress: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Attribution<D>, Error> {
        check_alike("the background", &inputs, &background)?;
        let (inputs, background) = (inputs.inner(), background.inner());
        let count = inputs.dims()[0];
        let sample = |at| background.clone().narrow(0, at, 1).repeat_dim(0, count);
        let baselines: Vec<_> = (0..background.dims()[0]).map(sample).collect();
        against(model, &inputs, &baselines, classes, progress)
    }
}

/// The mean of the attributions against some baselines, each of the inputs' shape.
fn against<const D: usize>(
    model: &Replay<'_, Tensor<D>>,
    inputs: &Tensor<D>,
    baselines: &[Tensor<D>],
    classes: &[usize],
    mut progress: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<Attribution<D>, Error> {
    let run = model.run(inputs.clone())?;
    let output = run.output::<2>()?;
    let seed = one_hot(output.dims(), classes, &output.device())?;
    let scores = class_column(output, &seed)?;
    let share = 1.0 / baselines.len() as f64;
    let mut attribution = inputs.zeros_like();
    let mut missed: Vec<f64> = scores.iter().map(|score| -score).collect();
    for (at, baseline) in baselines.iter().enumerate() {
        let reference = model.run(baseline.clone())?;
        let before = class_column(reference.output::<2>()?, &seed)?;
        missed.iter_mut().zip(before).for_each(|(missed, before)| *missed += before * share);
        let multipliers = run.gradients(seed.clone(), &[], &Rules::new().with(Rescale { reference: &reference }))?;
        attribution = attribution + multipliers.input::<D>(0)? * (inputs.clone() - baseline.clone()) * share;
        tell(&mut progress, at + 1, baselines.len())?;
    }
    let gap = sums(&attribution)?.iter().zip(missed).map(|(sum, missed)| sum + missed).collect();
    Ok(Attribution::new(attribution, scores, Shown::Sum).with_gap(gap))
}

#[cfg(test)]
mod tests {
    use burn::nn::pool::MaxPool2dConfig;
    use burn::nn::{Linear, LinearConfig};
    use burn::tensor::activation::{gelu, relu, sigmoid, softmax, tanh};
    use burn::tensor::{Device, Distribution};

    use super::*;
    use crate::tensor::numbers;

    fn normal<const D: usize>(shape: [usize; D], device: &Device) -> Tensor<D> {
        Tensor::random(shape, Distribution::Normal(0.0, 2.0), device)
    }

    /// By how much the attributions of a model of 36 numbers and 3 classes miss their sum, at most.
    fn gap(forward: impl Fn(&Linear, Tensor<2>) -> Tensor<2>) -> Result<f64, Error> {
        let device = Device::default();
        let model = LinearConfig::new(36, 3).init(&device);
        let (inputs, background) = (normal([4, 36], &device), normal([5, 36], &device));
        let replay = Replay::new(&model, &inputs, forward)?;
        let found = DeepShap::new().attribute(&replay, inputs, background, &[2])?;
        assert!(numbers(found.tensor())?.iter().any(|value| value.abs() > 1e-3));
        Ok(found.gap().unwrap_or_default().iter().fold(0.0, |largest: f64, gap| largest.max(gap.abs())))
    }

    #[test]
    fn attributions_add_up_through_every_kind_of_operation() -> Result<(), Error> {
        for _ in 0..5 {
            assert!(gap(|model, x| gelu(model.forward(tanh(x).exp())).powi_scalar(2))? < 1e-3);
            let gated = |model: &Linear, x: Tensor<2>| {
                let gates = sigmoid(x.clone()).mean_dim(1);
                model.forward(relu(x.clone()) * x) * gates
            };
            assert!(gap(gated)? < 1e-3);
            let pooled = |model: &Linear, x: Tensor<2>| {
                let pool =
                    MaxPool2dConfig::new([3, 3]).with_strides([1, 1]).with_padding(burn::nn::PaddingConfig2d::Same);
                let x: Tensor<4> = x.reshape([4, 1, 6, 6]);
                model.forward(pool.init().forward(x).flatten(1, 3))
            };
            assert!(gap(pooled)? < 1e-3);
            let products = |model: &Linear, x: Tensor<2>| {
                let x: Tensor<3> = x.reshape([4, 6, 6]);
                model.forward(x.clone().matmul(x.transpose()).flatten(1, 2))
            };
            assert!(gap(products)? < 1e-2);
        }
        Ok(())
    }

    #[test]
    fn what_has_no_rule_is_named() {
        let error = gap(|model, x| softmax(model.forward(x), 1)).unwrap_err().to_string();
        assert!(error.contains("Softmax") && error.contains("no rule"), "{error}");
    }
}
