//! Logdirs for the tests, written with the real writer.

pub(crate) mod cnn;
pub(crate) mod pictures;
pub(crate) mod skeleton;
pub(crate) mod transformer;

use std::fs::{self, File};
use std::path::Path;

use nnviz_record::event_file::{EventFileName, EventFileWriter, create_event_file};
use nnviz_record::{Summary, WallTime};

/// When the first run of every test began: 2023-11-14 22:13 UTC.
pub(crate) const START: f64 = 1_700_000_000.0;

/// A time so many seconds after [`START`].
pub(crate) fn at(seconds: f64) -> WallTime {
    WallTime::new(START + seconds).unwrap()
}

/// Opens an event file in a run of a logdir.
pub(crate) fn event_file(logdir: &Path, run: &str) -> EventFileWriter<File> {
    let directory = logdir.join(run);
    fs::create_dir_all(&directory).unwrap();
    let name =
        EventFileName { seconds: START as u64, host: "test".into(), process: 1, unique: 0, suffix: String::new() };
    let (_, file) = create_event_file(&directory, name).unwrap();
    EventFileWriter::new(file, at(0.0), "nnviz tests").unwrap()
}

/// Writes values at a step; each carries its metadata, which writers may do.
pub(crate) fn write(writer: &mut EventFileWriter<File>, step: i64, values: Vec<(String, Summary)>) {
    let values = values.into_iter().map(|(tag, summary)| {
        let metadata = summary.metadata();
        summary.into_value(&tag, Some(metadata))
    });
    writer.write_summary(at(step as f64 * 0.25), step, values.collect()).unwrap();
}
