//! The tensors of a run, by their names in the capture, whatever their rank and kind.

use std::collections::HashMap;

use burn::backend::TensorMetadata;
use burn::backend::ops::FloatTensorOps;
use burn::backend::{Dispatch, DispatchTensor};
use burn::tensor::Tensor;
use nnviz_capture::TensorId;

use crate::Error;

/// Handles to tensors: copying one copies no values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values(HashMap<TensorId, DispatchTensor>);

impl Values {
    pub(crate) fn get(&self, id: TensorId) -> Option<DispatchTensor> {
        self.0.get(&id).cloned()
    }

    pub(crate) fn set(&mut self, id: TensorId, tensor: DispatchTensor) {
        self.0.insert(id, tensor);
    }

    pub(crate) fn forget(&mut self, id: TensorId) {
        self.0.remove(&id);
    }
}

/// A float tensor whose rank nobody asks for: burn's operations go by the shape that the tensor has itself.
pub(crate) fn unranked(tensor: DispatchTensor) -> Tensor<1> {
    Tensor::from_dispatch(tensor)
}

pub(crate) fn shape_of(tensor: &DispatchTensor) -> Vec<usize> {
    tensor.shape().iter().copied().collect()
}

/// A float tensor of the rank that is asked for.
pub(crate) fn typed<const D: usize>(name: &str, tensor: DispatchTensor) -> Result<Tensor<D>, Error> {
    let shape = shape_of(&tensor);
    if !tensor.dtype().is_float() {
        return Err(Error::NotANumber { name: name.to_owned() });
    }
    if shape.len() != D {
        return Err(Error::Rank { name: name.to_owned(), shape, rank: D });
    }
    Ok(Tensor::from_dispatch(tensor))
}

/// The same numbers in one row.
pub(crate) fn flat(tensor: DispatchTensor) -> Tensor<1> {
    let count: usize = shape_of(&tensor).iter().product();
    unranked(Dispatch::float_reshape(tensor, [count].into()))
}

/// The numbers of a row in a shape.
pub(crate) fn shaped(row: Tensor<1>, shape: Vec<usize>) -> DispatchTensor {
    Dispatch::float_reshape(row.into_dispatch(), shape.into())
}
