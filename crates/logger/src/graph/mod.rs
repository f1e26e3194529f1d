//! The graph of a model: its operations where the forward pass can be captured, its modules where it cannot.
//!
//! ```text
//!  model ──> capture ──> operations, parameters ──┐
//!        └─> types ────> modules and their types ─┼─> scope: which module an operation belongs to ──> build ──> Graph
//! ```

mod build;
mod capture;
mod scope;
mod tree;
mod types;

use std::fmt::Display;

use burn::module::Module;
use burn::tensor::Device;

use crate::{Error, Logger};
use types::Types;

impl Logger {
    /// Logs the graph of a model's operations, as its forward pass makes them: TensorBoard shows it under *Graphs*, scopes
    /// follow the modules, edges have shapes.
    ///
    /// The closure runs the forward pass on the device that it is given, with inputs of the right shape made there; no
    /// value is computed. The model's parameters are not copied or moved.
    ///
    /// A forward pass that reads values, or uses another device, cannot be captured. The module tree is logged then, and
    /// the reason is reported as [`Error::CaptureGraph`].
    ///
    /// ```no_run
    /// # use burn::nn::{Linear, LinearConfig};
    /// # use burn::tensor::{Device, Tensor};
    /// # let logger = nnviz_logger::Logger::create("runs/graph")?;
    /// let model: Linear = LinearConfig::new(64, 10).init(&Device::default());
    /// logger.add_graph(&model, |model, device| model.forward(Tensor::<2>::zeros([1, 64], device)));
    /// # Ok::<(), nnviz_logger::Error>(())
    /// ```
    pub fn add_graph<M, R>(&self, model: &M, forward: impl FnOnce(&M, &Device) -> R)
    where
        M: Module + Display,
    {
        match capture::capture(model, forward) {
            Ok(captured) => self.root().add_graph_def(build::build(&captured, &Types::parse(&model.to_string()))),
            Err(reason) => {
                self.report(Error::CaptureGraph { reason });
                self.add_module_tree(model);
            }
        }
    }
}
