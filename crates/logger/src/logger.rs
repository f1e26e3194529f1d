//! The handle that training code holds.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use nnviz_record::summary::Graph;
use nnviz_record::{Summary, WallTime};

use crate::distribution::{Distribution, Values};
use crate::image::{Pixels, encode_images};
use crate::options::LoggerBuilder;
use crate::stats::Ledger;
use crate::worker::{Command, Entry, Job, Labels, Output, Queue, RunId, Runs, Scalar, Worker};
use crate::{Error, Stats};

/// Logs to the event files of a run, off the calling thread.
///
/// A logger is cheap to clone and to share among threads. Every `add_*` hands its value to the worker and returns: it
/// never fails and never panics. What went wrong is counted ([`stats`](Self::stats)), told to the `on_error` callback, and
/// returned by the next [`flush`](Self::flush) or [`close`](Self::close).
///
/// Steps are how far the training had come. Those of a tag must increase: TensorBoard drops values otherwise, so the
/// logger refuses one that does not and says so.
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
}

/// What the clones of a logger share.
#[derive(Debug)]
struct Shared {
    directory: PathBuf,
    queue: Queue,
    ledger: Arc<Ledger>,
    runs: Arc<Runs>,
    worker: Mutex<Option<JoinHandle<()>>>,
    close_timeout: Duration,
    /// Whether a graph was logged, which the module tree of an attached model must not replace.
    has_graph: AtomicBool,
    #[cfg(feature = "burn")]
    has_layers: AtomicBool,
    #[cfg(feature = "burn")]
    clock: Arc<crate::attach::Clock>,
    #[cfg(feature = "burn")]
    observed: crate::attach::Observed,
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

    pub(crate) fn start(options: LoggerBuilder) -> Result<Self, Error> {
        let LoggerBuilder { directory, limits, flush_every, close_timeout, on_error } = options;
        let ledger = Arc::new(Ledger::new(on_error));
        let runs = Arc::new(Runs::default());
        let run = runs.id(directory.clone());
        let (queue, receiver) = Queue::new(limits, Arc::clone(&ledger));
        let worker = Worker::start(receiver, Arc::clone(&ledger), Arc::clone(&runs), flush_every)?;
        let shared = Shared {
            directory,
            queue,
            ledger,
            runs,
            worker: Mutex::new(Some(worker)),
            close_timeout,
            has_graph: AtomicBool::new(false),
            #[cfg(feature = "burn")]
            has_layers: AtomicBool::new(false),
            #[cfg(feature = "burn")]
            clock: Arc::default(),
            #[cfg(feature = "burn")]
            observed: crate::attach::Observed::default(),
        };
        Ok(Self { shared: Arc::new(shared), run })
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
        Self { shared: Arc::clone(&self.shared), run: self.shared.runs.id(directory) }
    }

    /// The directory of this handle's run.
    pub fn directory(&self) -> PathBuf {
        self.shared.runs.directory(self.run)
    }

    /// The directory that the logger was created with.
    pub fn root_directory(&self) -> &Path {
        &self.shared.directory
    }

    /// Logs a number. TensorBoard keeps it as an `f32`; infinities and NaN are kept too.
    pub fn add_scalar(&self, tag: &str, value: f64, step: i64) {
        let wall_time = SystemTime::now().into();
        self.shared.queue.send_scalar(Scalar { run: self.run, tag: tag.into(), value: value as f32, step, wall_time });
    }

    /// Logs how values are distributed: slices and vectors of numbers, or a tensor of burn (a clone, read by the worker).
    ///
    /// NaN and infinities are not part of the histogram; where there are any, they are counted under `TAG/nan_count` and
    /// `TAG/inf_count`. No values at all are an empty histogram.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// logger.add_histogram("weights", &[0.1_f32, -0.2, 0.7][..], 1);
    /// logger.add_histogram("lengths", vec![3_i64, 5, 8], 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_histogram(&self, tag: &str, values: impl Into<Values>, step: i64) {
        let values = values.into();
        let name = tag.to_owned();
        self.send_heavy(tag, step, values.byte_len(), move || {
            let mut entries = Vec::new();
            Distribution::of(&values.read()?).push_entries(&name, &mut entries);
            Ok(Output::Entries(entries))
        });
    }

    /// Logs a picture; it is compressed as PNG by the worker.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_logger::Pixels;
    /// let checkers = (0..64).map(|i| if (i + i / 8) % 2 == 0 { 0 } else { 255 }).collect();
    /// logger.add_image("board", Pixels::grey(8, 8, checkers)?, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_image(&self, tag: &str, image: Pixels, step: i64) {
        self.add_images(tag, vec![image], step);
    }

    /// Logs several pictures of one size under one tag; TensorBoard shows them behind a slider.
    pub fn add_images(&self, tag: &str, images: Vec<Pixels>, step: i64) {
        let name = tag.to_owned();
        let bytes = images.iter().map(Pixels::byte_len).sum();
        self.send_heavy(tag, step, bytes, move || {
            let summary = Summary::Image(encode_images(&name, &images)?);
            Ok(Output::Entries(vec![Entry::new(name, summary)]))
        });
    }

    /// Logs a drawing made with plotters, `size` pixels wide and high. It is drawn by the worker, with fonts that need
    /// nothing from the system.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_logger::figure;
    /// let counts = vec![vec![48, 2], vec![1, 49]];
    /// logger.add_figure("confusion", (400, 360), 1, move |area| {
    ///     figure::confusion_matrix(area, &counts, &["cat", "dog"])
    /// });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "figure")]
    pub fn add_figure<F>(&self, tag: &str, size: (u32, u32), step: i64, draw: F)
    where
        F: FnOnce(&crate::figure::Area<'_>) -> Result<(), crate::figure::DrawError> + Send + 'static,
    {
        let name = tag.to_owned();
        let bytes = size.0 as usize * size.1 as usize * 3;
        self.send_heavy(tag, step, bytes, move || {
            let pixels = crate::figure::draw(size, draw)?;
            let summary = Summary::Image(encode_images(&name, &[pixels])?);
            Ok(Output::Entries(vec![Entry::new(name, summary)]))
        });
    }

    /// Logs a text, shown as Markdown (tables too; see
    /// [`markdown_table`](nnviz_record::summary::markdown_table)).
    pub fn add_text(&self, tag: &str, markdown: impl Into<String>, step: i64) {
        let (name, markdown) = (tag.to_owned(), markdown.into());
        let bytes = markdown.len();
        let work = move || Ok(Output::Entries(vec![Entry::new(name, Summary::Text(markdown))]));
        self.shared.queue.send_light_job(self.job(tag, step, bytes, work));
    }

    /// Logs a graph that was made elsewhere as the graph of this run. The graph of a burn model is made by
    /// `add_graph`.
    pub fn add_graph_def(&self, graph: Graph) {
        self.shared.has_graph.store(true, Relaxed);
        self.shared.queue.send_light_job(self.job("graph", 0, 0, move || Ok(Output::Graph(graph))));
    }

    /// How TensorBoard presents a tag of this run: a name to show instead of the tag, and a description in Markdown.
    /// Counts if it comes before the first value of the tag.
    pub fn describe(&self, tag: &str, display_name: &str, description: &str) {
        let labels = Labels { display_name: display_name.to_owned(), description: description.to_owned() };
        self.shared.queue.send_description(Command::Describe { run: self.run, tag: tag.to_owned(), labels });
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

    /// Writes everything and ends the worker, for all clones of the logger. What is logged after is counted as lost.
    ///
    /// # Errors
    /// As for [`flush`](Self::flush).
    pub fn close(&self) -> Result<(), Error> {
        self.shared.close()
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

    #[cfg(feature = "burn")]
    pub(crate) fn report(&self, error: Error) {
        self.shared.ledger.report(error);
    }

    /// A handle to the root run, whichever run this one is for.
    #[cfg(feature = "burn")]
    pub(crate) fn root(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), run: RunId::ROOT }
    }

    pub(crate) fn send_heavy<F>(&self, tag: &str, step: i64, bytes: usize, work: F)
    where
        F: FnOnce() -> Result<Output, Error> + Send + 'static,
    {
        self.shared.queue.send_heavy_job(self.job(tag, step, bytes, work));
    }

    fn job<F>(&self, tag: &str, step: i64, bytes: usize, work: F) -> Job
    where
        F: FnOnce() -> Result<Output, Error> + Send + 'static,
    {
        let wall_time: WallTime = SystemTime::now().into();
        Job { run: self.run, tag: tag.to_owned(), step, wall_time, bytes, work: Box::new(work) }
    }
}

impl Shared {
    /// Asks the worker, waits for its answer, and hands out the errors so far.
    fn finish(&self, command: impl FnOnce(crossbeam::channel::Sender<()>) -> Command) -> Result<(), Error> {
        let asked = self.queue.ask(self.close_timeout, command);
        self.ledger.take_errors()?;
        asked.map(drop)
    }

    fn close(&self) -> Result<(), Error> {
        let worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(worker) = worker else { return self.ledger.take_errors() };
        if worker.thread().id() == std::thread::current().id() {
            return Ok(()); // the last clone was dropped by a job: the worker ends by itself
        }
        let asked = self.queue.ask(self.close_timeout, |done| Command::Close { done });
        if asked.is_ok() {
            // It has answered, so it ends at once; panics are caught where they can happen.
            let _ended = worker.join();
        }
        self.ledger.take_errors()?;
        asked.map(drop)
    }
}

/// Writes everything, as `close` does; errors were told to the callback.
impl Drop for Shared {
    fn drop(&mut self) {
        if let Err(error) = self.close() {
            tracing::error!(%error, "nnviz: the logger was dropped with an error that nobody received");
        }
    }
}
