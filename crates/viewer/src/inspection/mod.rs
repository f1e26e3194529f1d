//! What lies in event files, whatever it means: events, tags and steps by kind, and damage by offset.
//!
//! This is what `tensorboard --inspect` tells, a file at a time. Files are read as a stream: memory grows with the number
//! of tags and of damaged stretches that are told, not with the length of a file.

mod json;
mod read;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use json::to_json;

use crate::Error;
use crate::logdir::{LoadOptions, event_files};

/// How many stretches of damage of a file are told one by one; all are counted.
pub const MOST_DAMAGE: usize = 100;

/// What lies in one event file.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct FileInspection {
    /// The run that the file belongs to.
    pub run: String,
    /// Where the file is.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// How many events could be read.
    pub events: usize,
    /// The version that it begins with; `brain.Event:2` for every file of today.
    pub version: Option<String>,
    /// The program that wrote it, if it says.
    pub writer: Option<String>,
    /// The wall times of the first and the last event, in seconds since the Unix epoch.
    pub wall_times: Option<(f64, f64)>,
    /// By kind of event: how many, and at which steps.
    pub kinds: BTreeMap<&'static str, Steps>,
    /// By tag: its kind, how many values, and at which steps.
    pub tags: BTreeMap<String, TagInspection>,
    /// Bytes that cannot be read; the first [`MOST_DAMAGE`] stretches.
    pub damage: Vec<Damage>,
    /// How many stretches there are.
    pub damaged_stretches: usize,
    /// Why the file could not be read to its end: it ends inside a record, or the file system failed.
    pub end: Option<String>,
}

/// What lies in a file under one tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TagInspection {
    /// The plugin that its first value names, or else what its values are.
    pub kind: String,
    /// How many values, and at which steps.
    pub steps: Steps,
}

/// The steps of events, in the order of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Steps {
    /// How many events.
    pub count: usize,
    /// The first one's step.
    pub first: i64,
    /// The last one's.
    pub last: i64,
    /// The least step.
    pub min: i64,
    /// The greatest.
    pub max: i64,
    /// How many have a step that is less than the one before.
    pub out_of_order: usize,
}

/// Bytes of a file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Damage {
    /// Where they begin.
    pub offset: u64,
    /// How many they are.
    pub bytes: u64,
    /// What is wrong.
    pub error: String,
}

impl Steps {
    fn take(&mut self, step: i64) {
        if self.count == 0 {
            *self = Self { first: step, last: step, min: step, max: step, ..*self };
        }
        self.out_of_order += usize::from(step < self.last);
        *self = Self { count: self.count + 1, last: step, min: self.min.min(step), max: self.max.max(step), ..*self };
    }
}

impl FileInspection {
    /// Whether all of the file could be read.
    pub fn is_whole(&self) -> bool {
        self.damaged_stretches == 0 && self.end.is_none()
    }
}

/// Looks into the event files at and below `logdir`, or into `logdir` itself if it is an event file.
///
/// ```
/// # let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/corpus/damaged");
/// let files = nnviz_viewer::inspection::inspect(corpus, &Default::default())?;
/// let flipped = files.iter().find(|file| file.path.ends_with("flipped-bit-in-data.tfevents"));
/// assert_eq!(flipped.map(|file| file.damaged_stretches), Some(1));
/// # Ok::<(), nnviz_viewer::Error>(())
/// ```
///
/// # Errors
/// When there is nothing to read: [`Error::Missing`], [`Error::NoEventFiles`], [`Error::Read`].
pub fn inspect(logdir: impl AsRef<Path>, options: &LoadOptions) -> Result<Vec<FileInspection>, Error> {
    let files = event_files(logdir.as_ref(), options)?;
    Ok(files.into_iter().map(|(run, path)| read::file(run, path, options)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_counted_as_they_come() {
        let mut steps = Steps::default();
        for step in [4, 9, 2, 2, 7] {
            steps.take(step);
        }
        assert_eq!(steps, Steps { count: 5, first: 4, last: 7, min: 2, max: 9, out_of_order: 1 });
    }
}
