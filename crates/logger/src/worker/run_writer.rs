//! The event file of one run: which kinds and steps its tags may take, and the records that wait to be written.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use nnviz_record::event_file::{append_event_record, file_version_event, session_start_event};
use nnviz_record::proto::{Event, SummaryMetadata, TaggedRunMetadata, Value, What};
use nnviz_record::summary::{Graph, Profile, append_scalar_record};
use nnviz_record::{Kind, Summary, WallTime, proto};

use super::command::{Entry, Labels};
use crate::Error;
use crate::sink::{RunDirectory, Sink, WriteError};
use crate::stats::Ledger;

/// What the files say of their writer.
const WRITER: &str = concat!("nnviz ", env!("CARGO_PKG_VERSION"));

/// Records are gathered up to this size before they are written in one go.
const BLOCK: usize = 64 * 1024;

/// Records that cannot be written wait up to this size, and are counted as lost beyond it.
const MAX_WAITING: usize = 16 * 1024 * 1024;

/// Writes one run.
pub(super) struct RunWriter {
    directory: RunDirectory,
    ledger: Arc<Ledger>,
    /// `None` after the old one broke: the next value opens a new file.
    sink: Option<Box<dyn Sink>>,
    tags: HashMap<Box<str>, Tag>,
    /// Labels of tags that have no value yet.
    labels: HashMap<String, Labels>,
    /// Whole records that wait to be written, and how many values are in them.
    waiting: Vec<u8>,
    waiting_values: u64,
    /// Whether the file has its session start, which carries the first step after 0.
    started: bool,
    /// Whether the last write failed: then only a flush tries again.
    failing: bool,
}

/// What a tag was used for so far.
struct Tag {
    kind: Kind,
    last_step: i64,
    labels: Labels,
    /// Whether the current file has the tag's metadata.
    described: bool,
    /// Whether a misuse was told: the next ones are only counted.
    told: bool,
}

/// What becomes of a value.
enum Admission {
    /// It is counted as rejected, and not written.
    Refused,
    /// It is written as it is: the file knows its tag.
    Known,
    /// It is the first of its tag in the file, and carries the tag's metadata.
    New(SummaryMetadata),
}

impl RunWriter {
    /// Claims the directory and begins a file there.
    pub(super) fn open(path: &Path, ledger: Arc<Ledger>) -> Result<Self, Error> {
        let directory = RunDirectory::claim(path)?;
        let mut this = Self {
            directory,
            ledger,
            sink: None,
            tags: HashMap::new(),
            labels: HashMap::new(),
            waiting: Vec::new(),
            waiting_values: 0,
            started: false,
            failing: false,
        };
        this.begin_file()?;
        Ok(this)
    }

    /// Keeps the labels of a tag for its first value.
    pub(super) fn describe(&mut self, tag: String, labels: Labels) {
        self.labels.insert(tag, labels);
    }

    /// The hot path: no message is built for a tag that is known.
    pub(super) fn write_scalar(&mut self, tag: &str, value: f32, step: i64, at: WallTime) {
        match self.admit(tag, Kind::Scalar, step) {
            Admission::Refused => {}
            Admission::Known => {
                append_scalar_record(&mut self.waiting, at.seconds(), step, tag, value);
                self.appended(1);
            }
            Admission::New(metadata) => {
                let value = Summary::Scalar(value).into_value(tag, Some(metadata));
                self.append_summary(vec![value], step, at);
            }
        }
    }

    /// Writes values of one step as one event.
    pub(super) fn write_entries(&mut self, entries: Vec<Entry>, step: i64, at: WallTime) {
        let mut values = Vec::with_capacity(entries.len());
        for Entry { tag, summary } in entries {
            match self.admit(&tag, summary.kind(), step) {
                Admission::Refused => {}
                Admission::Known => values.push(summary.into_value(&tag, None)),
                Admission::New(metadata) => values.push(summary.into_value(&tag, Some(metadata))),
            }
        }
        if !values.is_empty() {
            self.append_summary(values, step, at);
        }
    }

    /// Writes the graph of the run; a reader shows the last one.
    pub(super) fn write_graph(&mut self, graph: &Graph, at: WallTime) {
        let what = Some(What::GraphDef(graph.encode()));
        append_event_record(&mut self.waiting, &Event { wall_time: at.seconds(), what, ..Event::default() });
        self.appended(1);
    }

    /// Writes what the operations of the run's graph cost.
    pub(super) fn write_profile(&mut self, tag: String, profile: &Profile, at: WallTime) {
        let what = Some(What::TaggedRunMetadata(TaggedRunMetadata { tag, run_metadata: profile.encode() }));
        append_event_record(&mut self.waiting, &Event { wall_time: at.seconds(), what, ..Event::default() });
        self.appended(1);
    }

    /// Makes everything visible to readers, trying again what failed before.
    pub(super) fn flush(&mut self) {
        self.write_out();
    }

    /// Puts everything on the disk itself.
    pub(super) fn sync(&mut self) {
        self.write_out();
        if let Some(Err(source)) = self.sink.as_mut().map(|sink| sink.sync()) {
            self.report_write(source);
        }
    }

    /// At the end nothing can be tried again, so what still waits is lost.
    pub(super) fn finish(&mut self) {
        self.write_out();
        self.lose_waiting();
    }

    /// Whether a value may be written, and what has to go with it.
    fn admit(&mut self, name: &str, kind: Kind, step: i64) -> Admission {
        self.begin_session(step);
        let Some(tag) = self.tags.get_mut(name) else { return self.admit_first(name, kind, step) };
        if tag.kind != kind || step <= tag.last_step {
            self.reject(name, kind, step);
            return Admission::Refused;
        }
        tag.last_step = step;
        if std::mem::replace(&mut tag.described, true) { Admission::Known } else { Admission::New(tag.metadata()) }
    }

    fn admit_first(&mut self, name: &str, kind: Kind, step: i64) -> Admission {
        let labels = self.labels.remove(name).unwrap_or_default();
        let tag = Tag { kind, last_step: step, labels, described: true, told: false };
        let metadata = tag.metadata();
        self.tags.insert(name.into(), tag);
        Admission::New(metadata)
    }

    /// Counts a value that TensorBoard would have mixed up, and tells of it once for each tag.
    fn reject(&mut self, name: &str, kind: Kind, step: i64) {
        self.ledger.rejected.fetch_add(1, Relaxed);
        let Some(tag) = self.tags.get_mut(name) else { return };
        if std::mem::replace(&mut tag.told, true) {
            return;
        }
        let run = self.directory.path().display().to_string();
        let (tag_name, first, last) = (name.to_owned(), tag.kind, tag.last_step);
        self.ledger.report(if first == kind {
            Error::StepNotIncreasing { tag: tag_name, run, last, step }
        } else {
            Error::KindConflict { tag: tag_name, run, first, second: kind }
        });
    }

    fn append_summary(&mut self, value: Vec<Value>, step: i64, at: WallTime) {
        let count = value.len() as u64;
        let what = Some(What::Summary(proto::Summary { value }));
        append_event_record(&mut self.waiting, &Event { wall_time: at.seconds(), step, what, ..Event::default() });
        self.appended(count);
    }

    fn appended(&mut self, values: u64) {
        self.waiting_values += values;
        if self.waiting.len() >= BLOCK && !self.failing {
            self.write_out();
        }
        if self.waiting.len() > MAX_WAITING {
            self.lose_waiting();
        }
    }

    /// A file begins with its version, which is written at once: readers list a run when they see it.
    fn begin_file(&mut self) -> Result<(), Error> {
        let mut sink = self.directory.create_file()?;
        let mut version = Vec::new();
        append_event_record(&mut version, &file_version_event(std::time::SystemTime::now().into(), WRITER));
        sink.write(&version).map_err(|error| {
            let (WriteError::Retry(source) | WriteError::Broken(source)) = error;
            Error::Write { path: self.directory.path().to_path_buf(), source }
        })?;
        self.sink = Some(sink);
        self.started = false;
        self.tags.values_mut().for_each(|tag| tag.described = false);
        Ok(())
    }

    /// The session's first step goes before its value: it tells TensorBoard from where on older files are outdated. Values
    /// at step 0 (settings, a table of the model) say nothing of where a training goes on, so they do not begin it.
    fn begin_session(&mut self, step: i64) {
        if step > 0 && !std::mem::replace(&mut self.started, true) {
            append_event_record(&mut self.waiting, &session_start_event(std::time::SystemTime::now().into(), step));
        }
    }

    fn write_out(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        if self.sink.is_none()
            && let Err(error) = self.begin_file()
        {
            return self.fail(error);
        }
        let Some(sink) = &mut self.sink else { return };
        match sink.write(&self.waiting) {
            Ok(()) => {
                self.ledger.written.fetch_add(self.waiting_values, Relaxed);
                self.waiting.clear();
                self.waiting_values = 0;
                self.failing = false;
            }
            Err(WriteError::Retry(source)) => self.report_write(source),
            // What waits was made for the file that broke: its metadata is there.
            Err(WriteError::Broken(source)) => {
                self.sink = None;
                self.report_write(source);
                self.lose_waiting();
                self.tags.values_mut().for_each(|tag| tag.described = false);
                self.started = false;
            }
        }
    }

    fn report_write(&mut self, source: std::io::Error) {
        let path = self.directory.path().to_path_buf();
        self.fail(Error::Write { path, source });
    }

    /// A disk that is full stays full for a while: it is told once.
    fn fail(&mut self, error: Error) {
        if !std::mem::replace(&mut self.failing, true) {
            self.ledger.report(error);
        }
    }

    fn lose_waiting(&mut self) {
        self.ledger.lost.fetch_add(self.waiting_values, Relaxed);
        self.waiting.clear();
        self.waiting_values = 0;
    }
}

impl Tag {
    fn metadata(&self) -> SummaryMetadata {
        SummaryMetadata {
            display_name: self.labels.display_name.clone(),
            summary_description: self.labels.description.clone(),
            ..self.kind.metadata()
        }
    }
}
