//! Event files that lie are read as far as they can be, and what is wrong is said.
//!
//! The table in `corpus/damaged/README.md` holds what is read from each file, word for word. A file without a row fails.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use nnviz::record::event_file::{EventFileReader, ReadEvent};
use nnviz::record::proto::{Event, What};
use nnviz::record::summary::SummaryDecoder;

fn damaged() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/damaged")
}

/// From the name of a file to what must be read: the first and the last column of the table.
fn table() -> BTreeMap<String, String> {
    let readme = fs::read_to_string(damaged().join("README.md")).unwrap();
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |"));
    rows.map(|row| {
        let (file, rest) = row.split_once("` |").expect("a file name in backticks");
        let (_the_lie, result) = rest.rsplit_once(" | ").expect("three columns");
        (file.to_owned(), result.to_owned())
    })
    .collect()
}

fn event_files() -> Vec<String> {
    let names = fs::read_dir(damaged()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(".tfevents")).collect()
}

/// Everything that a reader says of a file, in the words of the table.
fn read(path: &Path) -> String {
    let mut reader = EventFileReader::new(File::open(path).unwrap());
    let mut decoder = SummaryDecoder::default();
    let mut words = Vec::new();
    loop {
        match reader.read_lossy() {
            Ok(Some(ReadEvent::Event(_, event))) => words.push(describe(event, &mut decoder)),
            Ok(Some(ReadEvent::Skipped { bytes, error })) => words.push(format!("skipped {bytes} bytes: {error}")),
            Ok(None) => break words.push("end".to_owned()),
            Err(error) => break words.push(error.to_string()),
        }
    }
    words.join("; ")
}

fn describe(event: Event, decoder: &mut SummaryDecoder) -> String {
    let step = event.step;
    let at = if event.wall_time.is_finite() { "" } else { " at no time" };
    match event.what {
        Some(What::FileVersion(_)) => "version".to_owned(),
        Some(What::Summary(summary)) => match decoder.decode(summary.value.into_iter().next().unwrap()) {
            Ok((tag, _)) => format!("{tag} {step}{at}"),
            Err(error) => format!("a value that was not understood: {error}"),
        },
        other => format!("{other:?}"),
    }
}

#[test]
fn each_damaged_file_is_read_as_its_row_says() {
    let table = table();
    for file in event_files() {
        let expected = table.get(&file).unwrap_or_else(|| panic!("{file} has no row in corpus/damaged/README.md"));
        assert_eq!(&read(&damaged().join(&file)), expected, "{file}");
    }
}

#[test]
fn each_row_has_its_file() {
    let files = event_files();
    let rows: Vec<_> = table().into_keys().collect();
    assert!(rows.len() >= 12, "the table was not understood: {rows:?}");
    for row in rows {
        assert!(files.contains(&row), "{row} has a row in corpus/damaged/README.md, but is not there");
    }
}

/// The viewer reads a logdir of such files to its end, and keeps what is well.
#[test]
fn a_logdir_of_damaged_files_is_read_to_its_end() {
    let logdir = tempfile::tempdir().unwrap();
    for file in event_files() {
        let run = logdir.path().join(file.trim_end_matches(".tfevents"));
        fs::create_dir(&run).unwrap();
        fs::copy(damaged().join(&file), run.join(&file)).unwrap();
    }
    let logdir = nnviz_viewer::Logdir::load(logdir.path()).unwrap();
    for (file, result) in table() {
        let run = logdir.runs.iter().find(|run| file.starts_with(&format!("{}.", run.name)));
        let loss = run.and_then(|run| run.scalars().find(|(series, _)| series.tag == "loss"));
        let steps: Vec<_> = loss.iter().flat_map(|(_, loss)| loss.points()).map(|point| point.step).collect();
        assert_eq!(steps, steps_in(&result), "{file}");
        let told = logdir.gaps.iter().any(|gap| gap.place.contains(&file));
        let damaged = ["skipped", "cut short", "not understood"].iter().any(|word| result.contains(word));
        assert_eq!(told, damaged, "{file}: {:?}", logdir.gaps);
    }
}

/// The steps of `loss` that a row of the table leaves: as for TensorBoard, a step ends all at it and later.
fn steps_in(result: &str) -> Vec<i64> {
    let steps = result.split("; ").filter_map(|words| words.strip_prefix("loss ")?.split(' ').next()?.parse().ok());
    steps.fold(Vec::new(), |mut left: Vec<i64>, step| {
        left.retain(|before| *before < step);
        left.push(step);
        left
    })
}
