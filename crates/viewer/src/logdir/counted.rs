//! A file that says how much of it has been read.

use std::fs::File;
use std::io::{self, Read};

use super::Progress;

/// A file whose bytes are counted as they are read.
pub(crate) struct Counted<'a> {
    pub(crate) file: &'a File,
    pub(crate) progress: &'a Progress,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = (&mut &*self.file).read(buffer)?;
        self.progress.add_read(count as u64);
        Ok(count)
    }
}
