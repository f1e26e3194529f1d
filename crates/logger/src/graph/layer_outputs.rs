//! Which operations end a layer: those whose results are worth a look.
//!
//! A module without others inside (a convolution, an activation) is one layer each time that it runs, and its last
//! operation makes its output. An activation function that is no module, and what the user tapped, are layers of their
//! own. Operations that only move values are none.

use std::collections::{HashMap, HashSet};

use nnviz_capture::{Captured, Operation, Role, Scope, TensorId, Types};
use nnviz_record::proto::DataType;

/// A layer of the forward pass, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LayerOutput {
    /// The module's path with `/`, numbered when the module runs more than once: `block1/relu`, `block1/relu_1`.
    pub(crate) path: String,
    /// The operation that makes the output: `Conv2d`, `Relu`, `Input`.
    pub(crate) kind: String,
    /// The last module with parameters on the way here, this one included, by its path with dots; `None` for an input.
    pub(crate) weighted: Option<String>,
    /// Whether no module with parameters follows: what it makes is the model's answer.
    pub(crate) is_answer: bool,
    /// Which of the captured operations it is.
    pub(super) operation: usize,
}

/// A module that runs more often than this (the cell of a recurrent network) is one layer, seen over all its runs.
const MOST_RUNS: usize = 4;

/// What an activation function is called that is worth a look even where no module stands for it.
const ACTIVATIONS: [&str; 9] =
    ["Relu", "LeakyRelu", "PRelu", "Gelu", "Sigmoid", "HardSigmoid", "Tanh", "Softmax", "LogSoftmax"];

/// The layers, given the places, roles and node names of all operations.
pub(super) fn layer_outputs(
    captured: &Captured,
    scopes: &[Scope],
    roles: &[Role],
    names: &[String],
    types: &Types,
) -> Vec<LayerOutput> {
    let weights = Weights::of(captured, scopes);
    let tapped: HashSet<_> = captured.taps.iter().map(|(id, _)| *id).collect();
    let mut layers: Vec<(LayerOutput, Scope)> = Vec::new();
    for (index, operation) in captured.operations.iter().enumerate().filter(|(_, operation)| is_float(operation)) {
        let (scope, leaf) = (&scopes[index], types.is_leaf(&scopes[index]));
        let is_tapped = operation.outputs.iter().any(|output| tapped.contains(&output.id));
        let layer = |path: &str, kind: &str| LayerOutput {
            path: path.to_owned(),
            kind: kind.to_owned(),
            weighted: weights.before[index].clone(),
            is_answer: !weights.follow[index],
            operation: index,
        };
        match roles[index] {
            Role::Input => layers.push((layer(&names[index], "Input"), Scope::new())),
            Role::Operation if leaf => {
                let same_run = |last: &LayerOutput| goes_on(captured, scopes, last.operation, index);
                match layers.last_mut().filter(|(last, around)| around == scope && same_run(last)) {
                    Some((last, _)) => *last = layer(&last.path, &operation.kind),
                    None => layers.push((layer(&scope.join("/"), &operation.kind), scope.clone())),
                }
            }
            Role::Operation if is_tapped || ACTIVATIONS.contains(&operation.kind.as_str()) => {
                layers.push((layer(&names[index], &operation.kind), Scope::new()));
            }
            Role::Operation | Role::Constant => {}
        }
    }
    numbered(layers.into_iter().map(|(layer, _)| layer).collect())
}

/// Whether an operation belongs to the same run of a module as an earlier one: nothing else was computed between them. An
/// activation runs once each time.
fn goes_on(captured: &Captured, scopes: &[Scope], earlier: usize, index: usize) -> bool {
    let inside = |at: usize| scopes[at] == scopes[index] || captured.operations[at].is_source();
    !ACTIVATIONS.contains(&captured.operations[index].kind.as_str()) && (earlier..index).all(inside)
}

/// Gives each run of a module a path of its own, or all runs one where there are many.
fn numbered(mut layers: Vec<LayerOutput>) -> Vec<LayerOutput> {
    let mut runs: HashMap<String, usize> = HashMap::new();
    for layer in &layers {
        *runs.entry(layer.path.clone()).or_default() += 1;
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    for layer in &mut layers {
        let nth = seen.entry(layer.path.clone()).or_default();
        if *nth > 0 && runs.get(&layer.path).is_some_and(|&runs| runs <= MOST_RUNS) {
            layer.path = format!("{}_{nth}", layer.path);
        }
        *nth += 1;
    }
    layers
}

fn is_float(operation: &Operation) -> bool {
    let float =
        |data_type| matches!(data_type, DataType::Float | DataType::Double | DataType::Half | DataType::Bfloat16);
    operation.outputs.first().is_some_and(|output| float(output.data_type))
}

/// For each operation the module with parameters before it, and whether another one follows.
struct Weights {
    before: Vec<Option<String>>,
    follow: Vec<bool>,
}

impl Weights {
    fn of(captured: &Captured, scopes: &[Scope]) -> Self {
        let parameters: HashSet<_> = captured.parameters.iter().map(|parameter| parameter.edge.id).collect();
        let fixed = |id: TensorId| parameters.contains(&id);
        Self { before: Self::before(captured, scopes, &fixed), follow: Self::follow(captured, &fixed) }
    }

    fn before(captured: &Captured, scopes: &[Scope], fixed: &impl Fn(TensorId) -> bool) -> Vec<Option<String>> {
        let mut last: HashMap<TensorId, String> = HashMap::new();
        let mut before = Vec::with_capacity(captured.operations.len());
        for (operation, scope) in captured.operations.iter().zip(scopes) {
            let own = operation.inputs.iter().any(|input| fixed(input.id)).then(|| scope.join("."));
            let weighted = own.or_else(|| operation.inputs.iter().find_map(|input| last.get(&input.id).cloned()));
            if let Some(weighted) = &weighted {
                last.extend(operation.outputs.iter().map(|output| (output.id, weighted.clone())));
            }
            before.push(weighted);
        }
        before
    }

    fn follow(captured: &Captured, fixed: &impl Fn(TensorId) -> bool) -> Vec<bool> {
        let mut feeds: HashSet<TensorId> = HashSet::new();
        let mut follow = vec![false; captured.operations.len()];
        for (index, operation) in captured.operations.iter().enumerate().rev() {
            follow[index] = operation.outputs.iter().any(|output| feeds.contains(&output.id));
            if follow[index] || operation.inputs.iter().any(|input| fixed(input.id)) {
                feeds.extend(operation.inputs.iter().map(|input| input.id));
            }
        }
        follow
    }
}
