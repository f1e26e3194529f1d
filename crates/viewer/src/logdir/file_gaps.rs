//! What is wrong with one file, in a few lines: a hostile one could make millions.

use std::collections::BTreeMap;

use nnviz_record::event_file::EventFileError;
use nnviz_record::summary::DecodeError;
use nnviz_record::tfrecord::{HEADER_LEN, RecordError};

use super::Missing;

/// So many tags with values that are not understood are told, and so many other things; the rest is counted.
const MOST: usize = 50;

/// The gaps of one file.
#[derive(Default)]
pub(super) struct FileGaps {
    damage: Option<Damage>,
    /// By tag: how many values were not understood, where the first one was, and why.
    values: BTreeMap<String, (usize, u64, DecodeError)>,
    others: Vec<Missing>,
    /// How many more things were wrong.
    more: usize,
}

impl FileGaps {
    pub(super) fn add_damage(&mut self, bytes: u64, end: u64, error: EventFileError) {
        let damage = self.damage.get_or_insert(Damage { bytes: 0, count: 0, end, first: error });
        damage.bytes += bytes;
        damage.count += 1;
        damage.end = end;
    }

    /// What ended the reading before the end of the file. A few bytes after damage, too few for a header, are the end of
    /// the damage and no record that is still being written. The reader began at `start`.
    pub(super) fn add_end(&mut self, error: RecordError, start: u64) {
        let missing = match (error, &mut self.damage) {
            (RecordError::Truncated { offset, available }, Some(damage))
                if damage.end == offset && available < HEADER_LEN =>
            {
                damage.bytes += available as u64;
                return;
            }
            (RecordError::Truncated { offset, .. }, _) => Missing::TornTail { offset: start + offset },
            (error, _) => Missing::Rest { error },
        };
        self.push(missing);
    }

    pub(super) fn add_value(&mut self, tag: String, offset: u64, error: DecodeError) {
        if self.values.len() < MOST || self.values.contains_key(&tag) {
            self.values.entry(tag).or_insert((0, offset, error)).0 += 1;
        } else {
            self.more += 1;
        }
    }

    pub(super) fn push(&mut self, missing: Missing) {
        if self.others.len() < MOST {
            self.others.push(missing);
        } else {
            self.more += 1;
        }
    }

    pub(super) fn into_missing(self) -> impl Iterator<Item = Missing> {
        let damage = self.damage.map(|Damage { bytes, count, first, .. }| Missing::Damage { bytes, count, first });
        let values = self.values.into_iter();
        let values = values.map(|(tag, (count, offset, first))| Missing::Values { tag, count, offset, first });
        let more = (self.more > 0).then_some(Missing::More { count: self.more });
        damage.into_iter().chain(values).chain(self.others).chain(more)
    }
}

/// The damage of one file, added up.
struct Damage {
    bytes: u64,
    count: usize,
    /// Where the last stretch ends.
    end: u64,
    first: EventFileError,
}
