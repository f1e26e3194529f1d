//! From burn's tensors to plain numbers; the only place that waits for a device.

use burn::tensor::{Device, Tensor, TensorData};

use crate::Error;

/// The numbers of a tensor in row-major order.
pub(crate) fn numbers<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, Error> {
    let unreadable = |reason: String| Error::ReadTensor { reason };
    let data = tensor.without_autodiff().try_into_data().map_err(|error| unreadable(error.to_string()))?;
    data.try_into_vec_as::<f32>().map_err(|error| unreadable(error.to_string()))
}

/// A tensor on the device that a model runs on.
pub(crate) fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D], device: &Device) -> Tensor<D> {
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// Refuses what is not a number.
pub(crate) fn check_finite(what: &'static str, values: &[f32]) -> Result<(), Error> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(index) => Err(Error::NotFinite { what, index, value: values[index] }),
        None => Ok(()),
    }
}
