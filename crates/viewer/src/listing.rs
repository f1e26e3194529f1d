//! What a logdir holds, at a glance: runs, tags, kinds, counts, steps.

use nnviz_record::Kind;
use serde_json::{Value, json};

use crate::Logdir;
use crate::series::{Run, Series};

/// A run and its tags.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunListing {
    /// The name of the run.
    pub run: String,
    /// How many event files it has.
    pub event_files: usize,
    /// The tags, in the order in which the files first name them.
    pub tags: Vec<TagListing>,
    /// Whether it has a graph.
    pub has_graph: bool,
    /// Whether it says what settings it was made with.
    pub has_hparams: bool,
}

/// A tag and how much there is of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TagListing {
    /// The tag.
    pub tag: String,
    /// What it holds.
    pub kind: Kind,
    /// How many values.
    pub count: usize,
    /// How many more there were, which later ones superseded.
    pub superseded: usize,
    /// The first and the last step.
    pub steps: Option<(i64, i64)>,
}

impl RunListing {
    /// What a run holds.
    pub fn of(run: &Run) -> Self {
        Self {
            run: run.name.clone(),
            event_files: run.event_files,
            tags: run.series.iter().map(TagListing::of).collect(),
            has_graph: run.graph.is_some() || !run.tagged_graphs.is_empty(),
            has_hparams: run.session.start.is_some(),
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "run": self.run,
            "event_files": self.event_files,
            "graph": self.has_graph,
            "hparams": self.has_hparams,
            "tags": self.tags.iter().map(TagListing::to_json).collect::<Vec<_>>(),
        })
    }
}

impl TagListing {
    fn of(series: &Series) -> Self {
        let data = &series.data;
        Self {
            tag: series.tag.clone(),
            kind: data.kind(),
            count: data.logged(),
            superseded: data.superseded(),
            steps: data.steps(),
        }
    }

    fn to_json(&self) -> Value {
        let (first, last) = self.steps.unzip();
        json!({
            "tag": self.tag,
            "kind": self.kind.plugin_name(),
            "count": self.count,
            "superseded": self.superseded,
            "first_step": first,
            "last_step": last,
        })
    }
}

/// What each run of a logdir holds.
pub fn list(logdir: &Logdir) -> Vec<RunListing> {
    logdir.runs.iter().map(RunListing::of).collect()
}

/// The same for programs: an array of runs.
///
/// ```
/// let logdir = nnviz_viewer::Logdir::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/corpus/torch"))?;
/// let json = nnviz_viewer::listing::to_json(&nnviz_viewer::listing::list(&logdir));
/// assert_eq!(json[0]["run"], ".");
/// # Ok::<(), nnviz_viewer::Error>(())
/// ```
pub fn to_json(runs: &[RunListing]) -> Value {
    runs.iter().map(RunListing::to_json).collect()
}
