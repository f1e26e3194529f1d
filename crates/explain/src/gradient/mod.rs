//! Attribution by the gradient of a class's score at the input.
//!
//! | method | what it is | what it needs |
//! |---|---|---|
//! | [`Saliency`] | the gradient's magnitude | any model with autodiff |
//! | [`InputTimesGradient`] | the gradient times the input | any model with autodiff |
//! | [`SmoothGrad`] | the gradient's mean among noisy copies | any model with autodiff |
//! | [`IntegratedGradients`] | its mean on the way from a baseline, times the way | any model with autodiff |
//! | [`GuidedBackpropagation`], [`Deconvolution`] | only what is positive goes back through a ReLU | a [`Replay`](crate::Replay) |
//!
//! Gradients are those of the score before softmax. Give the model as it is for inference (`valid()`): dropout and the
//! statistics of a batch would explain the training, not the model.

mod baseline;
mod guided;
mod integrated;
mod quadrature;
mod saliency;
mod smooth;

pub use baseline::Baseline;
pub(crate) use guided::highest;
pub use guided::{Deconvolution, GuidedBackpropagation};
pub use integrated::IntegratedGradients;
pub(crate) use integrated::sums;
pub use quadrature::Quadrature;
pub use saliency::{InputTimesGradient, Saliency};
pub use smooth::{SmoothGrad, Smoothing};
