//! The thread that explains: a model and a step come in, images and scalars go to the logger.

use std::any::Any;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use burn::module::Module;
use burn::tensor::Tensor;
use nnviz_explain::PictureModel;
use nnviz_logger::{Logger, Step};

use super::LoggedError;
use super::budget::Budget;
use super::series::{Method, Probes};

/// A step of the training that is to be explained.
#[derive(Debug)]
pub(super) struct Moment<M> {
    pub(super) model: M,
    pub(super) logger: Logger,
    pub(super) step: Step,
}

/// The first thing that went wrong.
#[derive(Clone, Debug, Default)]
pub(super) struct Failures(Arc<Mutex<Option<LoggedError>>>);

impl Failures {
    fn note(&self, error: LoggedError) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }

    pub(super) fn thread_is_gone(&self) {
        let method = "the thread for explanations".to_owned();
        self.note(LoggedError::Panicked { method, reason: "it ended before the training".to_owned() });
    }

    pub(super) fn take_first(&self) -> Option<LoggedError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

pub(super) struct Work<F> {
    pub(super) name: String,
    pub(super) probes: Probes,
    pub(super) forward: F,
    pub(super) methods: Vec<Method>,
    pub(super) budget: Arc<Budget>,
    pub(super) failures: Failures,
}

impl<F> Work<F> {
    pub(super) fn run<M>(mut self, moments: &Receiver<Moment<M>>)
    where
        M: Module + Display,
        F: Fn(&M, Tensor<4>) -> Tensor<2>,
    {
        while let Ok(moment) = moments.recv() {
            let begun = Instant::now();
            let failed = self.explain(&moment);
            self.budget.spend(begun.elapsed(), failed);
        }
    }

    /// Explains one step, and returns how many methods failed.
    fn explain<M>(&mut self, moment: &Moment<M>) -> u64
    where
        M: Module + Display,
        F: Fn(&M, Tensor<4>) -> Tensor<2>,
    {
        let (logger, step) = (moment.logger.scope(&self.name), moment.step);
        let model = PictureModel::new(&moment.model, &self.forward);
        let probes = &self.probes;
        let mut failed = 0;
        let mut attempt = |name: &str, work: &mut dyn FnMut() -> Result<(), nnviz_explain::Error>| {
            let outcome = catch_unwind(AssertUnwindSafe(work));
            let method = name.to_owned();
            let error = match outcome {
                Ok(Ok(())) => return,
                Ok(Err(source)) => LoggedError::Method { method, source },
                Err(panic) => LoggedError::Panicked { method, reason: message(&*panic) },
            };
            failed += 1;
            logger.add_text(&format!("{name}/error"), error.to_string(), step);
            self.failures.note(error);
        };
        attempt("probability", &mut || {
            logger.add_scalar("probability", probes.mean_probability(&model)?, step);
            Ok(())
        });
        for method in &mut self.methods {
            let name = method.name.clone();
            attempt(&name, &mut || method.log(&logger.scope(&name), step, &model, probes));
        }
        failed
    }
}

/// What a panic says.
fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".to_owned())
}
