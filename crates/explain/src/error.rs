//! What can be wrong with a request for an explanation.

use std::path::PathBuf;

use thiserror::Error;

use crate::ColourMap;

/// Why there is no explanation, or no picture of it. Each message names what to change.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The values do not fill the shape that they should have.
    #[error("{what}: {values} values do not fill {shape:?}")]
    Size {
        /// What was to be made.
        what: &'static str,
        /// The shape that it should have.
        shape: Vec<usize>,
        /// How many values there are.
        values: usize,
    },
    /// Two shapes that belong together differ.
    #[error("{what} has the shape {actual:?}, not {expected:?}")]
    Shape {
        /// Which of them.
        what: &'static str,
        /// Its shape.
        actual: Vec<usize>,
        /// The shape that it should have.
        expected: Vec<usize>,
    },
    /// A value is NaN or infinite: look for what the model computes it from.
    #[error("value {index} of {what} is {value}: it must be finite")]
    NotFinite {
        /// What holds the value.
        what: &'static str,
        /// Where, counted from 0 in row-major order.
        index: usize,
        /// The value itself.
        value: f32,
    },
    /// The model did not answer with a row of class scores for each of its inputs.
    #[error("the model's output is {actual:?} for {batch} inputs: it must be (batch, classes)")]
    Output {
        /// The output's shape.
        actual: [usize; 2],
        /// How many inputs there were.
        batch: usize,
    },
    /// The model has no such class.
    #[error("class {class} is not there: the model has the classes 0 to {}", classes.saturating_sub(1))]
    Class {
        /// The class asked for.
        class: usize,
        /// How many there are.
        classes: usize,
    },
    /// No gradient came back to the input: the closure left the autodiff device, or the output does not depend on it.
    #[error("no gradient reaches the input: run the model on the input's own device, without `inner` or `detach`")]
    NoGradient,
    /// burn cannot record the forward pass: it reads a value on the way, or uses a device of its own.
    #[error(
        "the forward pass cannot be captured: {reason}. Name its tensors with `tap` instead, or use a method that needs no more than the model's answers"
    )]
    NotCaptured {
        /// What burn says.
        reason: String,
    },
    /// An operation of the forward pass cannot be run again, or has no gradient.
    #[error(
        "the operation {operation} at {place:?} cannot be run again: {reason}. Name the tensors that matter with `tap` instead"
    )]
    Replay {
        /// burn's name for the operation.
        operation: String,
        /// Its place in the model.
        place: String,
        /// What went wrong.
        reason: String,
    },
    /// The model's graph has no such place.
    #[error("there is no layer {name:?} in what was run: near it are {}", near.join(", "))]
    Layer {
        /// What was asked for.
        name: String,
        /// Names that are there, the nearest first.
        near: Vec<String>,
    },
    /// A layer has no such channel.
    #[error("channel {channel} is not there: {layer} has the channels 0 to {}", channels.saturating_sub(1))]
    Channel {
        /// The layer.
        layer: String,
        /// The channel asked for.
        channel: usize,
        /// How many there are.
        channels: usize,
    },
    /// A tensor has another rank than was asked for.
    #[error("{name} has the shape {shape:?}: it is not of rank {rank}")]
    Rank {
        /// Where it is.
        name: String,
        /// Its shape.
        shape: Vec<usize>,
        /// The rank that was asked for.
        rank: usize,
    },
    /// A tensor holds whole numbers or truth values, which have no gradient.
    #[error("{name} holds no floating-point numbers")]
    NotANumber {
        /// Where it is.
        name: String,
    },
    /// There is no attention to be seen.
    #[error(
        "the model shows no attention: there is no softmax of four dimensions in its graph. Attention that is one operation of the backend keeps its weights to itself"
    )]
    NoAttention,
    /// Something that is counted is not there.
    #[error("{what} {at} is not there: there are {len}, counted from 0")]
    Range {
        /// What was asked for.
        what: &'static str,
        /// Which of them.
        at: usize,
        /// How many there are.
        len: usize,
    },
    /// An option has a value that no computation can follow.
    #[error("{option} is {value}: it must be {must_be}")]
    Option {
        /// The option.
        option: &'static str,
        /// What it was set to.
        value: f64,
        /// What it may be.
        must_be: &'static str,
    },
    /// There is no colour map of this name.
    #[error("there is no colour map {name:?}: there are {}", ColourMap::ALL.map(ColourMap::name).join(", "))]
    ColourMap {
        /// The name asked for.
        name: String,
    },
    /// The progress callback asked to stop.
    #[error("stopped before there was a result")]
    Stopped,
    /// A tensor could not be read from its device.
    #[error("a tensor could not be read from its device: {reason}")]
    ReadTensor {
        /// What burn says.
        reason: String,
    },
    /// A drawing failed.
    #[error("the picture could not be drawn: {reason}")]
    Draw {
        /// What plotters or the PNG encoder says.
        reason: String,
    },
    /// A picture's file name has an ending that says no known format.
    #[error("{} does not end in .png or .svg", path.display())]
    Format {
        /// The file.
        path: PathBuf,
    },
    /// A file could not be written.
    #[error("{} could not be written", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A map was asked about before there was one.
    #[error("there is no map yet: project features first")]
    NoMap,
    /// The map of an embedding could not be made.
    #[error(transparent)]
    Projection(#[from] nnviz_projection::Error),
}
