//! burn's capture API, and all that is known of it: a forward pass becomes a list of operations.
//!
//! A twin of the model is put on burn's capture device, where operations are recorded instead of run. The twin has no
//! values, only shapes: nothing is copied or read from a device, and the model stays as it is.

use std::panic::{AssertUnwindSafe, catch_unwind};

use burn::backend::Capture;
use burn::backend::ir::{OperationIr, TensorIr};
use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Device, Tensor};
use nnviz_record::summary::Attribute;
use serde_json::Value;

/// Names a tensor inside one capture.
pub(super) type TensorId = u64;

/// What a forward pass did.
#[derive(Debug, Default)]
pub(super) struct Captured {
    /// In the order in which they ran.
    pub(super) operations: Vec<Operation>,
    pub(super) parameters: Vec<Parameter>,
}

/// One operation of the forward pass.
#[derive(Debug, Default)]
pub(super) struct Operation {
    /// burn's name for it: `Conv2d`, `Matmul`, `Relu`.
    pub(super) kind: String,
    pub(super) inputs: Vec<TensorId>,
    pub(super) outputs: Vec<Output>,
    /// Settings such as strides.
    pub(super) attributes: Vec<(String, Attribute)>,
}

/// A tensor that an operation makes.
#[derive(Debug)]
pub(super) struct Output {
    pub(super) id: TensorId,
    pub(super) shape: Vec<i64>,
}

/// A parameter of the model, as the operations see it.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) id: TensorId,
    pub(super) path: Vec<String>,
    pub(super) shape: Vec<i64>,
    pub(super) trained: bool,
}

/// Records what `forward` does with a twin of the model. The error says why it could not be recorded.
pub(super) fn capture<M: Module, R>(model: &M, forward: impl FnOnce(&M, &Device) -> R) -> Result<Captured, String> {
    // Reading a value inside the forward pass panics, as does a tensor of another device: neither may end a training.
    catch_unwind(AssertUnwindSafe(|| record(model, forward))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        Err(text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked").to_owned())
    })
}

fn record<M: Module, R>(model: &M, forward: impl FnOnce(&M, &Device) -> R) -> Result<Captured, String> {
    let device = Device::capture();
    let mut parameters = Vec::new();
    let mut result = None;
    let graph = device.capture_scope(|scope| {
        let twin = twin(model, &device);
        parameters = self::parameters(&twin);
        // The result lives until the scope is complete: what is dropped before is taken for an intermediate.
        result = Some(forward(&twin, &device));
        scope.complete([], [])
    });
    drop(result);
    let graph = graph.map_err(|error| error.to_string())?.graph;
    let is_parameter = |id: TensorId| parameters.iter().any(|parameter: &Parameter| parameter.id == id);
    let operations = graph.operations.iter().filter_map(operation);
    let operations = operations.filter(|operation| !operation.outputs.iter().any(|output| is_parameter(output.id)));
    Ok(Captured { operations: operations.collect(), parameters })
}

/// A model of the same shapes on the capture device. It is made from the validation model, since clones of a training
/// model share the running state of batch normalisation, and moving one would move the other.
fn twin<M: Module>(model: &M, device: &Device) -> M {
    struct Hollow<'a>(&'a Device);
    impl ModuleMapper for Hollow<'_> {
        fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
            let trained = param.is_require_grad();
            let hollow = Param::initialized(param.id, Tensor::empty(param.lazy_shape(), self.0));
            if trained { hollow } else { hollow.set_require_grad(false) }
        }
    }
    model.valid().map(&mut Hollow(device)).to_device(device)
}

/// The parameters of a twin, with the ids under which operations name them.
fn parameters<M: Module>(twin: &M) -> Vec<Parameter> {
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
            let Ok(tensor) = param.val().try_into_primitive::<Capture>() else { return };
            self.parameters.push(Parameter {
                id: tensor.id().value(),
                path: self.path.clone(),
                shape: param.lazy_shape().iter().map(|&size| size as i64).collect(),
                trained: param.is_require_grad(),
            });
        }
    }
    let mut collector = Collector::default();
    twin.visit(&mut collector);
    collector.parameters
}

/// The operation as it is drawn; `None` for the end of a tensor's life, which is none.
fn operation(operation: &OperationIr) -> Option<Operation> {
    if matches!(operation, OperationIr::Drop(_)) {
        return None;
    }
    let (kind, settings) = kind_and_settings(operation);
    Some(Operation {
        kind,
        inputs: operation.inputs().map(|tensor| tensor.id.value()).collect(),
        outputs: operation.outputs().map(output).collect(),
        attributes: attributes(&settings),
    })
}

fn output(tensor: &TensorIr) -> Output {
    Output { id: tensor.id.value(), shape: tensor.shape.iter().map(|&size| size as i64).collect() }
}

/// burn serialises an operation as nested variants, `{"Module": {"Conv2d": {fields}}}` or
/// `{"NumericFloat": ["F32", {"Add": {fields}}]}`: the innermost variant is its name. So that no list of some hundred
/// operations has to be kept here.
fn kind_and_settings(operation: &OperationIr) -> (String, Value) {
    let mut value = serde_json::to_value(operation).unwrap_or_default();
    let mut kind = String::new();
    loop {
        value = match value {
            Value::Object(mut fields) if fields.len() == 1 && starts_upper(fields.keys().next()) => {
                kind = fields.keys().next().cloned().unwrap_or_default();
                fields.remove(&kind).unwrap_or_default()
            }
            Value::Array(mut tuple) if tuple.last().is_some_and(Value::is_object) => tuple.pop().unwrap_or_default(),
            fields => return (kind, fields),
        }
    }
}

/// Variants begin with a capital letter, fields do not.
fn starts_upper(name: Option<&String>) -> bool {
    name.is_some_and(|name| name.starts_with(char::is_uppercase))
}

/// The settings among the fields of an operation: numbers, words and lists of them. Tensors are edges instead.
fn attributes(fields: &Value) -> Vec<(String, Attribute)> {
    let Value::Object(fields) = fields else { return Vec::new() };
    let mut found = Vec::new();
    for (name, value) in fields {
        match value {
            Value::Object(inner) if inner.contains_key("shape") && inner.contains_key("dtype") => {}
            Value::Object(_) => found.extend(attributes(value)),
            _ => found.extend(attribute(value).map(|attribute| (name.clone(), attribute))),
        }
    }
    found
}

fn attribute(value: &Value) -> Option<Attribute> {
    Some(match value {
        Value::Bool(value) => Attribute::Bool(*value),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Attribute::Int(whole),
            None => Attribute::Float(number.as_f64()? as f32),
        },
        Value::String(text) => Attribute::Text(text.clone()),
        Value::Array(values) => Attribute::Ints(values.iter().map(Value::as_i64).collect::<Option<_>>()?),
        Value::Null | Value::Object(_) => return None,
    })
}
