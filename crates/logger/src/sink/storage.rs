//! What an event file needs of the disk, so that a test can stand a failing disk in its place.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::sync::Arc;

/// Bytes that can be appended to, cut back, and put on the disk.
pub(crate) trait Storage: Write + Send {
    /// Makes the storage end after `len` bytes, where writing goes on.
    fn cut_back(&mut self, len: u64) -> io::Result<()>;

    /// Puts everything on the disk itself.
    fn sync(&mut self) -> io::Result<()>;

    /// Whether a reader can still find it: a file that was deleted takes bytes as if nothing had happened.
    fn is_there(&self) -> bool;
}

/// A file on disk.
pub(crate) type EventFile = File;

/// Makes the storage of a new event file.
pub(crate) type StorageFor = Arc<dyn Fn(EventFile) -> Box<dyn Storage> + Send + Sync>;

/// The file itself.
pub(crate) fn on_disk() -> StorageFor {
    Arc::new(|file| Box::new(file))
}

impl Storage for EventFile {
    fn cut_back(&mut self, len: u64) -> io::Result<()> {
        self.set_len(len)?;
        self.seek(SeekFrom::Start(len)).map(drop)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }

    /// A file that was moved keeps its name somewhere, and is written on.
    #[cfg(unix)]
    fn is_there(&self) -> bool {
        use std::os::unix::fs::MetadataExt as _;
        self.metadata().map_or(true, |metadata| metadata.nlink() > 0)
    }

    /// Other systems do not let go of an open file.
    #[cfg(not(unix))]
    fn is_there(&self) -> bool {
        true
    }
}
