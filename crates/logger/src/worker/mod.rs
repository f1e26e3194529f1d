//! The worker: one named thread a logger, which makes summaries and writes event files.
//!
//! ```text
//!  any thread                     │                      the worker
//!  add_scalar ── gather ─┐        │        ┌─ scalars: encode, 50 bytes each
//!  add_image  ── heavy ──┼─> bounded queue ─┼─ job:    read tensors, count, draw, compress ──> values
//!  flush      ── wait  ──┘        │        └─ flush, close: answer when it is done
//!                                 │                 │
//!                                 │        run writer: kinds and steps checked, records framed ──> sink
//! ```
//!
//! A light command waits for room, up to a limit, and once in a stall; a heavy one is shed when the queue holds too many
//! bytes. Both are counted. The worker flushes by its own clock and lives through errors: what cannot be written stays and
//! is tried again.

mod command;
#[cfg(feature = "burn")]
mod examine;
#[cfg(test)]
mod faults;
mod gate;
mod inbox;
mod next_file;
mod queue;
mod records;
mod run_writer;
mod runs;
mod scalars;
mod tags;
mod thread;

pub(crate) use command::{Command, Entry, Job, Labels, Output, Session};
pub(crate) use queue::{Limits, Queue};
pub(crate) use runs::{Files, RunId, Runs};
pub(crate) use scalars::Scalar;
pub(crate) use thread::Worker;
