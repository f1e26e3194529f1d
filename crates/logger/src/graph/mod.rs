//! The graph of a model: its operations where the forward pass can be captured, its modules where it cannot.
//!
//! ```text
//!  model ──> nnviz-capture ──> operations, their places and names ──> Graph
//!                                ├──> layers ──> ModelSummary
//!                                └──> replay ──> timing ──> profile: what each operation costs
//!                                        └─────> layer_outputs, probe: what each one makes
//! ```

mod config;
mod layer_outputs;
mod layers;
mod multiply_adds;
mod probe;
mod profile;
mod replay;
mod tree;

use std::fmt::Display;

use burn::module::Module;
use burn::tensor::Device;
use nnviz_capture::{Captured, Scope, Types};

use crate::{Error, Logger};
pub use config::GraphConfig;
pub(crate) use layer_outputs::LayerOutput;
use layers::Forward;
pub use layers::{Layer, ModelSummary};
pub(crate) use probe::{LoadedProbe, Probe};
use replay::Times;

impl Logger {
    /// Logs the graph of a model's operations, as its forward pass makes them: TensorBoard shows it under *Graphs*, scopes
    /// follow the modules, edges have shapes. The first graph comes with a table of the layers, as the text
    /// `model/layers`.
    ///
    /// The closure runs the forward pass on the device that it is given, with inputs of the right shape made there; no
    /// value is computed. The model's parameters are not copied or moved.
    ///
    /// A forward pass that reads values, or uses another device, cannot be captured. The module tree is logged then, and
    /// the reason is reported as [`Error::CaptureGraph`] and told in the table.
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
        self.add_graph_with(model, forward, &GraphConfig::new());
    }

    /// Logs the graph of a model with more than its operations: their times, which TensorBoard shows as colours
    /// (*Compute time*, *Memory*) when the tag `forward` is chosen. That costs some forward passes on this thread.
    ///
    /// ```no_run
    /// # use burn::nn::{Linear, LinearConfig};
    /// # use burn::tensor::{Device, Tensor};
    /// # use nnviz_logger::GraphConfig;
    /// # let logger = nnviz_logger::Logger::create("runs/graph")?;
    /// # let device = Device::default();
    /// # let model: Linear = LinearConfig::new(64, 10).init(&device);
    /// let config = GraphConfig::new().timed(&device, 10);
    /// logger.add_graph_with(&model, |model, device| model.forward(Tensor::<2>::zeros([32, 64], device)), &config);
    /// # Ok::<(), nnviz_logger::Error>(())
    /// ```
    pub fn add_graph_with<M, R>(&self, model: &M, forward: impl FnOnce(&M, &Device) -> R, config: &GraphConfig)
    where
        M: Module + Display,
    {
        let types = Types::of(model);
        match Look::at(model, forward, config, &types) {
            Ok(look) => self.add_look(model, &types, &look),
            Err(reason) => {
                self.add_layers(&without_forward(model, &types, &reason));
                self.report(Error::CaptureGraph { reason });
                self.add_module_tree(model);
            }
        }
    }

    fn add_look<M: Module>(&self, model: &M, types: &Types, look: &Look) {
        let roles = nnviz_capture::roles(&look.captured, &look.scopes, types);
        let built = nnviz_capture::build(&look.captured, &look.scopes, &roles);
        self.add_layers(&look.summary(model, types));
        self.root().add_graph_def(built.graph);
        match &look.times {
            None => {}
            Some(Ok(times)) => self.root().add_profile(&profile::profile(&look.captured, &built.names, times)),
            Some(Err(reason)) => self.report(Error::TimeGraph { reason: reason.clone() }),
        }
    }
}

/// The layers of a model: types, shapes, parameters and multiply-adds, from a forward pass that is captured as for
/// [`Logger::add_graph`]. Where it cannot be captured, the shapes are missing and the reason is told.
///
/// ```
/// # use burn::nn::{Linear, LinearConfig};
/// # use burn::tensor::{Device, Tensor};
/// use nnviz_logger::summary;
///
/// let model: Linear = LinearConfig::new(64, 10).init(&Device::default());
/// let summary = summary(&model, |model, device| model.forward(Tensor::<2>::zeros([1, 64], device)));
/// assert_eq!(summary.total().trainable, 650);
/// assert_eq!(summary.total().multiply_adds, 640);
/// println!("{summary}");
/// ```
pub fn summary<M, R>(model: &M, forward: impl FnOnce(&M, &Device) -> R) -> ModelSummary
where
    M: Module + Display,
{
    summary_with(model, forward, &GraphConfig::new())
}

/// The layers of a model, with each one's share of the time where `config` asks for it.
pub fn summary_with<M, R>(model: &M, forward: impl FnOnce(&M, &Device) -> R, config: &GraphConfig) -> ModelSummary
where
    M: Module + Display,
{
    let types = Types::of(model);
    match Look::at(model, forward, config, &types) {
        Ok(look) => look.summary(model, &types),
        Err(reason) => without_forward(model, &types, &reason),
    }
}

fn without_forward<M: Module>(model: &M, types: &Types, reason: &str) -> ModelSummary {
    ModelSummary { note: Some(reason.to_owned()), ..layers::count(model, types, None) }
}

/// A captured forward pass, with the places of its operations and their times.
struct Look {
    captured: Captured,
    scopes: Vec<Scope>,
    times: Option<Result<Times, String>>,
}

impl Look {
    fn at<M, R>(
        model: &M,
        forward: impl FnOnce(&M, &Device) -> R,
        config: &GraphConfig,
        types: &Types,
    ) -> Result<Self, String>
    where
        M: Module,
    {
        let captured = nnviz_capture::capture(model, forward).map_err(|refused| refused.0)?;
        let scopes = nnviz_capture::scopes(&captured, types);
        let times = config.timed.as_ref().map(|(device, passes)| replay::time(&captured, model, device, *passes));
        Ok(Self { captured, scopes, times })
    }

    fn summary<M: Module>(&self, model: &M, types: &Types) -> ModelSummary {
        let times = self.times.as_ref().and_then(|times| times.as_ref().ok());
        let times = times.map(|times| times.medians.as_slice());
        layers::count(model, types, Some(&Forward { captured: &self.captured, scopes: &self.scopes, times }))
    }
}
