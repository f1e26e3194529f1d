//! Looking at layers: what they make of a batch, and how the class scores depend on it.
//!
//! Two ways lead there. A [`Replay`](crate::Replay) knows every operation by its name, and needs nothing of the model. Where a
//! forward pass cannot be captured, the user names tensors by `tap`, and [`Tapped`] looks at those.

mod replayed;
mod tapped;

use burn::tensor::Tensor;

pub use tapped::Tapped;

use crate::Error;
use crate::model::{class_column, one_hot};

/// Which layers are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Layers {
    /// What the last convolution hands on: what it makes, past the normalisation and the activation that follow it. Of tapped
    /// tensors, the last of four dimensions.
    #[default]
    LastConvolution,
    /// Patterns of names, as [`Replay::find`](crate::Replay::find) takes them.
    Named(Vec<String>),
}

impl From<&str> for Layers {
    fn from(name: &str) -> Self {
        Self::Named(vec![name.to_owned()])
    }
}

impl<S: Into<String> + Clone, const N: usize> From<[S; N]> for Layers {
    fn from(names: [S; N]) -> Self {
        Self::Named(names.into_iter().map(Into::into).collect())
    }
}

impl From<Vec<String>> for Layers {
    fn from(names: Vec<String>) -> Self {
        Self::Named(names)
    }
}

/// A model whose layers can be looked at: a [`Replay`](crate::Replay) or [`Tapped`].
pub trait Insight<const D: usize> {
    /// The class scores of a batch: `[batch, classes]`.
    ///
    /// # Errors
    /// [`Error::Output`] or [`Error::Rank`] for a model that does not answer so.
    fn scores(&self, inputs: Tensor<D>) -> Result<Tensor<2>, Error>;

    /// What layers of rank `L` make of a batch, and the gradients of the class scores there when `classes` are given: one class
    /// for all inputs, or one for each.
    ///
    /// # Errors
    /// [`Error::Layer`] for a layer that is not there, [`Error::Rank`] for one of another rank, [`Error::Class`] for a class
    /// that is not there.
    fn look<const L: usize>(
        &self,
        inputs: Tensor<D>,
        layers: &Layers,
        classes: Option<&[usize]>,
    ) -> Result<Looks<L>, Error>;
}

/// What layers made of a batch.
#[derive(Clone, Debug)]
pub struct Looks<const L: usize> {
    /// One for each layer, in the order in which they ran.
    pub layers: Vec<Look<L>>,
    /// The score of each input's class; empty where no classes were given.
    pub scores: Vec<f64>,
}

/// What one layer made of a batch.
#[derive(Clone, Debug)]
pub struct Look<const L: usize> {
    /// Its name.
    pub name: String,
    /// What it made.
    pub activations: Tensor<L>,
    /// The gradient of each input's class score there, if it was asked for.
    pub gradient: Option<Tensor<L>>,
}

impl<const L: usize> Look<L> {
    /// The gradient, or an error that it is not there.
    pub(crate) fn slope(&self) -> Result<Tensor<L>, Error> {
        self.gradient.clone().ok_or(Error::NoGradient)
    }
}

/// 1 at each input's class, and the scores there.
fn seed(output: Tensor<2>, classes: &[usize]) -> Result<(Tensor<2>, Vec<f64>), Error> {
    let output = output.inner();
    let seed = one_hot(output.dims(), classes, &output.device())?;
    let scores = class_column(output, &seed)?;
    Ok((seed, scores))
}
