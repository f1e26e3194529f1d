//! Gradients by going back through the operations one by one.
//!
//! burn's autodiff differentiates each operation by itself, at the operands that it had; what goes on to the operation before
//! is ours. So every tensor on the way has its gradient, and a rule may put another in the place of an operation's own:
//! guided backpropagation and DeepLIFT are no more than that.

use std::collections::{HashMap, HashSet};

use burn::backend::DispatchTensor;

use burn::tensor::Tensor;
use nnviz_capture::TensorId;

use super::local::Local;
use super::pass::Pass;
use super::run::Run;
use super::values::{typed, unranked};
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

impl Run {
    /// The gradients of `Σ seed · output` at the inputs and at some nodes, back through every operation by `rules`. A seed
    /// that is 1 at a class of each sample and 0 elsewhere asks for the gradient of that score.
    ///
    /// The run must have kept all ([`Replay::run`](super::Replay::run)).
    ///
    /// # Errors
    /// [`Error::Shape`] for a seed of another shape than the output's, [`Error::Replay`] for an operation that burn has no
    /// gradient of.
    pub fn gradients<const D: usize>(
        &self,
        seed: Tensor<D>,
        nodes: &[Node],
        rules: &Rules<'_>,
    ) -> Result<Gradients, Error> {
        let output = self.output::<D>()?;
        if output.dims() != seed.dims() {
            let (actual, expected) = (seed.dims().to_vec(), output.dims().to_vec());
            return Err(Error::Shape { what: "the seed of the gradient", actual, expected });
        }
        pull(self, (self.pass.output, seed.inner().into_dispatch()), nodes, rules)
    }

    /// The gradients at the inputs, from one at what a node made, or at the output.
    pub(crate) fn gradients_from(
        &self,
        node: Option<&Node>,
        seed: DispatchTensor,
        rules: &Rules<'_>,
    ) -> Result<Gradients, Error> {
        let from = match node {
            Some(node) => self.pass.steps[self.pass.position(node)?].output(),
            None => self.pass.output,
        };
        pull(self, (from, seed), &[], rules)
    }
}

/// From the gradient at one tensor back to the inputs and to some nodes.
fn pull(
    run: &Run,
    (from, seed): (TensorId, DispatchTensor),
    nodes: &[Node],
    rules: &Rules<'_>,
) -> Result<Gradients, Error> {
    let pass = &run.pass;
    let at = nodes.iter().map(|node| pass.position(node)).collect::<Result<Vec<_>, _>>()?;
    let targets: Vec<TensorId> = at.iter().map(|at| pass.steps[*at].output()).collect();
    // Without nodes the inputs are meant; with nodes, what lies before the first of them need not be gone through.
    let sources = if nodes.is_empty() { &pass.inputs } else { &targets };
    let active = downstream(pass, sources);
    let mut adjoints = Adjoints::default();
    adjoints.add(from, seed);
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
