//! What is handed to the worker.

use std::sync::atomic::Ordering::Relaxed;

use crossbeam::channel::Sender;
use nnviz_record::Summary;
use nnviz_record::WallTime;
use nnviz_record::proto::Event;
use nnviz_record::summary::{Experiment, Graph, Layout, SessionStart, SessionState};

use super::runs::RunId;
use super::scalars::Scalars;
use crate::embedding::EmbeddingFiles;
use crate::stats::Ledger;
use crate::{Error, Step};

/// One message to the worker.
pub(crate) enum Command {
    /// Numbers: the hot path.
    Scalars(Scalars),
    /// Work that ends in values.
    Job(Box<Job>),
    /// How a tag is presented, to go with its first value.
    Describe { run: RunId, tag: String, labels: Labels },
    /// Make everything before visible to readers (or put it on the disk), then answer.
    Flush { sync: bool, done: Sender<()> },
    /// The same, and end.
    Close { state: SessionState, done: Sender<()> },
}

/// What a worker that has ended, or a queue that has no room, makes of a command.
impl Command {
    /// How much memory it holds while it waits, as far as that is worth counting.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Scalars(scalars) => scalars.bytes(),
            Self::Job(job) => job.bytes,
            Self::Describe { tag, labels, .. } => described_bytes(tag, labels),
            Self::Flush { .. } | Self::Close { .. } => 0,
        }
    }

    /// The tag and step of the one value in it, or the last of several.
    pub(super) fn into_value(self) -> Option<(String, Step)> {
        match self {
            Self::Scalars(scalars) => scalars.iter().last().map(|scalar| (scalar.tag.to_owned(), scalar.step)),
            Self::Job(job) => Some((job.tag, job.step)),
            Self::Describe { .. } | Self::Flush { .. } | Self::Close { .. } => None,
        }
    }

    /// How many values it holds; a job counts as one.
    fn values(&self) -> usize {
        match self {
            Self::Scalars(scalars) => scalars.len(),
            Self::Job(_) => 1,
            Self::Describe { .. } | Self::Flush { .. } | Self::Close { .. } => 0,
        }
    }

    /// Counts as lost what was in the queue when the worker was gone.
    pub(super) fn discard(self, ledger: &Ledger) {
        ledger.queued_bytes.fetch_sub(self.bytes() as u64, Relaxed);
        ledger.lost.fetch_add(self.values() as u64, Relaxed);
        if let Some((tag, step)) = self.into_value() {
            ledger.report_repeated(Error::Closed { tag, step });
        }
    }
}

/// What a tag and its labels hold while they wait.
pub(super) fn described_bytes(tag: &str, labels: &Labels) -> usize {
    tag.len() + labels.display_name.len() + labels.description.len()
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
    /// Values that go into one event, and what was seen of a model with them.
    #[cfg(feature = "burn")]
    Look { entries: Vec<Entry>, look: crate::findings::Look },
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
