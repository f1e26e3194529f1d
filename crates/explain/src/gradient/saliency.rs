//! The gradient itself, and the gradient times the input.

use burn::tensor::Tensor;

use crate::attribution::Shown;
use crate::model::slopes;
use crate::{Attribution, Error};

/// How fast the score changes with each number of the input: the magnitude of the gradient.
///
/// Simonyan, Vedaldi & Zisserman 2013, "Deep Inside Convolutional Networks". Captum's `Saliency`.
///
/// | option | default |
/// |---|---|
/// | signed | no (Captum's `abs=True`) |
///
/// ```
/// use burn::tensor::{Device, Tensor};
/// use nnviz_explain::Saliency;
/// let model = |x: Tensor<2>| x.clone().narrow(1, 0, 1) * -3.0 + x.narrow(1, 1, 1).powi_scalar(2);
/// let x = Tensor::<2>::from_floats([[1.0, 2.0]], &Device::default());
/// let found = Saliency::new().attribute(model, x, &[0])?;
/// assert_eq!(found.tensor().into_data().to_vec::<f32>().unwrap(), [3.0, 4.0]);
/// assert_eq!(found.scores(), [1.0]);
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Saliency {
    signed: bool,
}

impl Saliency {
    /// With the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The gradient with its sign.
    #[must_use]
    pub fn signed(mut self) -> Self {
        self.signed = true;
        self
    }

    /// The attribution of a batch of inputs, of their shape. `classes` is one class for all, or one for each.
    ///
    /// # Errors
    /// [`Error::NoGradient`] when the model cuts the gradient, [`Error::Class`] and [`Error::Output`] for what the model does
    /// not give.
    pub fn attribute<const D: usize>(
        &self,
        model: impl Fn(Tensor<D>) -> Tensor<2>,
        inputs: Tensor<D>,
        classes: &[usize],
    ) -> Result<Attribution<D>, Error> {
        let found = slopes(&model, inputs, classes)?;
        Ok(if self.signed {
            Attribution::new(found.gradient, found.scores, Shown::Sum)
        } else {
            Attribution::new(found.gradient.abs(), found.scores, Shown::Magnitude)
        })
    }
}

/// The gradient times the input: what each number adds to the score where the model is linear.
///
/// Shrikumar, Greenside, Shcherbina & Kundaje 2016, "Not Just a Black Box". Captum's `InputXGradient`.
#[derive(Clone, Debug, Default)]
pub struct InputTimesGradient {}

impl InputTimesGradient {
    /// It has no options.
    pub fn new() -> Self {
        Self::default()
    }

    /// The attribution of a batch of inputs, of their shape. `classes` is one class for all, or one for each.
    ///
    /// # Errors
    /// As [`Saliency::attribute`].
    pub fn attribute<const D: usize>(
        &self,
        model: impl Fn(Tensor<D>) -> Tensor<2>,
        inputs: Tensor<D>,
        classes: &[usize],
    ) -> Result<Attribution<D>, Error> {
        let found = slopes(&model, inputs.clone(), classes)?;
        Ok(Attribution::new(inputs.inner() * found.gradient, found.scores, Shown::Sum))
    }
}
