//! The worker's end of the queue, and how it ends without losing count.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

use crossbeam::channel::{Receiver, RecvTimeoutError};

use super::command::Command;
use super::gate::{Entrance, Gate};
use super::scalars::Scalars;
use crate::stats::Ledger;

/// Commands as they come.
#[derive(Debug)]
pub(crate) struct Inbox {
    receiver: Receiver<Command>,
    entrance: Arc<Entrance>,
    ledger: Arc<Ledger>,
}

/// What waits at some moment: so many commands in the channel, and after them the scalars at the gate.
pub(super) struct Rest {
    pub(super) commands: usize,
    pub(super) scalars: Scalars,
}

impl Inbox {
    pub(super) fn new(receiver: Receiver<Command>, entrance: Arc<Entrance>, ledger: Arc<Ledger>) -> Self {
        Self { receiver, entrance, ledger }
    }

    /// The next command, if one comes in time.
    pub(super) fn next_until(&self, deadline: Instant) -> Result<Command, RecvTimeoutError> {
        self.receiver.recv_deadline(deadline).inspect(|command| self.note_taken(command))
    }

    /// The next command, if there is one.
    pub(super) fn next_left(&self) -> Option<Command> {
        self.receiver.try_recv().ok().inspect(|command| self.note_taken(command))
    }

    /// What waits now, in the order to be handled in.
    pub(super) fn rest(&self) -> Rest {
        self.take_rest(&mut self.entrance.gate())
    }

    /// What waits now; nothing comes after it.
    pub(super) fn close(&self) -> Rest {
        let mut gate = self.entrance.gate();
        gate.closed = true;
        self.take_rest(&mut gate)
    }

    fn take_rest(&self, gate: &mut Gate) -> Rest {
        Rest { commands: self.receiver.len(), scalars: gate.scalars.take() }
    }

    fn note_taken(&self, command: &Command) {
        let count = if let Command::Scalars(scalars) = command { scalars.len() } else { 1 };
        self.entrance.sent.fetch_sub(count, Relaxed);
    }
}

/// The end of the worker, also by a panic that nothing caught: callers must not wait for it, and what it left is counted.
impl Drop for Inbox {
    fn drop(&mut self) {
        let rest = self.close();
        while let Some(command) = self.next_left() {
            command.discard(&self.ledger);
        }
        Command::Scalars(rest.scalars).discard(&self.ledger);
    }
}
