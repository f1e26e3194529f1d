//! The event file of one run: the records that wait to be written, and the sessions and files that they belong to.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use nnviz_record::event_file::{append_event_record, file_version_event, session_start_event};
use nnviz_record::proto::{Event, Value, What};
use nnviz_record::summary::{Graph, append_scalar_record};
use nnviz_record::{Kind, Summary, WallTime, proto};

use super::command::{Entry, Labels};
use super::tags::{Admission, Tags};
use super::thread::Files;
use crate::sink::{RunDirectory, Sink, WriteError};
use crate::{Error, Step};

/// What the files say of their writer.
const WRITER: &str = concat!("nnviz ", env!("CARGO_PKG_VERSION"));

/// Records are gathered up to this size before they are written in one go.
const BLOCK: usize = 64 * 1024;

/// Records that cannot be written wait up to this size, and are counted as lost beyond it.
const MAX_WAITING: usize = 16 * 1024 * 1024;

/// Writes one run.
pub(super) struct RunWriter {
    directory: RunDirectory,
    files: Arc<Files>,
    /// `None` after the old one broke: the next value opens a new file.
    sink: Option<Box<dyn Sink>>,
    tags: Tags,
    /// Whole records that wait to be written, and how many values are in them.
    waiting: Vec<u8>,
    waiting_values: u64,
    /// Whether the file has its session start, which carries the first step after 0.
    started: bool,
    /// Whether the last write failed: then only a flush tries again.
    failing: bool,
}

impl RunWriter {
    /// Claims the directory and begins a file there.
    pub(super) fn open(path: &Path, files: Arc<Files>) -> Result<Self, Error> {
        let directory = RunDirectory::claim(path)?;
        let mut this = Self {
            directory,
            files,
            sink: None,
            tags: Tags::default(),
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
        self.tags.describe(tag, labels);
    }

    /// The hot path: no message is built for a tag that is known.
    pub(super) fn write_scalar(&mut self, tag: &str, value: f32, step: Step, at: WallTime) {
        match self.tags.admit(tag, Kind::Scalar, step) {
            Admission::Refused => self.reject(tag, Kind::Scalar, step),
            Admission::Known(step) => {
                self.begin_session(step);
                append_scalar_record(&mut self.waiting, at.seconds(), step, tag, value);
                self.appended(1);
            }
            Admission::New(step) => {
                let metadata = self.tags.labelled(tag, Kind::Scalar.metadata());
                let value = Summary::Scalar(value).into_value(tag, Some(metadata));
                self.append_summary(vec![value], step, at);
            }
        }
    }

    /// Writes values of one step as one event.
    pub(super) fn write_entries(&mut self, entries: Vec<Entry>, step: Step, at: WallTime) {
        let next = || entries.iter().map(|entry| self.tags.next_step(&entry.tag)).max().unwrap_or_default();
        let step = step.unwrap_or_else(next);
        let values: Vec<_> = entries.into_iter().filter_map(|entry| self.admitted(entry, step)).collect();
        if !values.is_empty() {
            self.append_summary(values, step, at);
        }
    }

    /// Writes the graph of the run; a reader shows the last one.
    pub(super) fn write_graph(&mut self, graph: &Graph, at: WallTime) {
        let what = Some(What::GraphDef(graph.encode()));
        self.write_event(&Event { wall_time: at.seconds(), what, ..Event::default() });
    }

    /// Writes an event as it is.
    pub(super) fn write_event(&mut self, event: &Event) {
        append_event_record(&mut self.waiting, event);
        self.appended(1);
    }

    /// Makes everything visible to readers, trying again what failed before.
    pub(super) fn flush(&mut self) {
        self.write_out();
        self.files.ledger.note_samples(self.tags.most_values());
    }

    /// Puts everything on the disk itself.
    pub(super) fn sync(&mut self) {
        self.flush();
        if let Some(Err(source)) = self.sink.as_mut().map(|sink| sink.sync()) {
            self.report_write(source);
        }
    }

    /// At the end nothing can be tried again, so what still waits is lost.
    pub(super) fn finish(&mut self) {
        self.flush();
        self.lose_waiting();
    }

    /// The message for an entry, if it may be written.
    fn admitted(&mut self, Entry { tag, summary }: Entry, step: i64) -> Option<Value> {
        match self.tags.admit(&tag, summary.kind(), step.into()) {
            Admission::Refused => {
                self.reject(&tag, summary.kind(), step.into());
                None
            }
            Admission::Known(_) => Some(summary.into_value(&tag, None)),
            Admission::New(_) => {
                let metadata = self.tags.labelled(&tag, summary.kind().metadata());
                Some(summary.into_value(&tag, Some(metadata)))
            }
        }
    }

    /// Counts a value that TensorBoard would have mixed up.
    fn reject(&mut self, tag: &str, kind: Kind, step: Step) {
        self.files.ledger.rejected.fetch_add(1, Relaxed);
        let run = self.directory.path().display().to_string();
        if let Some(error) = self.tags.refusal(tag, kind, step, run) {
            self.files.ledger.report(error);
        }
    }

    fn append_summary(&mut self, value: Vec<Value>, step: i64, at: WallTime) {
        self.begin_session(step);
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
        let mut sink = self.directory.create_file(&self.files.suffix)?;
        let mut version = Vec::new();
        append_event_record(&mut version, &file_version_event(std::time::SystemTime::now().into(), WRITER));
        sink.write(&version).map_err(|error| {
            let (WriteError::Retry(source) | WriteError::Broken(source)) = error;
            Error::Write { path: self.directory.path().to_path_buf(), source }
        })?;
        self.sink = Some(sink);
        self.started = false;
        self.tags.forget_file();
        if let Some(step) = self.files.purge_step {
            self.start_session(step);
        }
        Ok(())
    }

    /// The session's first step goes before its value: it tells TensorBoard from where on older files are outdated. Values
    /// at step 0 (settings, a table of the model) say nothing of where a training goes on, so they do not begin it.
    fn begin_session(&mut self, step: i64) {
        if step > 0 && !self.started {
            self.start_session(step);
        }
    }

    fn start_session(&mut self, step: i64) {
        self.started = true;
        append_event_record(&mut self.waiting, &session_start_event(std::time::SystemTime::now().into(), step));
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
                self.files.ledger.written.fetch_add(self.waiting_values, Relaxed);
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
                self.tags.forget_file();
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
            self.files.ledger.report(error);
        }
    }

    fn lose_waiting(&mut self) {
        self.files.ledger.lost.fetch_add(self.waiting_values, Relaxed);
        self.waiting.clear();
        self.waiting_values = 0;
    }
}
