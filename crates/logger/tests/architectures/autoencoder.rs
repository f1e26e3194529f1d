//! An autoencoder with a module that may be missing and one that may be of several kinds.

use burn::module::Module;
use burn::nn::{Gelu, LayerNorm, LayerNormConfig, Linear, LinearConfig, Relu, Sigmoid};
use burn::tensor::{Device, Tensor};

#[derive(Module, Debug)]
pub(crate) enum Activation {
    Relu(Relu),
    Gelu(Gelu),
}

#[derive(Module, Debug)]
pub(crate) enum Code {
    Plain(Linear),
    Normed(Normed),
}

#[derive(Module, Debug)]
pub(crate) struct Normed {
    linear: Linear,
    norm: LayerNorm,
}

#[derive(Module, Debug)]
pub(crate) struct Autoencoder {
    encoder: Linear,
    norm: Option<LayerNorm>,
    activation: Activation,
    code: Code,
    decoder: Linear,
    sigmoid: Sigmoid,
}

impl Autoencoder {
    pub(crate) fn new(normed: bool, device: &Device) -> Self {
        let linear = |inside, outside| LinearConfig::new(inside, outside).init(device);
        let norm = |size| LayerNormConfig::new(size).init(device);
        Self {
            encoder: linear(8, 4),
            norm: normed.then(|| norm(4)),
            activation: if normed { Activation::Gelu(Gelu::new()) } else { Activation::Relu(Relu::new()) },
            code: if normed {
                Code::Normed(Normed { linear: linear(4, 2), norm: norm(2) })
            } else {
                Code::Plain(linear(4, 2))
            },
            decoder: linear(2, 8),
            sigmoid: Sigmoid::new(),
        }
    }

    pub(crate) fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let x = self.encoder.forward(x);
        let x = match &self.norm {
            Some(norm) => norm.forward(x),
            None => x,
        };
        let x = match &self.activation {
            Activation::Relu(relu) => relu.forward(x),
            Activation::Gelu(gelu) => gelu.forward(x),
        };
        let x = match &self.code {
            Code::Plain(linear) => linear.forward(x),
            Code::Normed(Normed { linear, norm }) => norm.forward(linear.forward(x)),
        };
        self.sigmoid.forward(self.decoder.forward(x))
    }
}
