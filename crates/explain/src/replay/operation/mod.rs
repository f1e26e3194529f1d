//! What each operation of burn's intermediate representation computes, on tensors of any device.
//!
//! burn captures a forward pass as operations without gradients. Each is done here by the same operation of the backend that
//! its operands are on, which may be one with gradients. What is not listed is refused: it is never guessed.

mod activation;
mod base;
mod bool;
mod float;
mod int;
mod module;
mod numeric;

use burn::backend::ir::{OperationIr, TensorIr};
use burn::backend::ops::{BoolTensorOps, FloatTensorOps, IntTensorOps};
use burn::backend::{Dispatch, DispatchDevice, DispatchTensor};
use burn::tensor::TensorData;

use super::values::Values;

/// Every backend: which one is asked is a matter of the operands.
pub(super) type B = Dispatch;

/// What an operation made, in the order of its outputs.
pub(super) type Made = Result<Vec<DispatchTensor>, Refusal>;

/// Why an operation was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It is not among those below.
    Unsupported,
    /// One of its operands was never made.
    Operand,
}

/// The tensors that operations take, and the device for those that are made of nothing.
pub(crate) struct Operands<'a> {
    pub(crate) values: &'a Values,
    pub(crate) device: &'a DispatchDevice,
}

impl Operands<'_> {
    pub(super) fn get(&self, tensor: &TensorIr) -> Result<DispatchTensor, Refusal> {
        self.values.get(tensor.id.value()).ok_or(Refusal::Operand)
    }

    fn optional(&self, tensor: Option<&TensorIr>) -> Result<Option<DispatchTensor>, Refusal> {
        tensor.map(|tensor| self.get(tensor)).transpose()
    }

    fn all(&self, tensors: &[TensorIr]) -> Result<Vec<DispatchTensor>, Refusal> {
        tensors.iter().map(|tensor| self.get(tensor)).collect()
    }
}

/// Does an operation as it is meant.
pub(super) fn run(operation: &OperationIr, of: &Operands<'_>) -> Made {
    match operation {
        OperationIr::BaseFloat(operation) => base::float(operation, of),
        OperationIr::BaseInt(operation) => base::int(operation, of),
        OperationIr::BaseBool(operation) => base::bool(operation, of),
        OperationIr::NumericFloat(_, operation) => numeric::run(operation, of),
        OperationIr::NumericInt(_, operation) => int::numeric(operation, of),
        OperationIr::Bool(operation) => bool::run(operation, of),
        OperationIr::Int(operation) => int::run(operation, of),
        OperationIr::Float(_, operation) => float::run(operation, of),
        OperationIr::Module(operation) => module::run(operation, of),
        OperationIr::Activation(operation) => activation::run(operation, of),
        OperationIr::Init(_) | OperationIr::Custom(_) | OperationIr::Drop(_) | OperationIr::Distributed(_) => {
            Err(Refusal::Unsupported)
        }
    }
}

/// A buffer of the model, on a device.
pub(crate) fn constant(data: TensorData, device: &DispatchDevice) -> DispatchTensor {
    if data.dtype().is_float() {
        B::float_from_data(data, device)
    } else if data.dtype().is_bool() {
        B::bool_from_data(data, device)
    } else {
        B::int_from_data(data, device)
    }
}
