//! From burn's tensors to plain numbers; the only place that waits for a device.

use burn::tensor::{Bool, DType, Device, Float, Int, Tensor, TensorData, Transaction, kind};

use crate::Error;
use crate::distribution::{Numbers, Values};
use crate::tensor_value::TensorValue;

/// Tensors of burn are read on the worker's thread.
macro_rules! read_by_the_worker {
    ($($kind:ty),*) => {$(
        impl<const D: usize> From<Tensor<D, $kind>> for Values {
            fn from(tensor: Tensor<D, $kind>) -> Self {
                let (bytes, read) = deferred(tensor);
                Self::on_device(bytes, move || read().and_then(numbers))
            }
        }

        impl<const D: usize> From<Tensor<D, $kind>> for TensorValue {
            fn from(tensor: Tensor<D, $kind>) -> Self {
                let (bytes, read) = deferred(tensor);
                Self::on_device(bytes, move || read().and_then(array))
            }
        }
    )*};
}

read_by_the_worker!(Float, Int, Bool);

/// How many bytes a tensor has, and the work of reading it.
fn deferred<const D: usize, K>(tensor: Tensor<D, K>) -> (usize, impl FnOnce() -> Result<TensorData, Error> + Send)
where
    K: kind::Autodiff + kind::Transaction + 'static,
{
    let tensor = tensor.inner();
    submit(&tensor.device());
    let bytes = tensor.shape().num_elements() * tensor.dtype().size();
    (bytes, move || read_one(Transaction::default().register(tensor)))
}

/// Sends off what a lazy device has gathered, without waiting for it: the worker's read would begin it otherwise. What
/// goes wrong there is told by the read.
pub(crate) fn submit(device: &Device) {
    let _told_by_the_read = device.flush();
}

fn read_one(transaction: Transaction) -> Result<TensorData, Error> {
    let data = read(transaction)?.into_iter().next();
    data.ok_or_else(|| Error::ReadTensor { reason: "nothing was read".to_owned() })
}

/// Reads all tensors of a transaction from their device at once.
pub(crate) fn read(transaction: Transaction) -> Result<Vec<TensorData>, Error> {
    transaction.try_execute().map_err(|error| Error::ReadTensor { reason: error.to_string() })
}

/// The numbers of a tensor, whatever its type; an `f32` tensor is taken over without a copy.
pub(crate) fn numbers(data: TensorData) -> Result<Numbers, Error> {
    let numbers = match data.dtype() {
        DType::F64 | DType::I64 | DType::U64 | DType::I32 | DType::U32 => data.try_into_vec_as().map(Numbers::F64),
        _ => data.try_into_vec_as().map(Numbers::F32),
    };
    numbers.map_err(|error| Error::ReadTensor { reason: error.to_string() })
}

/// The array as it is, with its shape and type.
fn array(data: TensorData) -> Result<nnviz_record::summary::Tensor, Error> {
    use nnviz_record::summary::Tensor as Array;
    fn bits<const N: usize>(bytes: &[u8]) -> Vec<[u8; N]> {
        bytes.as_chunks().0.to_vec()
    }
    let unreadable = |reason: &dyn std::fmt::Display| Error::ReadTensor { reason: reason.to_string() };
    let shape: Vec<i64> = data.shape().iter().map(|&size| size as i64).collect();
    let halves = || bits(data.as_bytes()).into_iter().map(u16::from_ne_bytes).collect::<Vec<_>>();
    macro_rules! of {
        ($element:ty) => {
            Array::new(shape, &data.try_into_vec::<$element>().map_err(|error| unreadable(&error))?)
        };
    }
    let array = match data.dtype() {
        DType::F64 => of!(f64),
        DType::F32 | DType::Flex32 => of!(f32),
        DType::F16 => Array::from_f16_bits(shape, &halves()),
        DType::BF16 => Array::from_bf16_bits(shape, &halves()),
        DType::I64 => of!(i64),
        DType::I32 => of!(i32),
        DType::I16 => of!(i16),
        DType::I8 => of!(i8),
        DType::U64 => of!(u64),
        DType::U32 => of!(u32),
        DType::U16 => of!(u16),
        DType::U8 => of!(u8),
        DType::Bool(_) => Array::new(shape, &data.iter::<bool>().collect::<Vec<_>>()),
        DType::QFloat(_) => return Err(unreadable(&"quantised tensors have no form in the file: dequantise it first")),
    };
    array.map_err(|error| unreadable(&error))
}
