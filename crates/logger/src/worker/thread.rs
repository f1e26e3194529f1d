//! The worker's loop.

use std::any::Any;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam::channel::{Receiver, RecvTimeoutError, Sender};

use super::command::{Command, Job, Output, RunId};
use super::run_writer::RunWriter;
use crate::Error;
use crate::stats::Ledger;

/// The runs of a logger: the directory of each, by its [`RunId`].
#[derive(Debug, Default)]
pub(crate) struct Runs(Mutex<Vec<PathBuf>>);

impl Runs {
    /// The run of a directory, old or new.
    pub(crate) fn id(&self, directory: PathBuf) -> RunId {
        let mut runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = runs.iter().position(|run| *run == directory);
        RunId(known.unwrap_or_else(|| {
            runs.push(directory);
            runs.len() - 1
        }))
    }

    pub(crate) fn directory(&self, run: RunId) -> PathBuf {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(run.0).cloned().unwrap_or_default()
    }
}

/// The state of the worker thread.
pub(crate) struct Worker {
    receiver: Receiver<Command>,
    ledger: Arc<Ledger>,
    runs: Arc<Runs>,
    writers: HashMap<RunId, Result<RunWriter, Unopened>>,
    flush_every: Duration,
    next_flush: Instant,
}

/// A run whose directory or file could not be opened; it is tried again after a while.
struct Unopened {
    retry_at: Instant,
}

impl Worker {
    /// Opens the root run, so that a directory that cannot be used is an error here, and starts the thread.
    pub(crate) fn start(
        receiver: Receiver<Command>,
        ledger: Arc<Ledger>,
        runs: Arc<Runs>,
        flush_every: Duration,
    ) -> Result<JoinHandle<()>, Error> {
        let root = RunWriter::open(&runs.directory(RunId::ROOT), Arc::clone(&ledger))?;
        let writers = HashMap::from([(RunId::ROOT, Ok(root))]);
        let worker = Self { receiver, ledger, runs, writers, flush_every, next_flush: Instant::now() + flush_every };
        let thread = Builder::new().name("nnviz-logger".to_owned()).spawn(move || worker.work());
        thread.map_err(|source| Error::StartWorker { source })
    }

    /// Takes one command or waits for the time to flush; until the end.
    fn work(mut self) {
        let end = loop {
            match self.receiver.recv_deadline(self.next_flush) {
                Ok(Command::Close { done }) => break Some(done),
                Ok(command) => self.handle(command),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break None,
            }
            if Instant::now() >= self.next_flush {
                self.flush(false);
                self.next_flush = Instant::now() + self.flush_every;
            }
        };
        self.finish(end);
    }

    /// Writes what other threads sent until now, and answers.
    fn finish(mut self, end: Option<Sender<()>>) {
        while let Ok(command) = self.receiver.try_recv() {
            self.handle(command);
        }
        self.each_writer(RunWriter::finish);
        drop(self.receiver); // from here on callers are told that the logger is closed
        answer(end);
    }

    fn handle(&mut self, command: Command) {
        match command {
            Command::Scalar(scalar) => match self.writer(scalar.run) {
                Some(writer) => writer.write_scalar(&scalar.tag, scalar.value, scalar.step, scalar.wall_time),
                None => self.lose(1),
            },
            Command::Job(job) => self.run_job(*job),
            Command::Describe { run, tag, labels } => {
                if let Some(writer) = self.writer(run) {
                    writer.describe(tag, labels);
                }
            }
            Command::Flush { sync, done } => {
                self.flush(sync);
                answer(Some(done));
            }
            // A second close while the first is being carried out.
            Command::Close { done } => answer(Some(done)),
        }
    }

    fn run_job(&mut self, job: Job) {
        let Job { run, tag, step, wall_time, bytes, work } = job;
        let made = catch_unwind(AssertUnwindSafe(work));
        self.ledger.queued_bytes.fetch_sub(bytes as u64, Relaxed);
        match made {
            Ok(Ok(output)) => match (self.writer(run), output) {
                (Some(writer), Output::Entries(entries)) => writer.write_entries(entries, step, wall_time),
                (Some(writer), Output::Graph(graph)) => writer.write_graph(&graph, wall_time),
                (Some(writer), Output::Profile { tag, profile }) => writer.write_profile(tag, &profile, wall_time),
                (None, Output::Entries(entries)) => self.lose(entries.len() as u64),
                (None, Output::Graph(_) | Output::Profile { .. }) => self.lose(1),
            },
            Ok(Err(error)) => self.lose_to(error),
            Err(panic) => self.lose_to(Error::Panicked { tag, step, message: panic_message(&*panic) }),
        }
    }

    /// The writer of a run, opened when it is first used. A failure is told when it happens, and tried again later.
    fn writer(&mut self, run: RunId) -> Option<&mut RunWriter> {
        let due = match self.writers.get(&run) {
            None => true,
            Some(Ok(_)) => false,
            Some(Err(unopened)) => Instant::now() >= unopened.retry_at,
        };
        if due {
            let opened = RunWriter::open(&self.runs.directory(run), Arc::clone(&self.ledger));
            let opened = opened.map_err(|error| {
                self.ledger.report(error);
                Unopened { retry_at: Instant::now() + self.flush_every }
            });
            self.writers.insert(run, opened);
        }
        self.writers.get_mut(&run)?.as_mut().ok()
    }

    fn flush(&mut self, sync: bool) {
        self.each_writer(if sync { RunWriter::sync } else { RunWriter::flush });
    }

    fn each_writer(&mut self, act: impl Fn(&mut RunWriter)) {
        self.writers.values_mut().flatten().for_each(act);
    }

    fn lose(&self, values: u64) {
        self.ledger.lost.fetch_add(values, Relaxed);
    }

    fn lose_to(&self, error: Error) {
        self.lose(1);
        self.ledger.report(error);
    }
}

/// Tells a caller that its command is carried out; one that no longer waits needs no answer.
fn answer(done: Option<Sender<()>>) {
    if let Some(done) = done {
        let _no_longer_waiting = done.try_send(());
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}
