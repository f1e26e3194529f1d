//! An event file that ends with a whole record, whatever happens.

use std::io;

use super::{Sink, Storage, WriteError};

/// A file, and how much of it is whole.
pub(super) struct FileSink {
    storage: Box<dyn Storage>,
    whole: u64,
}

impl FileSink {
    /// A sink over an empty file.
    pub(super) fn new(storage: Box<dyn Storage>) -> Self {
        Self { storage, whole: 0 }
    }

    /// Writes on through short writes and interruptions; returns how many bytes were taken before an error.
    fn append(&mut self, mut bytes: &[u8]) -> Result<(), (usize, io::Error)> {
        let len = bytes.len();
        while !bytes.is_empty() {
            match self.storage.write(bytes) {
                Ok(0) => return Err((len - bytes.len(), io::ErrorKind::WriteZero.into())),
                Ok(taken) => bytes = &bytes[taken..],
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err((len - bytes.len(), error)),
            }
        }
        Ok(())
    }
}

impl Sink for FileSink {
    fn write(&mut self, records: &[u8]) -> Result<(), WriteError> {
        if !self.storage.is_there() {
            return Err(WriteError::Gone);
        }
        match self.append(records) {
            Ok(()) => {
                self.whole += records.len() as u64;
                Ok(())
            }
            Err((0, error)) => Err(WriteError::Retry(error)),
            // TensorBoard takes all that follows a torn record for lost, so what was written of it is cut off.
            Err((_, error)) => match self.storage.cut_back(self.whole) {
                Ok(()) => Err(WriteError::Retry(error)),
                Err(_) => Err(WriteError::Broken(error)),
            },
        }
    }

    fn sync(&mut self) -> io::Result<()> {
        self.storage.sync()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    /// Storage of limited size, as a full disk is, that takes five bytes at a time.
    #[derive(Clone)]
    struct Full {
        bytes: Arc<Mutex<Vec<u8>>>,
        limit: usize,
        cuts: bool,
    }

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut held = self.bytes.lock().unwrap();
            let taken = bytes.len().min(5).min(self.limit - held.len());
            if taken == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            held.extend_from_slice(&bytes[..taken]);
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
            self.bytes.lock().unwrap().truncate(len as usize);
            self.limit = 100; // and the disk is freed
            Ok(())
        }

        fn sync(&mut self) -> io::Result<()> {
            Ok(())
        }

        fn is_there(&self) -> bool {
            true
        }
    }

    fn full(limit: usize, cuts: bool) -> (FileSink, Arc<Mutex<Vec<u8>>>) {
        let bytes = Arc::default();
        (FileSink::new(Box::new(Full { bytes: Arc::clone(&bytes), limit, cuts })), bytes)
    }

    #[test]
    fn a_short_write_is_cut_back_and_tried_again() {
        let (mut sink, bytes) = full(8, true);
        sink.write(b"first").unwrap();
        assert!(matches!(sink.write(b"second"), Err(WriteError::Retry(_))));
        assert_eq!(*bytes.lock().unwrap(), b"first");
        sink.write(b"second").unwrap();
        assert_eq!(*bytes.lock().unwrap(), b"firstsecond");
    }

    #[test]
    fn a_torn_record_that_cannot_be_cut_off_breaks_the_sink() {
        let (mut sink, _) = full(3, false);
        assert!(matches!(sink.write(b"first"), Err(WriteError::Broken(_))));
    }

    #[test]
    fn nothing_needs_to_be_cut_off_where_nothing_was_taken() {
        let (mut sink, _) = full(0, false);
        assert!(matches!(sink.write(b"first"), Err(WriteError::Retry(_))));
    }
}
