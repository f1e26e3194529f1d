//! One forward pass for inputs of certain shapes: its operations in order, and which tensors come from outside.

use std::collections::{HashMap, HashSet};
use std::fmt::Display;

use burn::backend::DispatchTensor;
use burn::backend::ir::OperationIr;
use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Tensor, TensorData};
use nnviz_capture::{Captured, TensorId, Types, build, capture, captured_id, roles, scopes};

use super::{Inputs, Node};
use crate::Error;

/// An operation to be run.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) operation: OperationIr,
    pub(crate) node: Node,
    /// Where it is for a reader: its own name, or that of its first user if it takes nothing and so belongs to no module.
    pub(crate) place: String,
    pub(crate) inputs: Vec<TensorId>,
    pub(crate) outputs: Vec<TensorId>,
}

impl Step {
    /// The tensor that stands for what it makes.
    pub(crate) fn output(&self) -> TensorId {
        self.outputs.first().copied().unwrap_or_default()
    }
}

/// What a capture says of one forward pass.
#[derive(Debug)]
pub(crate) struct Pass {
    pub(crate) steps: Vec<Step>,
    /// What the model is fed with.
    pub(crate) inputs: Vec<TensorId>,
    /// What the forward pass returns.
    pub(crate) output: TensorId,
    /// In the order of a visit of the model.
    pub(crate) parameters: Vec<TensorId>,
    /// Values that are the model's own: buffers.
    pub(crate) constants: Vec<(TensorId, TensorData)>,
    /// The last step that takes a tensor.
    pub(crate) last_use: HashMap<TensorId, usize>,
}

impl Pass {
    pub(crate) fn record<M: Module + Display, I: Inputs, const O: usize>(
        model: &M,
        inputs: &I,
        forward: impl FnOnce(&M, I) -> Tensor<O>,
    ) -> Result<Self, Error> {
        let (mut fed, mut returned) = (Vec::new(), None);
        let captured = capture(model, |model, device| {
            let hollow = inputs.hollow(device);
            fed = hollow.clone().handles().into_iter().filter_map(captured_id).collect();
            let output = forward(model, hollow);
            returned = captured_id(output.clone().into_dispatch());
            output
        })
        .map_err(|reason| Error::NotCaptured { reason: reason.to_string() })?;
        let types = Types::of(model);
        let output = returned.ok_or_else(|| Error::NotCaptured { reason: "its result is of another device".into() })?;
        Ok(Self::of(captured, &types, fed, output))
    }

    fn of(captured: Captured, types: &Types, inputs: Vec<TensorId>, output: TensorId) -> Self {
        let scopes = scopes(&captured, types);
        let names = build(&captured, &scopes, &roles(&captured, &scopes, types)).names;
        let given: HashSet<TensorId> = inputs.iter().copied().collect();
        let mut recorded: Vec<_> = captured.graph.graph.operations.into_iter().map(Some).collect();
        let mut steps = Vec::new();
        for ((operation, name), index) in captured.operations.iter().zip(names).zip(&captured.recorded) {
            let Some(ir) = recorded.get_mut(*index).and_then(Option::take) else { continue };
            let is_given = operation.outputs.iter().any(|output| given.contains(&output.id));
            if is_given || matches!(ir, OperationIr::Init(_) | OperationIr::Drop(_)) {
                continue;
            }
            let shape = operation.outputs.first().map(|output| output.shape.iter().map(|&size| size as usize));
            steps.push(Step {
                place: name.clone(),
                node: Node { name, kind: operation.kind.clone(), shape: shape.into_iter().flatten().collect() },
                inputs: operation.inputs.iter().map(|input| input.id).collect(),
                outputs: operation.outputs.iter().map(|output| output.id).collect(),
                operation: ir,
            });
        }
        place_sources(&mut steps);
        let uses = steps.iter().enumerate();
        let last_use = uses.flat_map(|(at, step)| step.inputs.iter().map(move |input| (*input, at))).collect();
        Self {
            steps,
            inputs,
            output,
            parameters: captured.parameters.iter().map(|parameter| parameter.edge.id).collect(),
            constants: captured.graph.values.into_iter().map(|(id, value)| (id.value(), value)).collect(),
            last_use,
        }
    }
}

/// Names the places of operations that take nothing.
fn place_sources(steps: &mut [Step]) {
    for at in 0..steps.len() {
        let (made, later) = (&steps[at], &steps[at + 1..]);
        let user = later.iter().find(|later| made.inputs.is_empty() && later.inputs.contains(&made.output()));
        if let Some(place) = user.map(|user| user.node.name.clone()) {
            steps[at].place = place;
        }
    }
}

/// Handles to the values that the parameters have now, in the order of a visit.
pub(crate) fn parameters<M: Module>(model: &M) -> Vec<DispatchTensor> {
    struct Collect(Vec<DispatchTensor>);
    impl ModuleVisitor for Collect {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            self.0.push(param.val().inner().into_dispatch());
        }
    }
    let mut collect = Collect(Vec::new());
    // A copy for validation, since one for training would share the running state of batch normalisation.
    model.valid().visit(&mut collect);
    collect.0
}
