//! SmoothGrad: the mean of gradients among noisy copies of the input.
//!
//! Smilkov, Thorat, Kim, Viégas & Wattenberg 2017, "SmoothGrad: removing noise by adding noise". The squares are those of
//! Hooker et al. 2019, "A Benchmark for Interpretability Methods in Deep Neural Networks"; the variance is Adebayo et al. 2018,
//! "Local Explanation Methods for Deep Neural Networks Lack Sensitivity to Parameter Values".

use std::ops::ControlFlow;

use burn::tensor::Tensor;

use crate::attribution::Shown;
use crate::model::{at_least_one, class_of, slopes};
use crate::progress::{silent, tell};
use crate::random::Random;
use crate::tensor::{numbers, tensor};
use crate::{Attribution, Error, Progress};

/// What is made of the gradients of the noisy copies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Smoothing {
    /// Their mean (SmoothGrad).
    #[default]
    Mean,
    /// The mean of their squares (SmoothGrad²).
    Squares,
    /// Their variance (VarGrad).
    Variance,
}

/// The gradient's mean among noisy copies of the input.
///
/// | option | default |
/// |---|---|
/// | samples | 25 copies of each input (the authors') |
/// | noise | 0.15 of each input's range from its smallest number to its largest (the authors') |
/// | smoothing | the mean |
/// | seed | 0 |
/// | batch | 50 copies at once |
#[derive(Clone, Debug)]
pub struct SmoothGrad {
    samples: usize,
    noise: Noise,
    smoothing: Smoothing,
    seed: u64,
    batch: usize,
}

#[derive(Clone, Copy, Debug)]
enum Noise {
    /// A share of the input's range.
    Share(f32),
    /// A deviation as it is.
    Deviation(f32),
}

impl Default for SmoothGrad {
    fn default() -> Self {
        Self::new()
    }
}

impl SmoothGrad {
    /// With the defaults.
    pub fn new() -> Self {
        Self { samples: 25, noise: Noise::Share(0.15), smoothing: Smoothing::Mean, seed: 0, batch: 50 }
    }

    /// How many noisy copies of each input there are.
    #[must_use]
    pub fn samples(mut self, samples: usize) -> Self {
        self.samples = samples;
        self
    }

    /// The standard deviation of the noise, as a share of each input's range.
    #[must_use]
    pub fn noise(mut self, share: f32) -> Self {
        self.noise = Noise::Share(share);
        self
    }

    /// The standard deviation of the noise, in the input's own unit, as Captum's `NoiseTunnel` takes it.
    #[must_use]
    pub fn deviation(mut self, deviation: f32) -> Self {
        self.noise = Noise::Deviation(deviation);
        self
    }

    /// What is made of the gradients.
    #[must_use]
    pub fn smoothing(mut self, smoothing: Smoothing) -> Self {
        self.smoothing = smoothing;
        self
    }

    /// The same seed makes the same noise.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How many noisy copies the model sees at once.
    #[must_use]
    pub fn batch(mut self, inputs: usize) -> Self {
        self.batch = inputs;
        self
    }

    /// The attribution of a batch of inputs, of their shape. `classes` is one class for all, or one for each.
    ///
    /// # Errors
    /// As [`Saliency::attribute`](crate::Saliency::attribute), and [`Error::Option`] for no samples or no batch.
    pub fn attribute<const D: usize>(
        &self,
        model: impl Fn(Tensor<D>) -> Tensor<2>,
        inputs: Tensor<D>,
        classes: &[usize],
    ) -> Result<Attribution<D>, Error> {
        self.attribute_with(model, inputs, classes, silent)
    }

    /// As [`Self::attribute`]; `progress` is told of copies that are done, and may stop.
    ///
    /// # Errors
    /// As [`Self::attribute`], and [`Error::Stopped`].
    pub fn attribute_with<const D: usize>(
        &self,
        model: impl Fn(Tensor<D>) -> Tensor<2>,
        inputs: Tensor<D>,
        classes: &[usize],
        mut progress: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Attribution<D>, Error> {
        at_least_one("the number of samples", self.samples)?;
        at_least_one("the batch", self.batch)?;
        let inputs = inputs.inner();
        let count = inputs.dims()[0];
        // The scores of the inputs themselves, and all that can be wrong with the model.
        let scores = slopes(&model, inputs.clone(), classes)?.scores;
        let (total, mut random) = (count * self.samples, Random::new(self.seed));
        let mut maps = Vec::with_capacity(count);
        for index in 0..count {
            let input = inputs.clone().narrow(0, index, 1);
            let deviation = self.deviation_of(&input)?;
            let mut moments = Moments::default();
            for start in (0..self.samples).step_by(self.batch) {
                let some = self.batch.min(self.samples - start);
                let copies = noisy(&input, some, deviation, &mut random);
                moments.add(slopes(&model, copies, &[class_of(classes, index)])?.gradient);
                tell(&mut progress, index * self.samples + start + some, total)?;
            }
            maps.push(moments.end(self.smoothing, self.samples)?);
        }
        Ok(Attribution::new(Tensor::cat(maps, 0), scores, Shown::Sum))
    }

    fn deviation_of<const D: usize>(&self, input: &Tensor<D>) -> Result<f32, Error> {
        match self.noise {
            Noise::Deviation(deviation) => Ok(deviation),
            Noise::Share(share) => {
                let values = numbers(input.clone())?;
                let (low, high) = values
                    .iter()
                    .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)));
                Ok(share * (high - low))
            }
        }
    }
}

/// Copies of one input with noise.
fn noisy<const D: usize>(input: &Tensor<D>, copies: usize, deviation: f32, random: &mut Random) -> Tensor<D> {
    let mut shape = input.dims();
    shape[0] = copies;
    let noise = (0..shape.iter().product()).map(|_| deviation * random.normal() as f32).collect();
    input.clone().repeat_dim(0, copies) + tensor(noise, shape, &input.device())
}

/// The sums of gradients and of their squares.
#[derive(Default)]
struct Moments<const D: usize> {
    first: Option<Tensor<D>>,
    second: Option<Tensor<D>>,
}

impl<const D: usize> Moments<D> {
    fn add(&mut self, gradients: Tensor<D>) {
        let add = |sum: Option<Tensor<D>>, more: Tensor<D>| match sum {
            Some(sum) => Some(sum + more),
            None => Some(more),
        };
        self.second = add(self.second.take(), gradients.clone().powi_scalar(2).sum_dim(0));
        self.first = add(self.first.take(), gradients.sum_dim(0));
    }

    fn end(self, smoothing: Smoothing, samples: usize) -> Result<Tensor<D>, Error> {
        let (Some(first), Some(second)) = (self.first, self.second) else { return Err(Error::NoGradient) };
        let (mean, squares) = (first / samples as f64, second / samples as f64);
        Ok(match smoothing {
            Smoothing::Mean => mean,
            Smoothing::Squares => squares,
            Smoothing::Variance => squares - mean.powi_scalar(2),
        })
    }
}
