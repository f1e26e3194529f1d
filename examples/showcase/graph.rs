//! What the network computes: *Graphs*.

use burn::tensor::Tensor;
use nnviz::prelude::*;

use crate::data::SIDE;
use crate::model::Cnn;

/// The forward pass is captured as it runs, with the shapes that flow through it.
pub(crate) fn log(logger: &Logger, model: &Cnn) {
    logger.add_graph(model, |model, device| model.forward(Tensor::zeros([1, 1, SIDE, SIDE], device)));
}
