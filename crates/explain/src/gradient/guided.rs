//! Guided backpropagation and deconvolution: at each ReLU, only what is positive goes back.

use burn::backend::ir::{ActivationOperationIr, NumericOperationIr, OperationIr};
use burn::tensor::Tensor;

use crate::attribution::Shown;
use crate::model::{class_column, one_hot};
use crate::replay::{Local, Pulled, Rule, unranked};
use crate::{Attribution, Error, Replay, Rules};

/// The gradient, of which only what is positive goes back through a ReLU that was open.
///
/// Springenberg, Dosovitskiy, Brox & Riedmiller 2014, "Striving for Simplicity". Captum's `GuidedBackprop` changes the ReLUs that
/// are modules, and is the plain gradient where they are functions; here every ReLU is changed, since it is the operation
/// that is asked. A ReLU with an upper end (`ReLU6`) is one.
///
/// It makes fine pictures, and hardly depends on what the last layers have learned: Adebayo et al. 2018, "Sanity Checks for
/// Saliency Maps".
#[derive(Clone, Debug, Default)]
pub struct GuidedBackpropagation {}

impl GuidedBackpropagation {
    /// It has no options.
    pub fn new() -> Self {
        Self::default()
    }

    /// The attribution of a batch of inputs, of their shape. `classes` is one class for all, or one for each.
    ///
    /// # Errors
    /// [`Error::Rank`] for a model whose output is not `[batch, classes]`, [`Error::Class`] for a class that is not there,
    /// [`Error::Replay`] for an operation that cannot be run again.
    pub fn attribute<const D: usize>(
        &self,
        model: &Replay<'_, Tensor<D>>,
        inputs: Tensor<D>,
        classes: &[usize],
    ) -> Result<Attribution<D>, Error> {
        by_rules(model, inputs, classes, &Rules::new().with(Rectifier::Guided))
    }
}

/// The gradient, of which only what is positive goes back through a ReLU, open or not.
///
/// Zeiler & Fergus 2013, "Visualizing and Understanding Convolutional Networks". Captum's `Deconvolution`.
#[derive(Clone, Debug, Default)]
pub struct Deconvolution {}

impl Deconvolution {
    /// It has no options.
    pub fn new() -> Self {
        Self::default()
    }

    /// The attribution of a batch of inputs, of their shape. `classes` is one class for all, or one for each.
    ///
    /// # Errors
    /// As [`GuidedBackpropagation::attribute`].
    pub fn attribute<const D: usize>(
        &self,
        model: &Replay<'_, Tensor<D>>,
        inputs: Tensor<D>,
        classes: &[usize],
    ) -> Result<Attribution<D>, Error> {
        by_rules(model, inputs, classes, &Rules::new().with(Rectifier::Deconvolution))
    }
}

fn by_rules<const D: usize>(
    model: &Replay<'_, Tensor<D>>,
    inputs: Tensor<D>,
    classes: &[usize],
    rules: &Rules<'_>,
) -> Result<Attribution<D>, Error> {
    let run = model.run(inputs.inner())?;
    let output = run.output::<2>()?;
    let seed = one_hot(output.dims(), classes, &output.device())?;
    let scores = class_column(output, &seed)?;
    Ok(Attribution::new(run.gradients(seed, &[], rules)?.input(0)?, scores, Shown::Sum))
}

/// What goes back through a rectifier.
#[derive(Clone, Copy)]
enum Rectifier {
    Guided,
    Deconvolution,
}

impl Rule for Rectifier {
    fn pull(&self, local: &Local<'_>) -> Option<Result<Pulled, Error>> {
        if !is_rectifier(&local.step.operation) {
            return None;
        }
        let &[input] = local.wanted else { return None };
        let gradient = unranked(local.gradient.clone()).clamp_min(0.0).into_dispatch();
        Some(match self {
            Self::Guided => Local { gradient, ..*local }.plain(),
            Self::Deconvolution => Ok(vec![(input, gradient)]),
        })
    }
}

/// Whether an operation cuts off what is below 0.
fn is_rectifier(operation: &OperationIr) -> bool {
    highest(operation).is_some()
}

/// What comes out of a rectifier at most: infinity, or the upper end of one that has it; `None` for any other operation.
pub(crate) fn highest(operation: &OperationIr) -> Option<f64> {
    let OperationIr::NumericFloat(_, operation) = operation else {
        let is_relu = matches!(operation, OperationIr::Activation(ActivationOperationIr::Relu(_)));
        return is_relu.then_some(f64::INFINITY);
    };
    match operation {
        NumericOperationIr::Clamp(clamp) if clamp.min.elem::<f64>() == 0.0 => Some(clamp.max.elem()),
        NumericOperationIr::ClampMin(clamp) if clamp.rhs.elem::<f64>() == 0.0 => Some(f64::INFINITY),
        _ => None,
    }
}
