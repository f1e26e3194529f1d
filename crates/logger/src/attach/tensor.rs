//! From burn's tensors to plain numbers; the only place that waits for a device.

use burn::tensor::{DType, Device, Int, Tensor, TensorData, Transaction};

use crate::Error;
use crate::distribution::{Numbers, Values};

/// The tensor's values, read on the worker's thread.
impl<const D: usize> From<Tensor<D>> for Values {
    fn from(tensor: Tensor<D>) -> Self {
        let tensor = tensor.inner();
        submit(&tensor.device());
        let bytes = tensor.shape().num_elements() * tensor.dtype().size();
        Self::on_device(bytes, move || read_one(Transaction::default().register(tensor)))
    }
}

/// The tensor's values, read on the worker's thread.
impl<const D: usize> From<Tensor<D, Int>> for Values {
    fn from(tensor: Tensor<D, Int>) -> Self {
        submit(&tensor.device());
        let bytes = tensor.shape().num_elements() * tensor.dtype().size();
        Self::on_device(bytes, move || read_one(Transaction::default().register(tensor)))
    }
}

/// Sends off what a lazy device has gathered, without waiting for it: the worker's read would begin it otherwise. What
/// goes wrong there is told by the read.
pub(super) fn submit(device: &Device) {
    let _told_by_the_read = device.flush();
}

fn read_one(transaction: Transaction) -> Result<Numbers, Error> {
    let data = read(transaction)?.into_iter().next();
    data.ok_or_else(|| Error::ReadTensor { reason: "nothing was read".to_owned() }).and_then(numbers)
}

/// Reads all tensors of a transaction from their device at once.
pub(super) fn read(transaction: Transaction) -> Result<Vec<TensorData>, Error> {
    transaction.try_execute().map_err(|error| Error::ReadTensor { reason: error.to_string() })
}

/// The numbers of a tensor, whatever its type; an `f32` tensor is taken over without a copy.
pub(super) fn numbers(data: TensorData) -> Result<Numbers, Error> {
    let numbers = match data.dtype() {
        DType::F64 | DType::I64 | DType::U64 | DType::I32 | DType::U32 => data.try_into_vec_as().map(Numbers::F64),
        _ => data.try_into_vec_as().map(Numbers::F32),
    };
    numbers.map_err(|error| Error::ReadTensor { reason: error.to_string() })
}
