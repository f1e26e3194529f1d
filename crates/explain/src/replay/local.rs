//! One operation on the way back.

use burn::backend::{DispatchTensor, TensorMetadata};
use burn::tensor::Tensor;
use nnviz_capture::TensorId;

use super::pass::Step;
use super::run::{Run, guarded, perform};
use super::values::{Values, unranked};
use crate::Error;

/// What an operation had, and the gradient of what it made.
pub(crate) struct Local<'a> {
    pub(crate) step: &'a Step,
    pub(crate) run: &'a Run,
    /// The operands whose gradients are needed, each once.
    pub(crate) wanted: &'a [TensorId],
    pub(crate) gradient: DispatchTensor,
}

/// The gradients of some operands.
pub(crate) type Pulled = Vec<(TensorId, DispatchTensor)>;

impl Local<'_> {
    /// An operand or a result, without autodiff.
    pub(crate) fn value(&self, id: TensorId) -> Result<DispatchTensor, Error> {
        self.value_in(self.run, id)
    }

    /// The same tensor in a run, which may be another one of the same pass.
    pub(crate) fn value_in(&self, run: &Run, id: TensorId) -> Result<DispatchTensor, Error> {
        value(run, id).ok_or_else(|| self.step.failed("one of its operands was not kept".to_owned()))
    }

    /// What the operation had in a run.
    pub(crate) fn operands(&self, run: &Run) -> Result<Values, Error> {
        let mut values = Values::default();
        for id in &self.step.inputs {
            values.set(*id, self.value_in(run, *id)?);
        }
        Ok(values)
    }

    /// The operation's own gradients.
    pub(crate) fn plain(&self) -> Result<Pulled, Error> {
        self.at(self.operands(self.run)?)
    }

    /// The operation's gradients at other operands.
    pub(crate) fn at(&self, mut values: Values) -> Result<Pulled, Error> {
        guarded(self.step, || {
            let mut leaves = Vec::new();
            for id in self.wanted {
                let Some(value) = values.get(*id).filter(|value| value.dtype().is_float()) else { continue };
                let leaf = unranked(value).autodiff().require_grad();
                values.set(*id, leaf.clone().into_dispatch());
                leaves.push((*id, leaf));
            }
            let made = perform(self.step, &values, &self.run.device)?;
            let Some(output) = made.into_iter().next().filter(|output| output.dtype().is_float()) else {
                return Ok(Vec::new());
            };
            let product = unranked(output) * unranked(self.gradient.clone());
            let product = product.sum();
            if !product.is_tracked() {
                return Ok(Vec::new());
            }
            let gradients = product.backward();
            let gradient = |(id, leaf): (TensorId, Tensor<1>)| Some((id, leaf.grad(&gradients)?.into_dispatch()));
            Ok(leaves.into_iter().filter_map(gradient).collect())
        })
    }
}

/// What a run has of a tensor, without autodiff.
pub(crate) fn value(run: &Run, id: TensorId) -> Option<DispatchTensor> {
    let value = run.values.get(id)?;
    Some(if value.dtype().is_float() { unranked(value).inner().into_dispatch() } else { value })
}
