//! The handle that training code holds: here its life, and in the files below one kind of summary each.

mod audio;
mod command_line;
mod custom_scalars;
mod embeddings;
mod every;
mod graphs;
mod histograms;
mod hparams;
mod images;
mod meshes;
mod pr_curves;
mod raw;
mod scalars;
mod tensors;
mod texts;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use nnviz_record::WallTime;
use nnviz_record::summary::SessionState;

use crate::options::LoggerBuilder;
use crate::prefix::TagPrefix;
use crate::stats::Ledger;
use crate::worker::{Command, Files, Job, Output, Queue, RunId, Runs, Worker};
use crate::{Error, Stats, Step};
pub use every::Every;

/// Logs to the event files of a run, off the calling thread.
///
/// A logger is cheap to clone and to share among threads. Every `add_*` hands its value to the worker and returns: it
/// never fails and never panics. What went wrong is counted ([`stats`](Self::stats)), told to the `on_error` callback, and
/// returned by the next [`flush`](Self::flush) or [`close`](Self::close).
///
/// Steps are how far the training had come: any integer, or `None` for the next one. Those of a tag must increase:
/// TensorBoard drops values otherwise, so the logger refuses one that does not and says so.
///
/// A handle may be narrowed, and is as cheap as a clone then: to a run below ([`run`](Self::run)), to tags in a scope
/// ([`scope`](Self::scope)), to every n-th step ([`every`](Self::every)), to a time of your own
/// ([`at_time`](Self::at_time)).
///
/// When the last clone is dropped, everything is written. [`close`](Self::close) does the same and returns the errors.
///
/// ```
/// # let directory = tempfile::tempdir()?;
/// use nnviz_logger::Logger;
///
/// let logger = Logger::create(directory.path().join("quickstart"))?;
/// for step in 1..=100 {
///     logger.add_scalar("loss", 1.0 / step as f64, step);
/// }
/// logger.close()?;
/// assert_eq!(logger.stats().written, 100);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Logger {
    shared: Arc<Shared>,
    run: RunId,
    prefix: TagPrefix,
    /// The time of what is logged; `None` is now.
    wall_time: Option<WallTime>,
}

/// What the clones of a logger share.
#[derive(Debug)]
struct Shared {
    directory: PathBuf,
    logdir: PathBuf,
    queue: Queue,
    ledger: Arc<Ledger>,
    runs: Arc<Runs>,
    worker: Mutex<Option<JoinHandle<()>>>,
    close_timeout: Duration,
    /// Whether the training was said to have failed.
    failed: AtomicBool,
    /// Whether a graph was logged, which the module tree of an attached model must not replace.
    has_graph: AtomicBool,
    #[cfg(feature = "burn")]
    has_layers: AtomicBool,
    #[cfg(feature = "burn")]
    clock: Arc<crate::attach::Clock>,
    #[cfg(feature = "burn")]
    observed: crate::attach::Observed,
    #[cfg(feature = "burn")]
    health: Arc<crate::findings::Health>,
}

impl Logger {
    /// A logger for the run in `directory`, which is made if there is none. Files that are there stay; the new one goes
    /// on where they end.
    ///
    /// # Errors
    /// Those of [`LoggerBuilder::build`].
    pub fn create(directory: impl Into<PathBuf>) -> Result<Self, Error> {
        Self::builder(directory).build()
    }

    /// A logger with other settings than the default.
    pub fn builder(directory: impl Into<PathBuf>) -> LoggerBuilder {
        LoggerBuilder::new(directory.into())
    }

    /// A logger that logs nothing, at no cost: for all processes of a training but the first.
    ///
    /// ```
    /// # let rank = 1;
    /// use nnviz_logger::Logger;
    /// let logger = if rank == 0 { Logger::create("runs/digits")? } else { Logger::disabled() };
    /// logger.add_scalar("loss", 0.3, 1);
    /// assert!(!logger.is_enabled());
    /// # Ok::<(), nnviz_logger::Error>(())
    /// ```
    pub fn disabled() -> Self {
        let ledger = Arc::<Ledger>::default();
        let queue = Queue::disabled(Arc::clone(&ledger));
        let runs = Arc::<Runs>::default();
        let options = LoggerBuilder::new(PathBuf::new());
        #[cfg(feature = "burn")]
        let health = Arc::new(crate::findings::Health::new(crate::FindingsConfig::off(), None));
        Self::of(
            options,
            queue,
            ledger,
            runs,
            None,
            #[cfg(feature = "burn")]
            health,
        )
    }

    pub(crate) fn start(mut options: LoggerBuilder) -> Result<Self, Error> {
        let ledger = Arc::new(Ledger::new(options.on_error.take()));
        let runs = Arc::<Runs>::default();
        let (queue, inbox) = Queue::new(options.limits, Arc::clone(&ledger));
        #[cfg(feature = "burn")]
        let health = options.health();
        let files = Files {
            #[cfg(feature = "burn")]
            health: Arc::clone(&health),
            suffix: std::mem::take(&mut options.filename_suffix),
            purge_step: options.purge_step,
            has_hparams: AtomicBool::new(false),
            unwritten: AtomicUsize::new(0),
            storage: Arc::clone(&options.storage),
            runs: Arc::clone(&runs),
            ledger: Arc::clone(&ledger),
        };
        runs.id(options.directory.clone());
        let worker = Worker::start(inbox, files, options.flush_every)?;
        Ok(Self::of(
            options,
            queue,
            ledger,
            runs,
            Some(worker),
            #[cfg(feature = "burn")]
            health,
        ))
    }

    fn of(
        options: LoggerBuilder,
        queue: Queue,
        ledger: Arc<Ledger>,
        runs: Arc<Runs>,
        worker: Option<JoinHandle<()>>,
        #[cfg(feature = "burn")] health: Arc<crate::findings::Health>,
    ) -> Self {
        let shared = Shared {
            logdir: options.resolved_logdir(),
            directory: options.directory,
            queue,
            ledger,
            runs,
            worker: Mutex::new(worker),
            close_timeout: options.close_timeout,
            failed: AtomicBool::new(false),
            has_graph: AtomicBool::new(false),
            #[cfg(feature = "burn")]
            has_layers: AtomicBool::new(false),
            #[cfg(feature = "burn")]
            clock: Arc::default(),
            #[cfg(feature = "burn")]
            observed: crate::attach::Observed::default(),
            #[cfg(feature = "burn")]
            health,
        };
        Self { shared: Arc::new(shared), run: RunId::ROOT, prefix: TagPrefix::default(), wall_time: None }
    }

    /// A handle to a run below this one, such as `train` or `valid`. It shares the worker; its event file is in
    /// `DIRECTORY/name` and is made when something is logged to it.
    ///
    /// Runs that hold the same tags are drawn over one another by TensorBoard:
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// logger.run("train").add_scalar("loss", 0.31, 100);
    /// logger.run("valid").add_scalar("loss", 0.35, 100);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn run(&self, name: &str) -> Self {
        let directory = self.directory().join(name);
        Self { run: self.shared.runs.id(directory), ..self.clone() }
    }

    /// A handle whose tags are put into a scope: `NAME/…`. Scopes nest.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// let encoder = logger.scope("encoder");
    /// encoder.add_scalar("norm", 1.3, 1); // under `encoder/norm`
    /// encoder.scope("head0").add_scalar("norm", 0.4, 1); // under `encoder/head0/norm`
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn scope(&self, name: &str) -> Self {
        Self { prefix: self.prefix.within(name), ..self.clone() }
    }

    /// A handle that logs with this time instead of the present: for values that were measured before, or elsewhere.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use std::time::{Duration, SystemTime};
    /// let an_hour_ago = SystemTime::now() - Duration::from_secs(3600);
    /// logger.at_time(an_hour_ago).add_scalar("temperature", 21.5, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn at_time(&self, time: impl Into<WallTime>) -> Self {
        Self { wall_time: Some(time.into()), ..self.clone() }
    }

    /// Whether anything is logged at all; see [`disabled`](Self::disabled).
    pub fn is_enabled(&self) -> bool {
        self.shared.queue.is_enabled()
    }

    /// The directory of this handle's run.
    pub fn directory(&self) -> PathBuf {
        self.shared.runs.directory(self.run)
    }

    /// The directory that the logger was created with.
    pub fn root_directory(&self) -> &Path {
        &self.shared.directory
    }

    /// Waits until a reader sees everything that was logged before.
    ///
    /// # Errors
    /// What went wrong since the last `flush`, `sync` or `close`; [`Error::Timeout`] when the worker is too busy.
    pub fn flush(&self) -> Result<(), Error> {
        self.shared.finish(|done| Command::Flush { sync: false, done })
    }

    /// Waits until everything that was logged before is on the disk itself, safe from a power cut.
    ///
    /// # Errors
    /// As for [`flush`](Self::flush).
    pub fn sync(&self) -> Result<(), Error> {
        self.shared.finish(|done| Command::Flush { sync: true, done })
    }

    /// Notes that the training failed, which is told with the hyperparameters of its runs when the logger is closed. A
    /// panic that drops the logger notes the same.
    pub fn mark_failed(&self) {
        self.shared.failed.store(true, Relaxed);
    }

    /// Writes everything and ends the worker, for all clones of the logger. What is logged after is counted as lost.
    ///
    /// # Errors
    /// As for [`flush`](Self::flush).
    pub fn close(&self) -> Result<(), Error> {
        self.shared.close(self.shared.session_state())
    }

    /// What became of everything that was logged.
    pub fn stats(&self) -> Stats {
        self.shared.ledger.stats()
    }

    #[cfg(feature = "burn")]
    pub(crate) fn clock(&self) -> &Arc<crate::attach::Clock> {
        &self.shared.clock
    }

    #[cfg(feature = "burn")]
    pub(crate) fn observed(&self) -> &crate::attach::Observed {
        &self.shared.observed
    }

    #[cfg(feature = "burn")]
    pub(crate) fn health(&self) -> &crate::findings::Health {
        &self.shared.health
    }

    #[cfg(feature = "burn")]
    pub(crate) fn has_graph(&self) -> bool {
        self.shared.has_graph.load(Relaxed)
    }

    /// Whether no model's graph was logged before; from now on one was.
    #[cfg(feature = "burn")]
    pub(crate) fn is_first_graph(&self) -> bool {
        !self.shared.has_layers.swap(true, Relaxed)
    }

    #[cfg(feature = "burn")]
    pub(crate) fn run_id(&self) -> RunId {
        self.run
    }

    pub(crate) fn report(&self, error: Error) {
        self.shared.ledger.report(error);
    }

    #[cfg(feature = "burn")]
    pub(crate) fn prefix(&self) -> &TagPrefix {
        &self.prefix
    }

    /// A handle to the root run, whichever run this one is for.
    #[cfg(feature = "burn")]
    pub(crate) fn root(&self) -> Self {
        Self { run: RunId::ROOT, ..self.clone() }
    }

    /// The tag as it is written: with the handle's scope.
    pub(crate) fn tag(&self, tag: &str) -> String {
        self.prefix.tag(tag)
    }

    pub(crate) fn now(&self) -> WallTime {
        self.wall_time.unwrap_or_else(|| SystemTime::now().into())
    }

    /// Hands over work that is shed when there is no room. `bytes` is what it holds; `tag` names it in messages.
    pub(crate) fn send_heavy<F>(&self, tag: String, step: Step, bytes: usize, work: F)
    where
        F: FnOnce() -> Result<Output, Error> + Send + 'static,
    {
        if self.is_enabled() {
            self.shared.queue.send_heavy_job(self.job(tag, step, bytes, work));
        }
    }

    /// Hands over work that waits for room.
    pub(crate) fn send_light<F>(&self, tag: String, step: Step, bytes: usize, work: F)
    where
        F: FnOnce() -> Result<Output, Error> + Send + 'static,
    {
        if self.is_enabled() {
            self.shared.queue.send_light_job(self.job(tag, step, bytes, work));
        }
    }

    fn job<F>(&self, tag: String, step: Step, bytes: usize, work: F) -> Job
    where
        F: FnOnce() -> Result<Output, Error> + Send + 'static,
    {
        Job { run: self.run, tag, step, wall_time: self.now(), bytes, work: Box::new(work) }
    }
}

impl Shared {
    fn session_state(&self) -> SessionState {
        if self.failed.load(Relaxed) { SessionState::Fail } else { SessionState::Ok }
    }

    /// Asks the worker, waits for its answer, and hands out the errors so far.
    fn finish(&self, command: impl FnOnce(crossbeam::channel::Sender<()>) -> Command) -> Result<(), Error> {
        if self.is_worker() {
            return Err(Error::OwnThread);
        }
        let asked = self.queue.ask(self.close_timeout, command);
        self.answered(asked)
    }

    /// What the next flush tells: what went wrong before it, then what went wrong with it; but first that it cannot be.
    fn answered(&self, asked: Result<bool, Error>) -> Result<(), Error> {
        if let Err(Error::Forked) = asked {
            return asked.map(drop);
        }
        self.ledger.take_errors()?;
        asked.map(drop)
    }

    fn close(&self, state: SessionState) -> Result<(), Error> {
        if self.is_worker() {
            return Err(Error::OwnThread);
        }
        let worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(worker) = worker else { return self.ledger.take_errors() };
        let asked = self.queue.ask(self.close_timeout, |done| Command::Close { state, done });
        if asked.is_ok() {
            // It has answered, so it ends at once; panics are caught where they can happen.
            let _ended = worker.join();
        }
        self.answered(asked)
    }
}

impl Shared {
    /// Whether this is the worker's thread, which cannot wait for itself.
    fn is_worker(&self) -> bool {
        let worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner);
        worker.as_ref().is_some_and(|worker| worker.thread().id() == std::thread::current().id())
    }
}

/// Writes everything, as `close` does; a panic is a training that failed. Errors were told to the callback.
impl Drop for Shared {
    fn drop(&mut self) {
        let state = if std::thread::panicking() { SessionState::Fail } else { self.session_state() };
        // Where the last clone was dropped by a job, the worker ends by itself.
        if !self.is_worker()
            && let Err(error) = self.close(state)
        {
            tracing::error!(%error, "nnviz: the logger was dropped with an error that nobody received");
        }
    }
}
