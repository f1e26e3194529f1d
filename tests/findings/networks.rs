//! The networks that are trained.

use burn::module::{Module, ModuleDisplay, Param};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::transformer::{TransformerEncoder, TransformerEncoderConfig, TransformerEncoderInput};
use burn::nn::{
    BatchNorm, BatchNormConfig, Embedding, EmbeddingConfig, Initializer, Linear, LinearConfig, Lstm, LstmConfig,
    PositionalEncoding, PositionalEncodingConfig, Relu, Sigmoid, Tanh,
};
use burn::tensor::{Device, Int, Tensor};

/// An activation function that is a module.
pub(crate) trait Activation: Module + ModuleDisplay {
    fn act(&self, x: Tensor<2>) -> Tensor<2>;
}

macro_rules! activations {
    ($($module:ty),*) => {$(
        impl Activation for $module {
            fn act(&self, x: Tensor<2>) -> Tensor<2> {
                self.forward(x)
            }
        }
    )*};
}

activations!(Relu, Sigmoid, Tanh);

/// Linear layers with an activation between them.
#[derive(Module, Debug)]
pub(crate) struct Mlp<A: Module> {
    layers: Vec<Linear>,
    activation: A,
}

impl<A: Activation> Mlp<A> {
    /// He initialisation, unless another is asked for.
    pub(crate) fn new(sizes: &[usize], activation: A, device: &Device) -> Self {
        let he = Initializer::KaimingNormal { gain: 2_f64.sqrt(), fan_out_only: false };
        Self::initialised(sizes, activation, &he, device)
    }

    pub(crate) fn initialised(sizes: &[usize], activation: A, how: &Initializer, device: &Device) -> Self {
        let linear = |sizes: &[usize]| LinearConfig::new(sizes[0], sizes[1]).with_initializer(how.clone()).init(device);
        let mut layers: Vec<Linear> = sizes.windows(2).map(linear).collect();
        for layer in &mut layers {
            layer.bias = layer.bias.take().map(|bias| bias.map(|bias| changed(bias, |bias| bias.zeros_like())));
        }
        Self { layers, activation }
    }

    pub(crate) fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.forward_cut(x, usize::MAX)
    }

    /// The same, where nothing learns that is before the layer `cut`.
    pub(crate) fn forward_cut(&self, mut x: Tensor<2>, cut: usize) -> Tensor<2> {
        for (index, layer) in self.layers.iter().enumerate() {
            x = if index == cut { x.detach() } else { x };
            x = layer.forward(x);
            x = if index + 1 < self.layers.len() { self.activation.act(x) } else { x };
        }
        x
    }

    /// Changes the bias of a layer.
    pub(crate) fn with_bias(mut self, layer: usize, value: f32) -> Self {
        let bias = self.layers[layer].bias.take();
        self.layers[layer].bias = bias.map(|bias| bias.map(|bias| changed(bias, |bias| bias.full_like(value))));
        self
    }

    /// Replaces the weights of a layer by what is no number.
    pub(crate) fn with_nan(mut self, layer: usize) -> Self {
        self.layers[layer].weight = scaled(self.layers[layer].weight.clone(), f32::NAN);
        self
    }

    /// Scales the weights of a layer.
    pub(crate) fn with_scale(mut self, layer: usize, scale: f32) -> Self {
        self.layers[layer].weight = scaled(self.layers[layer].weight.clone(), scale);
        self
    }
}

fn scaled(weight: Param<Tensor<2>>, scale: f32) -> Param<Tensor<2>> {
    weight.map(|weight| changed(weight, |weight| weight.mul_scalar(scale)))
}

/// A leaf with other values.
fn changed<const D: usize>(tensor: Tensor<D>, change: impl FnOnce(Tensor<D>) -> Tensor<D>) -> Tensor<D> {
    change(tensor.detach()).detach().require_grad()
}

/// A convolution whose bias the normalisation after it takes away: it never gets a gradient.
#[derive(Module, Debug)]
pub(crate) struct Normed {
    conv: Conv2d,
    norm: BatchNorm,
    relu: Relu,
    head: Linear,
}

impl Normed {
    pub(crate) fn new(device: &Device) -> Self {
        Self {
            conv: Conv2dConfig::new([1, 8], [3, 3]).with_bias(true).init(device),
            norm: BatchNormConfig::new(8).init(device),
            relu: Relu::new(),
            head: LinearConfig::new(8 * 36, 10).init(device),
        }
    }

    pub(crate) fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let x = self.relu.forward(self.norm.forward(self.conv.forward(images)));
        self.head.forward(x.flatten(1, 3))
    }
}

/// Reads tokens and says one for each position.
#[derive(Module, Debug)]
pub(crate) struct Transformer {
    tokens: Embedding,
    positions: PositionalEncoding,
    encoder: TransformerEncoder,
    head: Linear,
}

impl Transformer {
    pub(crate) fn new(tokens: usize, device: &Device) -> Self {
        const WIDTH: usize = 32;
        Self {
            tokens: EmbeddingConfig::new(tokens, WIDTH).init(device),
            positions: PositionalEncodingConfig::new(WIDTH).with_max_sequence_size(32).init(device),
            encoder: TransformerEncoderConfig::new(WIDTH, 64, 4, 2).with_dropout(0.0).init(device),
            head: LinearConfig::new(WIDTH, tokens).init(device),
        }
    }

    pub(crate) fn forward(&self, tokens: Tensor<2, Int>) -> Tensor<2> {
        let x = self.positions.forward(self.tokens.forward(tokens));
        self.head.forward(self.encoder.forward(TransformerEncoderInput::new(x))).flatten(0, 1)
    }
}

/// Reads rows of numbers and says a class.
#[derive(Module, Debug)]
pub(crate) struct Recurrent {
    lstm: Lstm,
    head: Linear,
}

impl Recurrent {
    pub(crate) fn new(inputs: usize, classes: usize, device: &Device) -> Self {
        const WIDTH: usize = 32;
        Self {
            lstm: LstmConfig::new(inputs, WIDTH, true).init(device),
            head: LinearConfig::new(WIDTH, classes).init(device),
        }
    }

    pub(crate) fn forward(&self, rows: Tensor<3>) -> Tensor<2> {
        let (all, _state) = self.lstm.forward(rows, None);
        let [rows, length, _] = all.dims();
        self.head.forward(all.slice([0..rows, length - 1..length]).squeeze_dim(1))
    }
}
