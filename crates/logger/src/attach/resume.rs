//! Where a resumed training goes on: found in the event files that are there.

use std::fs::{self, File};
use std::path::Path;

use nnviz_record::Summary;
use nnviz_record::event_file::{EventFileReader, ReadEvent, is_event_file_name};
use nnviz_record::proto::What;
use nnviz_record::summary::SummaryDecoder;

/// Under this tag the renderer writes the number of each epoch at the step where it ended.
pub(super) const EPOCH: &str = "epoch";

/// The step at which an epoch ended, by the event files of a run; `None` when they do not tell.
pub(super) fn step_after_epoch(run: &Path, epoch: usize) -> Option<i64> {
    let mut files: Vec<_> = fs::read_dir(run).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.file_name().is_some_and(|name| is_event_file_name(&name.to_string_lossy())));
    files.sort();
    // A run may have been resumed before: the latest file knows best.
    files.iter().rev().find_map(|file| step_in_file(file, epoch))
}

fn step_in_file(file: &Path, epoch: usize) -> Option<i64> {
    let mut reader = EventFileReader::new(File::open(file).ok()?);
    let mut decoder = SummaryDecoder::default();
    let mut found = None;
    while let Ok(Some(read)) = reader.read_lossy() {
        let ReadEvent::Event(_, event) = read else { continue };
        let Some(What::Summary(summary)) = event.what else { continue };
        for value in summary.value.into_iter().filter(|value| value.tag == EPOCH) {
            if let Ok((_, Summary::Scalar(ended))) = decoder.decode(value)
                && ended == epoch as f32
            {
                found = Some(event.step);
            }
        }
    }
    found
}
