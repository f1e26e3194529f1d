//! The names of event files.
//!
//! ```text
//!  events.out.tfevents.{seconds:010}.{host}.{process}.{unique}{suffix}
//! ```
//!
//! TensorBoard sorts by name, so the seconds decide the order; they are the Unix time, moved on past every file that is
//! there already (`tensorboard/summary/writer/event_file_writer.py` has the same parts).

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

const PREFIX: &str = "events.out.tfevents.";

/// Whether TensorBoard takes a file of this name for an event file.
pub fn is_event_file_name(name: &str) -> bool {
    name.contains("tfevents") && !name.ends_with(".profile-empty")
}

/// The parts of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFileName {
    /// Unix time, in seconds: the order of the files of a directory.
    pub seconds: u64,
    /// The name of the machine.
    pub host: String,
    /// The process.
    pub process: u32,
    /// Tells files of one process and second apart.
    pub unique: u32,
    /// Anything that a writer wants to tell by the name.
    pub suffix: String,
}

impl fmt::Display for EventFileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seconds, host, process, unique, suffix } = self;
        write!(f, "{PREFIX}{seconds:010}.{host}.{process}.{unique}{suffix}")
    }
}

/// Creates a new event file in `directory`, later by name than every event file there, and never an existing one.
///
/// `name` is what the file would be called in an empty directory.
///
/// # Errors
/// What the file system says: the directory is missing, is not to be written to, ….
pub fn create_event_file(directory: &Path, mut name: EventFileName) -> io::Result<(PathBuf, File)> {
    if let Some(latest) = latest_seconds(directory)? {
        name.seconds = name.seconds.max(latest.saturating_add(1));
    }
    loop {
        let path = directory.join(name.to_string());
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            // Another process was faster in this very second: move on.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => name.unique += 1,
            opened => return opened.map(|file| (path, file)),
        }
    }
}

/// The seconds in the latest name of a directory's event files.
fn latest_seconds(directory: &Path) -> io::Result<Option<u64>> {
    let mut latest = None;
    for entry in fs::read_dir(directory)? {
        let name = entry?.file_name();
        let seconds = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.split('.').next()?.parse().ok());
        latest = latest.max(seconds);
    }
    Ok(latest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_sorts_after_every_file_that_is_there() {
        let directory = tempfile::tempdir().unwrap();
        let name = |process| EventFileName {
            seconds: 1_700_000_000,
            host: "box".into(),
            process,
            unique: 0,
            suffix: ".suffix".into(),
        };
        // A restart within the second, with a process number that sorts before the old one.
        let (first, _) = create_event_file(directory.path(), name(999)).unwrap();
        let (second, _) = create_event_file(directory.path(), name(1000)).unwrap();
        let (third, _) = create_event_file(directory.path(), name(1000)).unwrap();
        assert!(first < second && second < third, "{first:?} {second:?} {third:?}");
        assert!(is_event_file_name(first.file_name().unwrap().to_str().unwrap()));
    }
}
