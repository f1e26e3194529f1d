//! The worker's loop.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam::channel::{RecvTimeoutError, Sender};
use nnviz_record::summary::SessionState;

use super::command::{Command, Job, Output, described_bytes};
use super::inbox::{Inbox, Rest};
use super::run_writer::RunWriter;
use super::runs::{Files, RunId};
use super::scalars::{Scalar, Scalars};
use crate::stats::panic_message;
use crate::{Error, Step};

/// The state of the worker thread.
pub(crate) struct Worker {
    inbox: Inbox,
    pub(super) files: Arc<Files>,
    /// The runs that something was logged to, by their ids.
    writers: Vec<Option<Result<RunWriter, Unopened>>>,
    flush_every: Duration,
    next_flush: Instant,
    /// Who asked for the end; only the first is carried out.
    ends: Vec<End>,
}

/// A wish for the end.
struct End {
    state: SessionState,
    done: Sender<()>,
}

/// A run whose directory or file could not be opened; it is tried again after a while.
struct Unopened {
    retry_at: Instant,
}

impl Worker {
    /// Opens the root run, so that a directory that cannot be used is an error here, and starts the thread.
    pub(crate) fn start(inbox: Inbox, files: Files, flush_every: Duration) -> Result<JoinHandle<()>, Error> {
        let files = Arc::new(files);
        let root = RunWriter::open(&files.runs.directory(RunId::ROOT), Arc::clone(&files))?;
        let writers = vec![Some(Ok(root))]; // the root's id is 0
        let worker =
            Self { inbox, files, writers, flush_every, next_flush: Instant::now() + flush_every, ends: Vec::new() };
        let thread = Builder::new().name("nnviz-logger".to_owned()).spawn(move || worker.work());
        thread.map_err(|source| Error::StartWorker { source })
    }

    /// Takes one command or waits for the time to flush; until the end.
    fn work(mut self) {
        while self.ends.is_empty() {
            match self.inbox.next_until(self.next_flush) {
                Ok(command) => self.handle(command),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break, // no logger is left to say so
            }
            if Instant::now() >= self.next_flush {
                let rest = self.inbox.rest();
                self.catch_up(&rest);
                self.guarded(|worker| worker.flush(false));
                self.next_flush = Instant::now() + self.flush_every;
            }
        }
        self.finish();
    }

    /// Lives through a panic, which costs what was being done; `false` if there was one.
    fn guarded(&mut self, act: impl FnOnce(&mut Self)) -> bool {
        let acted = catch_unwind(AssertUnwindSafe(|| act(self)));
        if let Err(panic) = &acted {
            self.each_writer(RunWriter::recover);
            let (tag, step) = ("the logger's own work".to_owned(), Step::from(None));
            self.lose_to(Error::Panicked { tag, step, message: panic_message(&**panic) });
        }
        acted.is_ok()
    }

    /// Writes what other threads sent until now, and answers. From here on callers are told that the logger is closed.
    fn finish(mut self) {
        let rest = self.inbox.close();
        self.catch_up(&rest);
        let state = self.ends.first().map_or(SessionState::Unknown, |end| end.state);
        self.guarded(|worker| worker.each_writer(|writer| writer.finish(state)));
        drop(self.inbox);
        drop(self.writers); // their directories may be used again
        for end in &self.ends {
            answer(&end.done);
        }
    }

    /// Handles what waits.
    fn catch_up(&mut self, rest: &Rest) {
        for _ in 0..rest.commands {
            if let Some(command) = self.inbox.next_left() {
                self.handle(command);
            }
        }
        self.write_scalars(&rest.scalars);
    }

    fn handle(&mut self, command: Command) {
        self.guarded(|worker| worker.carry_out(command));
    }

    fn carry_out(&mut self, command: Command) {
        match command {
            Command::Scalars(scalars) => self.write_scalars(&scalars),
            Command::Job(job) => self.run_job(*job),
            Command::Describe { run, tag, labels } => {
                self.discharge(described_bytes(&tag, &labels));
                if let Some(writer) = self.writer(run) {
                    writer.describe(tag, labels);
                }
            }
            Command::Flush { sync, done } => {
                self.flush(sync);
                self.each_writer(RunWriter::tell_unwritten);
                answer(&done);
            }
            Command::Close { state, done } => self.ends.push(End { state, done }),
        }
    }

    /// A panic costs the scalar at which it happens.
    fn write_scalars(&mut self, scalars: &Scalars) {
        self.discharge(scalars.bytes());
        let mut left = scalars.iter();
        while !self.guarded(|worker| left.by_ref().for_each(|scalar| worker.write_scalar(&scalar))) {}
    }

    fn write_scalar(&mut self, scalar: &Scalar<'_>) {
        match self.writer(scalar.run) {
            Some(writer) => writer.write_scalar(scalar),
            None => self.lose(1),
        }
        #[cfg(feature = "burn")]
        self.examine_scalar(scalar);
    }

    fn run_job(&mut self, job: Job) {
        let Job { run, tag, step, wall_time, bytes, work } = job;
        let made = catch_unwind(AssertUnwindSafe(work));
        self.discharge(bytes);
        #[cfg(feature = "burn")]
        let made = made.map(|made| made.map(|output| self.examine(run, output, step, wall_time)));
        match made {
            Ok(Ok(output)) => match (self.writer(run), output) {
                (Some(writer), Output::Entries(entries)) => writer.write_entries(entries, step, wall_time),
                (Some(writer), Output::Group { title, entries }) => {
                    writer.write_group(&title, entries, step, wall_time);
                }
                (Some(writer), Output::Layout(layout)) => writer.write_layout(layout, wall_time),
                (Some(writer), Output::Session(session)) => writer.write_session(session, wall_time),
                (Some(writer), Output::Embedding(files)) => writer.write_embedding(&files, step),
                (Some(writer), Output::Graph(graph)) => writer.write_graph(&graph, wall_time),
                (Some(writer), Output::Event(event)) => writer.write_event(&event),
                #[cfg(feature = "burn")]
                (_, Output::Look { .. }) => {} // was taken apart before
                (None, Output::Entries(entries)) => self.lose(entries.len() as u64),
                (None, _) => self.lose(1),
            },
            Ok(Err(error)) => self.lose_to(error),
            Err(panic) => self.lose_to(Error::Panicked { tag, step, message: panic_message(&*panic) }),
        }
    }

    /// The writer of a run, opened when it is first used. A failure is told when it happens, and tried again later.
    pub(super) fn writer(&mut self, run: RunId) -> Option<&mut RunWriter> {
        let RunId(place) = run;
        if place >= self.writers.len() {
            self.writers.resize_with(place + 1, || None);
        }
        let due = match &self.writers[place] {
            None => true,
            Some(Ok(_)) => false,
            Some(Err(unopened)) => Instant::now() >= unopened.retry_at,
        };
        if due {
            self.writers[place] = Some(self.open(run));
        }
        self.writers[place].as_mut()?.as_mut().ok()
    }

    fn open(&self, run: RunId) -> Result<RunWriter, Unopened> {
        RunWriter::open(&self.files.runs.directory(run), Arc::clone(&self.files)).map_err(|error| {
            self.files.ledger.report(error);
            Unopened { retry_at: Instant::now() + self.flush_every }
        })
    }

    fn flush(&mut self, sync: bool) {
        self.each_writer(if sync { RunWriter::sync } else { RunWriter::flush });
    }

    fn each_writer(&mut self, act: impl Fn(&mut RunWriter)) {
        self.writers.iter_mut().flatten().flatten().for_each(act);
    }

    fn discharge(&self, bytes: usize) {
        if bytes > 0 {
            self.files.ledger.queued_bytes.fetch_sub(bytes as u64, Relaxed);
        }
    }

    pub(super) fn lose(&self, values: u64) {
        self.files.ledger.lost.fetch_add(values, Relaxed);
    }

    fn lose_to(&self, error: Error) {
        self.lose(1);
        self.files.ledger.report(error);
    }
}

/// Tells a caller that its command is carried out; one that no longer waits needs no answer.
fn answer(done: &Sender<()>) {
    let _no_longer_waiting = done.try_send(());
}
