//! Random networks and inputs, the same for the same seed.

use burn::module::{Module, Param};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{Linear, Relu};
use burn::tensor::activation::gelu;
use burn::tensor::{Device, Tensor, TensorData};

/// The sides of the pictures: two channels of 8 × 8.
pub(crate) const SHAPE: [usize; 3] = [2, 8, 8];
/// How many classes there are.
pub(crate) const CLASSES: usize = 3;

/// A convolution and a linear layer, which `forward` functions put together in several ways.
#[derive(Module, Debug)]
pub(crate) struct Net {
    pub(crate) conv: Conv2d,
    act: Relu,
    pool: MaxPool2d,
    pub(crate) means: Linear,
    places: Linear,
}

impl Net {
    /// From a seed.
    pub(crate) fn new(seed: u64) -> Self {
        let linear = |inputs: usize, seed: u64| Linear {
            weight: Param::from_tensor(noise([inputs, CLASSES], seed) * 0.5),
            bias: Some(Param::from_tensor(noise([CLASSES], seed.wrapping_add(1)))),
        };
        let conv: Conv2d = Conv2dConfig::new([2, 4], [3, 3]).init(&Device::default());
        let bias = Some(Param::from_tensor(noise([4], seed.wrapping_add(11)) * 0.5));
        Self {
            conv: Conv2d { weight: Param::from_tensor(noise([4, 2, 3, 3], seed.wrapping_add(10)) * 0.4), bias, ..conv },
            act: Relu::new(),
            pool: MaxPool2dConfig::new([2, 2]).with_strides([2, 2]).init(),
            means: linear(4, seed.wrapping_add(20)),
            places: linear(4 * 9, seed.wrapping_add(30)),
        }
    }

    /// A linear head over the mean of each feature map.
    pub(crate) fn over_means(&self, x: Tensor<4>) -> Tensor<2> {
        let maps = self.act.forward(self.conv.forward(x));
        self.means.forward(maps.mean_dim(2).mean_dim(3).flatten(1, 3))
    }

    /// With a maximum over windows, and a linear layer that knows places.
    pub(crate) fn over_places(&self, x: Tensor<4>) -> Tensor<2> {
        self.places.forward(self.pool.forward(self.act.forward(self.conv.forward(x))).flatten(1, 3))
    }

    /// Without a bend: its gradient is smooth.
    pub(crate) fn smooth(&self, x: Tensor<4>) -> Tensor<2> {
        self.means.forward(gelu(self.conv.forward(x)).powi_scalar(2).mean_dim(2).mean_dim(3).flatten(1, 3))
    }

    /// The same on a device with gradients.
    pub(crate) fn trained(&self) -> Self {
        self.clone().to_device(&Device::default().autodiff())
    }
}

/// Numbers around 0 as normal ones are: the sum of some even ones, from a congruential generator (Knuth's MMIX).
pub(crate) fn noise<const D: usize>(shape: [usize; D], seed: u64) -> Tensor<D> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut even = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1 << 24) as f32 - 0.5
    };
    let values: Vec<f32> = (0..shape.iter().product()).map(|_| even() + even() + even() + even()).collect();
    Tensor::from_data(TensorData::new(values, shape), &Device::default())
}

/// `[count, 2, 8, 8]`.
pub(crate) fn images(count: usize, seed: u64) -> Tensor<4> {
    noise([count, SHAPE[0], SHAPE[1], SHAPE[2]], seed) * 2.0
}

pub(crate) fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.without_autodiff().into_data().try_into_vec_as().unwrap()
}

/// The largest distance of two tensors, relative to the largest number of the second.
pub(crate) fn apart<const D: usize>(one: Tensor<D>, other: Tensor<D>) -> f32 {
    assert_eq!(one.dims(), other.dims());
    let (one, other) = (numbers(one), numbers(other));
    let largest = other.iter().fold(f32::MIN_POSITIVE, |largest, value| largest.max(value.abs()));
    one.iter().zip(&other).fold(0.0_f32, |apart, (a, b)| apart.max((a - b).abs())) / largest
}
