//! From a logdir to runs: the directories are walked, the event files of each are read in the order of their names, and
//! their values are gathered by tag.
//!
//! Any writer's files will do. What cannot be read never stops the rest: it becomes a [`Gap`], and the report says so.

mod ahead;
mod chunks;
mod counted;
mod discover;
mod embeddings;
mod file_gaps;
mod follow;
mod gap;
mod options;
mod reader;
mod restarts;
mod run_loader;
mod run_metadata;
mod run_reader;
mod samples;
mod stamp;

use std::path::{Path, PathBuf};

pub(crate) use chunks::{Chunk, Chunks};
pub(crate) use counted::Counted;
pub use follow::{Follower, NewScalar};
pub use gap::{Gap, Missing};
pub use options::{Duplicates, Keep, LoadOptions, Progress, StepOrder};
pub use reader::LogdirReader;
pub use samples::{SCALARS_OF_ALL, Samples};
pub use stamp::Stamp;

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
        Self::load_with(path, &LoadOptions::default())
    }

    /// Reads what `options` ask for.
    ///
    /// # Errors
    /// Those of [`load`](Self::load), and [`Error::NoRuns`] when no run has a name that is asked for.
    pub fn load_with(path: impl AsRef<Path>, options: &LoadOptions) -> Result<Self, Error> {
        Self::load_several(&[path.as_ref().to_owned()], options)
    }

    /// Reads several logdirs as one: each run has the path of its logdir before its name, unless there is one logdir only.
    ///
    /// # Errors
    /// Those of [`load_with`](Self::load_with), for the first logdir that cannot be read.
    pub fn load_several(paths: &[PathBuf], options: &LoadOptions) -> Result<Self, Error> {
        let mut reader = LogdirReader::new(paths, options.clone());
        reader.read()?;
        Ok(reader.into_logdir())
    }
}

/// The event files that `options` ask for, each with its run; `path` may be one of them.
pub(crate) fn event_files(path: &Path, options: &LoadOptions) -> Result<Vec<(String, PathBuf)>, Error> {
    let files = match discover::discover(path) {
        Err(Error::NotADirectory { path }) => vec![(".".to_owned(), path)],
        found => {
            let runs = found?.runs.into_iter().filter(|run| options.selection.takes_run(&run.name));
            runs.flat_map(|run| run.files.into_iter().map(move |file| (run.name.clone(), file))).collect()
        }
    };
    let sizes = files.iter().filter_map(|(_, file)| file.metadata().ok());
    options.progress.add_total(sizes.map(|metadata| metadata.len()).sum());
    Ok(files)
}
