//! How feature maps become one map.

use burn::tensor::Tensor;

use super::eigen;
use crate::tensor::{numbers, tensor};
use crate::{Error, Insight, Look};

/// A way from the feature maps of a layer, `[batch, channels, rows, columns]`, to a map for each image.
pub trait CamKind {
    /// `[batch, 1, rows, columns]`, in the unit of the method.
    ///
    /// # Errors
    /// [`Error::NoGradient`] where the layer's gradient is needed and not there, and what the model's runs end with.
    fn map(
        &self,
        model: &impl Insight<4>,
        images: &Tensor<4>,
        classes: &[usize],
        look: &Look<4>,
    ) -> Result<Tensor<4>, Error>;
}

/// That of [`GradCam`](super::GradCam).
#[derive(Clone, Copy, Debug, Default)]
pub struct GradientMean;

impl CamKind for GradientMean {
    fn map(&self, _: &impl Insight<4>, _: &Tensor<4>, _: &[usize], look: &Look<4>) -> Result<Tensor<4>, Error> {
        let weights = look.slope()?.mean_dim(3).mean_dim(2);
        Ok((look.activations.clone() * weights).sum_dim(1))
    }
}

/// That of [`GradCamPlusPlus`](super::GradCamPlusPlus).
#[derive(Clone, Copy, Debug, Default)]
pub struct PlusPlus;

impl CamKind for PlusPlus {
    /// Equation 19 of the paper, with pytorch-grad-cam's 10⁻⁶ below the fraction.
    fn map(&self, _: &impl Insight<4>, _: &Tensor<4>, _: &[usize], look: &Look<4>) -> Result<Tensor<4>, Error> {
        let gradient = look.slope()?;
        let squares = gradient.clone().powi_scalar(2);
        let cubes = squares.clone() * gradient.clone();
        let sums = look.activations.clone().sum_dim(3).sum_dim(2);
        let alpha = squares.clone() / (squares * 2.0 + sums * cubes + 1e-6);
        // A place without gradient has a numerator of 0: no share, as it should be.
        let weights = (gradient.clamp_min(0.0) * alpha).sum_dim(3).sum_dim(2);
        Ok((look.activations.clone() * weights).sum_dim(1))
    }
}

/// That of [`LayerCam`](super::LayerCam).
#[derive(Clone, Copy, Debug, Default)]
pub struct PositiveGradient;

impl CamKind for PositiveGradient {
    fn map(&self, _: &impl Insight<4>, _: &Tensor<4>, _: &[usize], look: &Look<4>) -> Result<Tensor<4>, Error> {
        Ok((look.activations.clone() * look.slope()?.clamp_min(0.0)).sum_dim(1))
    }
}

/// That of [`EigenCam`](super::EigenCam).
#[derive(Clone, Copy, Debug, Default)]
pub struct Eigen;

impl CamKind for Eigen {
    fn map(&self, _: &impl Insight<4>, _: &Tensor<4>, _: &[usize], look: &Look<4>) -> Result<Tensor<4>, Error> {
        let [count, channels, rows, columns] = look.activations.dims();
        let values = numbers(look.activations.clone())?;
        let maps = values.chunks((channels * rows * columns).max(1));
        let projected = maps.flat_map(|maps| eigen::projection(maps, channels)).collect();
        Ok(tensor(projected, [count, 1, rows, columns], &look.activations.device()))
    }
}
