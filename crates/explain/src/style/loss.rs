//! How far a picture is from a content and from a style.

use burn::tensor::Tensor;

use super::Here;
use crate::Error;
use crate::tensor::{check_finite, numbers};

/// The feature maps of a picture, `[1, channels, height, width]` each; the same layers for every picture.
#[derive(Clone, Debug)]
pub struct Features {
    /// Those that hold the content: one deep layer in the paper.
    pub content: Vec<Tensor<4>>,
    /// Those that hold the style: some layers, from shallow to deep.
    pub style: Vec<Tensor<4>>,
}

/// The three losses, each with its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StyleLoss {
    /// The distance from the content.
    pub content: f32,
    /// The distance from the style.
    pub style: f32,
    /// The total variation.
    pub variation: f32,
}

impl StyleLoss {
    /// What is descended.
    pub fn total(self) -> f32 {
        self.content + self.style + self.variation
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Weights {
    pub(super) content: f32,
    pub(super) style: f32,
    pub(super) variation: f32,
}

/// What a picture is measured by; computed once.
pub(super) struct Targets {
    content: Vec<Tensor<4>>,
    style: Vec<Tensor<2>>,
}

impl Targets {
    pub(super) fn new(content: Features, style: Features) -> Result<Self, Error> {
        if content.content.is_empty() || style.style.is_empty() {
            let must_be = "at least 1, for the content and for the style";
            return Err(Error::Option { option: "the number of feature maps", value: 0.0, must_be });
        }
        let content = content.content.into_iter().map(Tensor::without_autodiff).collect();
        Ok(Self { content, style: style.style.into_iter().map(|maps| gram(maps.without_autodiff())).collect() })
    }
}

/// `F Fᵀ / 2NM`: with this factor the square of a difference is the paper's `1 / 4N²M²`, also when the style's picture has
/// another size.
fn gram(maps: Tensor<4>) -> Tensor<2> {
    let [_, channels, height, width] = maps.dims();
    let rows: Tensor<2> = maps.reshape([channels, height * width]);
    rows.clone().matmul(rows.transpose()) / (2 * channels * height * width) as f32
}

fn squares<const D: usize>(one: Tensor<D>, other: Tensor<D>) -> Tensor<1> {
    (one - other).powi_scalar(2).sum()
}

/// The sum of the absolute differences between neighbours.
fn variation(picture: Tensor<4>) -> Tensor<1> {
    let steps = |dimension: usize| {
        let count = picture.dims()[dimension] - 1;
        (picture.clone().narrow(dimension, 1, count) - picture.clone().narrow(dimension, 0, count)).abs().sum()
    };
    let [_, _, height, width] = picture.dims();
    match (height > 1, width > 1) {
        (true, true) => steps(2) + steps(3),
        (true, false) => steps(2),
        (false, true) => steps(3),
        (false, false) => picture.sum() * 0.0,
    }
}

/// The losses of a picture, and the gradient of their sum.
pub(super) fn evaluate(
    features: &impl Fn(Tensor<4>) -> Features,
    picture: Tensor<4>,
    targets: &Targets,
    weights: Weights,
) -> Result<Here, Error> {
    let picture = picture.autodiff().require_grad();
    let found = features(picture.clone());
    check_count("content", found.content.len(), targets.content.len())?;
    check_count("style", found.style.len(), targets.style.len())?;
    if !found.content.iter().chain(&found.style).any(Tensor::is_autodiff) {
        return Err(Error::NoGradient);
    }
    let layers = targets.style.len() as f32;
    let content =
        found.content.into_iter().zip(&targets.content).map(|(maps, target)| squares(maps, target.clone()) / 2.0);
    let style =
        found.style.into_iter().zip(&targets.style).map(|(maps, target)| squares(gram(maps), target.clone()) / layers);
    let zero = || variation(picture.clone()) * 0.0;
    let content = content.fold(zero(), Tensor::add) * weights.content;
    let style = style.fold(zero(), Tensor::add) * weights.style;
    let variation = variation(picture.clone()) * weights.variation;

    let parts = numbers(Tensor::cat(vec![content.clone(), style.clone(), variation.clone()], 0))?;
    check_finite("the losses", &parts)?;
    let loss = StyleLoss { content: parts[0], style: parts[1], variation: parts[2] };
    let grads = (content + style + variation).backward();
    let gradient = numbers(picture.grad(&grads).ok_or(Error::NoGradient)?)?;
    check_finite("the gradient", &gradient)?;
    Ok((loss, gradient))
}

fn check_count(what: &'static str, actual: usize, expected: usize) -> Result<(), Error> {
    if actual == expected {
        return Ok(());
    }
    Err(Error::Size { what, shape: vec![expected], values: actual })
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    #[test]
    fn the_gram_matrix_is_the_papers() {
        let maps = Tensor::<4>::from_data([[[[1.0, 2.0]], [[0.0, 3.0]]]], &Device::default());
        // F Fᵀ = [[5, 6], [6, 9]], and N = M = 2.
        assert_eq!(numbers(gram(maps)).unwrap(), [0.625, 0.75, 0.75, 1.125]);
    }

    #[test]
    fn variation_is_the_sum_of_all_steps() {
        let picture = Tensor::<4>::from_data([[[[0.0, 1.0], [3.0, 1.0]]]], &Device::default());
        assert_eq!(numbers(variation(picture)).unwrap(), [1.0 + 2.0 + 3.0]);
    }
}
