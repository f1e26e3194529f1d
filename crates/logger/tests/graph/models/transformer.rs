//! A transformer encoder with a padding mask.

use burn::module::Module;
use burn::nn::transformer::{TransformerEncoder, TransformerEncoderConfig, TransformerEncoderInput};
use burn::nn::{Embedding, EmbeddingConfig, Linear, LinearConfig, PositionalEncoding, PositionalEncodingConfig};
use burn::tensor::{Bool, Device, Int, Tensor};

use crate::checks::{see, text, with_op};

#[derive(Module, Debug)]
struct Classifier {
    tokens: Embedding,
    positions: PositionalEncoding,
    encoder: TransformerEncoder,
    head: Linear,
}

impl Classifier {
    fn new(device: &Device) -> Self {
        Self {
            tokens: EmbeddingConfig::new(20, 8).init(device),
            positions: PositionalEncodingConfig::new(8).with_max_sequence_size(16).init(device),
            encoder: TransformerEncoderConfig::new(8, 16, 2, 2).init(device),
            head: LinearConfig::new(8, 3).init(device),
        }
    }

    fn forward(&self, tokens: Tensor<2, Int>, padding: Tensor<2, Bool>) -> Tensor<2> {
        let x = self.positions.forward(self.tokens.forward(tokens));
        let x = self.encoder.forward(TransformerEncoderInput::new(x).mask_pad(padding));
        self.head.forward(x.mean_dim(1).squeeze_dim(1))
    }
}

#[test]
fn transformer() {
    let device = Device::default().autodiff();
    let model = Classifier::new(&device);
    let forward = |model: &Classifier, device: &Device| {
        let tokens = Tensor::<2, Int>::zeros([2, 5], device);
        model.forward(tokens, Tensor::<2, Bool>::zeros([2, 5], device))
    };
    let seen = see(&model, forward, &[&forward(&model, &device).dims()]);
    assert_eq!(with_op(&seen.graph, "Input").count(), 2);
    let attention = 4 * 10 * 8 * 8 + 2 * (2 * 2 * 5 * 5 * 4);
    let layer = attention + 2 * 10 * 8 * 16;
    assert_eq!(seen.layers.total().multiply_adds, 2 * layer + 2 * 8 * 3);
    assert_eq!(seen.layers.layer("encoder/layers/1").unwrap().multiply_adds, layer);
    insta::assert_snapshot!(text(&seen.graph));
    insta::assert_snapshot!("transformer_layers", seen.layers.to_string());
}
