//! Adds up what belongs to each module.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::Tensor;
use nnviz_capture::{Captured, Operation, Scope, TensorId, Typed, Types, in_training};

use super::{Layer, ModelSummary};
use crate::graph::multiply_adds::multiply_adds;

/// A captured forward pass, as far as layers are concerned.
pub(in crate::graph) struct Forward<'a> {
    pub(in crate::graph) captured: &'a Captured,
    pub(in crate::graph) scopes: &'a [Scope],
    /// How long each operation took.
    pub(in crate::graph) times: Option<&'a [Duration]>,
}

/// The layers of a model, with what `forward` tells of them.
pub(in crate::graph) fn count<M: Module>(model: &M, types: &Types, forward: Option<&Forward>) -> ModelSummary {
    let layers = types.modules().iter().map(layer).collect();
    let paths = types.modules().iter().enumerate().map(|(index, module)| (module.path.clone(), index)).collect();
    let mut counter = Counter { summary: ModelSummary { layers, ..ModelSummary::default() }, paths, path: Vec::new() };
    in_training(model).visit(&mut counter);
    if let Some(forward) = forward {
        counter.add_forward(forward);
    }
    counter.summary.layers.retain(|layer| !is_nothing(layer));
    counter.summary
}

fn layer(module: &Typed) -> Layer {
    let Typed { path, name, settings, .. } = module;
    Layer { path: path.clone(), kind: name.clone(), settings: settings.clone(), ..Layer::default() }
}

/// Fields that hold nothing and do nothing, and of which burn tells no type: they may be no modules at all.
fn is_nothing(layer: &Layer) -> bool {
    layer.kind.is_empty() && layer.trainable + layer.fixed == 0 && layer.output.is_none() && !layer.path.is_empty()
}

struct Counter {
    summary: ModelSummary,
    /// The index of the layer at a path.
    paths: HashMap<Scope, usize>,
    /// Where the visit is.
    path: Scope,
}

impl Counter {
    /// The layers that surround a place, itself included.
    fn around(&mut self, scope: &[String], mut each: impl FnMut(&mut Layer)) {
        for depth in 0..=scope.len() {
            if let Some(&index) = self.paths.get(&scope[..depth]) {
                each(&mut self.summary.layers[index]);
            }
        }
    }

    fn add_forward(&mut self, forward: &Forward) {
        let flow = Flow::of(forward);
        for (index, (operation, scope)) in forward.captured.operations.iter().zip(forward.scopes).enumerate() {
            let cost = multiply_adds(operation);
            let time = forward.times.and_then(|times| times.get(index).copied());
            self.summary.forward_bytes += operation.outputs.iter().map(|output| output.bytes).sum::<u64>();
            self.around(scope, |layer| {
                layer.multiply_adds += cost;
                layer.time = time.map(|time| layer.time.unwrap_or_default() + time).or(layer.time);
                if layer.input.is_none() {
                    layer.input = flow.entering(operation, &layer.path);
                }
                layer.output = flow.leaving(operation, &layer.path).or_else(|| layer.output.take());
            });
        }
    }
}

impl ModuleVisitor for Counter {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let count = param.lazy_shape().num_elements() as u64;
        let trainable = param.is_require_grad();
        // Only the first clone of a lazy parameter would know its type before it is made; burn's default is four bytes.
        self.summary.parameter_bytes += count * 4;
        let path = std::mem::take(&mut self.path);
        self.around(&path, |layer| if trainable { layer.trainable += count } else { layer.fixed += count });
        self.path = path;
    }
}

/// Where tensors are made and used.
struct Flow<'a> {
    made_in: HashMap<TensorId, &'a Scope>,
    used_in: HashMap<TensorId, Vec<&'a Scope>>,
    parameters: HashSet<TensorId>,
    sources: HashSet<TensorId>,
}

impl<'a> Flow<'a> {
    fn of(forward: &Forward<'a>) -> Self {
        let parameters = forward.captured.parameters.iter().map(|parameter| parameter.edge.id).collect();
        let mut flow = Self { made_in: HashMap::new(), used_in: HashMap::new(), parameters, sources: HashSet::new() };
        for (operation, scope) in forward.captured.operations.iter().zip(forward.scopes) {
            for input in &operation.inputs {
                flow.used_in.entry(input.id).or_default().push(scope);
            }
            for output in &operation.outputs {
                flow.made_in.insert(output.id, scope);
            }
            if operation.is_source() {
                flow.sources.extend(operation.outputs.iter().map(|output| output.id));
            }
        }
        flow
    }

    /// The shape of the first tensor that an operation of a module takes from outside of it.
    fn entering(&self, operation: &Operation, module: &[String]) -> Option<Vec<i64>> {
        let from_outside = |id: &TensorId| {
            let made_inside = self.made_in.get(id).is_some_and(|scope| scope.starts_with(module));
            self.sources.contains(id) || !(made_inside || self.parameters.contains(id))
        };
        let input = operation.inputs.iter().find(|input| from_outside(&input.id));
        input.map(|input| input.shape.clone())
    }

    /// The shape of what an operation of a module makes, if it is used outside of it, or is a result of the model.
    fn leaving(&self, operation: &Operation, module: &[String]) -> Option<Vec<i64>> {
        let leaves = |id: &TensorId| {
            self.used_in.get(id).is_none_or(|users| users.iter().any(|scope| !scope.starts_with(module)))
        };
        let output = operation.outputs.iter().find(|output| leaves(&output.id));
        output.map(|output| output.shape.clone())
    }
}
