//! The bounded way to the worker, and what happens at its bounds.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use crossbeam::channel::{Receiver, RecvTimeoutError, SendTimeoutError, Sender, TrySendError, bounded};

use super::command::{Command, Job, Scalar};
use super::inbox::{Inbox, Life};
use crate::stats::Ledger;
use crate::{Error, Step};

/// How often a command that waits for bytes to be free looks again.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// The bounds of a queue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// How many commands may wait.
    pub(crate) commands: usize,
    /// How many bytes the waiting commands may hold.
    pub(crate) bytes: usize,
    /// How long a light command waits for room before it is dropped.
    pub(crate) wait: Duration,
}

/// The callers' end of the queue.
#[derive(Debug)]
pub(crate) struct Queue {
    /// `None` where nothing is logged.
    channel: Option<Channel>,
    limits: Limits,
    ledger: Arc<Ledger>,
}

#[derive(Debug)]
struct Channel {
    sender: Sender<Command>,
    /// The worker's end, to count what comes after its end.
    receiver: Receiver<Command>,
    life: Arc<Life>,
    /// Whether a command waited in vain, and there was no room since: then nothing waits again.
    is_stalled: AtomicBool,
    /// The process that has the worker.
    process: u32,
}

/// A command that comes back.
enum Refused {
    NoRoom(Command),
    Ended(Command),
    /// The worker is in another process.
    Forked(Command),
}

impl Queue {
    /// A queue and the worker's end of it.
    pub(crate) fn new(limits: Limits, ledger: Arc<Ledger>) -> (Self, Inbox) {
        let (sender, receiver) = bounded(limits.commands);
        let life = Arc::<Life>::default();
        let inbox = Inbox::new(receiver.clone(), Arc::clone(&life), Arc::clone(&ledger));
        let is_stalled = AtomicBool::new(false);
        let channel = Channel { sender, receiver, life, is_stalled, process: std::process::id() };
        (Self { channel: Some(channel), limits, ledger }, inbox)
    }

    /// A queue that leads nowhere: what is handed to it is dropped, and not counted.
    pub(crate) fn disabled(ledger: Arc<Ledger>) -> Self {
        Self { channel: None, limits: Limits { commands: 0, bytes: 0, wait: Duration::ZERO }, ledger }
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.channel.is_some()
    }

    /// Hands over a number, waiting for room if it must.
    pub(crate) fn send_scalar(&self, scalar: Scalar) {
        self.send_light(Command::Scalar(scalar));
    }

    /// Hands over a job that is worth waiting for: text, graphs.
    pub(crate) fn send_light_job(&self, job: Job) {
        self.send_light(Command::Job(Box::new(job)));
    }

    /// Hands over how a tag is presented.
    pub(crate) fn send_description(&self, command: Command) {
        self.send_light(command);
    }

    /// Hands over a job that is shed when there is no room: images, histograms.
    pub(crate) fn send_heavy_job(&self, job: Job) {
        let Some(channel) = &self.channel else { return };
        let bytes = job.bytes as u64;
        if !self.has_room_for(bytes) {
            return self.count_shed(job.tag, job.step);
        }
        self.charge(bytes);
        if let Err(refused) = channel.try_send(Command::Job(Box::new(job)), &self.ledger) {
            self.refuse(refused, bytes);
        }
    }

    fn send_light(&self, command: Command) {
        let Some(channel) = &self.channel else { return };
        let bytes = command.bytes() as u64;
        if bytes > 0 && !self.wait_for_bytes(channel, bytes) {
            return self.refuse(Refused::NoRoom(command), 0);
        }
        self.charge(bytes);
        if let Err(refused) = self.send_waiting(channel, command) {
            self.refuse(refused, bytes);
        }
    }

    /// Sends a command that the worker answers, and waits for the answer. `Ok(false)`: the worker has ended.
    pub(crate) fn ask(&self, wait: Duration, command: impl FnOnce(Sender<()>) -> Command) -> Result<bool, Error> {
        let Some(channel) = &self.channel else { return Ok(false) };
        if channel.is_forked() {
            return Err(Error::Forked);
        }
        if !channel.life.is_open() {
            return Ok(false);
        }
        let (done, answer) = bounded(1);
        let deadline = Instant::now() + wait;
        match channel.sender.send_deadline(command(done), deadline) {
            Err(SendTimeoutError::Disconnected(_)) => return Ok(false),
            Err(SendTimeoutError::Timeout(_)) => return Err(Error::Timeout { waited: wait }),
            Ok(()) => channel.count_if_too_late(&self.ledger),
        }
        match answer.recv_deadline(deadline) {
            Err(RecvTimeoutError::Timeout) => Err(Error::Timeout { waited: wait }),
            answered => Ok(answered.is_ok()),
        }
    }

    /// The command comes back if there was no room in time, or no worker.
    fn send_waiting(&self, channel: &Channel, command: Command) -> Result<(), Refused> {
        let command = match channel.try_send(command, &self.ledger) {
            Err(Refused::NoRoom(command)) if !channel.is_stalled.load(Relaxed) => command,
            sent => return sent,
        };
        if channel.is_forked() {
            return Err(Refused::Forked(command));
        }
        let begin = Instant::now();
        let sent = channel.sender.send_timeout(command, self.limits.wait);
        self.ledger.waited_nanos.fetch_add(begin.elapsed().as_nanos() as u64, Relaxed);
        match sent {
            Ok(()) => channel.count_if_too_late(&self.ledger),
            Err(error) => {
                channel.is_stalled.store(true, Relaxed);
                return Err(Refused::NoRoom(error.into_inner()));
            }
        }
        Ok(())
    }

    /// Waits until the queue may hold so many bytes more; `false` if that does not come to be in time.
    fn wait_for_bytes(&self, channel: &Channel, bytes: u64) -> bool {
        if self.has_room_for(bytes) {
            return true;
        }
        let begin = Instant::now();
        while !channel.is_stalled.load(Relaxed) && channel.life.is_open() && !channel.is_forked() {
            if self.has_room_for(bytes) || begin.elapsed() >= self.limits.wait {
                break;
            }
            std::thread::sleep(LOOK_AGAIN.min(self.limits.wait));
        }
        self.ledger.waited_nanos.fetch_add(begin.elapsed().as_nanos() as u64, Relaxed);
        let has_room = self.has_room_for(bytes);
        if !has_room {
            channel.is_stalled.store(true, Relaxed);
        }
        has_room
    }

    /// One command larger than the whole budget still goes through an empty queue.
    fn has_room_for(&self, bytes: u64) -> bool {
        let waiting = self.ledger.queued_bytes.load(Relaxed);
        waiting == 0 || waiting + bytes <= self.limits.bytes as u64
    }

    fn charge(&self, bytes: u64) {
        if bytes > 0 {
            self.ledger.queued_bytes.fetch_add(bytes, Relaxed);
        }
    }

    /// Counts what comes back, and lets go of what it held.
    fn refuse(&self, refused: Refused, charged: u64) {
        if charged > 0 {
            self.ledger.queued_bytes.fetch_sub(charged, Relaxed);
        }
        match refused {
            Refused::Ended(command) => command.lose(&self.ledger),
            Refused::Forked(command) => {
                self.ledger.lost.fetch_add(u64::from(command.into_value().is_some()), Relaxed);
                self.ledger.report_repeated(Error::Forked);
            }
            Refused::NoRoom(command) => {
                if let Some((tag, step)) = command.into_value() {
                    self.count_shed(tag, step);
                }
            }
        }
    }

    fn count_shed(&self, tag: String, step: Step) {
        self.ledger.shed.fetch_add(1, Relaxed);
        self.ledger.report_repeated(Error::QueueFull { tag, step });
    }
}

impl Channel {
    fn try_send(&self, command: Command, ledger: &Ledger) -> Result<(), Refused> {
        if !self.life.is_open() {
            return Err(Refused::Ended(command));
        }
        match self.sender.try_send(command) {
            Ok(()) => {
                if self.is_stalled.load(Relaxed) {
                    self.is_stalled.store(false, Relaxed);
                }
                self.count_if_too_late(ledger);
                Ok(())
            }
            Err(TrySendError::Full(command)) => Err(Refused::NoRoom(command)),
            Err(TrySendError::Disconnected(command)) => Err(Refused::Ended(command)),
        }
    }

    /// What was sent while the worker ended, and missed by it, is counted here.
    fn count_if_too_late(&self, ledger: &Ledger) {
        if self.life.has_ended_after_send() {
            self.receiver.try_iter().for_each(|command| command.discard(ledger));
        }
    }

    /// Whether this process was forked from the one that has the worker. The system is asked, so only where one would wait.
    fn is_forked(&self) -> bool {
        std::process::id() != self.process
    }
}
