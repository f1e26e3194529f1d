//! How a logdir is read: what of it, by whose rules, and how much is kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::Samples;
use crate::select::Selection;

/// How a logdir is read.
///
/// ```
/// use nnviz_viewer::logdir::{Keep, LoadOptions, StepOrder};
/// let options = LoadOptions { keep: Keep::Everything, order: StepOrder::Slow, ..LoadOptions::default() };
/// # assert_eq!(options.progress.read(), 0);
/// ```
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// The runs and tags that are read; the others are passed by.
    pub selection: Selection,
    /// What becomes of steps that do not grow.
    pub order: StepOrder,
    /// How many values of a tag are kept.
    pub keep: Keep,
    /// What [`Keep::ForReport`] keeps of a tag.
    pub samples: Samples,
    /// Whether each event file of a run is a run of its own, as the parts of a training that was restarted are: `train`,
    /// `train#2`, `train#3`.
    pub split_files: bool,
    /// Where the reader says how far it is.
    pub progress: Arc<Progress>,
}

/// What becomes of steps that do not grow: training that went on from a checkpoint, or values out of order.
///
/// TensorBoard has two readers, and they disagree; see "Restarts" in the README of this crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepOrder {
    /// As TensorBoard's default reader (`--load_fast=true`): a step ends all that its tag had at that step and later.
    #[default]
    Fast,
    /// As its older reader (`--load_fast=false`): all is kept as it lies in the files, and the start of a session, from
    /// the second one of a run on, ends all that the run had at that step and later.
    Slow,
    /// As neither: the values of a file are put in the order of their steps, the last one of a step counts, and the first
    /// step of a later file ends what the files before it said.
    Sorted,
    /// As neither: nothing ends what came before. The values of all files of a run are put in the order of their steps, those
    /// of one step in the order of their wall times, and one of each step is left.
    Merged(Duplicates),
}

/// Which of several values of one step is left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Duplicates {
    /// The latest.
    #[default]
    Last,
    /// The earliest.
    First,
    /// Of numbers the mean; of all else the latest.
    Mean,
}

/// How many values of a tag are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// What a report has room for: see [`Samples`].
    #[default]
    ForReport,
    /// Every scalar, and of the other kinds the last value: enough to count, list and compare.
    Scalars,
    /// Everything. Memory grows with the logdir.
    Everything,
}

/// How far the reading is, in bytes; shared with whoever wants to know.
#[derive(Debug, Default)]
pub struct Progress {
    total: AtomicU64,
    read: AtomicU64,
}

impl Progress {
    /// How many bytes there are to read, as far as is known yet.
    pub fn total(&self) -> u64 {
        self.total.load(Relaxed)
    }

    /// How many of them have been read.
    pub fn read(&self) -> u64 {
        self.read.load(Relaxed)
    }

    pub(super) fn add_total(&self, bytes: u64) {
        self.total.fetch_add(bytes, Relaxed);
    }

    pub(super) fn add_read(&self, bytes: u64) {
        self.read.fetch_add(bytes, Relaxed);
    }
}
