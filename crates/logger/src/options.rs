//! How a logger is set up.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::sink::{StorageFor, on_disk};
use crate::stats::OnError;
use crate::worker::Limits;
use crate::{Error, Logger};

/// Sets up a [`Logger`]; made by [`Logger::builder`].
///
/// | option | default | |
/// |---|---|---|
/// | [`flush_every`](Self::flush_every) | 2 s | how soon a reader sees what was logged |
/// | [`queue_bytes`](Self::queue_bytes) | 256 MiB | what waiting tensors and images may hold before heavy summaries are shed |
/// | [`queue_len`](Self::queue_len) | 65,536 | how many values may wait |
/// | [`max_wait`](Self::max_wait) | 1 s | how long a scalar or text waits for room before it is dropped |
/// | [`close_timeout`](Self::close_timeout) | 60 s | how long `flush`, `close` and Drop wait for the worker |
/// | [`on_error`](Self::on_error) | none | hears of errors when they happen |
/// | `findings`, `on_finding` | all rules, none | what is looked for in a training, and who hears of it |
/// | [`purge_step`](Self::purge_step) | none | from where on a resumed training replaces what is there |
/// | [`filename_suffix`](Self::filename_suffix) | none | the end of the names of event files |
/// | [`logdir`](Self::logdir) | the directory above | what TensorBoard will be started with |
///
/// ```
/// # let directory = tempfile::tempdir()?;
/// use nnviz_logger::Logger;
/// use std::time::Duration;
///
/// let logger = Logger::builder(directory.path().join("run"))
///     .flush_every(Duration::from_millis(500))
///     .on_error(|error| eprintln!("{error}"))
///     .build()?;
/// logger.add_scalar("loss", 0.5, 1);
/// logger.close()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub struct LoggerBuilder {
    pub(crate) directory: PathBuf,
    pub(crate) limits: Limits,
    pub(crate) flush_every: Duration,
    pub(crate) close_timeout: Duration,
    pub(crate) on_error: Option<OnError>,
    pub(crate) purge_step: Option<i64>,
    pub(crate) filename_suffix: String,
    /// What event files are written to.
    pub(crate) storage: StorageFor,
    logdir: Option<PathBuf>,
    #[cfg(feature = "burn")]
    findings: crate::FindingsConfig,
    #[cfg(feature = "burn")]
    on_finding: Option<crate::findings::OnFinding>,
}

impl LoggerBuilder {
    pub(crate) fn new(directory: PathBuf) -> Self {
        Self {
            directory,
            limits: Limits { commands: 1 << 16, bytes: 256 << 20, wait: Duration::from_secs(1) },
            flush_every: Duration::from_secs(2),
            close_timeout: Duration::from_mins(1),
            on_error: None,
            purge_step: None,
            filename_suffix: String::new(),
            storage: on_disk(),
            logdir: None,
            #[cfg(feature = "burn")]
            findings: crate::FindingsConfig::default(),
            #[cfg(feature = "burn")]
            on_finding: None,
        }
    }

    /// How often the worker makes visible what was logged, whether or not anything more is.
    pub fn flush_every(mut self, period: Duration) -> Self {
        self.flush_every = period;
        self
    }

    /// How many bytes may wait for the worker: tensors, pixels, texts, long tags. Beyond that histograms and images are
    /// shed, and counted in [`Stats::shed`](crate::Stats::shed); texts wait first.
    pub fn queue_bytes(mut self, bytes: usize) -> Self {
        self.limits.bytes = bytes;
        self
    }

    /// How many values may wait for the worker (at least one).
    pub fn queue_len(mut self, values: usize) -> Self {
        self.limits.commands = values.max(1);
        self
    }

    /// How long a scalar or a text waits for room in a full queue before it is dropped and counted: the longest time
    /// that `add_scalar` can take. A thread waits so long once: after that values are dropped at once until there was room
    /// again, so that a disk that stalls for an hour does not hold up a training for an hour.
    pub fn max_wait(mut self, wait: Duration) -> Self {
        self.limits.wait = wait;
        self
    }

    /// How long [`Logger::flush`], [`Logger::sync`], [`Logger::close`] and Drop wait for the worker.
    pub fn close_timeout(mut self, timeout: Duration) -> Self {
        self.close_timeout = timeout;
        self
    }

    /// A function that hears of errors when and where they happen: most often on the worker's thread. Errors that can come
    /// with every value (a full queue, a closed logger) are only counted while another one waits for the next flush.
    pub fn on_error(mut self, on_error: impl Fn(&Error) + Send + Sync + 'static) -> Self {
        self.on_error = Some(Box::new(on_error));
        self
    }

    /// What is looked for in the trainings of this logger, and whether they are stopped; all rules by default, with their
    /// own thresholds.
    #[cfg(feature = "burn")]
    pub fn findings(mut self, findings: crate::FindingsConfig) -> Self {
        self.findings = findings;
        self
    }

    /// A function that hears of each finding when it is first seen, on the worker's thread: for a line on the terminal.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// let builder = nnviz_logger::Logger::builder(directory.path());
    /// let logger = builder.on_finding(|finding| eprintln!("{finding}")).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "burn")]
    pub fn on_finding(mut self, on_finding: impl Fn(&crate::Finding) + Send + Sync + 'static) -> Self {
        self.on_finding = Some(Box::new(on_finding));
        self
    }

    #[cfg(feature = "burn")]
    pub(crate) fn health(&mut self) -> std::sync::Arc<crate::findings::Health> {
        let (findings, on_finding) = (std::mem::take(&mut self.findings), self.on_finding.take());
        std::sync::Arc::new(crate::findings::Health::new(findings, on_finding))
    }

    /// The step from which on this session replaces what older files of its runs hold: the one where a resumed training
    /// goes on. Without it that is the first step after 0 that is logged.
    ///
    /// TensorBoard's slower reader forgets everything at this step and later; the faster one does so for each tag when the
    /// tag is logged again.
    pub fn purge_step(mut self, step: i64) -> Self {
        self.purge_step = Some(step);
        self
    }

    /// A text at the end of the names of event files, such as `.rank0`.
    pub fn filename_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.filename_suffix = suffix.into();
        self
    }

    /// The directory that TensorBoard will be started with, if it is not the one above the run's; the run's own if it is
    /// looked at alone. [`Logger::tensorboard_command`] names it, and hyperparameters of a run that is a logdir by itself
    /// are written in a way of their own.
    pub fn logdir(mut self, logdir: impl Into<PathBuf>) -> Self {
        self.logdir = Some(logdir.into());
        self
    }

    /// The logdir, given or taken from the run's directory.
    pub(crate) fn resolved_logdir(&self) -> PathBuf {
        let above = || self.directory.parent().filter(|parent| *parent != Path::new("")).map(Path::to_path_buf);
        self.logdir.clone().or_else(above).unwrap_or_else(|| PathBuf::from("."))
    }

    /// Makes the directory, begins an event file there and starts the worker.
    ///
    /// # Errors
    /// [`Error::CreateDirectory`], [`Error::NotADirectory`], [`Error::CreateFile`] or [`Error::Write`] when the directory
    /// cannot be used; [`Error::StartWorker`]. That another logger writes there is told as other errors are, and both go on:
    /// [`Error::DirectoryInUse`].
    pub fn build(self) -> Result<Logger, Error> {
        Logger::start(self)
    }
}

impl fmt::Debug for LoggerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { directory, limits, flush_every, close_timeout, purge_step, filename_suffix, logdir, .. } = self;
        f.debug_struct("LoggerBuilder")
            .field("directory", directory)
            .field("limits", limits)
            .field("flush_every", flush_every)
            .field("close_timeout", close_timeout)
            .field("purge_step", purge_step)
            .field("filename_suffix", filename_suffix)
            .field("logdir", logdir)
            .finish_non_exhaustive()
    }
}
