//! A transformer encoder with a padding mask.

use burn::module::Module;
use burn::nn::transformer::{TransformerEncoder, TransformerEncoderConfig, TransformerEncoderInput};
use burn::nn::{Embedding, EmbeddingConfig, Linear, LinearConfig, PositionalEncoding, PositionalEncodingConfig};
use burn::tensor::{Bool, Device, Int, Tensor};

#[derive(Module, Debug)]
pub(crate) struct Classifier {
    tokens: Embedding,
    positions: PositionalEncoding,
    encoder: TransformerEncoder,
    head: Linear,
}

impl Classifier {
    pub(crate) fn new(device: &Device) -> Self {
        Self {
            tokens: EmbeddingConfig::new(20, 8).init(device),
            positions: PositionalEncodingConfig::new(8).with_max_sequence_size(16).init(device),
            encoder: TransformerEncoderConfig::new(8, 16, 2, 2).init(device),
            head: LinearConfig::new(8, 3).init(device),
        }
    }

    pub(crate) fn forward(&self, tokens: Tensor<2, Int>, padding: Tensor<2, Bool>) -> Tensor<2> {
        let x = self.positions.forward(self.tokens.forward(tokens));
        let x = self.encoder.forward(TransformerEncoderInput::new(x).mask_pad(padding));
        self.head.forward(x.mean_dim(1).squeeze_dim(1))
    }
}
