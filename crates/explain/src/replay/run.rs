//! A forward pass that is run: every operation in its order, on the device of the inputs.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use burn::backend::TensorMetadata;
use burn::backend::{DispatchDevice, DispatchTensor};
use burn::tensor::Tensor;
use nnviz_capture::{TensorId, message};

use super::Node;
use super::operation::{Operands, Refusal, run};
use super::pass::{Pass, Step};
use super::values::{Values, typed};
use crate::Error;

/// What a forward pass made on the way.
#[derive(Clone, Debug)]
pub struct Run {
    pub(super) pass: Rc<Pass>,
    pub(super) values: Values,
    pub(super) device: DispatchDevice,
}

impl Run {
    /// What the forward pass returned.
    ///
    /// # Errors
    /// [`Error::Rank`] where it has another rank, [`Error::Layer`] where the run ended before it.
    pub fn output<const D: usize>(&self) -> Result<Tensor<D>, Error> {
        self.tensor(self.pass.output, "the output")
    }

    /// What a node made.
    ///
    /// # Errors
    /// [`Error::Layer`] for a node that did not run or was not kept, [`Error::Rank`] for one of another rank,
    /// [`Error::NotANumber`] for one that makes whole numbers or truth values.
    pub fn value<const D: usize>(&self, node: &Node) -> Result<Tensor<D>, Error> {
        let at = self.pass.position(node)?;
        self.tensor(self.pass.steps[at].output(), node.name())
    }

    /// What a node made, of whatever rank.
    pub(crate) fn raw(&self, node: &Node) -> Result<DispatchTensor, Error> {
        let at = self.pass.position(node)?;
        let value = self.values.get(self.pass.steps[at].output());
        value.ok_or_else(|| super::names::unknown(&self.pass, node.name()))
    }

    fn tensor<const D: usize>(&self, id: TensorId, name: &str) -> Result<Tensor<D>, Error> {
        let value = self.values.get(id).ok_or_else(|| super::names::unknown(&self.pass, name))?;
        typed(name, value)
    }
}

/// What is run, and what is kept of it.
pub(super) enum Extent<'a> {
    /// All of it.
    Whole,
    /// No further than the last of these nodes, and nothing but them.
    To(&'a [Node]),
    /// To the end, and nothing but the output.
    Output,
}

pub(super) fn forward(
    pass: &Rc<Pass>,
    parameters: &[DispatchTensor],
    inputs: Vec<DispatchTensor>,
    extent: &Extent<'_>,
) -> Result<Run, Error> {
    let device = inputs.first().map_or_else(DispatchDevice::default, TensorMetadata::device);
    let values = sources(pass, parameters, inputs, &device);
    let mut run = Run { pass: pass.clone(), values, device };
    let (end, kept) = match extent {
        Extent::Whole => (pass.steps.len(), None),
        Extent::Output => (pass.steps.len(), Some(vec![pass.output])),
        Extent::To(nodes) => {
            let at = nodes.iter().map(|node| pass.position(node)).collect::<Result<Vec<_>, _>>()?;
            let end = at.iter().max().map_or(0, |last| last + 1);
            (end, Some(at.into_iter().map(|at| pass.steps[at].output()).collect()))
        }
    };
    for (at, step) in pass.steps[..end].iter().enumerate() {
        let made = perform(step, &run.values, &run.device)?;
        step.outputs.iter().zip(made).for_each(|(id, tensor)| run.values.set(*id, tensor));
        if let Some(kept) = &kept {
            forget(&mut run, step, at, kept);
        }
    }
    Ok(run)
}

/// Lets go of what no later step takes.
fn forget(run: &mut Run, step: &Step, at: usize, kept: &[TensorId]) {
    for id in step.inputs.iter().chain(&step.outputs) {
        let done = run.pass.last_use.get(id).is_none_or(|last| *last <= at);
        if done && !kept.contains(id) {
            run.values.forget(*id);
        }
    }
}

/// What is there before the first operation: parameters, buffers, inputs.
fn sources(pass: &Pass, parameters: &[DispatchTensor], inputs: Vec<DispatchTensor>, device: &DispatchDevice) -> Values {
    let mut values = Values::default();
    for (id, data) in &pass.constants {
        values.set(*id, super::operation::constant(data.clone(), device));
    }
    pass.parameters.iter().zip(parameters).for_each(|(id, tensor)| values.set(*id, tensor.clone()));
    pass.inputs.iter().zip(inputs).for_each(|(id, tensor)| values.set(*id, tensor));
    values
}

/// Does one operation. What burn cannot do it panics on, which becomes an error that names the place.
pub(super) fn perform(step: &Step, values: &Values, device: &DispatchDevice) -> Result<Vec<DispatchTensor>, Error> {
    let operands = Operands { values, device };
    guarded(step, || run(&step.operation, &operands).map_err(|refusal| step.refused(refusal)))
}

/// Catches the panic of an operation.
pub(super) fn guarded<R>(step: &Step, body: impl FnOnce() -> Result<R, Error>) -> Result<R, Error> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| Err(step.failed(message(&*panic))))
}

impl Step {
    fn refused(&self, refusal: Refusal) -> Error {
        self.failed(match refusal {
            Refusal::Unsupported => "it is not among those that can be run again".to_owned(),
            Refusal::Operand => "one of its operands was not kept".to_owned(),
        })
    }

    pub(crate) fn failed(&self, reason: String) -> Error {
        Error::Replay { operation: self.node.kind.clone(), place: self.place.clone(), reason }
    }
}
