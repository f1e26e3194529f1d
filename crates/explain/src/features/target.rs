//! What is to become large.

use burn::backend::{DispatchTensor, TensorMetadata};
use burn::tensor::Tensor;

use crate::replay::{shape_of, typed, unranked};
use crate::{Error, Node, Replay, Rules};

/// A number of the network that a picture can be made to raise.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// The mean of a channel of a layer: of feature maps `[batch, channels, height, width]` or of numbers `[batch, channels]`.
    Channel {
        /// The layer's name, as [`Replay::find`] takes it.
        layer: String,
        /// The channel, counted from 0.
        channel: usize,
    },
    /// One place of a channel of feature maps.
    Neuron {
        /// The layer's name.
        layer: String,
        /// The channel, counted from 0.
        channel: usize,
        /// Row and column; the middle one, unless told.
        place: Option<[usize; 2]>,
    },
    /// The score of a class, as the model returns it: before softmax, if there is one outside of the model.
    Class(usize),
}

impl Target {
    /// The mean of a channel of a layer.
    pub fn channel(layer: impl Into<String>, channel: usize) -> Self {
        Self::Channel { layer: layer.into(), channel }
    }

    /// The middle of a channel of feature maps.
    pub fn neuron(layer: impl Into<String>, channel: usize) -> Self {
        Self::Neuron { layer: layer.into(), channel, place: None }
    }

    /// Its value for a picture, as a tensor that can be differentiated.
    pub(super) fn value(&self, model: &Replay<'_, Tensor<4>>, picture: Tensor<4>) -> Result<Tensor<1>, Error> {
        match self.node(model)? {
            Some(node) => self.read(node.name(), model.run_to(picture, std::slice::from_ref(&node))?.raw(&node)?),
            None => self.read(OUTPUT, model.output::<2>(picture)?.into_dispatch()),
        }
    }

    /// The picture's gradient, by rules of its own.
    pub(super) fn gradient(
        &self,
        model: &Replay<'_, Tensor<4>>,
        picture: Tensor<4>,
        rules: &Rules<'_>,
    ) -> Result<Tensor<4>, Error> {
        let (node, run) = (self.node(model)?, model.run(picture)?);
        let (name, made) = match &node {
            Some(node) => (node.name(), run.raw(node)?),
            None => (OUTPUT, run.output::<2>()?.into_dispatch()),
        };
        let made = unranked(made).autodiff().require_grad();
        let slopes = self.read(name, made.clone().into_dispatch())?.backward();
        let seed = made.grad(&slopes).ok_or(Error::NoGradient)?.into_dispatch();
        run.gradients_from(node.as_ref(), seed, rules)?.input(0)
    }

    /// Where it is; nowhere but in the output for a class.
    fn node(&self, model: &Replay<'_, Tensor<4>>) -> Result<Option<Node>, Error> {
        match self {
            Self::Class(_) => Ok(None),
            Self::Channel { layer, .. } | Self::Neuron { layer, .. } => model.node(layer).map(Some),
        }
    }

    /// Its value among what was made there.
    fn read(&self, name: &str, made: DispatchTensor) -> Result<Tensor<1>, Error> {
        match self {
            Self::Class(class) => {
                let scores: Tensor<2> = typed(name, made)?;
                let classes = scores.dims()[1];
                let class = within(*class, classes).ok_or(Error::Class { class: *class, classes })?;
                Ok(scores.narrow(1, class, 1).mean())
            }
            Self::Channel { channel, .. } if shape_of(&made).len() == 2 => {
                column(name, typed::<2>(name, made)?, *channel).map(Tensor::mean)
            }
            Self::Channel { channel, .. } => column(name, typed::<4>(name, made)?, *channel).map(Tensor::mean),
            Self::Neuron { channel, place, .. } => {
                let map = column(name, typed::<4>(name, made)?, *channel)?;
                let [_, _, height, width] = map.dims();
                let [row, column] = place.unwrap_or([height / 2, width / 2]);
                let row = index("the row", row, height)?;
                Ok(map.narrow(2, row, 1).narrow(3, index("the column", column, width)?, 1).mean())
            }
        }
    }
}

/// The name of what a model returns.
const OUTPUT: &str = "the output";

/// The mean of all that a layer makes, whatever its rank.
pub(super) fn mean_of(run: &crate::Run, node: &Node) -> Result<Tensor<1>, Error> {
    let made = run.raw(node)?;
    if made.dtype().is_float() {
        Ok(unranked(made).mean())
    } else {
        Err(Error::NotANumber { name: node.name().to_owned() })
    }
}

fn column<const D: usize>(layer: &str, values: Tensor<D>, channel: usize) -> Result<Tensor<D>, Error> {
    let channels = values.dims()[1];
    match within(channel, channels) {
        Some(channel) => Ok(values.narrow(1, channel, 1)),
        None => Err(Error::Channel { layer: layer.to_owned(), channel, channels }),
    }
}

fn within(index: usize, count: usize) -> Option<usize> {
    (index < count).then_some(index)
}

fn index(option: &'static str, index: usize, count: usize) -> Result<usize, Error> {
    let must_be = "within the feature map";
    within(index, count).ok_or(Error::Option { option, value: index as f64, must_be })
}
