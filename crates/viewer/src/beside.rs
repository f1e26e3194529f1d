//! Two things at once.

use std::panic::resume_unwind;
use std::thread::{self, Builder};

/// Does one thing on a thread of its own, if there is one to be had, while this thread does the other.
pub(crate) fn beside<A: Send, B>(one: impl Fn() -> A + Sync, other: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let helper = Builder::new().spawn_scoped(scope, &one);
        let other = other();
        let one = match helper {
            // A panic is a defect of ours: it goes on in the caller, as it would without threads.
            Ok(helper) => helper.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => one(),
        };
        (one, other)
    })
}
