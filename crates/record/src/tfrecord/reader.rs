//! Reads records from a stream that may be growing, cut short, damaged, or hostile.

use std::io::{self, Read};
use std::mem;
use std::ops::Range;

use thiserror::Error;

use super::RecordBatch;
use super::frame::{FOOTER_LEN, HEADER_LEN, declared_length};
use crate::crc::MaskedCrc;

/// The longest record that a reader accepts unless told otherwise: 1 GiB, half of what protobuf itself can hold.
pub const DEFAULT_MAX_RECORD_LEN: u64 = 1 << 30;

/// How much is asked of the source first; twice as much each time after, so that many small files cost little.
const FIRST_CHUNK: usize = 4 * 1024;

/// How much is asked of the source at most. Memory grows only by bytes that really arrived, never by a declared length.
const CHUNK: usize = 256 * 1024;

/// What stopped a reader, with the offset of the record in the file.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The file ends inside a record: it is still being written, or its writer died. Read again later: the reader keeps
    /// its place and goes on when more bytes are there.
    #[error("the record at byte {offset} is cut short after {available} bytes")]
    Truncated {
        /// Where the record begins.
        offset: u64,
        /// How many of its bytes are there.
        available: usize,
    },
    /// The length does not match its checksum, so the end of the record is unknown. [`TfRecordReader::skip_damage`]
    /// looks for the next whole record.
    #[error("the record at byte {offset} has a damaged length")]
    BadLength {
        /// Where the record begins.
        offset: u64,
    },
    /// The length is guarded by a right checksum, but longer than the reader allows: a hostile file, or a limit set too
    /// low. Nothing was allocated. [`TfRecordReader::skip_damage`] looks for the next record.
    #[error("the record at byte {offset} declares {declared} bytes, more than the limit of {limit}")]
    TooLong {
        /// Where the record begins.
        offset: u64,
        /// The length it declares.
        declared: u64,
        /// The longest length allowed.
        limit: u64,
    },
    /// The data does not match its checksum. [`TfRecordReader::skip_damage`] looks for the next record.
    #[error("the record at byte {offset} has damaged data (checksum {stored:?}, computed {computed:?})")]
    BadData {
        /// Where the record begins.
        offset: u64,
        /// The checksum in the file.
        stored: MaskedCrc,
        /// The checksum of the data as read.
        computed: MaskedCrc,
    },
    /// The source itself failed. Reading again is safe: nothing was lost.
    #[error("reading failed at byte {offset}")]
    Io {
        /// How far the source had been read.
        offset: u64,
        /// What the source said.
        source: io::Error,
    },
}

impl RecordError {
    /// Whether more bytes may mend it: the file may still be being written.
    pub fn is_truncated(&self) -> bool {
        matches!(self, Self::Truncated { .. })
    }

    /// Whether bytes of the file are wrong, so that [`TfRecordReader::skip_damage`] is the way on.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::BadLength { .. } | Self::TooLong { .. } | Self::BadData { .. })
    }
}

/// One record, borrowed from the reader's buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// Where the record begins in the file.
    pub offset: u64,
    /// The record's data, its checksum verified.
    pub data: &'a [u8],
}

impl Record<'_> {
    /// Where the next record begins.
    pub fn end(&self) -> u64 {
        self.offset + (HEADER_LEN + self.data.len() + FOOTER_LEN) as u64
    }
}

/// Where a record lies: unlike [`Record`] it borrows nothing, so that a caller may choose what to do with it.
#[derive(Clone, Debug)]
pub(crate) struct FoundRecord {
    pub(crate) offset: u64,
    /// The data in the reader's buffer.
    pub(super) data: Range<usize>,
}

/// Reads records one by one.
///
/// A growing file is read in two goes:
///
/// ```
/// use nnviz_record::tfrecord::{TfRecordReader, append_record};
/// use std::io::{Cursor, Seek, SeekFrom, Write};
///
/// let mut bytes = Vec::new();
/// append_record(&mut bytes, |data| data.extend_from_slice(b"first"));
/// append_record(&mut bytes, |data| data.extend_from_slice(b"second"));
///
/// let mut reader = TfRecordReader::new(&bytes[..30]); // the second record is cut
/// assert_eq!(reader.read_record()?.map(|record| record.data.to_vec()), Some(b"first".to_vec()));
/// assert!(reader.read_record().unwrap_err().is_truncated());
///
/// *reader.source_mut() = &bytes[30..]; // the rest arrives
/// assert_eq!(reader.read_record()?.map(|record| record.data.to_vec()), Some(b"second".to_vec()));
/// assert_eq!(reader.read_record()?, None);
/// # Ok::<(), nnviz_record::tfrecord::RecordError>(())
/// ```
#[derive(Debug)]
pub struct TfRecordReader<R> {
    source: R,
    /// Bytes that were read and not yet consumed are `buffer[start..]`.
    buffer: Vec<u8>,
    start: usize,
    /// The offset in the file of `buffer[start]`.
    offset: u64,
    /// How much is asked of the source next.
    chunk: usize,
    max_record_len: u64,
}

impl<R: Read> TfRecordReader<R> {
    /// A reader at the beginning of `source`. It buffers by itself.
    pub fn new(source: R) -> Self {
        let max_record_len = DEFAULT_MAX_RECORD_LEN;
        Self { source, buffer: Vec::new(), start: 0, offset: 0, chunk: FIRST_CHUNK, max_record_len }
    }

    /// Sets the longest record that is accepted, in bytes.
    #[must_use]
    pub fn max_record_len(mut self, limit: u64) -> Self {
        self.max_record_len = limit;
        self
    }

    /// The offset in the file of the next record.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The source, to replace or to move it.
    pub fn source_mut(&mut self) -> &mut R {
        &mut self.source
    }

    /// The next record; `None` at the end of the file as it is now. Call again when the file has grown.
    ///
    /// # Errors
    /// [`RecordError`]; each variant says whether and how to go on.
    pub fn read_record(&mut self) -> Result<Option<Record<'_>>, RecordError> {
        let found = self.find_record()?;
        Ok(found.map(|found| self.record(&found)))
    }

    /// The place of the next record, which stays in the buffer until the next call.
    pub(crate) fn find_record(&mut self) -> Result<Option<FoundRecord>, RecordError> {
        if !self.fill(HEADER_LEN)? {
            return if self.available() == 0 { Ok(None) } else { Err(self.truncated()) };
        }
        let data_len = self.data_len()?;
        if !self.fill(HEADER_LEN + data_len + FOOTER_LEN)? {
            return Err(self.truncated());
        }
        self.take_record(data_len).map(Some)
    }

    /// The records that can be read at once, with their bytes: to be decoded elsewhere while the next ones are read.
    /// There is at least one; `None` at the end of the file as it is now.
    ///
    /// # Errors
    /// Those of [`read_record`](Self::read_record). What is wrong behind a whole record is told by the next call.
    pub fn read_batch(&mut self) -> Result<Option<RecordBatch>, RecordError> {
        let Some(first) = self.find_record()? else { return Ok(None) };
        let mut records = vec![first];
        while let Some(next) = self.buffered_record() {
            records.push(next);
        }
        let rest = self.buffer[self.start..].to_vec();
        self.start = 0;
        Ok(Some(RecordBatch { bytes: mem::replace(&mut self.buffer, rest), records }))
    }

    /// The next record, if it is whole and in the buffer already.
    fn buffered_record(&mut self) -> Option<FoundRecord> {
        if self.available() < HEADER_LEN {
            return None;
        }
        let data_len = self.data_len().ok()?;
        if self.available() < HEADER_LEN + data_len + FOOTER_LEN {
            return None;
        }
        self.take_record(data_len).ok()
    }

    /// Steps over the record at the current place, which is in the buffer, if its checksum is right.
    fn take_record(&mut self, data_len: usize) -> Result<FoundRecord, RecordError> {
        let offset = self.offset;
        let record = self.start..self.start + HEADER_LEN + data_len + FOOTER_LEN;
        let data = record.start + HEADER_LEN..record.end - FOOTER_LEN;
        let mut footer = [0; FOOTER_LEN];
        footer.copy_from_slice(&self.buffer[data.end..record.end]);
        let stored = MaskedCrc(u32::from_le_bytes(footer));
        let computed = MaskedCrc::of(&self.buffer[data.clone()]);
        if stored != computed {
            return Err(RecordError::BadData { offset, stored, computed });
        }
        self.consume(record.len());
        Ok(FoundRecord { offset, data })
    }

    /// The record that was found last.
    pub(crate) fn record(&self, found: &FoundRecord) -> Record<'_> {
        Record { offset: found.offset, data: &self.buffer[found.data.clone()] }
    }

    /// Moves past damage to the next place where a record's header is whole, and returns how many bytes were skipped.
    ///
    /// A damaged length hides where its record ends, so every byte is tried: a header is taken for one when its checksum
    /// matches (a chance of one in 2³² elsewhere, and then the data's checksum tells). At the end of the file the last
    /// few bytes are kept, since a header may be growing there.
    ///
    /// # Errors
    /// [`RecordError::Io`] when the source fails.
    pub fn skip_damage(&mut self) -> Result<u64, RecordError> {
        let from = self.offset;
        if self.fill(1)? {
            self.consume(1);
        }
        while self.fill(HEADER_LEN)? {
            if self.data_len().is_ok() {
                break;
            }
            self.consume(1);
        }
        Ok(self.offset - from)
    }

    fn available(&self) -> usize {
        self.buffer.len() - self.start
    }

    fn truncated(&self) -> RecordError {
        RecordError::Truncated { offset: self.offset, available: self.available() }
    }

    /// Steps over `count` bytes that are in the buffer.
    fn consume(&mut self, count: usize) {
        self.start += count;
        self.offset += count as u64;
    }

    /// The data's length as the header at the current place declares it; the header is in the buffer.
    fn data_len(&self) -> Result<usize, RecordError> {
        let (offset, limit) = (self.offset, self.max_record_len);
        let mut header = [0; HEADER_LEN];
        header.copy_from_slice(&self.buffer[self.start..self.start + HEADER_LEN]);
        let declared = declared_length(header).ok_or(RecordError::BadLength { offset })?;
        match usize::try_from(declared) {
            Ok(len) if declared <= limit && len <= usize::MAX - HEADER_LEN - FOOTER_LEN => Ok(len),
            _ => Err(RecordError::TooLong { offset, declared, limit }),
        }
    }

    /// Reads until `wanted` unconsumed bytes are in the buffer; `false` when the source ends before.
    fn fill(&mut self, wanted: usize) -> Result<bool, RecordError> {
        if self.available() >= wanted {
            return Ok(true);
        }
        self.buffer.drain(..self.start);
        self.start = 0;
        while self.buffer.len() < wanted {
            let filled = self.buffer.len();
            self.buffer.resize(filled + self.chunk, 0);
            self.chunk = CHUNK.min(self.chunk * 2);
            let read = self.source.read(&mut self.buffer[filled..]);
            self.buffer.truncate(filled + *read.as_ref().unwrap_or(&0));
            match read {
                Ok(0) => {
                    // Room that was made in vain is made anew at each look beyond the end.
                    self.chunk = FIRST_CHUNK;
                    return Ok(false);
                }
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(source) => return Err(RecordError::Io { offset: self.offset + filled as u64, source }),
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::super::append_record;
    use super::*;

    fn file(records: &[&[u8]]) -> Vec<u8> {
        let mut out = Vec::new();
        for record in records {
            append_record(&mut out, |data| data.extend_from_slice(record));
        }
        out
    }

    /// A header that declares `length`, guarded by a right checksum: what a hostile file has.
    fn header(length: u64) -> Vec<u8> {
        let mut out = length.to_le_bytes().to_vec();
        out.extend_from_slice(&MaskedCrc::of(&length.to_le_bytes()).0.to_le_bytes());
        out
    }

    #[test]
    fn every_cut_of_a_file_is_read_up_to_the_cut_and_resumed_after_it() {
        let bytes = file(&[b"", b"one", &[7; 300]]);
        for cut in 0..bytes.len() {
            let mut reader = TfRecordReader::new(&bytes[..cut]);
            let mut lengths = Vec::new();
            while let Ok(Some(record)) = reader.read_record() {
                lengths.push(record.data.len());
            }
            *reader.source_mut() = &bytes[cut..];
            while let Some(record) = reader.read_record().unwrap() {
                lengths.push(record.data.len());
            }
            assert_eq!(lengths, [0, 3, 300], "cut at {cut}");
            assert_eq!(reader.offset(), bytes.len() as u64);
        }
    }

    #[test]
    fn a_flipped_byte_costs_one_record_and_is_reported_with_its_offset() {
        let bytes = file(&[b"first", b"second", b"third"]);
        let (begin, end) = (21, 21 + 22);
        for at in begin..end {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x40;
            let mut reader = TfRecordReader::new(&damaged[..]);
            assert_eq!(reader.read_record().unwrap().unwrap().data, b"first");
            let error = reader.read_record().unwrap_err();
            assert!(error.is_damage(), "{error}");
            assert!(error.to_string().contains("at byte 21"), "{error}");
            assert_eq!(reader.skip_damage().unwrap(), 22, "byte {at}");
            assert_eq!(reader.read_record().unwrap().unwrap().data, b"third");
        }
    }

    #[test]
    fn records_after_a_torn_one_are_found() {
        let mut bytes = file(&[b"first", &[1; 100]]);
        bytes.truncate(21 + 40); // the writer died here, and another appended
        bytes.extend(file(&[b"second"]));
        bytes.extend(file(&[&[2; 200]]));
        let mut reader = TfRecordReader::new(&bytes[..]);
        assert_eq!(reader.read_record().unwrap().unwrap().data, b"first");
        assert!(matches!(reader.read_record(), Err(RecordError::BadData { offset: 21, .. })));
        assert_eq!(reader.skip_damage().unwrap(), 40);
        assert_eq!(reader.read_record().unwrap().unwrap().data, b"second");
        assert_eq!(reader.read_record().unwrap().unwrap().data, [2; 200]);
    }

    #[test]
    fn batches_hold_what_is_read_one_by_one() {
        let mut bytes = file(&[b"first", &vec![1; 300_000], b"", b"fourth"]);
        let damage = bytes.len();
        bytes.extend(file(&[b"fifth", b"sixth"]));
        bytes[damage + HEADER_LEN] ^= 1;
        let mut reader = TfRecordReader::new(&bytes[..]);
        let mut found = Vec::new();
        let error = loop {
            match reader.read_batch() {
                Ok(batch) => found.extend(batch.unwrap().iter().map(|record| (record.offset, record.data.to_vec()))),
                Err(error) => break error,
            }
        };
        let mut one_by_one = TfRecordReader::new(&bytes[..]);
        for (offset, data) in &found {
            assert_eq!(one_by_one.read_record().unwrap(), Some(Record { offset: *offset, data }));
        }
        assert_eq!(found.len(), 4);
        assert!(matches!(error, RecordError::BadData { offset, .. } if offset == damage as u64), "{error}");
        reader.skip_damage().unwrap();
        assert_eq!(reader.read_batch().unwrap().unwrap().iter().next().unwrap().data, b"sixth");
        assert!(reader.read_batch().unwrap().is_none());
    }

    #[test]
    fn a_declared_length_is_not_believed() {
        for length in [DEFAULT_MAX_RECORD_LEN + 1, 1 << 43, 1 << 63, u64::MAX - 1, u64::MAX] {
            let bytes = header(length);
            let mut reader = TfRecordReader::new(&bytes[..]);
            assert!(matches!(reader.read_record(), Err(RecordError::TooLong { declared, .. }) if declared == length));
        }
        let bytes = header(DEFAULT_MAX_RECORD_LEN);
        let mut reader = TfRecordReader::new(&bytes[..]);
        assert!(reader.read_record().unwrap_err().is_truncated());
        assert!(reader.buffer.capacity() <= 2 * CHUNK, "memory follows the bytes that arrived");
    }

    #[test]
    fn an_interrupted_read_is_tried_again_and_a_failing_one_loses_nothing() {
        struct Scripted(Vec<io::Result<Vec<u8>>>);
        impl Read for Scripted {
            fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
                let chunk = if self.0.is_empty() { Ok(Vec::new()) } else { self.0.remove(0) }?;
                out[..chunk.len()].copy_from_slice(&chunk);
                Ok(chunk.len())
            }
        }
        let bytes = file(&[b"payload"]);
        let mut reader = TfRecordReader::new(Scripted(vec![
            Ok(bytes[..5].to_vec()),
            Err(io::ErrorKind::Interrupted.into()),
            Ok(bytes[5..14].to_vec()),
            Err(io::ErrorKind::TimedOut.into()),
            Ok(bytes[14..].to_vec()),
        ]));
        assert!(matches!(reader.read_record(), Err(RecordError::Io { offset: 14, .. })));
        assert_eq!(reader.read_record().unwrap().unwrap().data, b"payload");
    }
}
