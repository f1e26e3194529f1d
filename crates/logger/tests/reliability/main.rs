//! What the logger promises when things end badly: a process that is killed, left, or forked; a disk that is full; many
//! threads, loggers and processes at once.
//!
//! What would end the test itself happens in a child: this very program, started again with a role (`roles`).

#[path = "../support/mod.rs"]
mod support;

mod concurrency;
#[cfg(unix)]
mod disk;
#[cfg(unix)]
mod exit;
mod extremes;
#[cfg(unix)]
mod kill;
#[cfg(unix)]
mod roles;
#[cfg(unix)]
mod soak;
