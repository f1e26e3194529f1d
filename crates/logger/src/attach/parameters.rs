//! Handles to a model's parameters and gradients, taken without copying a value.

use burn::module::{Module, ModuleVisitor, Param, ParamId};
use burn::optim::{GradientsParams, MultiGradientsParams};
use burn::tensor::{Tensor, Transaction};

use crate::plan::WatchConfig;

/// Registers a tensor to be read; its rank is forgotten.
pub(super) type Read = Box<dyn FnOnce(Transaction) -> Transaction + Send>;

/// The gradients of a step: of one device, or of several that are summed.
#[derive(Clone, Copy)]
pub(super) enum Gradients<'a> {
    One(&'a GradientsParams),
    Many(&'a MultiGradientsParams),
    None,
}

/// One parameter at one step: clones of tensors, which share their values with the model.
pub(super) struct Parameter {
    /// burn's path: `conv1.weight`.
    pub(super) path: String,
    pub(super) weight: Read,
    /// One for each device; none when the parameter is not trained.
    pub(super) gradients: Vec<Read>,
    /// The parameter after the optimizer's step, as long as it was asked for.
    pub(super) updated: Option<Read>,
    /// How much memory the weight takes.
    pub(super) bytes: usize,
    pub(super) trained: bool,
    /// How many dimensions it has.
    pub(super) rank: usize,
}

impl Parameter {
    /// The module that owns the parameter: `conv1` of `conv1.weight`.
    pub(super) fn layer(&self) -> &str {
        layer(&self.path)
    }
}

/// The module that owns the parameter of a path; a parameter at the root is its own layer.
pub(super) fn layer(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(layer, _)| layer)
}

/// The watched parameters of a model, in the order of its fields, with their gradients.
pub(super) fn collect<M: Module>(model: &M, gradients: Gradients<'_>, config: &WatchConfig) -> Vec<Parameter> {
    let mut collector = Collector { path: Vec::new(), gradients, config, parameters: Vec::new() };
    model.visit(&mut collector);
    collector.parameters
}

/// Adds to the trained ones of `parameters` what the optimizer made of them.
pub(super) fn collect_updated<M: Module>(model: &M, parameters: &mut [Parameter], config: &WatchConfig) {
    let updated = collect(model, Gradients::None, config);
    for (parameter, updated) in parameters.iter_mut().zip(updated) {
        if parameter.trained && parameter.path == updated.path {
            parameter.updated = Some(updated.weight);
        }
    }
}

struct Collector<'a> {
    path: Vec<String>,
    gradients: Gradients<'a>,
    config: &'a WatchConfig,
    parameters: Vec<Parameter>,
}

impl Gradients<'_> {
    fn of<const D: usize>(self, id: ParamId) -> Vec<Read> {
        match self {
            Self::One(gradients) => gradients.get::<D>(id).map(read).into_iter().collect(),
            Self::Many(devices) => {
                devices.grads.iter().filter_map(|(gradients, _)| gradients.get::<D>(id)).map(read).collect()
            }
            Self::None => Vec::new(),
        }
    }
}

impl ModuleVisitor for Collector<'_> {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let path = self.path.join(".");
        if !self.config.watches(&path) {
            return;
        }
        let value = param.val();
        self.parameters.push(Parameter {
            path,
            rank: D,
            bytes: value.shape().num_elements() * value.dtype().size(),
            trained: value.is_require_grad(),
            weight: read(value),
            gradients: self.gradients.of::<D>(param.id),
            updated: None,
        });
    }
}

/// The plain tensor: a clone that is part of an autodiff graph would keep the graph alive.
fn read<const D: usize>(tensor: Tensor<D>) -> Read {
    let tensor = tensor.inner();
    Box::new(move |transaction| transaction.register(tensor))
}
