//! Records that lie about themselves.

use nnviz_record::crc::MaskedCrc;
use nnviz_record::event_file::append_event_record;
use nnviz_record::proto::{Event, Payload, Summary, What};
use nnviz_record::tfrecord::append_record;

use super::{seen, value, write_bytes};
use crate::support::START;

/// A header that declares a length, guarded by its right checksum.
fn header(length: u64) -> Vec<u8> {
    let length = length.to_le_bytes();
    [&length[..], &MaskedCrc::of(&length).0.to_le_bytes()].concat()
}

fn scalar(tag: &str) -> Vec<u8> {
    let summary = Summary { value: vec![value(tag, Payload::SimpleValue(0.5))] };
    let mut record = Vec::new();
    let event = Event { wall_time: START, step: 7, what: Some(What::Summary(summary)), ..Event::default() };
    append_event_record(&mut record, &event);
    record
}

#[test]
fn a_length_beyond_all_files_is_told_and_what_follows_is_read() {
    for length in [8 << 40, 1 << 63, u64::MAX] {
        let bytes = [scalar("before"), header(length), scalar("after")].concat();
        let seen = seen(|run| write_bytes(run, &bytes));
        seen.tells(&format!("declares {length} bytes"));
        assert!(seen.page.contains("before") && seen.page.contains("after"), "{length}");
    }
}

#[test]
fn a_length_that_could_be_takes_no_more_than_the_file_has() {
    let bytes = [scalar("before"), header((1 << 30) - 1), scalar("after")].concat();
    let seen = seen(|run| write_bytes(run, &bytes));
    seen.tells("hostile/events.out.tfevents.1.test.1.0");
    assert!(seen.page.contains("before") && seen.page.contains("after"));
}

/// Groups are an old part of protobuf, skipped by going into them.
#[test]
fn nesting_without_end_is_no_event() {
    for nested in [vec![0x7b; 1_000_000], [&[0x2a, 0xff, 0xff, 0x3c][..], &vec![0x0b; 1_000_000]].concat()] {
        let mut bytes = scalar("before");
        append_record(&mut bytes, |data| data.extend_from_slice(&nested));
        bytes.extend(scalar("after"));
        let seen = seen(|run| write_bytes(run, &bytes));
        seen.tells("hostile/events.out.tfevents.1.test.1.0");
        assert!(seen.page.contains("before") && seen.page.contains("after"));
    }
}

#[test]
fn bytes_that_never_make_a_record_are_passed_over_once() {
    let bytes = [scalar("before"), header(16).repeat(500_000), scalar("after")].concat();
    let seen = seen(|run| write_bytes(run, &bytes));
    seen.tells("bytes are damaged and were skipped");
    assert!(seen.page.contains("before") && seen.page.contains("after"));
}
