//! What stops a report from being made. What merely leaves a hole in it is a [`Gap`](crate::logdir::Gap).

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why there is no report.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing is there.
    #[error("`{path}` does not exist; looked there for a directory with event files (`*tfevents*`)", path = .path.display())]
    Missing {
        /// The path that was given.
        path: PathBuf,
    },
    /// A file is there. If it is an event file, its directory is the logdir to name.
    #[error("`{path}` is a file; looked there for a directory with event files: name the directory that it lies in", path = .path.display())]
    NotADirectory {
        /// The path that was given.
        path: PathBuf,
    },
    /// Nothing was logged there, or it is the wrong directory.
    #[error("no event files in `{path}`: looked for names with `tfevents` in {directories} {noun}",
        path = .path.display(), noun = if *.directories == 1 { "directory" } else { "directories" })]
    NoEventFiles {
        /// The directory that was searched.
        path: PathBuf,
        /// How many directories that is, with those below it.
        directories: usize,
    },
    /// The logdir itself cannot be read.
    #[error("cannot read the directory `{path}`: {source}", path = .path.display())]
    Read {
        /// The directory.
        path: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
    /// The report cannot be written; what was there before it is untouched.
    #[error("cannot write the report `{path}`: {source}", path = .path.display())]
    Write {
        /// Where the report was to go.
        path: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
    /// The template could not be filled in.
    #[error("cannot render the report: {0}")]
    Render(#[from] askama::Error),
}

impl Error {
    /// Whether the logdir is at fault: there is nothing at the path that a report could be made of.
    pub fn is_logdir(&self) -> bool {
        !matches!(self, Self::Write { .. } | Self::Render(_))
    }
}
