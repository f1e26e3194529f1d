//! The bounded way to the worker, and what happens at its bounds.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use crossbeam::channel::{Receiver, SendTimeoutError, Sender, TrySendError, bounded};

use super::command::{Command, Job, Scalar};
use crate::stats::Ledger;
use crate::{Error, Step};

/// The bounds of a queue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// How many commands may wait.
    pub(crate) commands: usize,
    /// How many bytes the waiting jobs may hold.
    pub(crate) bytes: usize,
    /// How long a light command waits for room before it is dropped.
    pub(crate) wait: Duration,
}

/// The callers' end of the queue.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    /// `None` where nothing is logged.
    sender: Option<Sender<Command>>,
    limits: Limits,
    ledger: Arc<Ledger>,
}

impl Queue {
    /// A queue and the worker's end of it.
    pub(crate) fn new(limits: Limits, ledger: Arc<Ledger>) -> (Self, Receiver<Command>) {
        let (sender, receiver) = bounded(limits.commands);
        (Self { sender: Some(sender), limits, ledger }, receiver)
    }

    /// A queue that leads nowhere: what is handed to it is dropped, and not counted.
    pub(crate) fn disabled(ledger: Arc<Ledger>) -> Self {
        Self { sender: None, limits: Limits { commands: 0, bytes: 0, wait: Duration::ZERO }, ledger }
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.sender.is_some()
    }

    /// Hands over a number, waiting for room if it must.
    pub(crate) fn send_scalar(&self, scalar: Scalar) {
        if let Err(Command::Scalar(Scalar { tag, step, .. })) = self.send_waiting(Command::Scalar(scalar)) {
            self.count_dropped(tag.into(), step);
        }
    }

    /// Hands over a job that is worth waiting for: text, graphs.
    pub(crate) fn send_light_job(&self, job: Job) {
        let bytes = self.charge(&job);
        if let Err(Command::Job(job)) = self.send_waiting(Command::Job(Box::new(job))) {
            self.discharge(bytes);
            self.count_dropped(job.tag, job.step);
        }
    }

    /// Hands over a job that is shed when there is no room: images, histograms.
    pub(crate) fn send_heavy_job(&self, job: Job) {
        let waiting = self.ledger.queued_bytes.load(Relaxed);
        // One job larger than the whole budget still goes through an empty queue.
        if waiting > 0 && waiting + job.bytes as u64 > self.limits.bytes as u64 {
            return self.count_shed(job.tag, job.step);
        }
        let Some(sender) = &self.sender else { return };
        let bytes = self.charge(&job);
        match sender.try_send(Command::Job(Box::new(job))) {
            Err(TrySendError::Full(Command::Job(job))) => {
                self.discharge(bytes);
                self.count_shed(job.tag, job.step);
            }
            Err(TrySendError::Disconnected(Command::Job(job))) => {
                self.discharge(bytes);
                self.count_dropped(job.tag, job.step);
            }
            _ => {}
        }
    }

    /// Hands over how a tag is presented; after the end there is nothing to present.
    pub(crate) fn send_description(&self, command: Command) {
        let _after_the_end = self.send_waiting(command);
    }

    /// Sends a command that the worker answers, and waits for the answer. `Ok(false)`: the worker has ended.
    pub(crate) fn ask(&self, wait: Duration, command: impl FnOnce(Sender<()>) -> Command) -> Result<bool, Error> {
        let Some(sender) = &self.sender else { return Ok(false) };
        let (done, answer) = bounded(1);
        let deadline = Instant::now() + wait;
        match sender.send_deadline(command(done), deadline) {
            Err(SendTimeoutError::Disconnected(_)) => return Ok(false),
            Err(SendTimeoutError::Timeout(_)) => return Err(Error::Timeout { waited: wait }),
            Ok(()) => {}
        }
        match answer.recv_deadline(deadline) {
            Err(crossbeam::channel::RecvTimeoutError::Timeout) => Err(Error::Timeout { waited: wait }),
            answered => Ok(answered.is_ok()),
        }
    }

    /// The command comes back if there was no room in time, or no worker.
    fn send_waiting(&self, command: Command) -> Result<(), Command> {
        let Some(sender) = &self.sender else { return Ok(()) };
        let command = match sender.try_send(command) {
            Ok(()) => return Ok(()),
            Err(TrySendError::Disconnected(command)) => return Err(command),
            Err(TrySendError::Full(command)) => command,
        };
        let begin = Instant::now();
        let sent = sender.send_timeout(command, self.limits.wait);
        self.ledger.waited_nanos.fetch_add(begin.elapsed().as_nanos() as u64, Relaxed);
        sent.map_err(SendTimeoutError::into_inner)
    }

    fn charge(&self, job: &Job) -> u64 {
        let bytes = job.bytes as u64;
        self.ledger.queued_bytes.fetch_add(bytes, Relaxed);
        bytes
    }

    fn discharge(&self, bytes: u64) {
        self.ledger.queued_bytes.fetch_sub(bytes, Relaxed);
    }

    fn count_shed(&self, tag: String, step: Step) {
        self.ledger.shed.fetch_add(1, Relaxed);
        self.ledger.report_repeated(Error::QueueFull { tag, step });
    }

    /// Tells a worker that has ended from one that is too slow: a full channel is still connected.
    fn count_dropped(&self, tag: String, step: Step) {
        if self.sender.as_ref().is_some_and(Sender::is_full) {
            self.count_shed(tag, step);
        } else {
            self.ledger.lost.fetch_add(1, Relaxed);
            self.ledger.report_repeated(Error::Closed { tag, step });
        }
    }
}
