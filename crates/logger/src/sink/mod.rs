//! Where records go: a file on disk, or memory in a test.

mod directory;
mod file;
mod projector;

use std::io;

pub(crate) use directory::RunDirectory;
pub(crate) use projector::Projector;

/// Takes whole records, and never leaves half of one behind another.
pub(crate) trait Sink: Send {
    /// Writes whole records. After an error nothing of `records` is in the sink, so that they can be tried again.
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
}
