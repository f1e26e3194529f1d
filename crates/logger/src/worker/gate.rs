//! The gate that everything passes on its way to the worker, one command at a time.
//!
//! Scalars gather here until there are enough for a message; anything else that is sent takes those before it along, so
//! the worker sees each thread's values in their order. The lock is held for a copy of a few bytes, or for a send that
//! does not wait. What goes through the gate before it closes is seen by the worker, and what comes after is told that it
//! came too late: nothing falls between.

use std::sync::atomic::AtomicUsize;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use super::scalars::Scalars;

/// What both ends of the queue share besides the channel.
#[derive(Debug, Default)]
pub(super) struct Entrance {
    gate: Mutex<Gate>,
    /// How many scalars and other commands are in the channel.
    pub(super) sent: AtomicUsize,
}

#[derive(Debug, Default)]
pub(super) struct Gate {
    /// What gathers.
    pub(super) scalars: Scalars,
    pub(super) closed: bool,
}

impl Entrance {
    pub(super) fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The gate, if nobody passes it just now.
    pub(super) fn free_gate(&self) -> Option<MutexGuard<'_, Gate>> {
        match self.gate.try_lock() {
            Ok(gate) => Some(gate),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }
}
