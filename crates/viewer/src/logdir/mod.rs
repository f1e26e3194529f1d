//! From a logdir to runs: the directories are walked, the event files of each are read in the order of their names, and
//! their values are gathered by tag.
//!
//! Any writer's files will do. What cannot be read never stops the rest: it becomes a [`Gap`], and the report says so.

mod discover;
mod embeddings;
mod file_gaps;
mod gap;
mod load;
mod run_metadata;

use std::path::{Path, PathBuf};

pub use gap::{Gap, Missing};

use crate::Error;
use crate::series::Run;

/// A logdir, read whole.
///
/// ```
/// # use nnviz_record::{Kind, Summary, WallTime, event_file::EventFileWriter};
/// # let runs = tempfile::tempdir()?;
/// # let file = std::fs::File::create(runs.path().join("events.out.tfevents.0000000001.host.1.0"))?;
/// # let mut writer = EventFileWriter::new(file, WallTime::EPOCH, "example")?;
/// # writer.write_summary(WallTime::EPOCH, 3, vec![Summary::Scalar(0.5).into_value("loss", None)])?;
/// let logdir = nnviz_viewer::Logdir::load(runs.path())?;
/// let run = &logdir.runs[0];
/// assert_eq!((run.name.as_str(), run.steps()), (".", Some((3, 3))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Logdir {
    /// Where it is, as it was given.
    pub path: PathBuf,
    /// The runs, by name.
    pub runs: Vec<Run>,
    /// What could not be read, or is not shown.
    pub gaps: Vec<Gap>,
}

impl Logdir {
    /// Reads every event file at and below `path`.
    ///
    /// All scalars are kept. Of the other kinds a bounded number is, evenly spread over the steps; see
    /// [`TimeSeries`](crate::series::TimeSeries). A run has at most 10,000 tags; values of more are counted as a [`Gap`].
    ///
    /// # Errors
    /// When there is nothing to read: [`Error::Missing`], [`Error::NotADirectory`], [`Error::NoEventFiles`],
    /// [`Error::Read`].
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let mut found = discover::discover(path)?;
        let mut runs = Vec::with_capacity(found.runs.len());
        for (files, (mut run, gaps)) in found.runs.iter().zip(load::load_all(&found.runs)) {
            found.gaps.extend(gaps);
            run.embeddings = embeddings::read(path, &files.name, &mut found.gaps);
            runs.push(run);
        }
        Ok(Self { path: path.to_owned(), runs, gaps: found.gaps })
    }
}
