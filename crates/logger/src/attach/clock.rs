//! Where a training stands: the steps that scalars, histograms and epochs share.
//!
//! burn counts iterations anew in each epoch and after each resume, and tells the two places where values are logged
//! different things: the model sees steps and no epochs, the renderer sees epochs and items. So one clock is shared. Its
//! step is the number of training items (batches) so far, over all epochs and resumes.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};

/// Counts training steps; shared by [`Watched`](super::Watched) and the renderer.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    /// Training steps that this process took.
    taken: AtomicI64,
    /// Steps that were taken before, when a training is resumed.
    offset: AtomicI64,
    /// Whether a renderer was made that has not heard of the training's start: the offset is not known yet.
    awaits_start: AtomicBool,
    /// `taken` when the epoch began.
    epoch_begin: AtomicI64,
    /// How many steps an epoch has; 0 while that is not known.
    epoch_len: AtomicI64,
}

impl Clock {
    /// A training step begins; returns how many were taken with it.
    pub(super) fn tick(&self) -> i64 {
        self.taken.fetch_add(1, Relaxed) + 1
    }

    pub(super) fn taken(&self) -> i64 {
        self.taken.load(Relaxed)
    }

    /// The step of the event file for a number of steps taken; `None` while the start of the training is not known.
    pub(super) fn step(&self, taken: i64) -> Option<i64> {
        (!self.awaits_start.load(Relaxed)).then(|| self.offset() + taken)
    }

    pub(super) fn offset(&self) -> i64 {
        self.offset.load(Relaxed)
    }

    pub(super) fn await_start(&self) {
        self.awaits_start.store(true, Relaxed);
    }

    /// The training starts, or goes on, after `offset` steps.
    pub(super) fn start(&self, offset: i64) {
        self.offset.store(offset, Relaxed);
        self.awaits_start.store(false, Relaxed);
    }

    /// An epoch will have `steps` steps, as far as the first batch tells.
    pub(super) fn expect_epoch(&self, steps: i64) {
        self.epoch_len.store(steps, Relaxed);
    }

    /// The epoch is over; the next one is taken to be as long, if nothing better is known.
    pub(super) fn end_epoch(&self) {
        let taken = self.taken();
        let steps = taken - self.epoch_begin.swap(taken, Relaxed);
        if steps > 0 {
            self.epoch_len.store(steps, Relaxed);
        }
    }

    /// Whether the step that is being taken is the last of its epoch.
    pub(super) fn ends_epoch(&self) -> bool {
        let len = self.epoch_len.load(Relaxed);
        len > 0 && self.taken() - self.epoch_begin.load(Relaxed) >= len
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_on_after_a_resume() {
        let clock = Clock::default();
        clock.await_start();
        let taken = clock.tick();
        assert_eq!(clock.step(taken), None);
        clock.start(100);
        assert_eq!(clock.step(taken), Some(101));
    }

    #[test]
    fn the_end_of_an_epoch_is_foreseen() {
        let clock = Clock::default();
        let mut ends = Vec::new();
        for epoch in 0..3 {
            for _ in 0..4 {
                clock.tick();
                ends.push(clock.ends_epoch());
            }
            clock.end_epoch();
            assert_eq!(ends.iter().filter(|&&end| end).count(), epoch);
        }
        assert!(ends[7] && ends[11], "the length of the first epoch tells where the next ones end");
    }
}
