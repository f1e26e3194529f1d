//! Events that hold one plain number, read where they lie.
//!
//! Nearly all events of a training are a time, a step, a tag and a `simple_value`. They are taken straight from the
//! bytes, without a message for each. Whatever looks different in any way is left to the general decoder, so that there
//! is one place which knows the format whole; a property test holds the two equal.

/// An event with one `simple_value` that carries no metadata, borrowed from the file's bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScalarEvent<'a> {
    /// Seconds since the Unix epoch, as the file says them.
    pub wall_time: f64,
    /// The step.
    pub step: i64,
    /// The tag.
    pub tag: &'a str,
    /// The number.
    pub value: f32,
}

/// The keys of the fields, wire type and all; each is a single byte.
mod key {
    pub(super) const WALL_TIME: u8 = 1 << 3 | 1;
    pub(super) const STEP: u8 = 2 << 3;
    pub(super) const SUMMARY: u8 = 5 << 3 | 2;
    pub(super) const VALUE: u8 = 1 << 3 | 2;
    pub(super) const TAG: u8 = 1 << 3 | 2;
    pub(super) const SIMPLE_VALUE: u8 = 2 << 3 | 5;
}

impl<'a> ScalarEvent<'a> {
    /// The event in a record's data, or `None` for one that only the general decoder can tell: another kind, several
    /// values, metadata, fields in another order than that of their numbers, no event at all.
    ///
    /// ```
    /// use nnviz_record::event_file::ScalarEvent;
    /// use nnviz_record::summary::append_scalar_record;
    /// let mut record = Vec::new();
    /// append_scalar_record(&mut record, 1.5, 7, "loss", 0.25);
    /// let data = &record[12..record.len() - 4];
    /// let expected = ScalarEvent { wall_time: 1.5, step: 7, tag: "loss", value: 0.25 };
    /// assert_eq!(ScalarEvent::parse(data), Some(expected));
    /// ```
    pub fn parse(data: &'a [u8]) -> Option<Self> {
        let mut event = Bytes(data);
        let wall_time = if event.skip_key(key::WALL_TIME) { f64::from_le_bytes(event.array()?) } else { 0.0 };
        let step = if event.skip_key(key::STEP) { event.varint()? as i64 } else { 0 };
        let mut value = event.only_message(key::SUMMARY)?.only_message(key::VALUE)?;
        let tag = if value.skip_key(key::TAG) { value.message()?.0 } else { &[] };
        let number = if value.skip_key(key::SIMPLE_VALUE) { f32::from_le_bytes(value.array()?) } else { return None };
        let tag = std::str::from_utf8(tag).ok()?;
        value.0.is_empty().then_some(Self { wall_time, step, tag, value: number })
    }
}

/// What is left of a message.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    /// Steps over a key if it is the next one.
    fn skip_key(&mut self, key: u8) -> bool {
        match self.0.split_first() {
            Some((&first, rest)) if first == key => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for (index, &byte) in self.0.iter().enumerate().take(9) {
            number |= u64::from(byte & 0x7f) << (7 * index);
            if byte < 0x80 {
                self.0 = &self.0[index + 1..];
                return Some(number);
            }
        }
        None // ten bytes are a negative number: rare enough for the general decoder
    }

    fn message(&mut self) -> Option<Self> {
        let len = usize::try_from(self.varint()?).ok()?;
        let (message, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(Self(message))
    }

    /// The message under a key, with nothing behind it.
    fn only_message(mut self, key: u8) -> Option<Self> {
        if !self.skip_key(key) {
            return None;
        }
        let message = self.message()?;
        self.0.is_empty().then_some(message)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use prost::Message as _;

    use super::*;
    use crate::proto::{Event, Payload, What};
    use crate::summary::append_scalar_record;

    /// What the general decoder makes of the same bytes, if it is a plain scalar; the value by its bits, for NaN.
    fn decoded(data: &[u8]) -> Option<(u64, i64, String, u32)> {
        let event = Event::decode(data).ok()?;
        let Some(What::Summary(summary)) = event.what else { return None };
        let [value] = &summary.value[..] else { return None };
        let Some(Payload::SimpleValue(number)) = value.value else { return None };
        let plain = value.metadata.is_none() && value.node_name.is_empty() && event.source_metadata.is_none();
        plain.then(|| (event.wall_time.to_bits(), event.step, value.tag.clone(), number.to_bits()))
    }

    fn parsed(data: &[u8]) -> Option<(u64, i64, String, u32)> {
        let ScalarEvent { wall_time, step, tag, value } = ScalarEvent::parse(data)?;
        Some((wall_time.to_bits(), step, tag.to_owned(), value.to_bits()))
    }

    fn scalar_data(wall_time: f64, step: i64, tag: &str, value: f32) -> Vec<u8> {
        let mut record = Vec::new();
        append_scalar_record(&mut record, wall_time, step, tag, value);
        record[12..record.len() - 4].to_vec()
    }

    proptest! {
        #[test]
        fn a_scalar_is_taken_as_the_general_decoder_takes_it(
            wall_time: f64, step in 0..i64::MAX, tag in ".{0,200}", bits: u32,
        ) {
            let data = scalar_data(wall_time, step, &tag, f32::from_bits(bits));
            prop_assert!(parsed(&data).is_some());
            prop_assert_eq!(parsed(&data), decoded(&data));
        }

        #[test]
        fn of_damaged_bytes_nothing_else_is_taken(
            step: i64, tag in ".{0,40}", edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
            cut: prop::sample::Index,
        ) {
            let mut data = scalar_data(1.5, step, &tag, 0.25);
            for (at, byte) in edits {
                let at = at.index(data.len());
                data[at] = byte;
            }
            for bytes in [&data[..], &data[..cut.index(data.len())]] {
                if let Some(parsed) = parsed(bytes) {
                    prop_assert_eq!(Some(parsed), decoded(bytes));
                }
            }
        }
    }
}
