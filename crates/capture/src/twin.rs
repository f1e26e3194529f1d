//! The model that is captured: of the same shapes, with no values.

use burn::backend::Capture;
use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Device, Tensor};

use crate::operation::{Edge, data_type};
use crate::trained::in_training;

/// A parameter of the model, as the operations see it.
#[derive(Debug)]
pub struct Parameter {
    /// The names of the modules around it, and its own.
    pub path: Vec<String>,
    /// The tensor that it is among the operations.
    pub edge: Edge,
    /// Whether it is trained.
    pub trainable: bool,
}

/// A model of the same shapes on the capture device. It is made from the validation model, since clones of a training
/// model share the running state of batch normalisation, and moving one would move the other.
pub(crate) fn of<M: Module>(model: &M, device: &Device) -> M {
    struct Hollow<'a>(&'a Device);
    impl ModuleMapper for Hollow<'_> {
        fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
            Param::initialized(param.id, Tensor::empty(param.lazy_shape(), self.0)).set_require_grad(false)
        }
    }
    model.valid().map(&mut Hollow(device)).to_device(device)
}

/// The parameters of a twin, with the ids under which operations name them. What is trained, only the model knows: a twin
/// has no gradients.
pub(crate) fn parameters<M: Module>(twin: &M, model: &M) -> Vec<Parameter> {
    let (mut collector, mut trained) = (Collector::default(), Trained::default());
    twin.visit(&mut collector);
    in_training(model).visit(&mut trained);
    for (parameter, trainable) in collector.parameters.iter_mut().zip(trained.0) {
        parameter.trainable = trainable;
    }
    collector.parameters
}

/// Whether each parameter is trained, in the order of a visit.
#[derive(Default)]
struct Trained(Vec<bool>);

impl ModuleVisitor for Trained {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.push(param.is_require_grad());
    }
}

#[derive(Default)]
struct Collector {
    path: Vec<String>,
    parameters: Vec<Parameter>,
}

impl ModuleVisitor for Collector {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let tensor = param.val();
        let dtype = tensor.dtype();
        let Ok(tensor) = tensor.try_into_primitive::<Capture>() else { return };
        let shape: Vec<_> = param.lazy_shape().iter().map(|&size| size as i64).collect();
        let bytes = shape.iter().product::<i64>() as u64 * dtype.size() as u64;
        let edge = Edge { id: tensor.id().value(), shape, data_type: data_type(dtype), bytes };
        self.parameters.push(Parameter { path: self.path.clone(), edge, trainable: false });
    }
}
