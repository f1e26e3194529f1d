//! What is handed to the worker.

use crossbeam::channel::Sender;
use nnviz_record::Summary;
use nnviz_record::WallTime;
use nnviz_record::proto::Event;
use nnviz_record::summary::{Experiment, Graph, Layout, SessionStart, SessionState};

use super::scalars::Scalars;
use crate::embedding::EmbeddingFiles;
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
