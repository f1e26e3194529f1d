//! What is handed to the worker.

use std::sync::atomic::Ordering::Relaxed;

use crossbeam::channel::Sender;
use nnviz_record::Summary;
use nnviz_record::WallTime;
use nnviz_record::proto::Event;
use nnviz_record::summary::{Experiment, Graph, Layout, SessionStart, SessionState};

use crate::embedding::EmbeddingFiles;
use crate::stats::Ledger;
use crate::{Error, Step};

/// Which of the logger's runs: an index into its list of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RunId(pub(crate) usize);

impl RunId {
    /// The run that the logger was created for.
    pub(crate) const ROOT: Self = Self(0);
}

/// One message to the worker.
pub(crate) enum Command {
    /// A number: the hot path.
    Scalar(Scalar),
    /// Work that ends in values.
    Job(Box<Job>),
    /// How a tag is presented, to go with its first value.
    Describe { run: RunId, tag: String, labels: Labels },
    /// Make everything before visible to readers (or put it on the disk), then answer.
    Flush { sync: bool, done: Sender<()> },
    /// The same, and end.
    Close { state: SessionState, done: Sender<()> },
}

/// Tags up to this length are small beside the queue itself, and not counted.
const LONG_TAG: usize = 128;

impl Command {
    /// How much memory it holds while it waits, as far as that is worth counting.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Scalar(scalar) if scalar.tag.len() <= LONG_TAG => 0,
            Self::Scalar(scalar) => scalar.tag.len(),
            Self::Job(job) => job.bytes,
            Self::Describe { tag, labels, .. } => tag.len() + labels.display_name.len() + labels.description.len(),
            Self::Flush { .. } | Self::Close { .. } => 0,
        }
    }

    /// The tag and step, if it is a value.
    pub(super) fn into_value(self) -> Option<(String, Step)> {
        match self {
            Self::Scalar(scalar) => Some((scalar.tag.into(), scalar.step)),
            Self::Job(job) => Some((job.tag, job.step)),
            Self::Describe { .. } | Self::Flush { .. } | Self::Close { .. } => None,
        }
    }

    /// Counts a value that came after the end.
    pub(super) fn lose(self, ledger: &Ledger) {
        if let Some((tag, step)) = self.into_value() {
            ledger.lost.fetch_add(1, Relaxed);
            ledger.report_repeated(Error::Closed { tag, step });
        }
    }

    /// The same for one that was in the queue.
    pub(super) fn discard(self, ledger: &Ledger) {
        ledger.queued_bytes.fetch_sub(self.bytes() as u64, Relaxed);
        self.lose(ledger);
    }
}

/// A number for a tag at a step.
pub(crate) struct Scalar {
    pub(crate) run: RunId,
    pub(crate) tag: Box<str>,
    pub(crate) value: f32,
    pub(crate) step: Step,
    pub(crate) wall_time: WallTime,
}

/// Work for the worker: reading tensors, counting, drawing, compressing.
pub(crate) struct Job {
    pub(crate) run: RunId,
    /// Names the job in messages.
    pub(crate) tag: String,
    pub(crate) step: Step,
    pub(crate) wall_time: WallTime,
    /// How much memory the job holds while it waits.
    pub(crate) bytes: usize,
    pub(crate) work: Box<dyn FnOnce() -> Result<Output, Error> + Send>,
}

/// What a job made.
pub(crate) enum Output {
    /// Values that go into one event.
    Entries(Vec<Entry>),
    /// Scalars that one chart shows.
    Group { title: String, entries: Vec<Entry> },
    /// Charts that come to those of the run.
    Layout(Layout),
    /// What the run was made with.
    Session(Session),
    /// Points for the projector.
    Embedding(EmbeddingFiles),
    /// The graph of the run.
    Graph(Graph),
    /// An event that is written as it is.
    Event(Event),
}

/// What hyperparameters are logged as.
pub(crate) struct Session {
    pub(crate) start: Option<SessionStart>,
    pub(crate) experiment: Option<Experiment>,
    /// Scalars, at the step after their last one.
    pub(crate) metrics: Vec<Entry>,
}

/// A summary for a tag.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) tag: String,
    pub(crate) summary: Summary,
}

impl Entry {
    pub(crate) fn new(tag: impl Into<String>, summary: Summary) -> Self {
        Self { tag: tag.into(), summary }
    }

    pub(crate) fn scalar(tag: impl Into<String>, value: f64) -> Self {
        Self::new(tag, Summary::Scalar(value as f32))
    }
}

/// How TensorBoard presents a tag.
#[derive(Clone, Debug, Default)]
pub(crate) struct Labels {
    pub(crate) display_name: String,
    /// Markdown.
    pub(crate) description: String,
}
