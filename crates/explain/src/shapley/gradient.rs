//! GradientSHAP: Shapley values of a network by the gradients between the input and a background.
//!
//! Expected gradients (Erion et al. 2021, "Improving performance of deep learning models with axiomatic attribution
//! priors"), as in shap's `GradientExplainer` and Captum's `GradientShap`: integrated gradients averaged over a background,
//! with one random point on the way to one random sample of it at a time.
//!
//! ```text
//!  φ = mean over samples of  ∇f( b + α (x + ε − b) ) · (x + ε − b),   α ~ U(0, 1],  ε ~ N(0, σ²)
//! ```

use std::ops::ControlFlow;

use burn::tensor::Tensor;

use crate::model::{at_least_one, check_alike, class_scores, sample_len, slopes, with_batch};
use crate::progress::{silent, tell};
use crate::random::Random;
use crate::tensor::{check_finite, numbers, tensor};
use crate::{Error, Progress};

/// Attributions by gradients against a background. The model must be differentiable and treat the samples of a batch each on
/// its own: give it as it is for inference (`valid()`).
///
/// | option | default |
/// |---|---|
/// | samples | 200 for each input (shap's; Captum's is 5) |
/// | noise | 0 (both) |
/// | seed | 0 |
/// | batch | 50 inputs at once (shap's) |
#[derive(Clone, Debug)]
pub struct GradientShap {
    samples: usize,
    noise: f32,
    seed: u64,
    batch: usize,
}

/// What [`GradientShap`] found.
#[derive(Clone, Debug)]
pub struct GradientShapValues<const D: usize> {
    /// How much each number of each input adds to its class's score: of the inputs' shape.
    pub attribution: Tensor<D>,
    /// For each input, the sum of its attribution less (score − mean score over the background): 0 would be complete.
    pub gap: Vec<f64>,
}

impl Default for GradientShap {
    fn default() -> Self {
        Self::new()
    }
}

/// One point between an input and a sample of the background.
struct Draw {
    input: usize,
    /// Input with noise, less the background.
    way: Vec<f32>,
    point: Vec<f32>,
}

impl GradientShap {
    /// With the defaults.
    pub fn new() -> Self {
        Self { samples: 200, noise: 0.0, seed: 0, batch: 50 }
    }

    /// How many points are drawn for each input.
    #[must_use]
    pub fn samples(mut self, samples: usize) -> Self {
        self.samples = samples;
        self
    }

    /// The standard deviation of the noise that is added to the input.
    #[must_use]
    pub fn noise(mut self, deviation: f32) -> Self {
        self.noise = deviation;
        self
    }

    /// The same seed draws the same points.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How many points the model sees at once.
    #[must_use]
    pub fn batch(mut self, inputs: usize) -> Self {
        self.batch = inputs;
        self
    }

    /// The attributions of a batch of inputs. `classes` is one class for all, or one for each.
    ///
    /// # Errors
    /// [`Error::Shape`] for a background of another shape, [`Error::NoGradient`] when the model cuts the gradient,
    /// [`Error::Class`] and [`Error::Output`] for what the model does not give.
    pub fn attribute<const D: usize>(
        &self,
        model: impl Fn(Tensor<D>) -> Tensor<2>,
        inputs: Tensor<D>,
        background: Tensor<D>,
        classes: &[usize],
    ) -> Result<GradientShapValues<D>, Error> {
        self.attribute_with(model, inputs, background, classes, silent)
    }

    /// As [`Self::attribute`]; `progress` is told of points that are done, and may stop.
    ///
    /// # Errors
    /// As [`Self::attribute`], and [`Error::Stopped`].
    pub fn attribute_with<const D: usize>(
        &self,
        model: impl Fn(Tensor<D>) -> Tensor<2>,
        inputs: Tensor<D>,
        background: Tensor<D>,
        classes: &[usize],
        mut progress: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<GradientShapValues<D>, Error> {
        self.check(&inputs, &background, classes)?;
        let (shape, device, length) = (inputs.dims(), inputs.device(), sample_len(&inputs));
        let class_of = |input: usize| classes[if classes.len() == 1 { 0 } else { input }];
        let (rows, behind) = (numbers(inputs.clone())?, numbers(background.clone())?);
        let mut random = Random::new(self.seed);
        let mut sums = vec![0.0_f64; rows.len()];
        let total = shape[0] * self.samples;
        for start in (0..total).step_by(self.batch) {
            let end = (start + self.batch).min(total);
            let draws: Vec<Draw> = (start..end)
                .map(|index| self.draw(index / self.samples, &rows, &behind, length, &mut random))
                .collect();
            let points = draws.iter().flat_map(|draw| draw.point.iter().copied()).collect();
            let points: Tensor<D> = tensor(points, with_batch(shape, draws.len()), &device);
            let of: Vec<usize> = draws.iter().map(|draw| class_of(draw.input)).collect();
            let slopes = numbers(slopes(&model, points, &of)?.gradient)?;
            check_finite("the gradient", &slopes)?;
            for (draw, slopes) in draws.iter().zip(slopes.chunks(length)) {
                let sums = &mut sums[draw.input * length..][..length];
                for ((sum, slope), way) in sums.iter_mut().zip(slopes).zip(&draw.way) {
                    *sum += f64::from(slope * way) / self.samples as f64;
                }
            }
            tell(&mut progress, end, total)?;
        }
        let gap = self.gaps(&model, &inputs, &background, &sums, class_of)?;
        let attribution = tensor(sums.into_iter().map(|sum| sum as f32).collect(), shape, &device);
        Ok(GradientShapValues { attribution, gap })
    }

    fn check<const D: usize>(
        &self,
        inputs: &Tensor<D>,
        background: &Tensor<D>,
        classes: &[usize],
    ) -> Result<(), Error> {
        at_least_one("the number of samples", self.samples)?;
        at_least_one("the batch", self.batch)?;
        check_alike("the background", inputs, background)?;
        let count = inputs.dims()[0];
        if count > 0 && (classes.len() == 1 || classes.len() == count) {
            Ok(())
        } else {
            Err(Error::Size { what: "a class for each input", shape: vec![count], values: classes.len() })
        }
    }

    fn draw(&self, input: usize, rows: &[f32], behind: &[f32], length: usize, random: &mut Random) -> Draw {
        let sample = random.below(behind.len() / length);
        let share = random.unit() as f32;
        let numbers = rows[input * length..][..length].iter().zip(&behind[sample * length..]);
        let (way, point) = numbers
            .map(|(number, background)| {
                let noise = if self.noise == 0.0 { 0.0 } else { self.noise * random.normal() as f32 };
                let way = number + noise - background;
                (way, background + share * way)
            })
            .unzip();
        Draw { input, way, point }
    }

    fn gaps<const D: usize>(
        &self,
        model: &impl Fn(Tensor<D>) -> Tensor<2>,
        inputs: &Tensor<D>,
        background: &Tensor<D>,
        sums: &[f64],
        class_of: impl Fn(usize) -> usize,
    ) -> Result<Vec<f64>, Error> {
        let length = sample_len(inputs);
        let gap = |(input, sums): (usize, &[f64])| {
            let class = class_of(input);
            let score = class_scores(model, inputs.clone().narrow(0, input, 1), class)?[0];
            Ok(sums.iter().sum::<f64>() - (score - self.mean_score(model, background, class)?))
        };
        sums.chunks(length).enumerate().map(gap).collect()
    }

    fn mean_score<const D: usize>(
        &self,
        model: &impl Fn(Tensor<D>) -> Tensor<2>,
        background: &Tensor<D>,
        class: usize,
    ) -> Result<f64, Error> {
        let samples = background.dims()[0];
        let mut sum = 0.0;
        for start in (0..samples).step_by(self.batch) {
            let some = background.clone().narrow(0, start, self.batch.min(samples - start));
            sum += class_scores(model, some, class)?.iter().sum::<f64>();
        }
        Ok(sum / samples as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    /// x² + 3y, and xy.
    fn curved(inputs: Tensor<2>) -> Tensor<2> {
        let (x, y) = (inputs.clone().narrow(1, 0, 1), inputs.narrow(1, 1, 1));
        Tensor::cat(vec![x.clone() * x.clone() + y.clone() * 3.0, x * y], 1)
    }

    fn inputs() -> (Tensor<2>, Tensor<2>) {
        let device = Device::default();
        (Tensor::from_data([[2.0, 1.0], [1.0, -1.0]], &device), Tensor::from_data([[0.0, 0.0], [1.0, 1.0]], &device))
    }

    #[test]
    fn values_come_near_the_exact_ones() {
        let (input, background) = inputs();
        let shap = GradientShap::new().samples(4000);
        let found = shap.attribute(curved, input, background, &[0]).unwrap();
        // The mean of x² − b² over the background, and three times that of y − b.
        let ours = numbers(found.attribution).unwrap();
        for (one, truth) in ours.iter().zip([3.5, 1.5, 0.5, -4.5]) {
            assert!((one - truth).abs() < 0.15, "{ours:?}");
        }
        assert!(found.gap.iter().all(|gap| gap.abs() < 0.2), "{:?}", found.gap);
    }

    #[test]
    fn a_seed_reproduces_and_each_input_has_its_class() {
        let (input, background) = inputs();
        let run = |seed, batch| {
            let shap = GradientShap::new().samples(10).seed(seed).batch(batch).noise(0.1);
            numbers(shap.attribute(curved, input.clone(), background.clone(), &[0, 1]).unwrap().attribution).unwrap()
        };
        assert_eq!(run(1, 50), run(1, 3));
        assert_ne!(run(1, 50), run(2, 50));
    }

    #[test]
    fn a_model_that_cuts_the_gradient_is_said() {
        let (input, background) = inputs();
        let cut = |inputs: Tensor<2>| curved(inputs.detach());
        let off = |inputs: Tensor<2>| curved(inputs.without_autodiff());
        for found in [
            GradientShap::new().attribute(cut, input.clone(), background.clone(), &[0]),
            GradientShap::new().attribute(off, input.clone(), background.clone(), &[0]),
        ] {
            assert!(matches!(found, Err(Error::NoGradient)), "{found:?}");
        }
        let found = GradientShap::new().attribute(curved, input, background, &[2]);
        assert!(matches!(found, Err(Error::Class { class: 2, classes: 2 })));
    }
}
