//! How much of a training's time explanations may take.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

/// What became of the steps that were due to be explained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Explained {
    /// How many were explained.
    pub made: u64,
    /// How many were left out, because the budget was spent or the explanation before was not done.
    pub skipped: u64,
    /// How many methods failed, over all steps.
    pub failed: u64,
    /// How long the explanations took, on their own thread.
    pub spent: Duration,
}

/// When a due step is explained.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Pace {
    /// While what was spent is no more than this share of the time that the training takes.
    Share(f64),
    /// Always: the training waits for its turn.
    Always,
}

/// Shared by the training, which asks, and the thread, which spends.
#[derive(Debug)]
pub(super) struct Budget {
    pace: Pace,
    start: Instant,
    busy: AtomicBool,
    made: AtomicU64,
    skipped: AtomicU64,
    failed: AtomicU64,
    nanoseconds: AtomicU64,
}

impl Budget {
    pub(super) fn new(pace: Pace) -> Self {
        let zero = || AtomicU64::new(0);
        let (made, skipped, failed, nanoseconds) = (zero(), zero(), zero(), zero());
        Self { pace, start: Instant::now(), busy: AtomicBool::new(false), made, skipped, failed, nanoseconds }
    }

    /// Whether the next step that is due may be explained; if not, it is counted.
    pub(super) fn admit(&self) -> bool {
        let admitted = match self.pace {
            Pace::Always => true,
            Pace::Share(share) => !self.busy.load(SeqCst) && self.may_spend(share, self.start.elapsed()),
        };
        if admitted {
            self.busy.store(true, SeqCst);
        } else {
            self.skipped.fetch_add(1, SeqCst);
        }
        admitted
    }

    fn may_spend(&self, share: f64, elapsed: Duration) -> bool {
        self.spent().as_secs_f64() <= share * elapsed.as_secs_f64()
    }

    /// A step was explained, which took this long.
    pub(super) fn spend(&self, time: Duration, failed: u64) {
        self.nanoseconds.fetch_add(time.as_nanos() as u64, SeqCst);
        self.failed.fetch_add(failed, SeqCst);
        self.made.fetch_add(1, SeqCst);
        self.busy.store(false, SeqCst);
    }

    fn spent(&self) -> Duration {
        Duration::from_nanos(self.nanoseconds.load(SeqCst))
    }

    pub(super) fn explained(&self) -> Explained {
        Explained {
            made: self.made.load(SeqCst),
            skipped: self.skipped.load(SeqCst),
            failed: self.failed.load(SeqCst),
            spent: self.spent(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_must_be_earned_first() {
        let budget = Budget::new(Pace::Share(0.1));
        assert!(budget.admit(), "the first step costs nothing yet");
        assert!(!budget.admit(), "the first one is not done");
        budget.spend(Duration::from_secs(2), 0);
        assert!(!budget.may_spend(0.1, Duration::from_secs(19)));
        assert!(budget.may_spend(0.1, Duration::from_secs(21)));
        assert!(!budget.admit(), "this test takes no twenty seconds");
        let explained = budget.explained();
        assert_eq!((explained.made, explained.skipped, explained.spent), (1, 2, Duration::from_secs(2)));
    }

    #[test]
    fn a_training_that_waits_skips_nothing() {
        let budget = Budget::new(Pace::Always);
        assert!((0..5).all(|_| budget.admit()));
    }
}
