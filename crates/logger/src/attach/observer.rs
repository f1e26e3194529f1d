//! Looks at a model around an optimizer's step, and hands what it saw to the worker.

use std::sync::{Arc, Mutex};

use burn::grad_clipping::GradientClipping;
use burn::module::Module;
use burn::optim::lr_scheduler::module_lr_scheduler::ModuleLearningRate;

use super::clock::Clock;
use super::measure::{Circumstances, measure};
use super::parameters::{Gradients, Parameter, collect, collect_updated};
use crate::activations::{Activations, Tapped};
use crate::gradient_flow::History;
use crate::graph::LoadedProbe;
use crate::plan::WatchConfig;
use crate::tensor::submit;
use crate::worker::Output;
use crate::{Error, Logger};

/// Takes what a forward pass of the model needs to be run by the worker; nothing where it cannot be captured.
pub(super) type Probing<M> = dyn Fn(&M) -> Result<Option<LoadedProbe>, Error> + Send + Sync;

/// Logs the parameters of one model.
pub(super) struct Observer {
    logger: Logger,
    config: WatchConfig,
    /// The training steps that were taken when the optimizer ran last.
    last_taken: i64,
    history: Arc<Mutex<History>>,
    /// What was tapped in the last training step.
    tapped: Vec<Tapped>,
    /// What was seen before the start of the training was known; it is sent when the step it belongs to is.
    unsent: Vec<Look>,
}

/// What was seen in one step.
pub(super) struct Look {
    taken: i64,
    learning_rate: f64,
    /// Empty when the parameters were not due.
    parameters: Vec<Parameter>,
    activations: Activations,
    clipping: Option<GradientClipping>,
}

/// The start of a training is heard of within the first few steps; later than this it never will be.
const MAX_UNSENT: usize = 16;

impl Observer {
    pub(super) fn new(logger: Logger, config: WatchConfig) -> Self {
        Self { logger, config, last_taken: 0, history: Arc::default(), tapped: Vec::new(), unsent: Vec::new() }
    }

    pub(super) fn clock(&self) -> &Arc<Clock> {
        self.logger.clock()
    }

    /// Whether a look is due in the training step that is being taken.
    fn is_due(&self) -> bool {
        self.config.is_due_since(self.last_taken, self.clock().taken(), self.clock().ends_epoch())
    }

    pub(super) fn wants_taps(&self) -> bool {
        self.config.activations && self.logger.is_enabled() && self.is_due()
    }

    /// Keeps what was tapped until the optimizer's step.
    pub(super) fn tapped(&mut self, tapped: Vec<Tapped>) {
        self.tapped = tapped;
    }

    /// Takes clones of what the optimizer is about to change, if it is due.
    pub(super) fn before<M: Module>(
        &mut self,
        model: &M,
        rate: &ModuleLearningRate,
        gradients: Gradients<'_>,
        (clipping, probing): (Option<&GradientClipping>, Option<&Probing<M>>),
    ) -> Look {
        let due = self.is_due();
        let taken = self.clock().taken();
        self.last_taken = taken;
        let parameters = if due { self.parameters(model, gradients) } else { Vec::new() };
        let activations = if due { self.activations(model, probing) } else { Activations::default() };
        Look { taken, learning_rate: rate.base(), parameters, activations, clipping: clipping.cloned() }
    }

    fn activations<M>(&mut self, model: &M, probing: Option<&Probing<M>>) -> Activations {
        let tapped = std::mem::take(&mut self.tapped);
        let wanted = probing.filter(|_| self.config.activations && self.logger.is_enabled());
        let probe = wanted.and_then(|probing| {
            probing(model).unwrap_or_else(|error| {
                self.logger.report(error);
                None
            })
        });
        Activations { probe, tapped }
    }

    /// Takes clones of what the optimizer made of it, and sends both.
    pub(super) fn after<M: Module>(&mut self, model: &M, mut look: Look) {
        if !look.parameters.is_empty() {
            if self.config.update_ratios {
                collect_updated(model, &mut look.parameters, &self.config);
            }
            model.devices().iter().for_each(submit);
        }
        self.unsent.push(look);
        if self.unsent.len() > MAX_UNSENT {
            self.clock().start(0);
        }
        self.send();
    }

    fn parameters<M: Module>(&self, model: &M, gradients: Gradients<'_>) -> Vec<Parameter> {
        let gradients = if self.config.needs_gradients() { gradients } else { Gradients::None };
        collect(model, gradients, &self.config)
    }

    /// Sends what is unsent, as soon as the steps are known.
    fn send(&mut self) {
        if self.clock().step(0).is_none() {
            return;
        }
        for Look { taken, learning_rate, parameters, activations, clipping } in std::mem::take(&mut self.unsent) {
            let step = self.clock().offset() + taken;
            if self.config.learning_rate {
                self.logger.add_scalar("learning_rate", learning_rate, step);
            }
            self.logger.send_activations(activations, step.into());
            let history = Arc::clone(&self.history);
            let around = Circumstances { step, learning_rate, clipping, history };
            send_parameters(&self.logger, &self.config, parameters, around);
        }
    }
}

/// A training of very few steps may end before its start was heard of.
impl Drop for Observer {
    fn drop(&mut self) {
        if !self.unsent.is_empty() {
            self.clock().start(0);
            self.send();
        }
    }
}

/// Hands clones of tensors to the worker, which reads and measures them.
pub(super) fn send_parameters(
    logger: &Logger,
    config: &WatchConfig,
    parameters: Vec<Parameter>,
    around: Circumstances,
) {
    if parameters.is_empty() {
        return;
    }
    let held = |parameter: &Parameter| {
        parameter.bytes * (1 + parameter.gradients.len() + usize::from(parameter.updated.is_some()))
    };
    let bytes = parameters.iter().map(held).sum();
    let (config, prefix) = (config.clone(), logger.prefix().clone());
    logger.send_heavy("weights and gradients".to_owned(), around.step.into(), bytes, move || {
        let (entries, look) = measure(parameters, &config, &around)?;
        Ok(Output::Look { entries: prefix.entries(entries), look })
    });
}
