//! What tests read back: the event files of a run, as series.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use nnviz_record::Summary;
use nnviz_record::event_file::EventFileReader;
use nnviz_record::proto::{Event, What};
use nnviz_record::summary::SummaryDecoder;

/// For each tag its steps and summaries, in the order of the files.
pub(crate) type Series = BTreeMap<String, Vec<(i64, Summary)>>;

/// The event files of a run, in the order in which TensorBoard reads them.
pub(crate) fn event_files(run: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(run).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.to_string_lossy().contains("tfevents")).collect();
    files.sort();
    files
}

/// All events of a file, which must be whole.
pub(crate) fn events(file: &Path) -> Vec<Event> {
    let mut reader = EventFileReader::new(File::open(file).unwrap());
    std::iter::from_fn(|| reader.read_event().unwrap()).collect()
}

/// Everything in the event files of a run.
pub(crate) fn series(run: &Path) -> Series {
    let mut series = Series::new();
    for file in event_files(run) {
        let mut decoder = SummaryDecoder::default();
        for event in events(&file) {
            let Some(What::Summary(summary)) = event.what else { continue };
            for value in summary.value {
                let (tag, summary) = decoder.decode(value).unwrap();
                series.entry(tag).or_default().push((event.step, summary));
            }
        }
    }
    series
}

/// The steps of a tag.
pub(crate) fn steps(series: &Series, tag: &str) -> Vec<i64> {
    let tags = || series.keys().collect::<Vec<_>>();
    series.get(tag).unwrap_or_else(|| panic!("no {tag} among {:?}", tags())).iter().map(|(step, _)| *step).collect()
}

/// The scalars of a tag.
pub(crate) fn scalars(series: &Series, tag: &str) -> Vec<(i64, f32)> {
    let scalar = |summary: &Summary| match summary {
        Summary::Scalar(value) => *value,
        other => panic!("{tag} holds {other:?}"),
    };
    series[tag].iter().map(|(step, summary)| (*step, scalar(summary))).collect()
}
