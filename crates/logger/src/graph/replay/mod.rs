//! A captured forward pass, run again on a real device: with the values that a model has now, and without the model.
//!
//! burn's interpreter runs one operation at a time, so that each result can be looked at before it is used up. It runs on
//! the flex device; parameters that are on another one are copied.

mod timing;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use burn::backend::ir::{BackendIr, HandleKind, OperationIr, TensorId, TensorStatus};
use burn::backend::{BackendTensor, DispatchKindConversion, DispatchTensor, Flex};
use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Bool, Int, Tensor, TensorData, Transaction};
use burn_router::TensorInterpreter;

use nnviz_capture::{Captured, message};

pub(super) use timing::{Times, time};

/// An operation whose turn it is.
struct Turn<'a> {
    /// Which of [`Captured::operations`] it is; `None` for what is not drawn.
    drawn: Option<usize>,
    operation: &'a OperationIr,
    /// Whether its result is there already: parameters, and tensors with values of their own.
    is_given: bool,
}

/// Runs the operations on the flex device with these values, and hands out what each one that is drawn makes. The
/// error says why they could not be run.
pub(super) fn replay(
    captured: &Captured,
    values: &Values<Flex>,
    mut each: impl FnMut(usize, TensorData) -> Result<(), String>,
) -> Result<(), String> {
    let device = TensorInterpreter::<Flex>::new(<Flex as burn::backend::BackendTypes>::Device::default());
    let run = || {
        take_turns(captured, device, values, |turn, device| {
            if !turn.is_given {
                device.register_op(turn.operation.clone());
            }
            match (turn.drawn, turn.operation.outputs().next()) {
                (Some(drawn), Some(output)) => each(drawn, read(device, output.clone())?),
                _ => Ok(()),
            }
        })
    };
    // What burn's interpreter cannot run, it panics on.
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(message(&*panic)))
}

/// Lets each operation take its turn on `device`, after the given values were put there.
fn take_turns<B: BackendIr>(
    captured: &Captured,
    mut device: TensorInterpreter<B>,
    values: &Values<B>,
    mut each: impl FnMut(Turn<'_>, &mut TensorInterpreter<B>) -> Result<(), String>,
) -> Result<(), String> {
    for (id, value) in &captured.graph.values {
        device.register_tensor_data_id(*id, value.clone());
    }
    for (parameter, value) in captured.parameters.iter().zip(&values.0) {
        value.clone().register(TensorId::new(parameter.edge.id), &mut device);
    }
    let sources: HashSet<_> = captured.parameters.iter().map(|parameter| parameter.edge.id).collect();
    let mut next = 0;
    for (index, operation) in captured.graph.graph.operations.iter().enumerate() {
        // Init operations have their values already, and the twin's empty parameters have the model's.
        let is_given = matches!(operation, OperationIr::Init(_))
            || operation.outputs().any(|output| sources.contains(&output.id.value()));
        let drawn = (captured.recorded.get(next) == Some(&index)).then_some(next);
        next += usize::from(drawn.is_some());
        each(Turn { drawn, operation, is_given }, &mut device)?;
    }
    Ok(())
}

/// What a tensor of the interpreter holds; it stays there.
fn read<B: BackendIr>(
    device: &mut TensorInterpreter<B>,
    mut tensor: burn::backend::ir::TensorIr,
) -> Result<TensorData, String>
where
    DispatchTensor: DispatchKindConversion<B>,
{
    tensor.status = TensorStatus::ReadOnly;
    let dispatch = <DispatchTensor as DispatchKindConversion<B>>::from_backend;
    // The rank in the type is not looked at: the data has the tensor's own shape.
    let transaction = match device.get_tensor(&tensor) {
        HandleKind::Float(value) => {
            Transaction::default().register(Tensor::<1>::from_dispatch(dispatch(BackendTensor::Float(value))))
        }
        HandleKind::Int(value) => {
            Transaction::default().register(Tensor::<1, Int>::from_dispatch(dispatch(BackendTensor::Int(value))))
        }
        HandleKind::Bool(value) => {
            Transaction::default().register(Tensor::<1, Bool>::from_dispatch(dispatch(BackendTensor::Bool(value))))
        }
        HandleKind::Quantized(_) => return Err("a quantised tensor cannot be read".to_owned()),
    };
    let read = transaction.try_execute().map_err(|error| error.to_string())?;
    read.into_iter().next().ok_or_else(|| "nothing was read".to_owned())
}

/// The values of a model's parameters, in the order of a visit.
pub(super) struct Values<B: BackendIr>(Vec<Value<B>>);

/// A value, where it is: only that of another device is copied.
enum Value<B: BackendIr> {
    Here(B::FloatTensorPrimitive),
    Copied(TensorData),
}

impl<B: BackendIr> Clone for Value<B> {
    fn clone(&self) -> Self {
        match self {
            Self::Here(tensor) => Self::Here(tensor.clone()),
            Self::Copied(data) => Self::Copied(data.clone()),
        }
    }
}

impl<B: BackendIr> Value<B> {
    fn register(self, id: TensorId, device: &mut TensorInterpreter<B>) {
        match self {
            Self::Here(tensor) => device.register_tensor_to_device(id, HandleKind::Float(tensor)),
            Self::Copied(data) => device.register_tensor_data_id(id, data),
        }
    }
}

impl<B: BackendIr> Values<B>
where
    DispatchTensor: DispatchKindConversion<B>,
{
    /// Handles to the values that the model has now; what is trained later does not change them.
    pub(super) fn of<M: Module>(model: &M) -> Self {
        let mut values = Self(Vec::new());
        model.valid().visit(&mut values);
        values
    }
}

impl<B: BackendIr> ModuleVisitor for Values<B>
where
    DispatchTensor: DispatchKindConversion<B>,
{
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let tensor = param.val().inner();
        self.0.push(match tensor.clone().try_into_primitive::<B>() {
            Ok(tensor) => Value::Here(tensor),
            Err(_elsewhere) => Value::Copied(tensor.into_data()),
        });
    }
}
