//! Activation maximisation: the picture that a channel, a neuron or a class answers to most.
//!
//! Erhan, Bengio, Courville & Vincent 2009, "Visualizing Higher-Layer Features of a Deep Network"; made as Olah, Mordvintsev &
//! Schubert 2017, "Feature Visualization", make it.

use std::ops::ControlFlow;

use burn::tensor::{Device, Tensor};

use super::Target;
use super::fourier::Fourier;
use super::redirect::redirected;
use super::warp::Movements;
use crate::adam::Adam;
use crate::model::at_least_one;
use crate::random::Random;
use crate::tensor::{check_finite, numbers, tensor};
use crate::{Error, Replay};

/// Makes a picture that raises a [`Target`].
///
/// A target that starts silent, behind rectifiers that are shut, has no gradient: for the first 16 steps it is redirected through
/// them, as lucid does.
///
/// | option | default | lucid |
/// |---|---|---|
/// | steps | 256 | 512 |
/// | rate | 0.05 | 0.05 (Adam) |
/// | jitter | 1/16 of the picture's side, 5°, 5 % | pad 12, jitter 8, scale ± 10 %, rotate ± 10° or 15°, jitter 4 |
/// | frequency penalty | 0 | none, or total variation |
/// | decay | 1: waves have the weight 1/f | 1 |
/// | decorrelated colours | yes, for three channels | yes |
/// | start | normal noise of 0.01 | the same |
/// | range | 0 to 1 | 0 to 1, then the network's |
/// | seed | 0 | none |
///
/// ```
/// use burn::nn::conv::{Conv2d, Conv2dConfig};
/// use burn::tensor::{Device, Tensor};
/// use nnviz_explain::{ActivationMaximisation, Replay, Target};
/// use std::ops::ControlFlow;
///
/// let device = Device::default();
/// let model: Conv2d = Conv2dConfig::new([3, 4], [3, 3]).init(&device);
/// let replay = Replay::new(&model, &Tensor::zeros([1, 3, 8, 8], &device), |model, x| model.forward(x))?;
/// let target = Target::channel("Conv2d", 2);
/// let found = ActivationMaximisation::new().steps(20).maximise(&replay, &target, [3, 8, 8], &device, |step| {
///     assert!(step.step <= 20);
///     ControlFlow::Continue(())
/// })?;
/// assert!(found.activation > found.activations[0]);
/// assert_eq!(found.picture.dims(), [1, 3, 8, 8]);
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ActivationMaximisation {
    steps: usize,
    rate: f32,
    movements: Option<Movements>,
    penalty: f32,
    decay: f64,
    decorrelate: bool,
    range: (f32, f32),
    seed: u64,
}

/// The picture as it is after a step.
#[derive(Debug)]
pub struct MaximiseStep<'a> {
    /// How many steps are done.
    pub step: usize,
    /// How many there will be.
    pub steps: usize,
    /// The target's value before the step, for the picture as it was moved.
    pub activation: f64,
    /// The picture: `[1, channels, height, width]`.
    pub picture: &'a Tensor<4>,
}

/// A picture that was made for a target.
#[derive(Clone, Debug)]
pub struct Maximised {
    /// `[1, channels, height, width]`
    pub picture: Tensor<4>,
    /// The target's value for it.
    pub activation: f64,
    /// Its value for the start, and then for each step's picture, unmoved at the first and moved at the others.
    pub activations: Vec<f64>,
}

impl Default for ActivationMaximisation {
    fn default() -> Self {
        Self::new()
    }
}

impl ActivationMaximisation {
    /// With the defaults.
    pub fn new() -> Self {
        let (steps, rate, movements, range) = (256, 0.05, None, (0.0, 1.0));
        Self { steps, rate, movements, penalty: 0.0, decay: 1.0, decorrelate: true, range, seed: 0 }
    }

    /// How many steps are made.
    #[must_use]
    pub fn steps(mut self, steps: usize) -> Self {
        self.steps = steps;
        self
    }

    /// Adam's learning rate.
    #[must_use]
    pub fn rate(mut self, rate: f32) -> Self {
        self.rate = rate;
        self
    }

    /// How far the picture is moved before each step, to each side: by pixels, by degrees and by a share of its size. All 0 keeps
    /// it still.
    #[must_use]
    pub fn jitter(mut self, pixels: f32, degrees: f32, scale: f32) -> Self {
        self.movements = Some(Movements { shift: pixels.into(), turn: degrees.into(), scale: scale.into() });
        self
    }

    /// How much high frequencies cost: times the mean of `f²` times the waves' power, `f` in cycles a pixel.
    #[must_use]
    pub fn frequency_penalty(mut self, weight: f32) -> Self {
        self.penalty = weight;
        self
    }

    /// The power of `1/f` that waves are weighted by; 0 weights them alike.
    #[must_use]
    pub fn decay(mut self, power: f64) -> Self {
        self.decay = power;
        self
    }

    /// Moves each channel by itself, in place of the directions in which the colours of photographs vary.
    #[must_use]
    pub fn plain_colours(mut self) -> Self {
        self.decorrelate = false;
        self
    }

    /// The lowest and the highest number of a picture, as the network takes it.
    #[must_use]
    pub fn range(mut self, low: f32, high: f32) -> Self {
        self.range = (low, high);
        self
    }

    /// The seed of the start and of the movements.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Makes the picture, of `[channels, height, width]`, on a device. `watch` sees it after each step and may stop: the picture
    /// so far is then returned.
    ///
    /// # Errors
    /// [`Error::Layer`], [`Error::Channel`] and [`Error::Class`] for a target that is not there, [`Error::Rank`] for a layer of
    /// another rank, [`Error::Option`] for settings that nothing can be made with, [`Error::NoGradient`] when the target does
    /// not depend on the picture, [`Error::NotFinite`] when values grow beyond all numbers.
    pub fn maximise(
        &self,
        model: &Replay<'_, Tensor<4>>,
        target: &Target,
        shape: [usize; 3],
        device: &Device,
        mut watch: impl FnMut(MaximiseStep<'_>) -> ControlFlow<()>,
    ) -> Result<Maximised, Error> {
        self.check(shape)?;
        let [channels, height, width] = shape;
        let device = device.clone().inner();
        let picture = |values: Vec<f32>| tensor::<4>(values, [1, channels, height, width], &device);
        let waves = Fourier::new(shape, self.decay, self.decorrelate, self.range);
        let movements = self.movements.unwrap_or(usual_movements(height.min(width)));
        let beyond = f32::midpoint(self.range.0, self.range.1);

        let mut random = Random::new(self.seed);
        let mut amplitudes: Vec<f32> = (0..waves.len()).map(|_| 0.01 * random.normal() as f32).collect();
        let mut adam = Adam::new(self.rate);
        let mut activations = vec![value(model, target, picture(waves.picture(&amplitudes)))?];
        for step in 1..=self.steps {
            let warp = movements.draw(width, height, &mut random);
            let moved = picture(warp.apply(&waves.picture(&amplitudes), beyond));
            let (activation, mut slope) = climb(model, target, moved.clone())?;
            if step <= REDIRECTED && slope.iter().all(|slope| *slope == 0.0) {
                slope = numbers(target.gradient(model, moved, &redirected())?)?;
            }
            let uphill = waves.pull(&amplitudes, &warp.pull(&slope));
            let downhill: Vec<f32> = uphill
                .iter()
                .zip(waves.roughness_slope(&amplitudes))
                .map(|(slope, rough)| self.penalty * rough - slope)
                .collect();
            amplitudes = adam.step(&amplitudes, &downhill);
            activations.push(activation);
            let picture = picture(waves.picture(&amplitudes));
            if watch(MaximiseStep { step, steps: self.steps, activation, picture: &picture }).is_break() {
                break;
            }
        }
        let picture = picture(waves.picture(&amplitudes));
        Ok(Maximised { activation: value(model, target, picture.clone())?, picture, activations })
    }

    fn check(&self, shape: [usize; 3]) -> Result<(), Error> {
        at_least_one("the number of steps", self.steps)?;
        for side in shape {
            at_least_one("the size of the picture", side)?;
        }
        let not_negative = |option, value: f64| {
            let is_right = value >= 0.0 && value.is_finite();
            is_right.then_some(()).ok_or(Error::Option { option, value, must_be: "a number that is not negative" })
        };
        not_negative("the rate", self.rate.into())?;
        not_negative("the frequency penalty", self.penalty.into())?;
        not_negative("the decay", self.decay)?;
        check_range(self.range)
    }
}

/// For how many steps the gradient finds its way through rectifiers that are shut all over: lucid's number.
const REDIRECTED: usize = 16;

/// Refuses a range without length.
pub(super) fn check_range((low, high): (f32, f32)) -> Result<(), Error> {
    if low.is_finite() && high.is_finite() && low < high {
        return Ok(());
    }
    Err(Error::Option { option: "the upper end of the range", value: high.into(), must_be: "above the lower end" })
}

/// lucid's are made for pictures of some hundred pixels; these go with the size.
fn usual_movements(side: usize) -> Movements {
    Movements { shift: side as f64 / 16.0, turn: 5.0, scale: 0.05 }
}

fn value(model: &Replay<'_, Tensor<4>>, target: &Target, picture: Tensor<4>) -> Result<f64, Error> {
    one_number(target.value(model, picture)?)
}

/// The target's value, and its gradient at the picture.
fn climb(model: &Replay<'_, Tensor<4>>, target: &Target, picture: Tensor<4>) -> Result<(f64, Vec<f32>), Error> {
    let picture = picture.autodiff().require_grad();
    let reached = target.value(model, picture.clone())?;
    slope(reached, &picture)
}

/// A value that was reached, and the picture's gradient.
pub(super) fn slope(reached: Tensor<1>, picture: &Tensor<4>) -> Result<(f64, Vec<f32>), Error> {
    if !reached.is_tracked() {
        return Err(Error::NoGradient);
    }
    let activation = one_number(reached.clone().inner())?;
    let gradient = numbers(picture.grad(&reached.backward()).ok_or(Error::NoGradient)?)?;
    check_finite("the gradient", &gradient)?;
    Ok((activation, gradient))
}

fn one_number(value: Tensor<1>) -> Result<f64, Error> {
    let values = numbers(value)?;
    check_finite("the activation", &values)?;
    Ok(values.first().copied().map_or(0.0, f64::from))
}
