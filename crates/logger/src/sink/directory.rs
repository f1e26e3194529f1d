//! The directory of a run: made when needed, held by one logger, filled with event files.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use nnviz_record::event_file::{EventFileName, create_event_file};

use super::{Sink, file::FileSink};
use crate::Error;

/// Held by the logger that writes to a directory. The system lets go of it when the process ends, however it ends.
const LOCK_FILE: &str = ".nnviz.lock";

/// A directory that this logger alone writes to.
#[derive(Debug)]
pub(crate) struct RunDirectory {
    path: PathBuf,
    /// Kept open for its lock; `None` where the file system has no locks.
    _lock: Option<File>,
}

impl RunDirectory {
    /// Makes the directory if there is none, and claims it.
    pub(crate) fn claim(path: &Path) -> Result<Self, Error> {
        let path = path.to_path_buf();
        if let Err(source) = fs::create_dir_all(&path) {
            return Err(match first_file(&path) {
                Some(path) => Error::NotADirectory { path },
                None => Error::CreateDirectory { path, source },
            });
        }
        let lock = lock(&path)?;
        Ok(Self { path, _lock: lock })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a new event file, later by name than all that are there.
    pub(crate) fn create_file(&self, suffix: &str) -> Result<Box<dyn Sink>, Error> {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let name = EventFileName {
            seconds,
            host: host_name(),
            process: std::process::id(),
            unique: 0,
            suffix: suffix.to_owned(),
        };
        match create_event_file(&self.path, name) {
            Ok((_, file)) => Ok(Box::new(FileSink::new(file))),
            Err(source) => Err(Error::CreateFile { path: self.path.clone(), source }),
        }
    }
}

/// The part of a path that is a file where a directory should be.
fn first_file(path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|part| part.is_file()).map(Path::to_path_buf)
}

fn lock(directory: &Path) -> Result<Option<File>, Error> {
    let path = directory.join(LOCK_FILE);
    let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    let mut file = open.map_err(|source| Error::CreateFile { path: directory.to_path_buf(), source })?;
    match file.try_lock() {
        Ok(()) => {
            // Only to name the process in a message, so a failure changes nothing.
            let _named =
                file.set_len(0).and_then(|()| file.rewind()).and_then(|()| write!(file, "{}", std::process::id()));
            Ok(Some(file))
        }
        Err(TryLockError::WouldBlock) => {
            let mut id = String::new();
            let read = file.read_to_string(&mut id);
            let process = read.ok().and_then(|_| id.trim().parse().ok());
            Err(Error::DirectoryInUse { path: directory.to_path_buf(), process })
        }
        // Some network file systems have no locks: one logger a directory is then the user's care.
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// The name of this machine, for the names of event files; it tells people where a file came from, no more.
fn host_name() -> String {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let name = name.or_else(|| std::env::var("HOSTNAME").ok()).or_else(|| std::env::var("COMPUTERNAME").ok());
    let name: String = name.unwrap_or_default().trim().chars().filter(|c| c.is_alphanumeric() || *c == '-').collect();
    if name.is_empty() { "localhost".to_owned() } else { name }
}
