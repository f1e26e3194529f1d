//! A replayed forward pass makes what the model makes.

use std::fmt::Display;

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Bool, Device, Distribution, Int, Tensor, TensorData, Tolerance, activation};
use nnviz_logger::{Error, ProbeInput, intermediates, tap};

use crate::architectures::autoencoder::Autoencoder;
use crate::architectures::digits::Digits;
use crate::architectures::lstm::Recurrent;
use crate::architectures::reader::Reader;
use crate::architectures::residual::Residual;
use crate::architectures::transformer::Classifier;
use crate::architectures::two_inputs::Actor;
use crate::architectures::unet::UNet;

/// The last result of a replay is that of the model, as it validates.
fn agrees<M, B, const D: usize>(model: &M, batch: B, forward: impl Fn(&M, B) -> Tensor<D>)
where
    M: Module + Display,
    B: ProbeInput + Clone,
{
    let expected = forward(&model.valid(), batch.clone()).into_data();
    let seen = intermediates(model, batch, forward).expect("it can be captured");
    seen.last().expect("results").assert_approx_eq::<f32>(&expected, Tolerance::absolute(1e-5));
}

fn random<const D: usize>(shape: [usize; D]) -> Tensor<D> {
    Tensor::random(shape, Distribution::Normal(0.0, 1.0), &Device::default())
}

#[test]
fn replays_agree_with_the_models() {
    let device = Device::default().autodiff();
    agrees(&Digits::new(&device), random([3, 1, 8, 8]), Digits::forward);
    agrees(&Residual::new(2, &device), random([2, 3, 16, 16]), Residual::forward);
    agrees(&UNet::new(&device), random([1, 1, 16, 16]), UNet::forward);
    agrees(&Recurrent::new(&device), random([1, 5, 3]), Recurrent::forward);
    for normed in [false, true] {
        agrees(&Autoencoder::new(normed, &device), random([4, 8]), Autoencoder::forward);
    }
    agrees(&Actor::new(&device), (random([2, 6]), random([2, 3])), |model, (sight, touch)| {
        let (policy, value) = model.forward(sight, touch);
        Tensor::cat(vec![policy, value], 1)
    });
}

#[test]
fn tokens_and_masks_are_probed_with() {
    let device = Device::default();
    let tokens = Tensor::<2, Int>::from_ints([[3, 1, 4, 1, 5], [9, 2, 6, 0, 0]], &device);
    let mask = tokens.clone().equal_elem(0);
    agrees(&Classifier::new(&device), (tokens.clone(), mask.clone()), |model, (tokens, mask)| {
        model.forward(tokens, mask)
    });
    let model = Classifier::new(&device);
    let seen = intermediates(&model, (tokens, mask), |model, (tokens, mask): (Tensor<2, Int>, Tensor<2, Bool>)| {
        model.forward(tokens, mask)
    });
    let seen = seen.expect("it can be captured");
    let maps: Vec<_> = seen.of_kind("Softmax").collect();
    assert_eq!(maps.len(), 2, "one for each layer");
    for map in maps {
        assert_eq!(map.data.shape().as_slice(), [2, 2, 5, 5], "{}", map.name);
        let rows = map.data.iter::<f32>().collect::<Vec<_>>();
        assert!(rows.chunks(5).all(|row| (row.iter().sum::<f32>() - 1.0).abs() < 1e-5));
    }
}

#[derive(Module, Debug)]
struct Tapped {
    conv: Conv2d,
    linear: Linear,
}

impl Tapped {
    /// What is made on the way is also put aside.
    fn forward(&self, x: Tensor<4>, aside: &mut Vec<TensorData>) -> Tensor<2> {
        let mut keep = |x: Tensor<4>| {
            aside.push(x.clone().into_data());
            x
        };
        let x = keep(self.conv.forward(x));
        let x = keep(activation::relu(x));
        self.linear.forward(x.flatten(1, 3))
    }

    fn silent(&self, x: Tensor<4>) -> Tensor<2> {
        let x = tap("middle", activation::relu(self.conv.forward(x)));
        self.linear.forward(x.flatten(1, 3))
    }
}

#[test]
fn intermediates_have_the_names_of_the_graph() {
    let device = Device::default();
    let model = Tapped {
        conv: Conv2dConfig::new([1, 3], [3, 3]).init(&device),
        linear: LinearConfig::new(48, 2).init(&device),
    };
    let (x, mut aside) = (random([2, 1, 6, 6]), Vec::new());
    model.forward(x.clone(), &mut aside);
    let seen = intermediates(&model, x, Tapped::silent).expect("it can be captured");
    for (name, expected) in ["conv/Conv2d", "middle"].into_iter().zip(&aside) {
        let found = seen.get(name).unwrap_or_else(|| panic!("no {name} in {seen:?}"));
        found.assert_approx_eq::<f32>(expected, Tolerance::absolute(1e-5));
    }
}

#[test]
fn a_forward_pass_that_reads_values_is_an_error() {
    let model = Reader::new(&Device::default());
    let error = intermediates(&model, random([1, 4]), Reader::forward).unwrap_err();
    assert!(matches!(&error, Error::Probe { reason } if reason.contains("value")), "{error}");
}
