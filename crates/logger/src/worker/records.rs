//! The event file of one run, and the whole records that wait to be written to it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::SystemTime;

use nnviz_record::WallTime;
use nnviz_record::event_file::{append_event_record, file_version_event, session_start_event};
use nnviz_record::proto::Event;
use nnviz_record::summary::append_scalar_record;

use super::next_file::{Described, records_of};
use super::runs::Files;
use crate::Error;
use crate::sink::{RunDirectory, Sink, WriteError};

/// What the files say of their writer.
const WRITER: &str = concat!("nnviz ", env!("CARGO_PKG_VERSION"));

/// Records are gathered up to this size before they are written in one go.
const BLOCK: usize = 64 * 1024;

/// Records that cannot be written wait up to this size, those of all runs together; beyond it they are lost.
const MAX_WAITING: usize = 16 * 1024 * 1024;

/// Gathers records and writes them in blocks.
pub(super) struct Records {
    directory: RunDirectory,
    files: Arc<Files>,
    /// `None` after the old one broke or was deleted: the next write opens a new file.
    sink: Option<Box<dyn Sink>>,
    /// Records that wait to be written, and how many values are in them.
    waiting: Vec<u8>,
    waiting_values: u64,
    /// How much of `waiting` is whole records: all of it, but for a panic.
    whole: usize,
    /// How much of `waiting` counts among what all runs could not write.
    charged: usize,
    /// Whether the file has its session start, which carries the first step after 0.
    started: bool,
    /// Whether the last write failed: then only a flush tries again.
    failing: bool,
    /// Whether nothing was appended for the file yet: it knows no tags.
    is_new: bool,
    described: Described,
}

impl Records {
    /// Claims the directory and begins a file there.
    pub(super) fn open(path: &Path, files: Arc<Files>) -> Result<Self, Error> {
        let mut directory = RunDirectory::claim(path)?;
        let warning = directory.take_warning();
        let mut this = Self {
            directory,
            files,
            sink: None,
            waiting: Vec::new(),
            waiting_values: 0,
            whole: 0,
            charged: 0,
            started: false,
            failing: false,
            is_new: true,
            described: Described::default(),
        };
        this.sink = Some(this.begin_file()?);
        if let Some(warning) = warning {
            this.files.ledger.report(warning);
        }
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
        self.described.note(event);
        append_event_record(&mut self.waiting, event);
        self.appended(values);
    }

    /// The record of an event that is none of this logger's business.
    pub(super) fn append_raw(&mut self, event: &Event) {
        self.described.note(event);
        append_event_record(&mut self.waiting, event);
        self.appended(1);
    }

    fn appended(&mut self, values: u64) {
        self.waiting_values += values;
        self.whole = self.waiting.len();
        if self.whole >= BLOCK && !self.failing {
            self.write_out();
        }
        if self.failing && self.charge() > MAX_WAITING {
            self.lose_waiting();
        }
    }

    /// A file begins with its version, which is written at once: readers list a run when they see it.
    fn begin_file(&self) -> Result<Box<dyn Sink>, Error> {
        let mut version = Vec::new();
        append_event_record(&mut version, &file_version_event(SystemTime::now().into(), WRITER));
        self.directory.begin_file(&self.files.suffix, &version, &self.files.storage)
    }

    /// Begins another file, and makes what waits fit for it.
    fn begin_next_file(&mut self) -> Result<(), Error> {
        self.sink = Some(self.begin_file()?);
        self.is_new = true;
        self.started = false;
        let events = self.described.events(&self.waiting);
        self.waiting.clear();
        let first = events.iter().map(|event| event.step).find(|step| *step > 0);
        if let Some(step) = self.files.purge_step.or(first) {
            self.start_session(step);
        }
        self.waiting.extend(records_of(&events));
        self.whole = self.waiting.len();
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
        self.whole = self.waiting.len();
    }

    /// Writes what waits, trying again what failed before; to a new file at once, if the old one is no more.
    pub(super) fn write_out(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let mut written = self.try_to_write();
        if let Err(error) = written {
            self.fail(error);
            let Self { sink: None, .. } = self else { return };
            written = self.try_to_write();
        }
        if written.is_ok() {
            self.files.ledger.written.fetch_add(self.waiting_values, Relaxed);
            self.forget_waiting();
            self.failing = false;
        }
    }

    fn try_to_write(&mut self) -> Result<(), Error> {
        if self.sink.is_none() {
            self.begin_next_file()?;
        }
        let Some(sink) = &mut self.sink else { return Ok(()) };
        sink.write(&self.waiting).map_err(|error| {
            if !matches!(error, WriteError::Retry(_)) {
                self.sink = None;
            }
            self.directory.write_error(error)
        })
    }

    /// Puts the file on the disk itself.
    pub(super) fn sync(&mut self) {
        if let Some(Err(source)) = self.sink.as_mut().map(|sink| sink.sync()) {
            self.files.ledger.report(self.directory.write_error(WriteError::Retry(source)));
        }
    }

    /// A disk that is full stays full for a while: it is told once.
    fn fail(&mut self, error: Error) {
        if !std::mem::replace(&mut self.failing, true) {
            self.files.ledger.report(error);
        }
    }

    /// Tells whoever asked for a flush that it did not succeed, if nothing else does.
    pub(super) fn tell_unwritten(&self) {
        if self.failing && self.waiting_values > 0 {
            let path = self.directory().to_path_buf();
            self.files.ledger.remember(Error::Unwritten { path, values: self.waiting_values });
        }
    }

    /// Gives up what waits.
    pub(super) fn lose_waiting(&mut self) {
        let values = self.waiting_values;
        self.forget_waiting();
        if values > 0 {
            (self.is_new, self.started) = (true, false); // what says so may be among it
            self.files.ledger.lost.fetch_add(values, Relaxed);
            self.files.ledger.report(Error::Lost { path: self.directory().to_path_buf(), values });
        }
    }

    /// After a panic: drops the beginning of a record.
    pub(super) fn recover(&mut self) {
        self.waiting.truncate(self.whole);
    }

    fn forget_waiting(&mut self) {
        self.files.unwritten.fetch_sub(std::mem::take(&mut self.charged), Relaxed);
        self.waiting.clear();
        self.waiting.shrink_to(2 * BLOCK);
        (self.waiting_values, self.whole) = (0, 0);
    }

    /// Adds to what all runs could not write, and returns it.
    fn charge(&mut self) -> usize {
        let more = self.waiting.len().saturating_sub(self.charged);
        self.charged += more;
        self.files.unwritten.fetch_add(more, Relaxed) + more
    }
}
