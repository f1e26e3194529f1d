//! Tensors of burn as sounds: clones, which the worker reads from their device.

use burn::tensor::Tensor;

use super::{Clip, Wave};

/// One channel, from -1 to 1.
impl From<Tensor<1>> for Wave {
    fn from(tensor: Tensor<1>) -> Self {
        Self::floats(tensor)
    }
}

impl Clip {
    /// A clip of `[channels, samples]`, from -1 to 1, at `rate` samples a second.
    pub fn from_tensor(tensor: Tensor<2>, rate: u32) -> Self {
        let [channels, _] = tensor.dims();
        Self::planar(channels, Wave::floats(tensor), rate)
    }
}
