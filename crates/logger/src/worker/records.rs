//! The event file of one run, and the whole records that wait to be written to it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::SystemTime;

use nnviz_record::WallTime;
use nnviz_record::event_file::{append_event_record, file_version_event, session_start_event};
use nnviz_record::proto::Event;
use nnviz_record::summary::append_scalar_record;

use super::thread::Files;
use crate::Error;
use crate::sink::{RunDirectory, Sink, WriteError};

/// What the files say of their writer.
const WRITER: &str = concat!("nnviz ", env!("CARGO_PKG_VERSION"));

/// Records are gathered up to this size before they are written in one go.
const BLOCK: usize = 64 * 1024;

/// Records that cannot be written wait up to this size, and are counted as lost beyond it.
const MAX_WAITING: usize = 16 * 1024 * 1024;

/// Gathers records and writes them in blocks.
pub(super) struct Records {
    directory: RunDirectory,
    files: Arc<Files>,
    /// `None` after the old one broke: the next value opens a new file.
    sink: Option<Box<dyn Sink>>,
    /// Whole records that wait to be written, and how many values are in them.
    waiting: Vec<u8>,
    waiting_values: u64,
    /// Whether the file has its session start, which carries the first step after 0.
    started: bool,
    /// Whether the last write failed: then only a flush tries again.
    failing: bool,
    /// Whether nothing was appended for the file yet: it knows no tags.
    is_new: bool,
}

impl Records {
    /// Claims the directory and begins a file there.
    pub(super) fn open(path: &Path, files: Arc<Files>) -> Result<Self, Error> {
        let directory = RunDirectory::claim(path)?;
        let mut this = Self {
            directory,
            files,
            sink: None,
            waiting: Vec::new(),
            waiting_values: 0,
            started: false,
            failing: false,
            is_new: true,
        };
        this.begin_file()?;
        if let Some(step) = this.files.purge_step {
            this.start_session(step);
        }
        Ok(this)
    }

    pub(super) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Whether the file is another one than at the last call.
    pub(super) fn take_new(&mut self) -> bool {
        std::mem::take(&mut self.is_new)
    }

    /// The record of a scalar whose tag the file knows.
    pub(super) fn append_scalar(&mut self, tag: &str, value: f32, step: i64, at: WallTime) {
        self.begin_session(step);
        append_scalar_record(&mut self.waiting, at.seconds(), step, tag, value);
        self.appended(1);
    }

    /// The record of an event that holds so many values.
    pub(super) fn append_event(&mut self, event: &Event, values: u64) {
        self.begin_session(event.step);
        append_event_record(&mut self.waiting, event);
        self.appended(values);
    }

    /// The record of an event that is none of this logger's business.
    pub(super) fn append_raw(&mut self, event: &Event) {
        append_event_record(&mut self.waiting, event);
        self.appended(1);
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
        append_event_record(&mut version, &file_version_event(SystemTime::now().into(), WRITER));
        sink.write(&version).map_err(|error| {
            let (WriteError::Retry(source) | WriteError::Broken(source)) = error;
            Error::Write { path: self.directory.path().to_path_buf(), source }
        })?;
        self.sink = Some(sink);
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
        append_event_record(&mut self.waiting, &session_start_event(SystemTime::now().into(), step));
    }

    /// Writes what waits, trying again what failed before.
    pub(super) fn write_out(&mut self) {
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
                self.is_new = true;
                self.started = false;
            }
        }
    }

    /// Puts the file on the disk itself.
    pub(super) fn sync(&mut self) {
        if let Some(Err(source)) = self.sink.as_mut().map(|sink| sink.sync()) {
            self.report_write(source);
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

    /// Gives up what waits.
    pub(super) fn lose_waiting(&mut self) {
        self.files.ledger.lost.fetch_add(self.waiting_values, Relaxed);
        self.waiting.clear();
        self.waiting_values = 0;
    }
}
