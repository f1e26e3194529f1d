//! An event file in pieces that can be handed to another thread: whole records, and what lies between them.

use std::io::Read;

use nnviz_record::tfrecord::{RecordBatch, RecordError, TfRecordReader};

/// A piece of an event file.
#[derive(Debug)]
pub(crate) enum Chunk {
    /// Records, their checksums verified.
    Records(RecordBatch),
    /// So many bytes that are no record, up to the offset `end`.
    Damage { bytes: u64, end: u64, error: RecordError },
    /// The last piece of a file that could not be read to its end.
    End(RecordError),
}

/// The pieces of a file, in the order in which they lie there.
#[derive(Debug)]
pub(crate) struct Chunks<R> {
    records: TfRecordReader<R>,
    /// A record that is cut short, and how far the next header is. It is the end of the file, unless whole records lie
    /// behind it: then its writer died, and another one appended.
    cut: Option<(RecordError, u64)>,
    /// What comes next, already read.
    waiting: Option<RecordBatch>,
    has_ended: bool,
}

impl<R: Read> Chunks<R> {
    pub(crate) fn new(source: R) -> Self {
        Self { records: TfRecordReader::new(source), cut: None, waiting: None, has_ended: false }
    }

    fn after_cut(&mut self, batch: RecordBatch) -> Chunk {
        match self.cut.take() {
            Some((error, bytes)) => {
                let end = batch.offset();
                self.waiting = Some(batch);
                Chunk::Damage { bytes, end, error }
            }
            None => Chunk::Records(batch),
        }
    }

    fn skip(&mut self, error: RecordError) -> Chunk {
        match self.records.skip_damage() {
            Ok(bytes) => Chunk::Damage { bytes, end: self.records.offset(), error },
            Err(error) => self.end(error),
        }
    }

    fn end(&mut self, error: RecordError) -> Chunk {
        self.has_ended = true;
        Chunk::End(self.cut.take().map_or(error, |(cut, _)| cut))
    }
}

impl<R: Read> Iterator for Chunks<R> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        if let Some(batch) = self.waiting.take() {
            return Some(Chunk::Records(batch));
        }
        while !self.has_ended {
            match self.records.read_batch() {
                Ok(Some(batch)) => return Some(self.after_cut(batch)),
                Ok(None) => {
                    self.has_ended = true;
                    return self.cut.take().map(|(error, _)| Chunk::End(error));
                }
                Err(error) if error.is_damage() => return Some(self.skip(error)),
                Err(error) if error.is_truncated() && self.cut.is_none() => match self.records.skip_damage() {
                    Ok(bytes) => self.cut = Some((error, bytes)),
                    Err(error) => return Some(self.end(error)),
                },
                Err(error) => return Some(self.end(error)),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use nnviz_record::tfrecord::append_record;

    use super::*;

    fn told(file: &[u8]) -> Vec<String> {
        let told = |chunk| match chunk {
            Chunk::Records(batch) => {
                batch.iter().map(|record| record.data.len().to_string()).collect::<Vec<_>>().join(" ")
            }
            Chunk::Damage { bytes, end, .. } => format!("{bytes} bytes of damage to {end}"),
            Chunk::End(error) => error.to_string(),
        };
        Chunks::new(file).map(told).collect()
    }

    fn records(lengths: &[usize]) -> Vec<u8> {
        let mut file = Vec::new();
        for &length in lengths {
            append_record(&mut file, |data| data.resize(data.len() + length, 7));
        }
        file
    }

    #[test]
    fn whole_records_come_together() {
        assert_eq!(told(&records(&[3, 0, 40])), ["3 0 40"]);
        assert_eq!(told(&[]), [""; 0]);
    }

    #[test]
    fn damage_lies_between_records() {
        let mut file = records(&[3, 4, 5]);
        file[19 + 12] ^= 1;
        assert_eq!(told(&file), ["3", "20 bytes of damage to 39", "5"]);
    }

    #[test]
    fn a_torn_record_is_the_end_or_damage() {
        let mut file = records(&[3, 400]);
        file.truncate(60);
        assert_eq!(told(&file), ["3", "the record at byte 19 is cut short after 41 bytes"]);
        file.extend(records(&[5]));
        assert_eq!(told(&file), ["3", "41 bytes of damage to 60", "5"]);
    }
}
