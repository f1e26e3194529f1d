//! The thread that explains: a model and a step come in, images and scalars go to the logger.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use burn::module::Module;
use nnviz_logger::{Every, Logger, Step};

use super::budget::{Budget, Pace};
use super::{Explained, LoggedError};

/// What is made of a model, step after step.
pub(super) trait Series<M>: Send + 'static {
    /// Makes it for one step. What can fail is made by [`Attempts::attempt`].
    fn make(&mut self, model: &M, attempts: &mut Attempts);
}

/// A step of the training that is to be explained.
struct Moment<M> {
    model: M,
    logger: Logger,
    step: Step,
}

/// Where the series of one step goes: what fails is told, and the rest goes on.
pub(super) struct Attempts {
    logger: Logger,
    step: Step,
    failures: Failures,
    failed: u64,
}

impl Attempts {
    /// Makes one part of a series. What goes wrong, a panic too, becomes a text under `NAME/error`, and the error that
    /// [`Explanations::finish`] returns.
    pub(super) fn attempt(&mut self, name: &str, work: impl FnOnce(&Logger, Step) -> Result<(), nnviz_explain::Error>) {
        let outcome = catch_unwind(AssertUnwindSafe(|| work(&self.logger, self.step)));
        let method = name.to_owned();
        let error = match outcome {
            Ok(Ok(())) => return,
            Ok(Err(source)) => LoggedError::Method { method, source },
            Err(panic) => LoggedError::Panicked { method, reason: message(&*panic) },
        };
        self.failed += 1;
        self.logger.add_text(&format!("{name}/error"), error.to_string(), self.step);
        self.failures.note(error);
    }
}

/// What a panic says.
fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".to_owned())
}

/// The first thing that went wrong.
#[derive(Clone, Debug, Default)]
struct Failures(Arc<Mutex<Option<LoggedError>>>);

impl Failures {
    fn note(&self, error: LoggedError) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }

    fn thread_is_gone(&self) {
        let method = "the thread for explanations".to_owned();
        self.note(LoggedError::Panicked { method, reason: "it ended before the training".to_owned() });
    }

    fn take_first(&self) -> Option<LoggedError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Explanations of a training, while it runs; made by [`Explain::start`](super::Explain::start) and
/// [`Embed::start`](super::Embed::start).
///
/// [`finish`](Self::finish) waits for the last one. Dropping it waits too, and drops the errors: finish it before the logger
/// is closed, or what comes after is lost.
pub struct Explanations<M> {
    every: Every,
    name: String,
    budget: Arc<Budget>,
    failures: Failures,
    queue: Option<SyncSender<Moment<M>>>,
    thread: Option<JoinHandle<()>>,
}

impl<M> fmt::Debug for Explanations<M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let explained = self.budget.explained();
        formatter
            .debug_struct("Explanations")
            .field("name", &self.name)
            .field("explained", &explained)
            .finish_non_exhaustive()
    }
}

impl<M: Module + 'static> Explanations<M> {
    pub(super) fn start(
        every: Every,
        name: String,
        share: Option<f64>,
        series: impl Series<M>,
    ) -> Result<Self, LoggedError> {
        if let Some(value) = share.filter(|share| share.is_nan() || *share <= 0.0) {
            return Err(LoggedError::Option { option: "the budget", value, must_be: "above 0" });
        }
        let budget = Arc::new(Budget::new(share.map_or(Pace::Always, Pace::Share)));
        let failures = Failures::default();
        let (queue, moments) = std::sync::mpsc::sync_channel(1);
        let work = Work { name: name.clone(), series, budget: Arc::clone(&budget), failures: failures.clone() };
        let thread = std::thread::Builder::new().name("nnviz-explain".to_owned()).spawn(move || work.run(&moments))?;
        Ok(Self { every, name, budget, failures, queue: Some(queue), thread: Some(thread) })
    }

    /// To be called at each step of the training. Where the step is due and within the budget, a snapshot of the model is handed
    /// over; otherwise nothing happens.
    pub fn observe(&self, model: &M, step: impl Into<Step>) {
        let step = step.into();
        self.every.at(step, |logger| {
            let admitted = self.budget.admit();
            logger.scope(&self.name).add_scalar("skipped", self.budget.explained().skipped as f64, step);
            if let Some(queue) = self.queue.as_ref().filter(|_| admitted) {
                let moment = Moment { model: model.valid(), logger: logger.clone(), step };
                if queue.send(moment).is_err() {
                    self.failures.thread_is_gone();
                }
            }
        });
    }
}

impl<M> Explanations<M> {
    /// What became of the steps so far.
    pub fn explained(&self) -> Explained {
        self.budget.explained()
    }

    /// Waits for the explanations that were begun.
    ///
    /// # Errors
    /// The first thing that went wrong. All of it was logged as texts, too.
    pub fn finish(mut self) -> Result<Explained, LoggedError> {
        self.end();
        match self.failures.take_first() {
            Some(error) => Err(error),
            None => Ok(self.explained()),
        }
    }

    fn end(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            self.failures.thread_is_gone();
        }
    }
}

impl<M> Drop for Explanations<M> {
    fn drop(&mut self) {
        self.end();
    }
}

/// What the thread holds.
struct Work<S> {
    name: String,
    series: S,
    budget: Arc<Budget>,
    failures: Failures,
}

impl<S> Work<S> {
    fn run<M>(mut self, moments: &Receiver<Moment<M>>)
    where
        S: Series<M>,
    {
        while let Ok(Moment { model, logger, step }) = moments.recv() {
            let begun = Instant::now();
            let (logger, failures) = (logger.scope(&self.name), self.failures.clone());
            let mut attempts = Attempts { logger, step, failures, failed: 0 };
            self.series.make(&model, &mut attempts);
            self.budget.spend(begun.elapsed(), attempts.failed);
        }
    }
}
