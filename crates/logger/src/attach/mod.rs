//! From burn to the logger: what you have there, and what you call here.
//!
//! | you have | you call | you get |
//! |---|---|---|
//! | a model for a `Learner` | [`Logger::attach`] | weights, gradients, gradient flow, update ratios, learning rate |
//! | a `SupervisedTraining` or an `Evaluator` | [`Logger::renderer`] | its metrics as scalars, train and valid overlaid |
//! | a loop of your own | [`Logger::observe`] | what `attach` gives |
//! | a model and the shape of its input | [`Logger::add_graph`] | the graph of its operations |
//! | a tensor | [`Logger::add_histogram`] | its distribution |
//!
//! On the training thread only handles of tensors are cloned, some microseconds for each parameter; the worker reads the
//! tensors in one transaction and measures them.

mod clock;
mod measure;
mod observe;
mod observer;
mod parameters;
mod renderer;
mod resume;
mod table;
mod watched;

use burn::module::Module;
use burn::train::Interrupter;
use burn::train::renderer::{MetricsRenderer, default_renderer};

pub(crate) use clock::Clock;
pub(crate) use observe::Observed;
pub use watched::Watched;

use crate::Logger;
pub use crate::plan::WatchConfig;
use observer::Observer;

impl Logger {
    /// Watches a model: its weights, gradients, gradient flow, update ratios and the learning rate are logged to the run
    /// `train` while it is trained by a `Learner`, every 50 steps and at the end of each epoch. A table of the model's
    /// parameters is logged at once, and its module tree where no graph was logged before.
    ///
    /// With gradient accumulation the gradients are the sums that the optimizer gets; with several devices too. They are
    /// those before clipping.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use burn::nn::{Linear, LinearConfig};
    /// use burn::tensor::Device;
    ///
    /// let model: Linear = LinearConfig::new(64, 10).init(&Device::default());
    /// let watched = logger.attach(model); // give this to `Learner::new`
    /// let model: Linear = watched.into_inner(); // and take the trained model out of it
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn attach<M: Module + std::fmt::Display>(&self, model: M) -> Watched<M> {
        self.attach_with(model, WatchConfig::default())
    }

    /// Watches a model with other settings: which parameters, how often, which statistics.
    pub fn attach_with<M: Module + std::fmt::Display>(&self, model: M, config: WatchConfig) -> Watched<M> {
        self.health().watch();
        self.add_text("model", table::markdown(&model), 0);
        if !self.has_graph() {
            self.add_module_tree(&model);
        }
        Watched::new(model, Observer::new(self.run("train"), config))
    }

    /// A renderer for `SupervisedTraining::renderer` or `EvaluatorBuilder::renderer`: metrics become scalars of the runs
    /// `train`, `valid` and `test`, and burn's default renderer shows them as before.
    ///
    /// A training metric has a point for each batch. A validation metric has one for each epoch, at the training step
    /// where the epoch ended; a test metric one for each evaluation, the mean over its batches. The number of each epoch
    /// is logged as `epoch`; with it, the steps of a training that is resumed from a checkpoint go on where that epoch
    /// ended.
    ///
    /// ```text
    /// SupervisedTraining::new("artifacts", train, valid).renderer(logger.renderer())
    /// ```
    pub fn renderer(&self) -> Box<dyn MetricsRenderer> {
        self.renderer_around(default_renderer(Interrupter::new(), None))
    }

    /// The same around a renderer of your own, or around burn's with your own `Interrupter`.
    pub fn renderer_around(&self, inner: Box<dyn MetricsRenderer>) -> Box<dyn MetricsRenderer> {
        Box::new(renderer::Tee::new(self.clone(), inner))
    }
}
