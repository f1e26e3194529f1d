//! The directory of a run: made when needed, held by one logger, filled with event files.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use nnviz_record::event_file::{EventFileName, create_event_file};

use super::{Sink, StorageFor, WriteError, file::FileSink};
use crate::Error;

/// Held by the logger that writes to a directory. The system lets go of it when the process ends, however it ends.
const LOCK_FILE: &str = ".nnviz.lock";

/// A directory that this logger writes to.
#[derive(Debug)]
pub(crate) struct RunDirectory {
    path: PathBuf,
    /// Kept open for its lock; `None` where the file system has no locks, and where another logger has it.
    _lock: Option<File>,
    /// That another logger writes here too, until it is told.
    shared: Option<Error>,
}

impl RunDirectory {
    /// Makes the directory if there is none, and claims it.
    pub(crate) fn claim(path: &Path) -> Result<Self, Error> {
        let path = path.to_path_buf();
        make(&path)?;
        let (lock, shared) = match lock(&path) {
            Lock::Held(file) => (Some(file), None),
            Lock::None => (None, None),
            Lock::Taken { process } => (None, Some(Error::DirectoryInUse { path: path.clone(), process })),
        };
        Ok(Self { path, _lock: lock, shared })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The warning that another logger writes here too; once.
    pub(crate) fn take_warning(&mut self) -> Option<Error> {
        self.shared.take()
    }

    /// Begins a new event file, later by name than all that are there, with the records that open it. If these cannot be
    /// written, no file is left behind.
    pub(crate) fn begin_file(
        &self,
        suffix: &str,
        opening: &[u8],
        storage: &StorageFor,
    ) -> Result<Box<dyn Sink>, Error> {
        make(&self.path)?; // it may have been deleted
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let name = EventFileName {
            seconds,
            host: host_name(),
            process: std::process::id(),
            unique: 0,
            suffix: suffix.to_owned(),
        };
        let created = create_event_file(&self.path, name);
        let (path, file) = created.map_err(|source| Error::CreateFile { path: self.path.clone(), source })?;
        let mut sink = FileSink::new(storage(file));
        match sink.write(opening) {
            Ok(()) => Ok(Box::new(sink)),
            Err(error) => {
                // A disk that is full is tried again and again; each time an empty file would stay.
                let _stays = fs::remove_file(path);
                Err(self.write_error(error))
            }
        }
    }

    /// A failure of one of the directory's files, as it is told.
    pub(crate) fn write_error(&self, error: WriteError) -> Error {
        let path = self.path.clone();
        match error {
            WriteError::Retry(source) | WriteError::Broken(source) => Error::Write { path, source },
            WriteError::Gone => Error::FileRemoved { path },
        }
    }
}

fn make(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|source| match first_file(path) {
        Some(path) => Error::NotADirectory { path },
        None => Error::CreateDirectory { path: path.to_path_buf(), source },
    })
}

/// The part of a path that is a file where a directory should be.
fn first_file(path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|part| part.is_file()).map(Path::to_path_buf)
}

/// What became of the attempt to lock a directory.
enum Lock {
    Held(File),
    /// By another logger; its process, as far as the lock file tells.
    Taken {
        process: Option<u32>,
    },
    /// There are no locks here, as on some network file systems: one logger a directory is then the user's care.
    None,
}

fn lock(directory: &Path) -> Lock {
    let path = directory.join(LOCK_FILE);
    let Ok(mut file) = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path) else {
        return Lock::None;
    };
    match file.try_lock() {
        Ok(()) => {
            // Only to name the process in a message, so a failure changes nothing.
            let _named =
                file.set_len(0).and_then(|()| file.rewind()).and_then(|()| write!(file, "{}", std::process::id()));
            Lock::Held(file)
        }
        Err(TryLockError::WouldBlock) => {
            let mut id = String::new();
            let read = file.read_to_string(&mut id);
            Lock::Taken { process: read.ok().and_then(|_| id.trim().parse().ok()) }
        }
        Err(TryLockError::Error(_)) => Lock::None,
    }
}

/// The name of this machine, for the names of event files; it tells people where a file came from, no more.
fn host_name() -> String {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let name = name.or_else(|| std::env::var("HOSTNAME").ok()).or_else(|| std::env::var("COMPUTERNAME").ok());
    let name: String = name.unwrap_or_default().trim().chars().filter(|c| c.is_alphanumeric() || *c == '-').collect();
    if name.is_empty() { "localhost".to_owned() } else { name }
}
