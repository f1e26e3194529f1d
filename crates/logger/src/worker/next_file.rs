//! Records that were made for a file that is no more, made fit for the next one.
//!
//! The first value of a tag in a file carries the tag's metadata, and a file begins with the step of its session. Records
//! that wait have neither when the file that they were meant for has both.

use std::collections::{HashMap, HashSet};

use nnviz_record::event_file::{EventFileReader, append_event_record};
use nnviz_record::proto::{Event, SummaryMetadata, What};

/// The metadata of each tag, as it was written last.
#[derive(Default)]
pub(super) struct Described(HashMap<String, SummaryMetadata>);

impl Described {
    /// Keeps what an event says of its tags.
    pub(super) fn note(&mut self, event: &Event) {
        let Some(What::Summary(summary)) = &event.what else { return };
        for value in &summary.value {
            if let Some(metadata) = &value.metadata {
                self.0.insert(value.tag.clone(), metadata.clone());
            }
        }
    }

    /// The events of records, the first of each tag with its metadata, without the beginning of a session.
    pub(super) fn events(&self, records: &[u8]) -> Vec<Event> {
        let mut reader = EventFileReader::new(records);
        let mut events: Vec<Event> = std::iter::from_fn(|| reader.read_event().ok().flatten()).collect();
        events.retain(|event| !matches!(event.what, Some(What::SessionLog(_))));
        let mut seen = HashSet::new();
        for value in events.iter_mut().filter_map(summary_of).flat_map(|summary| &mut summary.value) {
            if seen.insert(value.tag.clone()) && value.metadata.is_none() {
                value.metadata = self.0.get(&value.tag).cloned();
            }
        }
        events
    }
}

fn summary_of(event: &mut Event) -> Option<&mut nnviz_record::proto::Summary> {
    match &mut event.what {
        Some(What::Summary(summary)) => Some(summary),
        _ => None,
    }
}

/// The records of events.
pub(super) fn records_of(events: &[Event]) -> Vec<u8> {
    let mut records = Vec::new();
    for event in events {
        append_event_record(&mut records, event);
    }
    records
}
