//! How far a projection is, told to whoever waits for it, who may end it there.

use std::ops::ControlFlow;

use crate::Error;

/// Which part of a projection is running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// The nearest neighbours of each point are looked for. Stopping here leaves no layout.
    Neighbours,
    /// The points move on the map. Stopping here returns the map as it is then.
    Layout,
}

/// How far a projection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// Rows of neighbours, or iterations of the layout, that are done.
    pub done: usize,
    /// How many there will be at most.
    pub total: usize,
}

/// A callback that is told of progress and may stop.
pub(crate) type Watch<'a> = &'a mut dyn FnMut(Progress) -> ControlFlow<()>;

/// Tells of rows whose neighbours are known.
pub(crate) fn neighbours_found(watch: Watch<'_>, done: usize, total: usize) -> Result<(), Error> {
    match watch(Progress { stage: Stage::Neighbours, done, total }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Stopped),
    }
}

/// Tells of iterations of the layout; whether to stop.
pub(crate) fn layout_moved(watch: Watch<'_>, done: usize, total: usize) -> bool {
    watch(Progress { stage: Stage::Layout, done, total }).is_break()
}
