//! Whether a logdir has changed since it was read.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::discover;
use crate::Error;

/// Which event files there are, how long they are and when they were written. Two that are equal are of the same values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp(Vec<(PathBuf, u64, Option<SystemTime>)>);

impl Stamp {
    /// The stamp of some logdirs now; of one without event files an empty one.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::NotADirectory`], [`Error::Read`].
    pub fn of(logdirs: &[impl AsRef<Path>]) -> Result<Self, Error> {
        let mut files = Vec::new();
        for logdir in logdirs {
            match discover::discover(logdir.as_ref()) {
                Err(Error::NoEventFiles { .. }) => {}
                found => files.extend(found?.runs.into_iter().flat_map(|run| run.files)),
            }
        }
        let stamped = files.into_iter().map(|path| {
            let metadata = path.metadata().ok();
            let (len, changed) = metadata.map_or((0, None), |it| (it.len(), it.modified().ok()));
            (path, len, changed)
        });
        Ok(Self(stamped.collect()))
    }

    /// Whether there is no event file.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
