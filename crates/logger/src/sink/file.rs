//! An event file that ends with a whole record, whatever happens.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

use super::{Sink, WriteError};

/// A file, and how much of it is whole.
pub(super) struct FileSink<F = File> {
    file: F,
    whole: u64,
}

/// What is needed of a file; a test has one that fails.
pub(super) trait Storage: Write + Send {
    fn cut_back(&mut self, len: u64) -> io::Result<()>;
    fn sync(&mut self) -> io::Result<()>;
}

impl Storage for File {
    fn cut_back(&mut self, len: u64) -> io::Result<()> {
        self.set_len(len)?;
        self.seek(SeekFrom::Start(len)).map(drop)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

impl<F: Storage> FileSink<F> {
    /// A sink over an empty file.
    pub(super) fn new(file: F) -> Self {
        Self { file, whole: 0 }
    }
}

impl<F: Storage> Sink for FileSink<F> {
    fn write(&mut self, records: &[u8]) -> Result<(), WriteError> {
        match self.file.write_all(records) {
            Ok(()) => {
                self.whole += records.len() as u64;
                Ok(())
            }
            // TensorBoard takes all that follows a torn record for lost, so what was written of it is cut off.
            Err(error) => match self.file.cut_back(self.whole) {
                Ok(()) => Err(WriteError::Retry(error)),
                Err(_) => Err(WriteError::Broken(error)),
            },
        }
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.sync()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Storage of limited size, as a full disk is.
    struct Full {
        bytes: Vec<u8>,
        limit: usize,
        cuts: bool,
    }

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let room = self.limit - self.bytes.len();
            if room == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            let taken = room.min(bytes.len());
            self.bytes.extend_from_slice(&bytes[..taken]);
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Storage for Full {
        fn cut_back(&mut self, len: u64) -> io::Result<()> {
            if !self.cuts {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            self.bytes.truncate(len as usize);
            Ok(())
        }

        fn sync(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_short_write_is_cut_back_and_tried_again() {
        let mut sink = FileSink::new(Full { bytes: Vec::new(), limit: 8, cuts: true });
        sink.write(b"first").unwrap();
        assert!(matches!(sink.write(b"second"), Err(WriteError::Retry(_))));
        assert_eq!(sink.file.bytes, b"first");
        sink.file.limit = 100;
        sink.write(b"second").unwrap();
        assert_eq!(sink.file.bytes, b"firstsecond");
    }

    #[test]
    fn a_torn_record_that_cannot_be_cut_off_breaks_the_sink() {
        let mut sink = FileSink::new(Full { bytes: Vec::new(), limit: 3, cuts: false });
        assert!(matches!(sink.write(b"first"), Err(WriteError::Broken(_))));
    }
}
