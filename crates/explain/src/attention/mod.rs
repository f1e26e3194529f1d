//! Which token looks at which, in every layer and head of a transformer, and what that comes to over all layers.
//!
//! | what | by | paper |
//! |---|---|---|
//! | [`Attention::layers`] | the weights as they are | Vaswani et al. 2017 |
//! | [`Attention::rollout`] | weights and skip connections, layer upon layer | Abnar & Zuidema 2020 |
//! | [`Attention::relevance`] | weights times their gradients: for one class | Chefer, Gur & Wolf 2021 |
//!
//! Weights are the softmax results of four dimensions in a captured forward pass: the model need not return them. Attention that
//! is one operation of the backend has none to show.

mod rollout;

use burn::tensor::Tensor;

pub use self::rollout::HeadFusion;
use crate::model::one_hot;
use crate::replay::Inputs;
use crate::{Error, Node, Replay, Rules};

/// The attention of one layer.
#[derive(Clone, Debug)]
pub struct AttentionLayer {
    /// The name of its softmax in the graph.
    pub name: String,
    /// What share of a query's attention a key has: `[batch, heads, queries, keys]`.
    pub weights: Tensor<4>,
    /// The gradient of each input's class score there, if a class was given.
    pub gradient: Option<Tensor<4>>,
}

/// The attention of all layers, in the order in which they run.
///
/// ```
/// use burn::nn::transformer::{TransformerEncoder, TransformerEncoderConfig, TransformerEncoderInput};
/// use burn::tensor::{Device, Tensor};
/// use nnviz_explain::{Attention, HeadFusion, Replay};
///
/// let device = Device::default();
/// let model: TransformerEncoder = TransformerEncoderConfig::new(8, 16, 2, 3).init(&device);
/// let tokens = Tensor::<3>::ones([1, 5, 8], &device);
/// let replay = Replay::new(&model, &tokens, |model, x: Tensor<3>| model.forward(TransformerEncoderInput::new(x)))?;
/// let attention = Attention::of(&replay, tokens)?;
/// assert_eq!((attention.layers().len(), attention.layers()[0].weights.dims()), (3, [1, 2, 5, 5]));
/// assert_eq!(attention.rollout(HeadFusion::Mean)?.dims(), [1, 5, 5]);
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Attention {
    layers: Vec<AttentionLayer>,
}

impl Attention {
    /// Runs the model and keeps the weights.
    ///
    /// # Errors
    /// [`Error::NoAttention`] for a model without softmax results of four dimensions, [`Error::Replay`] for an operation that
    /// cannot be run again.
    pub fn of<I: Inputs>(model: &Replay<'_, I>, inputs: I) -> Result<Self, Error> {
        let nodes = nodes(model)?;
        let run = model.run_to(inputs, &nodes)?;
        let layer = |node: &Node| {
            Ok(AttentionLayer { name: node.name().to_owned(), weights: run.value(node)?, gradient: None })
        };
        Ok(Self { layers: nodes.iter().map(layer).collect::<Result<_, Error>>()? })
    }

    /// The same with the gradients of class scores, for [`Self::relevance`]. `classes` is one class for all inputs, or one for
    /// each.
    ///
    /// # Errors
    /// As [`Self::of`]; [`Error::Rank`] for a model whose output is not `[batch, classes]`, [`Error::Class`] for a class that is
    /// not there, [`Error::NoGradient`] where the output does not depend on a layer.
    pub fn for_classes<I: Inputs>(model: &Replay<'_, I>, inputs: I, classes: &[usize]) -> Result<Self, Error> {
        let nodes = nodes(model)?;
        let run = model.run(inputs)?;
        let output = run.output::<2>()?;
        let seed = one_hot(output.dims(), classes, &output.device())?;
        let gradients = run.gradients(seed, &nodes, &Rules::new())?;
        let layer = |node: &Node| {
            let gradient = Some(gradients.node(node)?);
            Ok(AttentionLayer { name: node.name().to_owned(), weights: run.value(node)?, gradient })
        };
        Ok(Self { layers: nodes.iter().map(layer).collect::<Result<_, Error>>()? })
    }

    /// From weights that a model returns itself, or that it was tapped for: `[batch, heads, queries, keys]` each.
    ///
    /// # Errors
    /// [`Error::NoAttention`] for none, [`Error::Shape`] for layers of different tokens.
    pub fn from_weights(weights: Vec<Tensor<4>>) -> Result<Self, Error> {
        let first = weights.first().ok_or(Error::NoAttention)?.dims();
        if let Some(other) =
            weights.iter().map(Tensor::dims).find(|it| (it[0], it[2..] == first[2..]) != (first[0], true))
        {
            return Err(Error::Shape { what: "a layer's attention", actual: other.into(), expected: first.into() });
        }
        let layer =
            |(at, weights): (usize, Tensor<4>)| AttentionLayer { name: format!("layer {at}"), weights, gradient: None };
        Ok(Self { layers: weights.into_iter().enumerate().map(layer).collect() })
    }

    /// The layers.
    pub fn layers(&self) -> &[AttentionLayer] {
        &self.layers
    }

    /// One head of one layer, of one input: `[queries, keys]`.
    ///
    /// # Errors
    /// [`Error::Range`] for an input, a layer or a head that is not there.
    pub fn head(&self, input: usize, layer: usize, head: usize) -> Result<Tensor<2>, Error> {
        let within = |what, at, len| if at < len { Ok(()) } else { Err(Error::Range { what, at, len }) };
        within("the layer", layer, self.layers.len())?;
        let weights = self.layers[layer].weights.clone();
        let [inputs, heads, ..] = weights.dims();
        within("the input", input, inputs)?;
        within("the head", head, heads)?;
        Ok(weights.narrow(0, input, 1).narrow(1, head, 1).squeeze_dims(&[0, 1]))
    }

    /// How much of each token at the input is in each token at the output: `[batch, tokens, tokens]`, rows that add up to 1.
    ///
    /// Each layer hands on the half of what it got (the skip connection) and the half by its weights: Abnar & Zuidema 2020,
    /// "Quantifying Attention Flow in Transformers". They take the mean over the heads.
    ///
    /// # Errors
    /// [`Error::Shape`] for attention to other tokens than those that look: that of a decoder to its encoder.
    pub fn rollout(&self, fusion: HeadFusion) -> Result<Tensor<3>, Error> {
        rollout::rollout(&self.layers, fusion)
    }

    /// How much each token matters to each token of the output for the class that was given: `[batch, tokens, tokens]`; the row
    /// of the token that the classification reads is the answer.
    ///
    /// Layer upon layer, `R ← R + mean over heads of (∇A ⊙ A)⁺ · R`: Chefer, Gur & Wolf 2021, "Generic Attention-model
    /// Explainability for Interpreting Bi-Modal and Encoder-Decoder Transformers", for self-attention.
    ///
    /// # Errors
    /// [`Error::NoGradient`] unless made by [`Self::for_classes`], [`Error::Shape`] as [`Self::rollout`].
    pub fn relevance(&self) -> Result<Tensor<3>, Error> {
        rollout::relevance(&self.layers)
    }
}

/// The softmax results of four dimensions.
fn nodes<I: Inputs>(model: &Replay<'_, I>) -> Result<Vec<Node>, Error> {
    let nodes: Vec<_> = model.nodes().filter(|it| it.kind() == "Softmax" && it.shape().len() == 4).cloned().collect();
    if nodes.is_empty() { Err(Error::NoAttention) } else { Ok(nodes) }
}
