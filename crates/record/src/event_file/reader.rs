//! Reads events from a file that may be growing or damaged.

use std::io::Read;

use prost::Message as _;
use thiserror::Error;

use super::ScalarEvent;
use crate::proto::Event;
use crate::tfrecord::{Record, RecordError, TfRecordReader};

/// What stopped a reader of events.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EventFileError {
    /// The frame of a record; see there whether and how to go on.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A record's checksums are right, but it is no event: not an event file, or a newer format. The next can be read.
    #[error("the record at byte {offset} is not an event")]
    NotAnEvent {
        /// Where the record begins.
        offset: u64,
        /// What protobuf said.
        source: prost::DecodeError,
    },
}

/// What [`EventFileReader::read_lossy`] found.
#[derive(Debug)]
pub enum ReadEvent {
    /// An event, with the offset of its record.
    Event(u64, Event),
    /// Bytes that were skipped, and why.
    Skipped {
        /// How many bytes.
        bytes: u64,
        /// What was wrong with them.
        error: EventFileError,
    },
}

/// What [`EventFileReader::read_lossy_scalars`] found.
#[derive(Debug)]
pub enum ReadScalar<'a> {
    /// An event that is one plain number, with the offset of its record.
    Scalar(u64, ScalarEvent<'a>),
    /// Any other event, or bytes that were skipped.
    Other(ReadEvent),
}

impl<'a> ReadScalar<'a> {
    /// What a record's data says. One that is no event is skipped, frame and all.
    pub fn decode(record: Record<'a>) -> Self {
        match ScalarEvent::parse(record.data) {
            Some(scalar) => Self::Scalar(record.offset, scalar),
            None => Self::Other(ReadEvent::decode(&record)),
        }
    }
}

impl ReadEvent {
    fn decode(record: &Record<'_>) -> Self {
        let offset = record.offset;
        match Event::decode(record.data) {
            Ok(event) => Self::Event(offset, event),
            Err(source) => {
                Self::Skipped { bytes: record.end() - offset, error: EventFileError::NotAnEvent { offset, source } }
            }
        }
    }
}

/// Reads events one by one.
///
/// ```
/// use nnviz_record::event_file::{EventFileReader, EventFileWriter};
/// use nnviz_record::{Kind, Summary, WallTime};
///
/// let now = WallTime::new(0.0).expect("a finite time");
/// let mut writer = EventFileWriter::new(Vec::new(), now, "example")?;
/// writer.write_summary(now, 7, vec![Summary::Scalar(0.5).into_value("loss", Some(Kind::Scalar.metadata()))])?;
/// let file = writer.into_inner();
///
/// let mut reader = EventFileReader::new(&file[..]);
/// reader.read_event()?; // the version
/// assert_eq!(reader.read_event()?.map(|event| event.step), Some(7));
/// assert!(reader.read_event()?.is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct EventFileReader<R> {
    records: TfRecordReader<R>,
}

impl<R: Read> EventFileReader<R> {
    /// A reader at the beginning of `source`. It buffers by itself.
    pub fn new(source: R) -> Self {
        Self { records: TfRecordReader::new(source) }
    }

    /// A reader with settings of its own for the records.
    pub fn from_records(records: TfRecordReader<R>) -> Self {
        Self { records }
    }

    /// The records below, to replace the source or to ask for the offset.
    pub fn records_mut(&mut self) -> &mut TfRecordReader<R> {
        &mut self.records
    }

    /// The next event; `None` at the end of the file as it is now. Call again when the file has grown.
    ///
    /// # Errors
    /// [`EventFileError`]; each variant says whether and how to go on.
    pub fn read_event(&mut self) -> Result<Option<Event>, EventFileError> {
        let Some(found) = self.records.find_record()? else { return Ok(None) };
        match Event::decode(self.records.record(&found).data) {
            Ok(event) => Ok(Some(event)),
            Err(source) => Err(EventFileError::NotAnEvent { offset: found.offset, source }),
        }
    }

    /// The next event or the next stretch of damage, which is stepped over; `None` at the end of the file as it is now.
    ///
    /// # Errors
    /// Only what does not lie in the bytes that are there: [`RecordError::Truncated`] when the file ends inside a record
    /// (call again when it has grown), and [`RecordError::Io`].
    pub fn read_lossy(&mut self) -> Result<Option<ReadEvent>, RecordError> {
        match self.records.find_record() {
            Ok(found) => Ok(found.map(|found| ReadEvent::decode(&self.records.record(&found)))),
            Err(error) => self.skip_lossy(error).map(Some),
        }
    }

    /// The same, with plain numbers as they lie in the file: several times as fast where most events are such.
    ///
    /// # Errors
    /// Those of [`read_lossy`](Self::read_lossy).
    pub fn read_lossy_scalars(&mut self) -> Result<Option<ReadScalar<'_>>, RecordError> {
        match self.records.find_record() {
            Ok(found) => Ok(found.map(|found| ReadScalar::decode(self.records.record(&found)))),
            Err(error) => self.skip_lossy(error).map(|skipped| Some(ReadScalar::Other(skipped))),
        }
    }

    fn skip_lossy(&mut self, error: RecordError) -> Result<ReadEvent, RecordError> {
        if !error.is_damage() {
            return Err(error);
        }
        let bytes = self.records.skip_damage()?;
        Ok(ReadEvent::Skipped { bytes, error: error.into() })
    }
}
