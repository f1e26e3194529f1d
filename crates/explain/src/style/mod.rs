//! Neural style transfer: a picture with the content of one and the style of another, as a network sees them.
//!
//! Gatys, Ecker & Bethge 2016, "Image Style Transfer Using Convolutional Neural Networks".
//!
//! ```text
//!  content  ½ Σ (F − P)²                          F, P: feature maps of the picture and of the content
//!  style    1 / (4 N² M²) · Σ (G(F) − G(S))²      G = F Fᵀ over the M places of N channels; mean over the layers
//!  variation  Σ |neighbours' difference|          so that the picture does not grow grainy
//! ```

mod lbfgs;
mod loss;

use std::ops::ControlFlow;

use burn::tensor::Tensor;

use lbfgs::Lbfgs;
pub use loss::{Features, StyleLoss};
use loss::{Targets, Weights};

use crate::Error;
use crate::adam::Adam;
use crate::model::{at_least_one, check_one};
use crate::tensor::{numbers, tensor};

/// How the picture moves.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum StyleOptimiser {
    /// Kingma & Ba 2015, with β₁ = 0.99 and ε = 0.1, as `TensorFlow`'s tutorial on style transfer has it.
    Adam {
        /// The learning rate; the tutorial's is 0.02.
        rate: f32,
    },
    /// L-BFGS (Liu & Nocedal 1989) with 10 pairs and a backtracking line search: what the paper uses. Fewer steps, each of
    /// them one evaluation or a few.
    Lbfgs,
}

/// Paints the content of one picture in the style of another.
///
/// | option | default |
/// |---|---|
/// | content weight | 1 (the paper's α) |
/// | style weight | 1000 (the paper's β) |
/// | variation weight | 0 |
/// | optimiser | L-BFGS |
/// | steps | 100 |
/// | range | 0 to 1 |
#[derive(Clone, Debug)]
pub struct StyleTransfer {
    weights: Weights,
    optimiser: StyleOptimiser,
    steps: usize,
    range: (f32, f32),
}

/// The picture as it is after a step.
#[derive(Debug)]
pub struct StyleStep<'a> {
    /// How many steps are done.
    pub step: usize,
    /// How many there will be.
    pub steps: usize,
    /// What is left of each loss, weighted, before the step.
    pub loss: StyleLoss,
    /// The picture: `[1, channels, height, width]`.
    pub picture: &'a Tensor<4>,
}

/// The picture with the smallest loss that was seen.
#[derive(Clone, Debug)]
pub struct Styled {
    /// `[1, channels, height, width]`
    pub picture: Tensor<4>,
    /// Its own loss.
    pub loss: StyleLoss,
    /// The losses, step by step, beginning with the start's.
    pub losses: Vec<StyleLoss>,
}

impl Default for StyleTransfer {
    fn default() -> Self {
        Self::new()
    }
}

impl StyleTransfer {
    /// With the defaults.
    pub fn new() -> Self {
        let weights = Weights { content: 1.0, style: 1e3, variation: 0.0 };
        Self { weights, optimiser: StyleOptimiser::Lbfgs, steps: 100, range: (0.0, 1.0) }
    }

    /// How much the content counts.
    #[must_use]
    pub fn content_weight(mut self, weight: f32) -> Self {
        self.weights.content = weight;
        self
    }

    /// How much the style counts.
    #[must_use]
    pub fn style_weight(mut self, weight: f32) -> Self {
        self.weights.style = weight;
        self
    }

    /// How much the total variation counts.
    #[must_use]
    pub fn variation_weight(mut self, weight: f32) -> Self {
        self.weights.variation = weight;
        self
    }

    /// How the picture moves.
    #[must_use]
    pub fn optimiser(mut self, optimiser: StyleOptimiser) -> Self {
        self.optimiser = optimiser;
        self
    }

    /// How many steps are made.
    #[must_use]
    pub fn steps(mut self, steps: usize) -> Self {
        self.steps = steps;
        self
    }

    /// The lowest and the highest number of a picture, as the network takes it.
    #[must_use]
    pub fn range(mut self, low: f32, high: f32) -> Self {
        self.range = (low, high);
        self
    }

    /// Paints; `features` gives the feature maps of a picture, and `start` is the picture to begin with (the content's, or
    /// noise). `watch` sees the picture after each step, and may stop: the best one so far is then returned.
    ///
    /// # Errors
    /// [`Error::Shape`] when a picture is not `[1, …]` or start and content differ in size, [`Error::Option`] for no steps,
    /// a range without length or no feature maps, [`Error::NoGradient`] when `features` cuts the gradient,
    /// [`Error::NotFinite`] when the losses grow beyond all numbers.
    pub fn paint(
        &self,
        features: impl Fn(Tensor<4>) -> Features,
        content: Tensor<4>,
        style: Tensor<4>,
        start: Tensor<4>,
        mut watch: impl FnMut(StyleStep<'_>) -> ControlFlow<()>,
    ) -> Result<Styled, Error> {
        self.check(&content, &style, &start)?;
        let targets = Targets::new(features(content), features(style))?;
        let (shape, device) = (start.dims(), start.device());
        let picture = |values: &[f32]| tensor::<4>(values.to_vec(), shape, &device);
        let evaluate = |values: &[f32]| loss::evaluate(&features, picture(values), &targets, self.weights);

        let mut run = Run { best: None, losses: Vec::new() };
        let mut mover = Mover::new(self.optimiser);
        let mut now = self.clipped(numbers(start)?);
        let mut here = evaluate(&now)?;
        for step in 1..=self.steps {
            run.note(&now, here.0);
            let (next, there) = mover.step(&now, &here, |values| self.clipped(values), &evaluate)?;
            let loss = here.0;
            (now, here) = (next, there);
            if watch(StyleStep { step, steps: self.steps, loss, picture: &picture(&now) }).is_break() {
                break;
            }
        }
        run.note(&now, here.0);
        let (values, loss) = run.best.ok_or(Error::Stopped)?;
        Ok(Styled { picture: picture(&values), loss, losses: run.losses })
    }

    fn check(&self, content: &Tensor<4>, style: &Tensor<4>, start: &Tensor<4>) -> Result<(), Error> {
        at_least_one("the number of steps", self.steps)?;
        for picture in [content, style, start] {
            check_one(picture)?;
        }
        if content.dims() != start.dims() {
            let (actual, expected) = (start.dims().to_vec(), content.dims().to_vec());
            return Err(Error::Shape { what: "the picture to start with", actual, expected });
        }
        let (low, high) = self.range;
        if low < high {
            return Ok(());
        }
        Err(Error::Option { option: "the upper end of the range", value: high.into(), must_be: "above the lower end" })
    }

    fn clipped(&self, mut values: Vec<f32>) -> Vec<f32> {
        for value in &mut values {
            *value = value.clamp(self.range.0, self.range.1);
        }
        values
    }
}

/// What was seen so far.
struct Run {
    best: Option<(Vec<f32>, StyleLoss)>,
    losses: Vec<StyleLoss>,
}

impl Run {
    fn note(&mut self, values: &[f32], loss: StyleLoss) {
        self.losses.push(loss);
        if self.best.as_ref().is_none_or(|(_, best)| loss.total() < best.total()) {
            self.best = Some((values.to_vec(), loss));
        }
    }
}

/// The losses at a picture, and the gradient of their sum.
type Here = (StyleLoss, Vec<f32>);

enum Mover {
    Adam(Adam),
    Lbfgs(Lbfgs),
}

impl Mover {
    fn new(optimiser: StyleOptimiser) -> Self {
        match optimiser {
            StyleOptimiser::Adam { rate } => Self::Adam(Adam::smooth(rate)),
            StyleOptimiser::Lbfgs => Self::Lbfgs(Lbfgs::new()),
        }
    }

    fn step(
        &mut self,
        now: &[f32],
        here: &Here,
        clip: impl Fn(Vec<f32>) -> Vec<f32>,
        evaluate: &impl Fn(&[f32]) -> Result<Here, Error>,
    ) -> Result<(Vec<f32>, Here), Error> {
        match self {
            Self::Adam(adam) => {
                let next = clip(adam.step(now, &here.1));
                let there = evaluate(&next)?;
                Ok((next, there))
            }
            Self::Lbfgs(lbfgs) => lbfgs.step(now, here, clip, evaluate),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use burn::tensor::Device;
    use burn::tensor::module::conv2d;
    use burn::tensor::ops::ConvOptions;

    fn noise<const D: usize>(shape: [usize; D], seed: u64) -> Tensor<D> {
        let mut random = Random::new(seed);
        tensor((0..shape.iter().product()).map(|_| random.unit() as f32).collect(), shape, &Device::default())
    }

    fn features(picture: Tensor<4>) -> Features {
        let kernel = noise([4, 3, 3, 3], 9) - 0.5;
        let maps =
            burn::tensor::activation::relu(conv2d(picture, kernel, None, ConvOptions::new([1, 1], [1, 1], [1, 1], 1)));
        Features { content: vec![maps.clone()], style: vec![maps] }
    }

    fn painted(transfer: &StyleTransfer) -> Styled {
        let (content, style) = (noise([1, 3, 8, 8], 1), noise([1, 3, 6, 10], 2));
        transfer.paint(features, content.clone(), style, content, |_| ControlFlow::Continue(())).unwrap()
    }

    #[test]
    fn both_optimisers_bring_the_loss_down_and_stay_in_range() {
        for (optimiser, share) in [(StyleOptimiser::Adam { rate: 0.02 }, 0.8), (StyleOptimiser::Lbfgs, 0.5)] {
            let styled = painted(&StyleTransfer::new().steps(40).style_weight(1e4).optimiser(optimiser));
            let (first, best) = (styled.losses[0].total(), styled.loss.total());
            assert!(best < share * first, "{optimiser:?}: {first} {best}");
            assert!(numbers(styled.picture).unwrap().iter().all(|value| (0.0..=1.0).contains(value)));
            assert_eq!(styled.losses.len(), 41);
        }
    }

    #[test]
    fn the_content_in_its_own_style_stays_as_it_is() {
        let content = noise([1, 3, 8, 8], 1);
        let run = |step: StyleStep<'_>| if step.step == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        let styled =
            StyleTransfer::new().paint(features, content.clone(), content.clone(), content.clone(), run).unwrap();
        assert!(styled.loss.total() < 1e-9);
        assert_eq!(styled.losses.len(), 3);
        let apart = (styled.picture - content).abs().max().into_scalar::<f32>();
        assert!(apart < 1e-4, "{apart}");
    }

    #[test]
    fn what_cannot_be_painted_is_said() {
        let (content, other) = (noise([1, 3, 8, 8], 1), noise([1, 3, 4, 4], 1));
        let paint = |start: Tensor<4>, features: fn(Tensor<4>) -> Features| {
            StyleTransfer::new().paint(features, content.clone(), other.clone(), start, |_| ControlFlow::Continue(()))
        };
        assert!(matches!(paint(other.clone(), features), Err(Error::Shape { .. })));
        let cut = |picture: Tensor<4>| features(picture.without_autodiff());
        assert!(matches!(paint(content.clone(), cut), Err(Error::NoGradient)));
        let none = |_: Tensor<4>| Features { content: vec![], style: vec![] };
        assert!(matches!(paint(content.clone(), none), Err(Error::Option { .. })));
    }
}
