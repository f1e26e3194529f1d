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

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, TensorData};

    use super::*;

    #[test]
    fn tensors_are_the_sounds_that_their_samples_are() {
        let (left, right) = (vec![0.0_f32, 0.25, 0.5], vec![-0.5_f32, -0.25, 1.0]);
        let tensor = Tensor::from_data(TensorData::new([&left[..], &right].concat(), [2, 3]), &Device::default());
        let expected = Clip::stereo([left.clone(), right], 8000).encode("x", 0).unwrap();
        assert_eq!(Clip::from_tensor(tensor, 8000).encode("x", 0).unwrap(), expected);
        let mono = Tensor::<1>::from_data(TensorData::new(left.clone(), [3]), &Device::default());
        assert_eq!(Clip::mono(mono, 8000).encode("x", 0).unwrap(), Clip::mono(left, 8000).encode("x", 0).unwrap());
    }
}
