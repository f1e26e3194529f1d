//! Where records go: a file on disk, or one that fails on purpose in a test.

mod directory;
mod file;
mod projector;
mod storage;

use std::io;

pub(crate) use directory::RunDirectory;
pub(crate) use projector::Projector;
#[cfg(test)]
pub(crate) use storage::EventFile;
pub(crate) use storage::{Storage, StorageFor, on_disk};

/// Takes whole records, and never leaves half of one behind another.
pub(crate) trait Sink: Send {
    /// Writes whole records. After an error nothing of `records` is in the sink, so that they can be tried again; a sink
    /// that broke or is gone may hold a part of them, and must not be used again.
    fn write(&mut self, records: &[u8]) -> Result<(), WriteError>;

    /// Puts everything on the disk itself.
    fn sync(&mut self) -> io::Result<()>;
}

/// Why records were not written.
#[derive(Debug)]
pub(crate) enum WriteError {
    /// Nothing of them is in the sink; the next attempt may succeed.
    Retry(io::Error),
    /// A part of a record may be left in the sink: it must not be used again.
    Broken(io::Error),
    /// The file was removed: what is written to it, nobody can read.
    Gone,
}
