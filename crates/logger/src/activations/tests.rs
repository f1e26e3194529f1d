//! The gradients of tapped tensors, held against finite differences.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::{AvgPool2d, AvgPool2dConfig, MaxPool2d, MaxPool2dConfig};
use burn::nn::transformer::{TransformerEncoder, TransformerEncoderConfig, TransformerEncoderInput};
use burn::nn::{BatchNorm, BatchNormConfig, Gru, GruConfig, LayerNorm, LayerNormConfig, Linear, LinearConfig};
use burn::tensor::{Device, Distribution, Tensor, TensorData, Transaction, activation};

use super::recorder::Recorder;
use crate::tap;
use crate::tensor::read;

/// Most of what networks are made of, in one.
#[derive(Module, Debug)]
struct Wide {
    conv: Conv2d,
    norm: BatchNorm,
    max: MaxPool2d,
    average: AvgPool2d,
    encoder: TransformerEncoder,
    gru: Gru,
    layer_norm: LayerNorm,
    head: Linear,
}

/// Adds to one element of the tensor that is tapped under this name.
#[derive(Clone, Copy)]
struct Nudge {
    name: &'static str,
    element: usize,
    by: f32,
}

impl Wide {
    fn new(device: &Device) -> Self {
        Self {
            conv: Conv2dConfig::new([1, 4], [3, 3]).init(device),
            norm: BatchNormConfig::new(4).init(device),
            max: MaxPool2dConfig::new([2, 2]).with_strides([1, 1]).init(),
            average: AvgPool2dConfig::new([2, 2]).with_strides([2, 2]).init(),
            encoder: TransformerEncoderConfig::new(4, 8, 2, 1).with_dropout(0.0).init(device),
            gru: GruConfig::new(4, 3, true).init(device),
            layer_norm: LayerNormConfig::new(3).init(device),
            head: LinearConfig::new(3, 2).init(device),
        }
    }

    fn loss(&self, image: Tensor<4>, nudge: Option<Nudge>) -> Tensor<1> {
        let x = tapped("image", image, nudge);
        let x = tapped("conv", self.conv.forward(x), nudge);
        let x = tapped("norm", self.norm.forward(x), nudge);
        let x = tapped("gelu", activation::gelu(x), nudge);
        let x = tapped("max", self.max.forward(x), nudge);
        let x = tapped("average", self.average.forward(x), nudge);
        let x = tapped("tokens", x.flatten::<3>(2, 3).swap_dims(1, 2), nudge);
        let x = tapped("encoder", self.encoder.forward(TransformerEncoderInput::new(x)), nudge);
        let x = tapped("gru", self.gru.forward(x, None), nudge);
        let x = tapped("layer_norm", self.layer_norm.forward(x), nudge);
        let x = tapped("tanh", x.clone().tanh() * activation::sigmoid(x.clone()) + x, nudge);
        let x = tapped("head", self.head.forward(x.mean_dim(1).squeeze_dim::<2>(1)), nudge);
        (activation::log_softmax(x, 1).powi_scalar(2)).mean()
    }
}

const TAPS: [&str; 12] =
    ["image", "conv", "norm", "gelu", "max", "average", "tokens", "encoder", "gru", "layer_norm", "tanh", "head"];

fn tapped<const D: usize>(name: &str, x: Tensor<D>, nudge: Option<Nudge>) -> Tensor<D> {
    let x = match nudge {
        Some(nudge) if nudge.name == name => {
            let shape = x.dims();
            let mut values = vec![0.0_f32; shape.iter().product()];
            values[nudge.element] = nudge.by;
            let device = x.device();
            x + Tensor::from_data(TensorData::new(values, shape), &device)
        }
        _ => x,
    };
    tap(name, x)
}

fn agrees_with_finite_differences(device: &Device) {
    let model = Wide::new(device);
    let image = Tensor::<4>::random([2, 1, 8, 8], Distribution::Normal(0.0, 1.0), device);
    let (grads, taps) = Recorder::record(|| model.loss(image.clone(), None).backward());
    drop(grads);
    let names: Vec<_> = taps.iter().map(|tap| tap.name.clone()).collect();
    assert_eq!(names, TAPS);
    for (tap, name) in taps.into_iter().zip(TAPS) {
        assert!(tap.has_gradient(), "{name}");
        let gradient = read(tap.register(Transaction::default())).unwrap()[1].try_to_vec::<f32>().unwrap();
        let largest = gradient.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        let tolerance = 2e-3 + 0.03 * largest;
        let mut compared = 0;
        for element in (0..gradient.len()).step_by(gradient.len().div_ceil(5)) {
            let loss = |by| model.loss(image.clone(), Some(Nudge { name, element, by })).into_scalar::<f32>();
            let by = 1e-2;
            let (right, left) = ((loss(by) - loss(0.0)) / by, (loss(0.0) - loss(-by)) / by);
            if (right - left).abs() > 2.0 * tolerance {
                continue; // another element became the greatest of its pool: there is no one slope to compare with
            }
            let difference = f32::midpoint(right, left);
            let error = (difference - gradient[element]).abs();
            assert!(error < tolerance, "{name}[{element}]: {difference} for {}", gradient[element]);
            compared += 1;
        }
        assert!(compared > 0, "{name}: nothing was compared");
    }
}

#[test]
fn gradients_agree_with_finite_differences() {
    agrees_with_finite_differences(&Device::default().autodiff());
}

#[test]
fn gradients_agree_under_gradient_checkpointing() {
    agrees_with_finite_differences(&Device::default().autodiff().gradient_checkpointing());
}

#[test]
fn taps_change_no_gradient_of_a_parameter() {
    let device = Device::default().autodiff();
    let model = Wide::new(&device);
    let image = Tensor::<4>::random([2, 1, 8, 8], Distribution::Normal(0.0, 1.0), &device);
    let gradient = || {
        let grads = model.loss(image.clone(), None).backward();
        model.conv.weight.val().grad(&grads).unwrap().into_data()
    };
    let silent = gradient();
    let (heard, taps) = Recorder::record(gradient);
    assert_eq!((heard, taps.len()), (silent, TAPS.len()));
}
