//! Gradients by going back through the operations one by one.
//!
//! burn's autodiff differentiates each operation by itself, at the operands that it had; what goes on to the operation before
//! is ours. So every tensor on the way has its gradient, and a rule may put another in the place of an operation's own:
//! guided backpropagation and DeepLIFT are no more than that.

use std::collections::{HashMap, HashSet};

use burn::backend::DispatchTensor;
use burn::backend::TensorMetadata;
use burn::tensor::Tensor;
use nnviz_capture::TensorId;

use super::pass::{Pass, Step};
use super::run::{Run, guarded, perform};
use super::values::{Values, typed, unranked};
use super::{Node, Rules};
use crate::Error;

/// Gradients at the inputs and at nodes.
#[derive(Clone, Debug)]
pub struct Gradients {
    inputs: Vec<Option<DispatchTensor>>,
    nodes: HashMap<String, DispatchTensor>,
}

impl Gradients {
    /// That at an input, counted from 0.
    ///
    /// # Errors
    /// [`Error::NoGradient`] when the output does not depend on it, [`Error::Rank`] when it has another rank.
    pub fn input<const D: usize>(&self, index: usize) -> Result<Tensor<D>, Error> {
        let found = self.inputs.get(index).cloned().flatten().ok_or(Error::NoGradient)?;
        typed("the input", found)
    }

    /// That at what a node made.
    ///
    /// # Errors
    /// [`Error::NoGradient`] for a node that was not asked for or that the output does not depend on, [`Error::Rank`] when
    /// it has another rank.
    pub fn node<const D: usize>(&self, node: &Node) -> Result<Tensor<D>, Error> {
        typed(node.name(), self.nodes.get(node.name()).cloned().ok_or(Error::NoGradient)?)
    }
}

/// The gradient of each tensor so far: the sum of what its users send back.
#[derive(Default)]
struct Adjoints(HashMap<TensorId, DispatchTensor>);

impl Adjoints {
    fn add(&mut self, id: TensorId, gradient: DispatchTensor) {
        let sum = match self.0.remove(&id) {
            Some(before) => (unranked(before) + unranked(gradient)).into_dispatch(),
            None => gradient,
        };
        self.0.insert(id, sum);
    }
}

pub(super) fn pull(run: &Run, seed: DispatchTensor, nodes: &[Node], rules: &Rules<'_>) -> Result<Gradients, Error> {
    let pass = &run.pass;
    let at = nodes.iter().map(|node| pass.position(node)).collect::<Result<Vec<_>, _>>()?;
    let targets: Vec<TensorId> = at.iter().map(|at| pass.steps[*at].output()).collect();
    // Without nodes the inputs are meant; with nodes, what lies before the first of them need not be gone through.
    let sources = if nodes.is_empty() { &pass.inputs } else { &targets };
    let active = downstream(pass, sources);
    let mut adjoints = Adjoints::default();
    adjoints.add(pass.output, seed);
    for step in pass.steps.iter().rev() {
        let Some(gradient) = adjoints.0.get(&step.output()).cloned() else { continue };
        if !targets.contains(&step.output()) {
            adjoints.0.remove(&step.output());
        }
        let wanted: Vec<TensorId> = unique(step.inputs.iter().copied().filter(|input| active.contains(input)));
        if wanted.is_empty() {
            continue;
        }
        let local = Local { step, run, wanted: &wanted, gradient };
        for (id, gradient) in rules.pull(&local)? {
            adjoints.add(id, gradient);
        }
    }
    let inputs = pass.inputs.iter().map(|id| adjoints.0.get(id).cloned()).collect();
    let named =
        nodes.iter().zip(&targets).filter_map(|(node, id)| Some((node.name.clone(), adjoints.0.get(id)?.clone())));
    Ok(Gradients { inputs, nodes: named.collect() })
}

/// The tensors that depend on some, themselves included.
fn downstream(pass: &Pass, sources: &[TensorId]) -> HashSet<TensorId> {
    let mut reached: HashSet<TensorId> = sources.iter().copied().collect();
    for step in &pass.steps {
        if step.inputs.iter().any(|input| reached.contains(input)) {
            reached.extend(&step.outputs);
        }
    }
    reached
}

fn unique(ids: impl Iterator<Item = TensorId>) -> Vec<TensorId> {
    let mut seen = HashSet::new();
    ids.filter(|id| seen.insert(*id)).collect()
}

/// One operation on the way back: what it had, and the gradient of what it made.
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
