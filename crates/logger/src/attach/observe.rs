//! Watching a model in a hand-written training loop.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::optim::lr_scheduler::module_lr_scheduler::ModuleLearningRate;

use super::measure::Circumstances;
use super::observer::send_parameters;
use super::parameters::{Gradients, Parameter, collect, collect_updated};
use crate::gradient_flow::History;
use crate::plan::WatchConfig;
use crate::tensor::submit;
use crate::worker::RunId;
use crate::{Logger, Step};

/// For each run the weights of the last look: what the optimizer made of them shows at the next call.
pub(crate) struct Observed {
    pending: Mutex<HashMap<RunId, Pending>>,
    histories: Mutex<HashMap<RunId, Arc<Mutex<History>>>>,
    /// The step that was observed last; `i64::MIN` before the first.
    last_step: AtomicI64,
}

impl Default for Observed {
    fn default() -> Self {
        Self { pending: Mutex::default(), histories: Mutex::default(), last_step: AtomicI64::new(i64::MIN) }
    }
}

struct Pending {
    step: i64,
    learning_rate: f64,
    config: WatchConfig,
    parameters: Vec<Parameter>,
}

impl Logger {
    /// Logs what [`attach`](Self::attach) logs, from a training loop of your own: call it between `backward` and the
    /// optimizer's step, with a step that increases by one.
    ///
    /// The values go to this handle's run, every 50 steps (and at step 1). The update ratio of a step is known when the
    /// next one is observed.
    ///
    /// ```no_run
    /// # use burn::module::Module;
    /// # use burn::optim::{AdamConfig, GradientsParams};
    /// # use burn::nn::{Linear, LinearConfig};
    /// # use burn::tensor::{Device, Distribution, Tensor};
    /// # let device = Device::default().autodiff();
    /// # let mut model: Linear = LinearConfig::new(4, 1).init(&device);
    /// # let mut optimizer = AdamConfig::new().init();
    /// # let logger = nnviz_logger::Logger::create("runs/loop")?;
    /// let train = logger.run("train");
    /// for step in 1..=1000 {
    ///     let loss = model.forward(Tensor::<2>::random([8, 4], Distribution::Default, &device)).powi_scalar(2).mean();
    ///     let grads = GradientsParams::from_grads(loss.backward(), &model);
    ///     train.observe(&model, &grads, 1e-3, step);
    ///     model = optimizer.step(1e-3, model, grads);
    /// }
    /// # Ok::<(), nnviz_logger::Error>(())
    /// ```
    pub fn observe<M: Module>(&self, model: &M, grads: &GradientsParams, lr: impl Into<ModuleLearningRate>, step: i64) {
        self.observe_with(&WatchConfig::default(), model, grads, lr, step);
    }

    /// The same with other settings: which parameters, how often, which statistics.
    pub fn observe_with<M: Module>(
        &self,
        config: &WatchConfig,
        model: &M,
        grads: &GradientsParams,
        lr: impl Into<ModuleLearningRate>,
        step: i64,
    ) {
        self.observed().last_step.store(step, Relaxed);
        self.health().watch();
        let learning_rate = lr.into().base();
        if config.learning_rate {
            self.add_scalar("learning_rate", learning_rate, step);
        }
        self.send_update_ratios(model);
        if !config.is_due(step, false) {
            return;
        }
        let gradients = if config.needs_gradients() { Gradients::One(grads) } else { Gradients::None };
        let parameters = collect(model, gradients, config);
        model.devices().iter().for_each(submit);
        send_parameters(self, config, parameters, self.circumstances(step, learning_rate));
        if config.update_ratios {
            let config = config.clone().weights(false);
            let parameters = collect(model, Gradients::None, &config);
            self.pending().insert(self.run_id(), Pending { step, learning_rate, config, parameters });
        }
    }

    /// Where the training stands, as far as this logger was told.
    pub(crate) fn present_step(&self) -> Step {
        let observed = self.observed().last_step.load(Relaxed);
        let attached = Some(self.clock().taken()).filter(|&taken| taken > 0).and_then(|taken| self.clock().step(taken));
        attached.or((observed != i64::MIN).then_some(observed)).into()
    }

    /// Completes the last look with what the optimizer made of the model.
    fn send_update_ratios<M: Module>(&self, model: &M) {
        let Some(pending) = self.pending().remove(&self.run_id()) else { return };
        let Pending { step, learning_rate, config, mut parameters } = pending;
        collect_updated(model, &mut parameters, &config);
        send_parameters(self, &config, parameters, self.circumstances(step, learning_rate));
    }

    /// How a loop's optimizer clips is not known here.
    fn circumstances(&self, step: i64, learning_rate: f64) -> Circumstances {
        let mut histories = self.observed().histories.lock().unwrap_or_else(PoisonError::into_inner);
        let history = Arc::clone(histories.entry(self.run_id()).or_default());
        Circumstances { step, learning_rate, clipping: None, history }
    }

    fn pending(&self) -> MutexGuard<'_, HashMap<RunId, Pending>> {
        self.observed().pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Observed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observed")
    }
}
