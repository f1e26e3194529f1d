//! Records that were read at once.

use super::{FoundRecord, Record};

/// Whole records, one behind another, in a buffer of their own: see
/// [`read_batch`](super::TfRecordReader::read_batch).
#[derive(Debug)]
pub struct RecordBatch {
    pub(super) bytes: Vec<u8>,
    pub(super) records: Vec<FoundRecord>,
}

impl RecordBatch {
    /// The records in the order of the file, their checksums verified.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Record<'_>> {
        let record = |found: &FoundRecord| Record { offset: found.offset, data: &self.bytes[found.data.clone()] };
        self.records.iter().map(record)
    }

    /// Where the first record begins in the file.
    pub fn offset(&self) -> u64 {
        self.records.first().map_or(0, |first| first.offset)
    }

    /// Where the last record ends in the file.
    pub fn end(&self) -> u64 {
        self.iter().next_back().map_or(0, |last| last.end())
    }
}
