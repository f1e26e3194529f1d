//! Reads the event files of one run, and reads on when they have grown.
//!
//! A file that is being written ends inside a record now and then: the reader goes back to where that record begins, and
//! goes on from there the next time. What can no longer be gone on from (a file that became shorter, or another one, or
//! was damaged) is read anew, all of the run.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom};
use std::mem::take;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::ahead::read_ahead;
use super::file_gaps::FileGaps;
use super::run_loader::RunLoader;
use super::{Chunks, Counted, Gap, LoadOptions, Missing, StepOrder};
use crate::series::Run;

/// How much must be left of a file, in bytes, that a thread of its own is worth its start.
const WORTH_A_THREAD: u64 = 1 << 20;

/// The files of a run, and the run as far as it is read.
#[derive(Debug)]
pub(super) struct RunReader {
    /// What the run is called where it is told of.
    pub(super) name: String,
    /// Its event files, in the order in which they count.
    pub(super) files: Vec<PathBuf>,
    loader: RunLoader,
    /// How far each file is read, one after another.
    read: Vec<ReadFile>,
    /// What is missing: first what lies behind, so many; then what may still come, and what concerns the whole run.
    gaps: Vec<Gap>,
    behind: usize,
    /// How many numbers of the run there is room for.
    share: usize,
    /// Whether there is a processor for the bytes of a long file and another one for what they mean.
    reads_ahead: bool,
}

/// How far a file is read.
#[derive(Debug)]
struct ReadFile {
    path: PathBuf,
    stamp: FileStamp,
    /// Where to go on; `None` if it cannot be gone on from.
    resume_at: Option<u64>,
}

/// How long a file is and when it was written; `None` of one that is not there.
type FileStamp = Option<(u64, Option<SystemTime>)>;

fn stamp(path: &Path) -> FileStamp {
    fs::metadata(path).ok().map(|metadata| (metadata.len(), metadata.modified().ok()))
}

impl RunReader {
    pub(super) fn new(name: String, files: Vec<PathBuf>, options: &LoadOptions) -> Self {
        let loader = RunLoader::new(options);
        let (read, gaps) = (Vec::new(), Vec::new());
        Self { name, files, loader, read, gaps, behind: 0, share: usize::MAX, reads_ahead: false }
    }

    /// How long its files are together.
    pub(super) fn bytes(&self) -> u64 {
        self.files.iter().filter_map(|path| stamp(path)).map(|(len, _)| len).sum()
    }

    /// Makes room for so many numbers.
    pub(super) fn set_share(&mut self, scalars: usize) {
        self.share = scalars;
    }

    /// Whether it may read on two threads.
    pub(super) fn set_reads_ahead(&mut self, reads_ahead: bool) {
        self.reads_ahead = reads_ahead;
    }

    #[cfg(test)]
    pub(super) fn share(&self) -> usize {
        self.share
    }

    /// The run and its gaps, to be looked at; they come back with [`give_back`](Self::give_back).
    pub(super) fn lend(&mut self) -> (Run, Vec<Gap>) {
        (take(&mut self.loader.run), take(&mut self.gaps))
    }

    pub(super) fn give_back(&mut self, run: Run, gaps: Vec<Gap>) {
        (self.loader.run, self.gaps) = (run, gaps);
    }

    /// Reads what it has not read yet.
    pub(super) fn read_on(&mut self) {
        let stamps: Vec<FileStamp> = self.files.iter().map(|path| stamp(path)).collect();
        if self.is_as(&stamps) {
            return;
        }
        // What is merged is no longer told apart: a mean cannot take one more.
        let is_merged = matches!(self.loader.options.order, StepOrder::Merged(_));
        if is_merged || !self.can_go_on(&stamps) {
            self.begin_anew();
        }
        self.loader.set_share(self.share);
        self.gaps.truncate(self.behind);
        self.loader.run.name.clone_from(&self.name);
        self.loader.run.event_files = self.files.len();
        let (first, mut start) = match self.read.pop() {
            Some(last) => (self.read.len(), last.resume_at.unwrap_or(0)),
            None => (0, 0),
        };
        for (number, stamp) in stamps.into_iter().enumerate().skip(first) {
            self.behind = self.gaps.len();
            self.read_file(number, stamp, take(&mut start));
        }
        self.gaps.extend(self.loader.unshown().map(|what| Gap { place: self.name.clone(), what }));
        self.loader.settle();
    }

    /// Whether nothing has changed since the last time.
    fn is_as(&self, stamps: &[FileStamp]) -> bool {
        let same =
            |(read, (path, stamp)): (&ReadFile, (&PathBuf, &FileStamp))| read.path == *path && read.stamp == *stamp;
        !self.read.is_empty()
            && self.read.len() == stamps.len()
            && self.read.iter().zip(self.files.iter().zip(stamps)).all(same)
    }

    /// Whether all files are as they were, but for the last one, which may have grown, and for new ones after it.
    fn can_go_on(&self, stamps: &[FileStamp]) -> bool {
        let Some((last, others)) = self.read.split_last() else { return true };
        let now: Vec<_> = self.files.iter().zip(stamps).take(self.read.len()).collect();
        let same =
            |(read, (path, stamp)): (&ReadFile, &(&PathBuf, &FileStamp))| read.path == **path && read.stamp == **stamp;
        let grew = now.get(others.len()).is_some_and(|(path, stamp)| {
            let is_longer = stamp.is_some_and(|(len, _)| last.stamp.is_some_and(|(before, _)| len >= before));
            last.path == **path && is_longer
        });
        grew && last.resume_at.is_some() && others.iter().zip(&now).all(same)
    }

    fn begin_anew(&mut self) {
        self.loader.begin_anew();
        self.read.clear();
        self.gaps.clear();
        self.behind = 0;
    }

    fn read_file(&mut self, number: usize, stamp: FileStamp, start: u64) {
        let path = self.files[number].clone();
        let mut gaps = FileGaps::default();
        let end = self.read_records(number, &path, start, &mut gaps);
        let place = place(&self.name, &path);
        let missing: Vec<_> = gaps.into_missing().map(|what| Gap { place: place.clone(), what }).collect();
        // What was wrong before the end would be told twice, or not at all, if the reader went on from here.
        let is_whole = missing.iter().all(|gap| matches!(gap.what, Missing::TornTail { .. }));
        self.read.push(ReadFile { path, stamp, resume_at: end.filter(|_| is_whole) });
        if !is_whole {
            self.behind += missing.len();
        }
        self.gaps.extend(missing);
    }

    /// Reads a file from `start` to its end; returns where the last whole record ends.
    ///
    /// Reading and checking its bytes takes about as long as understanding them, so that a processor with nothing to do
    /// halves the time of a long file.
    fn read_records(&mut self, number: usize, path: &Path, start: u64, gaps: &mut FileGaps) -> Option<u64> {
        let opened = File::open(path).and_then(|mut file| file.seek(SeekFrom::Start(start)).map(|_| file));
        let file = match opened {
            Ok(file) => file,
            Err(error) => {
                gaps.push(Missing::Unreadable(error));
                return None;
            }
        };
        let progress = Arc::clone(&self.loader.options.progress);
        let chunks = || Chunks::new(Counted { file: &file, progress: &progress });
        let is_long = file.metadata().is_ok_and(|metadata| metadata.len().saturating_sub(start) > WORTH_A_THREAD);
        let mut whole = start;
        let mut take = |chunk| {
            if let Some(end) = self.loader.take_chunk(number, start, chunk, gaps) {
                whole = end;
            }
        };
        if self.reads_ahead && is_long {
            read_ahead(chunks, |chunks| chunks.for_each(take));
        } else {
            chunks().for_each(&mut take);
        }
        Some(whole)
    }
}

/// The name of an event file, with its run before it.
fn place(run: &str, path: &Path) -> String {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    if run == "." { file.into_owned() } else { format!("{run}/{file}") }
}

#[cfg(test)]
mod tests {
    use nnviz_record::event_file::EventFileWriter;
    use nnviz_record::proto::Value;
    use nnviz_record::{Kind, Summary, WallTime};

    use super::*;

    fn at(seconds: f64) -> WallTime {
        WallTime::new(seconds).unwrap()
    }

    fn file(values: &[(i64, &str, Summary)]) -> Vec<u8> {
        let mut writer = EventFileWriter::new(Vec::new(), at(100.0), "test").unwrap();
        for (step, tag, summary) in values {
            let value = summary.clone().into_value(tag, Some(summary.kind().metadata()));
            writer.write_summary(at(100.0 + *step as f64), *step, vec![value]).unwrap();
        }
        writer.into_inner()
    }

    fn load_files(files: &[&[u8]]) -> (Run, Vec<String>) {
        let directory = tempfile::tempdir().unwrap();
        let paths = (0..files.len()).map(|number| directory.path().join(format!("{number}.tfevents")));
        let paths: Vec<PathBuf> = paths.collect();
        for (path, bytes) in paths.iter().zip(files) {
            std::fs::write(path, bytes).unwrap();
        }
        let mut reader = RunReader::new("run".into(), paths, &LoadOptions::default());
        reader.read_on();
        let (run, gaps) = reader.lend();
        (run, gaps.iter().map(Gap::to_string).collect())
    }

    fn loss(steps: &[i64]) -> Vec<(i64, &'static str, Summary)> {
        steps.iter().map(|&step| (step, "loss", Summary::Scalar(step as f32))).collect()
    }

    #[test]
    fn tags_keep_the_order_in_which_they_first_appear() {
        let number = || Summary::Scalar(1.0);
        let (run, gaps) = load_files(&[&file(&[(1, "z", number()), (1, "a", number()), (2, "z", number())])]);
        let tags: Vec<_> = run.series.iter().map(|series| series.tag.as_str()).collect();
        assert_eq!((tags, gaps.len()), (vec!["z", "a"], 0));
        assert_eq!((run.steps(), run.wall_times), (Some((1, 2)), Some((100.0, 102.0))));
    }

    #[test]
    fn damage_costs_its_record_and_no_more() {
        let ends = [&[1][..], &[1, 2], &[1, 2, 3]].map(|steps| file(&loss(steps)).len());
        for (damaged, left) in [(0, [2, 3]), (1, [1, 3]), (2, [1, 2])] {
            let mut bytes = file(&loss(&[1, 2, 3]));
            bytes[ends[damaged] - 8] ^= 0xff;
            let (run, gaps) = load_files(&[&bytes]);
            let steps: Vec<_> = run.scalars().next().unwrap().1.points().iter().map(|point| point.step).collect();
            assert_eq!(steps, left);
            assert_eq!(gaps.len(), 1, "{gaps:?}");
            assert!(gaps[0].starts_with("run/0.tfevents: ") && gaps[0].contains("damaged"), "{gaps:?}");
        }
    }

    #[test]
    fn a_torn_tail_is_told_and_a_restart_goes_on() {
        let first = file(&loss(&[1, 2, 3]));
        let (run, gaps) = load_files(&[&first[..first.len() - 5], &file(&loss(&[2, 4]))]);
        let steps: Vec<_> = run.scalars().next().unwrap().1.points().iter().map(|point| point.step).collect();
        assert_eq!(steps, [1, 2, 4]);
        assert!(gaps[0].contains("ends inside a record") && gaps.len() == 1, "{gaps:?}");
    }

    #[test]
    fn records_behind_one_that_is_longer_than_the_file_are_read() {
        let long = Summary::Text("x".repeat(10_000));
        let mut torn = file(&[(1, "loss", Summary::Scalar(1.0)), (2, "note", long)]);
        torn.truncate(torn.len() - 9_000); // its writer died here, and another appended
        torn.extend(file(&loss(&[3])));
        let (run, gaps) = load_files(&[&torn]);
        let steps: Vec<_> = run.scalars().next().unwrap().1.points().iter().map(|point| point.step).collect();
        assert_eq!(steps, [1, 3]);
        assert!(gaps[0].contains("are damaged and were skipped") && gaps.len() == 1, "{gaps:?}");
    }

    #[test]
    fn values_without_a_place_are_counted() {
        let mut metadata = Kind::Scalar.metadata();
        if let Some(data) = &mut metadata.plugin_data {
            data.plugin_name = "hparams".into();
        }
        let mut writer = EventFileWriter::new(Vec::new(), at(1.0), "test").unwrap();
        let hparams = Value { tag: "_hparams_/x".into(), metadata: Some(metadata), ..Value::default() };
        writer.write_summary(at(1.0), 0, vec![hparams.clone(), hparams]).unwrap();
        let (run, gaps) = load_files(&[&writer.into_inner()]);
        assert_eq!(gaps, ["run: 2 values of the plugin `hparams` are not shown"]);
        assert!(run.series.is_empty());
    }

    #[test]
    fn a_tag_that_changes_its_kind_leaves_a_gap() {
        let (run, gaps) = load_files(&[&file(&[(1, "x", Summary::Scalar(1.0)), (2, "x", Summary::Text("y".into()))])]);
        assert_eq!((run.scalars().count(), run.texts().count()), (1, 0));
        assert!(gaps[0].contains("1 of the values of the tag `x`"), "{gaps:?}");
    }
}
