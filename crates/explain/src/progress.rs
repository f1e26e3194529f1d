//! How far an explanation is, told to whoever waits for it, who may end it there.

use std::ops::ControlFlow;

use crate::Error;

/// How far an explanation is, in inputs that the model has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How many are done.
    pub done: usize,
    /// How many there will be.
    pub total: usize,
}

/// A callback that is told of progress and may stop.
pub(crate) type Watch<'a> = &'a mut dyn FnMut(Progress) -> ControlFlow<()>;

/// Tells of progress; an error when the callback stops.
pub(crate) fn tell(watch: Watch<'_>, done: usize, total: usize) -> Result<(), Error> {
    match watch(Progress { done, total }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Stopped),
    }
}

/// Nobody waits.
pub(crate) fn silent(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}
