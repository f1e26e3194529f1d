//! The worker's end of the queue, and how it ends without losing count.
//!
//! A caller may send at the very moment when the worker takes its last command. So the end has two steps: first callers are
//! refused, while what they sent is still carried out; then, when the files are finished, whoever finds a command left
//! counts it as lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering, fence};
use std::time::Instant;

use crossbeam::channel::{Receiver, RecvTimeoutError};

use super::command::Command;
use crate::stats::Ledger;

/// Where a worker is in its life.
#[derive(Debug, Default)]
pub(super) struct Life(AtomicU8);

const OPEN: u8 = 0;
const CLOSING: u8 = 1;
const ENDED: u8 = 2;

impl Life {
    /// Whether commands are taken.
    pub(super) fn is_open(&self) -> bool {
        self.0.load(Ordering::Relaxed) == OPEN
    }

    /// Whether a command that was just sent may have been missed.
    ///
    /// The fences here and in [`enter`](Self::enter) order the send before this load, and the store there before the
    /// worker's last look: at least one of the two sees the other.
    pub(super) fn has_ended_after_send(&self) -> bool {
        fence(Ordering::SeqCst);
        self.0.load(Ordering::Relaxed) == ENDED
    }

    fn enter(&self, state: u8) {
        self.0.store(state, Ordering::Relaxed);
        fence(Ordering::SeqCst);
    }
}

/// Commands as they come.
pub(crate) struct Inbox {
    receiver: Receiver<Command>,
    life: Arc<Life>,
    ledger: Arc<Ledger>,
}

impl Inbox {
    pub(super) fn new(receiver: Receiver<Command>, life: Arc<Life>, ledger: Arc<Ledger>) -> Self {
        Self { receiver, life, ledger }
    }

    /// The next command, if one comes in time.
    pub(super) fn next_until(&self, deadline: Instant) -> Result<Command, RecvTimeoutError> {
        self.receiver.recv_deadline(deadline)
    }

    /// Refuses what comes from now on.
    pub(super) fn close(&self) {
        self.life.enter(CLOSING);
    }

    /// What is left.
    pub(super) fn next_left(&self) -> Option<Command> {
        self.receiver.try_recv().ok()
    }
}

/// The end of the worker, also by a panic that nothing caught: callers must not wait for it.
impl Drop for Inbox {
    fn drop(&mut self) {
        self.life.enter(ENDED);
        while let Some(command) = self.next_left() {
            command.discard(&self.ledger);
        }
    }
}
