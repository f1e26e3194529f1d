//! MiniLM: a small transformer that reads a sentence (Wang and others, "MiniLM: Deep Self-Attention Distillation for
//! Task-Agnostic Compression of Pre-Trained Transformers", 2020), trained by sentence-transformers so that sentences of
//! like meaning get like vectors. Its architecture is that of Devlin and others, "BERT" (2018).
//!
//! For inference only: there is no dropout.

use std::path::Path;

use burn::module::Module;
use burn::nn::attention::{MhaInput, MultiHeadAttention, MultiHeadAttentionConfig};
use burn::nn::{Embedding, EmbeddingConfig, LayerNorm, LayerNormConfig, Linear, LinearConfig};
use burn::tensor::activation::gelu;
use burn::tensor::{Bool, Device, Int, Tensor};
use burn_store::{KeyRemapper, ModuleSnapshot, PyTorchToBurnAdapter, SafetensorsStore};

use crate::Error;

const LAYERS: usize = 6;
const HEADS: usize = 12;
const WIDTH: usize = 384;
const WIDE: usize = 4 * WIDTH;
const PIECES: usize = 30522;
const LONGEST: usize = 512;
const SEGMENTS: usize = 2;
const NORM_EPSILON: f64 = 1e-12;

/// The names of the checkpoint, and ours: applied in this order.
const NAMES: [(&str, &str); 10] = [
    (r"^embeddings\.word_embeddings\.", "embeddings.pieces."),
    (r"^embeddings\.position_embeddings\.", "embeddings.places."),
    (r"^embeddings\.token_type_embeddings\.", "embeddings.segments."),
    (r"^embeddings\.LayerNorm\.", "embeddings.norm."),
    (r"^encoder\.layer\.(\d+)\.attention\.self\.", "layers.$1.attention."),
    (r"^encoder\.layer\.(\d+)\.attention\.output\.dense\.", "layers.$1.attention.output."),
    (r"^encoder\.layer\.(\d+)\.attention\.output\.LayerNorm\.", "layers.$1.attention_norm."),
    (r"^encoder\.layer\.(\d+)\.intermediate\.dense\.", "layers.$1.widen."),
    (r"^encoder\.layer\.(\d+)\.output\.dense\.", "layers.$1.narrow."),
    (r"^encoder\.layer\.(\d+)\.output\.LayerNorm\.", "layers.$1.norm."),
];

/// What a word piece and its place mean before anything is read around them.
#[derive(Module, Debug)]
pub struct Embeddings {
    pieces: Embedding,
    places: Embedding,
    segments: Embedding,
    norm: LayerNorm,
}

impl Embeddings {
    fn new(device: &Device) -> Self {
        let table = |rows: usize| EmbeddingConfig::new(rows, WIDTH).init(device);
        Self { pieces: table(PIECES), places: table(LONGEST), segments: table(SEGMENTS), norm: norm(device) }
    }

    fn forward(&self, ids: Tensor<2, Int>) -> Tensor<3> {
        let (device, [_, length]) = (ids.device(), ids.dims());
        let places = Tensor::<1, Int>::arange(0..length as i64, &device).unsqueeze();
        let segment = self.segments.forward(Tensor::zeros([1, 1], &device)); // a sentence by itself is the first
        self.norm.forward(self.pieces.forward(ids) + segment + self.places.forward(places))
    }
}

/// Attention, then a small network for each place; each adds to what was there, and is normalised.
#[derive(Module, Debug)]
pub struct Layer {
    /// Where the places look at one another.
    pub attention: MultiHeadAttention,
    attention_norm: LayerNorm,
    widen: Linear,
    narrow: Linear,
    norm: LayerNorm,
}

impl Layer {
    fn new(device: &Device) -> Self {
        Self {
            attention: MultiHeadAttentionConfig::new(WIDTH, HEADS).with_dropout(0.0).init(device),
            attention_norm: norm(device),
            widen: LinearConfig::new(WIDTH, WIDE).init(device),
            narrow: LinearConfig::new(WIDE, WIDTH).init(device),
            norm: norm(device),
        }
    }

    /// The new values, and the attention's weights.
    fn forward(&self, x: Tensor<3>, padding: Tensor<2, Bool>) -> (Tensor<3>, Tensor<4>) {
        let seen = self.attention.forward(MhaInput::self_attn(x.clone()).mask_pad(padding));
        let x = self.attention_norm.forward(seen.context + x);
        let thought = self.narrow.forward(gelu(self.widen.forward(x.clone())));
        (self.norm.forward(thought + x), seen.weights)
    }
}

fn norm(device: &Device) -> LayerNorm {
    LayerNormConfig::new(WIDTH).with_epsilon(NORM_EPSILON).init(device)
}

/// The network.
#[derive(Module, Debug)]
pub struct MiniLm {
    embeddings: Embeddings,
    /// Six layers.
    pub layers: Vec<Layer>,
}

/// All that the network makes of sentences.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What each place means: the embeddings, then the output of each layer, each `[batch, places, 384]`.
    pub hidden: Vec<Tensor<3>>,
    /// Of each layer, how much each place (third dimension) looks at each (fourth): `[batch, 12, places, places]`. Each
    /// row sums to 1.
    pub attention: Vec<Tensor<4>>,
}

impl MiniLm {
    /// Reads a checkpoint in the format safetensors, with the names that the transformers library gives to BERT.
    ///
    /// # Errors
    /// [`Error::Weights`] when the file is not there, is of another format, or has other tensors.
    pub fn load(path: impl AsRef<Path>, device: &Device) -> Result<Self, Error> {
        let path = path.as_ref();
        let amiss = |reason| Error::Weights { path: path.to_owned(), network: "MiniLM", reason };
        let names = KeyRemapper::from_patterns(NAMES.to_vec()).map_err(|error| amiss(error.to_string()))?;
        let mut store = SafetensorsStore::from_file(path).remap(names).with_from_adapter(PyTorchToBurnAdapter);
        let layers = (0..LAYERS).map(|_| Layer::new(device)).collect();
        let mut network = Self { embeddings: Embeddings::new(device), layers };
        network.load_from(&mut store).map_err(|error| amiss(error.to_string()))?;
        Ok(network.freeze())
    }

    /// Reads sentences: the numbers of their word pieces, `[batch, places]`, where `padding`, of the same shape, is true
    /// at the places that are there only because another sentence is longer.
    pub fn read(&self, ids: Tensor<2, Int>, padding: &Tensor<2, Bool>) -> Reading {
        let mut x = self.embeddings.forward(ids);
        let mut reading = Reading { hidden: vec![x.clone()], attention: Vec::new() };
        for layer in &self.layers {
            let (hidden, weights) = layer.forward(x, padding.clone());
            reading.hidden.push(hidden.clone());
            reading.attention.push(weights);
            x = hidden;
        }
        reading
    }

    /// The meaning of sentences, `[batch, 384]`: the mean over the places that are not padding, of length 1. The product of
    /// two is near 1 where sentences mean nearly the same.
    pub fn sentences(&self, ids: Tensor<2, Int>, padding: &Tensor<2, Bool>) -> Tensor<2> {
        self.meaning(self.embed(ids), padding)
    }

    /// What each word piece means by itself, in its place: `[batch, places, 384]`, what the first layer is given. Unlike the
    /// pieces' numbers it can be followed by gradients.
    pub fn embed(&self, ids: Tensor<2, Int>) -> Tensor<3> {
        self.embeddings.forward(ids)
    }

    /// The meaning of sentences whose pieces are embedded already.
    pub fn meaning(&self, embedded: Tensor<3>, padding: &Tensor<2, Bool>) -> Tensor<2> {
        let read = padding.clone().bool_not().float().unsqueeze_dim::<3>(2);
        let last = self.layers.iter().fold(embedded, |x, layer| layer.forward(x, padding.clone()).0);
        let mean: Tensor<2> = ((last * read.clone()).sum_dim(1) / read.sum_dim(1)).squeeze_dim(1);
        let length = mean.clone().powf_scalar(2.0).sum_dim(1).sqrt();
        mean / length
    }
}
