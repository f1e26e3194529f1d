//! DeepLIFT's multipliers: what goes back through an operation, by how its operands differ from those of the reference.

use burn::backend::ops::FloatTensorOps;
use burn::backend::{Dispatch, DispatchTensor, TensorMetadata};
use burn::tensor::Tensor;
use nnviz_capture::TensorId;

use super::operation::{Dependence, dependence};
use crate::Error;
use crate::replay::{Local, Pulled, Rule, Run, flat, shape_of, shaped, unranked};

/// Differences below these are none (shap's values): a function's own gradient is taken, and a maximum hands on nothing.
const NO_DIFFERENCE: f32 = 1e-6;
const NO_DIFFERENCE_OF_MAXIMA: f32 = 1e-7;

/// The rescale rule of DeepLIFT, with the run of the reference.
pub(super) struct Rescale<'r> {
    pub(super) reference: &'r Run,
}

impl Rule for Rescale<'_> {
    fn pull(&self, local: &Local<'_>) -> Option<Result<Pulled, Error>> {
        match dependence(&local.step.operation) {
            Dependence::Linear => linear(local),
            Dependence::Bilinear => Some(self.at_the_middle(local)),
            Dependence::Elementwise => Some(self.rescaled(local)),
            Dependence::Largest => Some(self.largest(local)),
            Dependence::Unknown => Some(Err(refused(local))),
        }
    }
}

impl Rescale<'_> {
    /// The gradient half-way: of a product it adds up, each operand by the mean of the other.
    fn at_the_middle(&self, local: &Local<'_>) -> Result<Pulled, Error> {
        let (here, there) = (local.operands(local.run)?, local.operands(self.reference)?);
        let mut values = here.clone();
        for id in &local.step.inputs {
            let float = |value: &DispatchTensor| value.dtype().is_float();
            if let (Some(here), Some(there)) = (here.get(*id).filter(float), there.get(*id).filter(float)) {
                values.set(*id, ((unranked(here) + unranked(there)) * 0.5).into_dispatch());
            }
        }
        local.at(values)
    }

    /// The difference of what comes out over the difference of what goes in; where nothing differs, the gradient.
    fn rescaled(&self, local: &Local<'_>) -> Result<Pulled, Error> {
        let &[input] = local.wanted else { return Err(refused(local)) };
        let plain = local.plain()?;
        let Some((_, gradient)) = plain.into_iter().next() else { return Ok(Vec::new()) };
        let (shape, slope) = (shape_of(&gradient), flat(gradient));
        let difference_in = flat(self.difference(local, input)?);
        let difference_out = flat(self.difference(local, local.step.output())?);
        let none = difference_in.clone().abs().lower_elem(NO_DIFFERENCE);
        let ratio = difference_out / difference_in.mask_fill(none.clone(), 1.0);
        let multiplied = flat(local.gradient.clone()) * ratio;
        Ok(vec![(input, shaped(multiplied.mask_where(none, slope), shape))])
    }

    /// shap's rule for a maximum, which adds up: from the reference to the larger of both maxima the number that is the largest
    /// here is held to account, from there on the one that was the largest in the reference.
    fn largest(&self, local: &Local<'_>) -> Result<Pulled, Error> {
        let &[input] = local.wanted else { return Err(refused(local)) };
        let output = local.step.output();
        let here = unranked(local.value(output)?);
        let there = unranked(local.value_in(self.reference, output)?);
        let larger = here.clone().max_pair(there.clone());
        let gradient = unranked(local.gradient.clone());
        let pulled_in = |run: &Run, part: Tensor<1>| {
            let gradient = (gradient.clone() * part).into_dispatch();
            let pulled = Local { gradient, ..*local }.at(local.operands(run)?)?;
            pulled.into_iter().next().map(|(_, pulled)| pulled).ok_or_else(|| refused(local))
        };
        let up = pulled_in(local.run, larger.clone() - there)?;
        let down = pulled_in(self.reference, here - larger)?;
        let shape = shape_of(&up);
        let difference = flat(self.difference(local, input)?);
        let none = difference.clone().abs().lower_elem(NO_DIFFERENCE_OF_MAXIMA);
        let multiplied = (flat(up) + flat(down)) / difference.mask_fill(none.clone(), 1.0);
        Ok(vec![(input, shaped(multiplied.mask_fill(none, 0.0), shape))])
    }

    fn difference(&self, local: &Local<'_>, id: TensorId) -> Result<DispatchTensor, Error> {
        Ok(Dispatch::float_sub(local.value(id)?, local.value_in(self.reference, id)?))
    }
}

/// Nothing, for the operation's own gradient; an error if what it picks and masks depends on the input.
fn linear(local: &Local<'_>) -> Option<Result<Pulled, Error>> {
    let picks = |id: &TensorId| local.value(*id).is_ok_and(|value| !value.dtype().is_float());
    local.wanted.iter().any(picks).then(|| Err(refused(local)))
}

fn refused(local: &Local<'_>) -> Error {
    local.step.failed("DeepLIFT has no rule for it; integrated gradients need none".to_owned())
}
