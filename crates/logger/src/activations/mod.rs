//! What layers make of a batch, and the gradients that come back to them.
//!
//! ```text
//!  tap in a forward pass ──> recorder ── gradient_hook ──> values and gradients ──┐
//!  logger.probe ──> graph: capture, replay on the worker ──> values of each layer ─┴─> measure ──> entries, findings
//! ```
//!
//! A tap sees the training itself, with dropout and the statistics of the batch, and needs a line in the model. A probe
//! needs none and sees every layer, as the model would validate.

mod gradient_hook;
mod input;
mod intermediates;
mod job;
mod measure;
mod recorder;
#[cfg(test)]
mod tests;

use std::fmt::Display;

use burn::module::Module;
use burn::tensor::Device;

use crate::{Error, Logger, Step};
pub use input::ProbeInput;
pub use intermediates::{Intermediate, Intermediates, intermediates};
pub(crate) use job::{Activations, PreparedProbe};
pub(crate) use measure::LayerStats;
pub(crate) use recorder::{Recorder, Tapped};

impl Logger {
    /// Looks at what each layer makes of a batch: mean, standard deviation, share of zeros, share of saturated values and
    /// a histogram, under `activations/<layer>`. The model needs no change: its forward pass is captured as for
    /// [`add_graph`](Self::add_graph), and run again by the worker with the values that the model has now.
    ///
    /// The model is looked at as it validates: without dropout, with running statistics. Whether the batch is a tensor,
    /// several, or a type of your own: see [`ProbeInput`].
    ///
    /// The step is that of the training that is attached, or the one that [`observe`](Self::observe) heard last;
    /// [`probe_at`](Self::probe_at) takes another. What keeps a forward pass from being captured is reported as
    /// [`Error::Probe`].
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use burn::nn::{Linear, LinearConfig};
    /// use burn::tensor::{Device, Distribution, Tensor};
    ///
    /// let device = Device::default();
    /// let model: Linear = LinearConfig::new(64, 10).init(&device);
    /// let batch = Tensor::<2>::random([32, 64], Distribution::Default, &device);
    /// logger.probe(&model, batch, |model, batch| model.forward(batch));
    /// # logger.close()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn probe<M, B, R>(&self, model: &M, batch: B, forward: impl FnOnce(&M, B) -> R)
    where
        M: Module + Display,
        B: ProbeInput,
    {
        self.probe_at(self.present_step(), model, batch, forward);
    }

    /// The same at a step of your own.
    pub fn probe_at<M, B, R>(&self, step: impl Into<Step>, model: &M, batch: B, forward: impl FnOnce(&M, B) -> R)
    where
        M: Module + Display,
        B: ProbeInput,
    {
        if !self.is_enabled() {
            return;
        }
        self.health().watch();
        match PreparedProbe::of(model, |model: &M, device: &Device| forward(model, batch.to_device(device))) {
            Ok(prepared) => {
                let activations = Activations { probe: Some(prepared.load(model)), tapped: Vec::new() };
                self.send_activations(activations, step.into());
            }
            Err(reason) => self.report(Error::Probe { reason }),
        }
    }

    /// Runs a part of a training loop of your own, forward and backward pass, and logs what is tapped in it: values as
    /// `activations/NAME`, gradients as `activation_gradients/NAME`.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// # use burn::nn::{Linear, LinearConfig};
    /// # use burn::optim::GradientsParams;
    /// # use burn::tensor::{Device, Tensor};
    /// # let device = Device::default().autodiff();
    /// # let model: Linear = LinearConfig::new(4, 3).init(&device);
    /// use nnviz_logger::tap;
    /// let grads = logger.listen(1, || {
    ///     let x = tap("scores", model.forward(Tensor::<2>::ones([2, 4], &device)));
    ///     GradientsParams::from_grads(x.powi_scalar(2).mean().backward(), &model)
    /// });
    /// # logger.close()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn listen<R>(&self, step: impl Into<Step>, body: impl FnOnce() -> R) -> R {
        if !self.is_enabled() {
            return body();
        }
        self.health().watch();
        let (result, tapped) = Recorder::record(body);
        self.send_activations(Activations { probe: None, tapped }, step.into());
        result
    }
}
