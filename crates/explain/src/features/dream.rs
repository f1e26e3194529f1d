//! Deep Dream: a picture is changed towards what a layer already finds in it, from coarse to fine.
//!
//! Mordvintsev, Olah & Tyka 2015, "Inceptionism: Going Deeper into Neural Networks".
//!
//! ```text
//!  octave   smallest ──────────> … ──────────> whole size
//!           dream, enlarge  ─┐    dream, enlarge
//!           + the detail that this size has and the smaller had not
//! ```
//!
//! The gradient is divided by its own deviation, so that a step has the same length in every layer and octave. Other accounts
//! smooth it by a pyramid of Laplacians as well; here the octaves alone do that.

use std::ops::ControlFlow;

use burn::tensor::{Device, Tensor};

use super::maximise::{check_range, slope};
use super::target::mean_of;
use crate::model::{at_least_one, check_one};
use crate::picture::resize::bilinear;
use crate::random::Random;
use crate::tensor::{numbers, tensor};
use crate::{Error, Layers, Node, Replay};

/// Dreams into a picture.
///
/// | option | default |
/// |---|---|
/// | layers | what the last convolution hands on |
/// | octaves | 3 |
/// | octave scale | 1.3 |
/// | steps | 50 an octave |
/// | rate | 0.01 of the range, times the gradient by its deviation |
/// | jitter | 1/16 of the octave's side, around the edges |
/// | range | 0 to 1 |
/// | seed | 0 |
///
/// What is climbed is the sum, over the layers, of the mean of what they make. The model must take pictures of any size: capture
/// the part of its forward pass up to the layers, where a linear layer behind them does not.
///
/// ```
/// use burn::nn::conv::{Conv2d, Conv2dConfig};
/// use burn::tensor::{Device, Tensor};
/// use nnviz_explain::{DeepDream, Replay};
/// use std::ops::ControlFlow;
///
/// let device = Device::default();
/// let model: Conv2d = Conv2dConfig::new([3, 4], [3, 3]).init(&device);
/// let photo = Tensor::<4>::ones([1, 3, 20, 17], &device) * 0.5;
/// let replay = Replay::new(&model, &photo, |model, x| model.forward(x))?;
/// let dream = DeepDream::new().steps(3).dream(&replay, photo, |step| {
///     println!("octave {} of {}: {}", step.octave, step.octaves, step.activation);
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(dream.dims(), [1, 3, 20, 17]);
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct DeepDream {
    layers: Layers,
    octaves: usize,
    scale: f64,
    steps: usize,
    rate: f32,
    jitter: Option<usize>,
    range: (f32, f32),
    seed: u64,
}

/// The picture as it is after a step.
#[derive(Debug)]
pub struct DreamStep<'a> {
    /// The octave, 1 for the smallest.
    pub octave: usize,
    /// How many there are.
    pub octaves: usize,
    /// How many of its steps are done.
    pub step: usize,
    /// How many steps an octave has.
    pub steps: usize,
    /// What was climbed, before the step.
    pub activation: f64,
    /// The picture in the octave's size: `[1, channels, height, width]`.
    pub picture: &'a Tensor<4>,
}

impl Default for DeepDream {
    fn default() -> Self {
        Self::new()
    }
}

impl DeepDream {
    /// With the defaults.
    pub fn new() -> Self {
        let (octaves, scale, steps, rate) = (3, 1.3, 50, 0.01);
        Self { layers: Layers::default(), octaves, scale, steps, rate, jitter: None, range: (0.0, 1.0), seed: 0 }
    }

    /// The layers whose findings are strengthened.
    #[must_use]
    pub fn layers(mut self, layers: impl Into<Layers>) -> Self {
        self.layers = layers.into();
        self
    }

    /// In how many sizes it dreams.
    #[must_use]
    pub fn octaves(mut self, octaves: usize) -> Self {
        self.octaves = octaves;
        self
    }

    /// How many times as large each size is as the one before.
    #[must_use]
    pub fn octave_scale(mut self, scale: f64) -> Self {
        self.scale = scale;
        self
    }

    /// How many steps are made in each size.
    #[must_use]
    pub fn steps(mut self, steps: usize) -> Self {
        self.steps = steps;
        self
    }

    /// How far a step goes, as a share of the range, where the gradient is as large as it deviates.
    #[must_use]
    pub fn rate(mut self, rate: f32) -> Self {
        self.rate = rate;
        self
    }

    /// How many pixels the picture is rolled before each step, at most, to each side: so that no seams of tiles or strides grow.
    #[must_use]
    pub fn jitter(mut self, pixels: usize) -> Self {
        self.jitter = Some(pixels);
        self
    }

    /// The lowest and the highest number of a picture, as the network takes it.
    #[must_use]
    pub fn range(mut self, low: f32, high: f32) -> Self {
        self.range = (low, high);
        self
    }

    /// The seed of the jitter.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Dreams into one picture, `[1, channels, height, width]` of any size. `watch` sees it after each step; when it stops, the
    /// picture so far is returned in its whole size.
    ///
    /// # Errors
    /// [`Error::Shape`] for more than one picture, [`Error::Layer`] for a layer that is not there, [`Error::Option`] for settings
    /// that nothing can be made with, [`Error::NotCaptured`] for a model that refuses pictures of an octave's size,
    /// [`Error::NoGradient`] and [`Error::NotFinite`] as in [`ActivationMaximisation`](crate::ActivationMaximisation).
    pub fn dream(
        &self,
        model: &Replay<'_, Tensor<4>>,
        picture: Tensor<4>,
        mut watch: impl FnMut(DreamStep<'_>) -> ControlFlow<()>,
    ) -> Result<Tensor<4>, Error> {
        self.check(&picture)?;
        let nodes = self.nodes(model)?;
        let original = Planes::read(picture.inner())?;
        let sizes: Vec<_> = (0..self.octaves).rev().map(|octave| self.size(&original, octave)).collect();
        let mut random = Random::new(self.seed);
        let mut dream = original.resized(sizes[0]);
        'octaves: for (octave, size) in (1..).zip(&sizes) {
            if octave > 1 {
                dream = original.with_detail(&dream, *size);
            }
            for step in 1..=self.steps {
                let activation = self.step(model, &nodes, &mut dream, &mut random)?;
                let picture = dream.tensor();
                let (octaves, steps) = (self.octaves, self.steps);
                if watch(DreamStep { octave, octaves, step, steps, activation, picture: &picture }).is_break() {
                    break 'octaves;
                }
            }
        }
        Ok(original.with_detail(&dream, (original.width, original.height)).clipped(self.range).tensor())
    }

    fn check(&self, picture: &Tensor<4>) -> Result<(), Error> {
        check_one(picture)?;
        at_least_one("the number of octaves", self.octaves)?;
        at_least_one("the number of steps", self.steps)?;
        check_range(self.range)?;
        if self.scale >= 1.0 && self.scale.is_finite() {
            return Ok(());
        }
        Err(Error::Option { option: "the octave scale", value: self.scale, must_be: "at least 1" })
    }

    fn nodes(&self, model: &Replay<'_, Tensor<4>>) -> Result<Vec<Node>, Error> {
        let Layers::Named(names) = &self.layers else { return Ok(vec![model.last_features()?]) };
        let found: Result<Vec<_>, _> = names.iter().map(|name| model.find(name)).collect();
        Ok(found?.into_iter().flatten().collect())
    }

    /// The size of an octave, 0 for the whole one.
    fn size(&self, whole: &Planes, octave: usize) -> (usize, usize) {
        let by = self.scale.powi(octave as i32);
        let side = |side: usize| ((side as f64 / by).round() as usize).max(1);
        (side(whole.width), side(whole.height))
    }

    /// One step uphill; returns where it began.
    fn step(
        &self,
        model: &Replay<'_, Tensor<4>>,
        nodes: &[Node],
        dream: &mut Planes,
        random: &mut Random,
    ) -> Result<f64, Error> {
        let limit = self.jitter.unwrap_or(dream.width.min(dream.height) / 16);
        let (right, down) = (random.below(2 * limit + 1), random.below(2 * limit + 1));
        let (right, down) = (right as isize - limit as isize, down as isize - limit as isize);
        let picture = dream.rolled(right, down).tensor().autodiff().require_grad();
        let run = model.run_to(picture.clone(), nodes)?;
        let means: Vec<Tensor<1>> = nodes.iter().map(|node| mean_of(&run, node)).collect::<Result<_, _>>()?;
        let (activation, gradient) = slope(Tensor::cat(means, 0).sum(), &picture)?;
        let gradient = Planes { values: gradient, ..dream.clone() }.rolled(-right, -down);
        let reach = self.rate * (self.range.1 - self.range.0) / (deviation(&gradient.values) + 1e-8);
        dream.values.iter_mut().zip(&gradient.values).for_each(|(value, slope)| *value += reach * slope);
        *dream = dream.clone().clipped(self.range);
        Ok(activation)
    }
}

/// A picture's channels as plain numbers.
#[derive(Clone, Debug)]
struct Planes {
    values: Vec<f32>,
    channels: usize,
    width: usize,
    height: usize,
    device: Device,
}

impl Planes {
    fn read(picture: Tensor<4>) -> Result<Self, Error> {
        let ([_, channels, height, width], device) = (picture.dims(), picture.device());
        Ok(Self { values: numbers(picture)?, channels, width, height, device })
    }

    fn tensor(&self) -> Tensor<4> {
        tensor(self.values.clone(), [1, self.channels, self.height, self.width], &self.device)
    }

    fn resized(&self, (width, height): (usize, usize)) -> Self {
        let planes = self.values.chunks(self.width * self.height);
        let values = planes.flat_map(|plane| bilinear(plane, (self.width, self.height), (width, height))).collect();
        Self { values, width, height, ..self.clone() }
    }

    /// A dream in another size, with what this picture shows at that size and did not at the dream's.
    fn with_detail(&self, dream: &Self, size: (usize, usize)) -> Self {
        let (sharp, blurred) = (self.resized(size), self.resized((dream.width, dream.height)).resized(size));
        let detail = sharp.values.iter().zip(&blurred.values).map(|(sharp, blurred)| sharp - blurred);
        let larger = dream.resized(size);
        let values = larger.values.iter().zip(detail).map(|(value, detail)| value + detail).collect();
        Self { values, ..larger }
    }

    /// What leaves on one side comes in on the other.
    fn rolled(&self, right: isize, down: isize) -> Self {
        let from = |at: usize, by: isize, length: usize| (at as isize - by).rem_euclid(length as isize) as usize;
        let plane = self.width * self.height;
        let value = |at: usize| {
            let (x, y) = (at % self.width, at % plane / self.width);
            self.values[at / plane * plane + from(y, down, self.height) * self.width + from(x, right, self.width)]
        };
        Self { values: (0..self.values.len()).map(value).collect(), ..self.clone() }
    }

    fn clipped(mut self, (low, high): (f32, f32)) -> Self {
        self.values.iter_mut().for_each(|value| *value = value.clamp(low, high));
        self
    }
}

fn deviation(values: &[f32]) -> f32 {
    let count = values.len().max(1) as f64;
    let mean = values.iter().map(|value| f64::from(*value)).sum::<f64>() / count;
    (values.iter().map(|value| (f64::from(*value) - mean).powi(2)).sum::<f64>() / count).sqrt() as f32
}
