//! Scalars as they come: files that grow are read on from where the reading stopped.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::{Path, PathBuf};

use nnviz_record::Summary;
use nnviz_record::event_file::{EventFileReader, ReadEvent, ReadScalar};
use nnviz_record::proto::{Event, What};
use nnviz_record::summary::SummaryDecoder;

use super::{LoadOptions, event_files};
use crate::Error;
use crate::series::Point;

/// A scalar that was not there before.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NewScalar {
    /// Whose it is, relative to the logdir.
    pub run: String,
    /// Its tag.
    pub tag: String,
    /// Step, wall time and value.
    pub point: Point<f32>,
}

/// Reads what is new in a logdir, time after time.
///
/// ```
/// use nnviz_viewer::logdir::{Follower, LoadOptions};
/// let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/corpus/torch");
/// let mut follower = Follower::new(corpus, LoadOptions::default());
/// assert!(!follower.poll()?.is_empty());
/// assert!(follower.poll()?.is_empty(), "nothing has come since");
/// # Ok::<(), nnviz_viewer::Error>(())
/// ```
#[derive(Debug)]
pub struct Follower {
    path: PathBuf,
    options: LoadOptions,
    files: HashMap<PathBuf, Position>,
}

/// How far a file is read.
#[derive(Debug, Default)]
struct Position {
    offset: u64,
    /// A tag names its plugin with its first value only.
    decoder: SummaryDecoder,
}

impl Follower {
    /// Begins with all that the files hold. Of the options the selection counts.
    pub fn new(path: impl AsRef<Path>, options: LoadOptions) -> Self {
        Self { path: path.as_ref().to_owned(), options, files: HashMap::new() }
    }

    /// The scalars that have come since the last call, file by file. A record that is still being written comes with the
    /// next one. A logdir without event files has none yet.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::Read`]. A file that cannot be read now is tried again with the next call.
    pub fn poll(&mut self) -> Result<Vec<NewScalar>, Error> {
        let files = match event_files(&self.path, &self.options) {
            Err(Error::NoEventFiles { .. }) => return Ok(Vec::new()),
            files => files?,
        };
        let mut new = Vec::new();
        for (run, path) in files {
            let position = self.files.entry(path.clone()).or_default();
            position.read(&run, &path, &self.options, &mut new);
        }
        Ok(new)
    }
}

impl Position {
    fn read(&mut self, run: &str, path: &Path, options: &LoadOptions, new: &mut Vec<NewScalar>) {
        let start = self.offset;
        let opened = File::open(path).and_then(|mut file| file.seek(SeekFrom::Start(start)).map(|_| file));
        let Ok(file) = opened else { return };
        let mut reader = EventFileReader::new(file);
        let mut take = |tag: &str, point| {
            if options.selection.takes_tag(tag) {
                new.push(NewScalar { run: run.to_owned(), tag: tag.to_owned(), point });
            }
        };
        while let Ok(Some(read)) = reader.read_lossy_scalars() {
            match read {
                ReadScalar::Scalar(_, it) => {
                    take(it.tag, Point { step: it.step, wall_time: it.wall_time, value: it.value });
                }
                ReadScalar::Other(ReadEvent::Event(_, event)) => self.take_event(event, &mut take),
                ReadScalar::Other(ReadEvent::Skipped { .. }) => {}
            }
            self.offset = start + reader.records_mut().offset();
        }
    }

    fn take_event(&mut self, event: Event, take: &mut impl FnMut(&str, Point<f32>)) {
        let Event { step, wall_time, what: Some(What::Summary(summary)), .. } = event else { return };
        for value in summary.value {
            // Values that are not understood are for the report to tell.
            if let Ok((tag, Summary::Scalar(value))) = self.decoder.decode(value) {
                take(&tag, Point { step, wall_time, value });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use nnviz_record::WallTime;
    use nnviz_record::event_file::EventFileWriter;

    use super::*;

    fn file(steps: i64) -> Vec<u8> {
        let mut writer = EventFileWriter::new(Vec::new(), WallTime::EPOCH, "test").unwrap();
        for step in 0..steps {
            let value = Summary::Scalar(step as f32).into_value("loss", None);
            writer.write_summary(WallTime::EPOCH, step, vec![value]).unwrap();
        }
        writer.into_inner()
    }

    #[test]
    fn a_record_that_is_being_written_comes_when_it_is_whole() {
        let ends = [1, 2, 3].map(|steps| file(steps).len());
        let bytes = file(3);
        let logdir = tempfile::tempdir().unwrap();
        let file = logdir.path().join("events.out.tfevents.1.host");
        let mut follower = Follower::new(logdir.path(), LoadOptions::default());
        let mut seen = Vec::new();
        for end in [None, Some(5), Some(ends[0]), Some(ends[1] - 3), Some(ends[1]), Some(ends[2] - 1), Some(ends[2])] {
            if let Some(end) = end {
                fs::write(&file, &bytes[..end]).unwrap();
            }
            seen.push(follower.poll().unwrap().iter().map(|new| new.point.step).collect::<Vec<_>>());
        }
        assert_eq!(seen, [vec![], vec![], vec![0], vec![], vec![1], vec![], vec![2]]);
    }
}
