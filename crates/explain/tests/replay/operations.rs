//! The gradient of every operation, beside finite differences.

use burn::nn::{Linear, LinearConfig};
use burn::tensor::activation::{
    gelu, hard_sigmoid, leaky_relu, log_sigmoid, log_softmax, mish, prelu, quiet_softmax, relu, sigmoid, silu, softmax,
    softmin, softplus, tanh,
};
use burn::tensor::module::{
    adaptive_avg_pool1d, adaptive_avg_pool2d, avg_pool1d, avg_pool2d, conv_transpose1d, conv_transpose2d, conv1d,
    conv2d, conv3d, interpolate, max_pool1d, max_pool1d_with_indices, max_pool2d, max_pool2d_with_indices,
};
use burn::tensor::ops::{ConvOptions, ConvTransposeOptions, InterpolateMode, InterpolateOptions};
use burn::tensor::{Device, Distribution, Int, Tensor};
use nnviz_explain::{Error, Replay, Rules};

type Function = fn(Tensor<3>) -> Tensor<3>;

fn weight<const D: usize>(shape: [usize; D], device: &Device) -> Tensor<D> {
    let count: usize = shape.iter().product();
    (Tensor::<1, Int>::arange(0..count as i64, device).float() * 0.7).sin().reshape(shape)
}

fn w<const D: usize>(x: &Tensor<3>, shape: [usize; D]) -> Tensor<D> {
    weight(shape, &x.device())
}

fn indices(x: &Tensor<3>, values: &[i64]) -> Tensor<1, Int> {
    Tensor::from_ints(values, &x.device())
}
