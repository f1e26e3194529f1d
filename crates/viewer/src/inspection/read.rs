//! Reads an event file for what lies in it.

use std::fs::File;
use std::path::PathBuf;

use nnviz_record::event_file::{EventFileError, ReadEvent, ReadScalar};
use nnviz_record::proto::{Event, Payload, SessionStatus, Value, What};
use nnviz_record::tfrecord::{Record, RecordError};

use super::{Damage, FileInspection, MOST_DAMAGE};
use crate::logdir::{Chunk, Chunks, Counted, LoadOptions};

/// Looks into one file. One that cannot be opened is told as such.
pub(super) fn file(run: String, path: PathBuf, options: &LoadOptions) -> FileInspection {
    let mut found = FileInspection { run, path, ..FileInspection::default() };
    let file = match File::open(&found.path) {
        Ok(file) => file,
        Err(error) => return FileInspection { end: Some(format!("it cannot be opened: {error}")), ..found },
    };
    found.bytes = file.metadata().map_or(0, |metadata| metadata.len());
    for chunk in Chunks::new(Counted { file: &file, progress: &options.progress }) {
        match chunk {
            Chunk::Records(batch) => batch.iter().for_each(|record| found.take_record(record, options)),
            Chunk::Damage { bytes, end, error } => found.take_damage(end, bytes, &error.into()),
            Chunk::End(error) => found.end = Some(end(&error)),
        }
    }
    found
}

fn end(error: &RecordError) -> String {
    match error {
        RecordError::Truncated { offset, available } => {
            format!("it ends inside the record at byte {offset}, of which {available} bytes are there")
        }
        error => error.to_string(),
    }
}

impl FileInspection {
    fn take_record(&mut self, record: Record<'_>, options: &LoadOptions) {
        let end = record.end();
        match ReadScalar::decode(record) {
            ReadScalar::Scalar(_, scalar) => {
                self.take_event("scalars", scalar.wall_time, scalar.step);
                if options.selection.takes_tag(scalar.tag) {
                    self.take_tag(scalar.tag, "scalars", scalar.step);
                }
            }
            ReadScalar::Other(ReadEvent::Event(_, event)) => self.take(event, options),
            ReadScalar::Other(ReadEvent::Skipped { bytes, error }) => self.take_damage(end, bytes, &error),
        }
    }

    fn take(&mut self, event: Event, options: &LoadOptions) {
        let (wall_time, step) = (event.wall_time, event.step);
        if let Some(source) = event.source_metadata {
            self.writer.get_or_insert(source.writer);
        }
        match event.what {
            Some(What::FileVersion(version)) => {
                self.version.get_or_insert(version);
                self.take_wall_time(wall_time);
                self.events += 1;
            }
            Some(What::Summary(summary)) => {
                let kind = summary.value.first().map_or("tensor", payload);
                self.take_event(kind, wall_time, step);
                for value in summary.value.iter().filter(|value| options.selection.takes_tag(&value.tag)) {
                    self.take_tag(&value.tag, plugin(value), step);
                }
            }
            Some(What::GraphDef(_)) => self.take_event("graph", wall_time, step),
            Some(What::MetaGraphDef(_)) => self.take_event("meta graph", wall_time, step),
            Some(What::TaggedRunMetadata(_)) => self.take_event("run metadata", wall_time, step),
            Some(What::SessionLog(log)) => self.take_event(session(log.status), wall_time, step),
            None => self.take_event("empty", wall_time, step),
        }
    }

    fn take_event(&mut self, kind: &'static str, wall_time: f64, step: i64) {
        self.events += 1;
        self.take_wall_time(wall_time);
        self.kinds.entry(kind).or_default().take(step);
    }

    fn take_wall_time(&mut self, wall_time: f64) {
        self.wall_times = Some((self.wall_times.map_or(wall_time, |(first, _)| first), wall_time));
    }

    fn take_tag(&mut self, tag: &str, kind: &str, step: i64) {
        // Looked up before it is inserted: nothing is allocated for a tag that is known.
        if let Some(known) = self.tags.get_mut(tag) {
            return known.steps.take(step);
        }
        let known = self.tags.entry(tag.to_owned()).or_default();
        kind.clone_into(&mut known.kind);
        known.steps.take(step);
    }

    fn take_damage(&mut self, end: u64, bytes: u64, error: &EventFileError) {
        self.damaged_stretches += 1;
        if self.damage.len() < MOST_DAMAGE {
            self.damage.push(Damage { offset: end.saturating_sub(bytes), bytes, error: error.to_string() });
        }
    }
}

/// The plugin that a value is for. Only the first value of a tag need name it; those of the old kinds need not.
fn plugin(value: &Value) -> &str {
    let data = value.metadata.as_ref().and_then(|metadata| metadata.plugin_data.as_ref());
    data.map(|data| data.plugin_name.as_str()).filter(|name| !name.is_empty()).unwrap_or_else(|| payload(value))
}

/// What form a value has.
fn payload(value: &Value) -> &'static str {
    match value.value {
        Some(Payload::SimpleValue(_)) => "scalars",
        Some(Payload::Histo(_)) => "histograms",
        Some(Payload::Image(_)) => "images",
        Some(Payload::Audio(_)) => "audio",
        Some(Payload::Tensor(_)) => "tensor",
        None => "no value",
    }
}

fn session(status: i32) -> &'static str {
    match SessionStatus::try_from(status) {
        Ok(SessionStatus::Start) => "session start",
        Ok(SessionStatus::Stop) => "session stop",
        Ok(SessionStatus::Checkpoint) => "session checkpoint",
        _ => "session",
    }
}
