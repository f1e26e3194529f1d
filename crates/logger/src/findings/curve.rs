//! The losses of a training, as far as rules need them: a few numbers, however long it is.

use std::collections::VecDeque;

/// How many losses the first and the present level are the mean of.
const FIRST: usize = 20;
const RECENT: usize = 50;

/// The losses of training and validation so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Curve {
    /// How many training losses there were.
    pub(super) count: u64,
    first_sum: f64,
    recent: VecDeque<f64>,
    /// The least present level so far, and how many losses there were then.
    pub(super) best: Option<(f64, u64)>,
    /// The validation losses.
    pub(super) valid: Vec<ValidPoint>,
}

/// A validation loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ValidPoint {
    pub(super) step: i64,
    pub(super) loss: f64,
    /// The level of the training loss at that time.
    pub(super) train: Option<f64>,
}

impl Curve {
    pub(super) fn push(&mut self, loss: f64) {
        if !loss.is_finite() {
            return;
        }
        if self.count < FIRST as u64 {
            self.first_sum += loss;
        }
        self.count += 1;
        self.recent.push_back(loss);
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
        if let Some(level) = self.level()
            && self.best.is_none_or(|(best, _)| level < best * 0.99)
        {
            self.best = Some((level, self.count));
        }
    }

    pub(super) fn push_valid(&mut self, step: i64, loss: f64) {
        if loss.is_finite() {
            self.valid.push(ValidPoint { step, loss, train: self.level() });
        }
    }

    /// The mean of the first losses; `None` until there were enough.
    pub(super) fn first(&self) -> Option<f64> {
        (self.count >= FIRST as u64).then(|| self.first_sum / FIRST as f64)
    }

    /// The mean of the last losses; `None` until there were enough.
    pub(super) fn level(&self) -> Option<f64> {
        (self.recent.len() == RECENT).then(|| self.recent.iter().sum::<f64>() / RECENT as f64)
    }

    /// The median of the last losses and the robust standard deviation around it: 1.4826 times the median deviation.
    pub(super) fn spread(&self) -> Option<(f64, f64)> {
        let middle = median(self.recent.iter().copied().collect())?;
        let deviation = median(self.recent.iter().map(|loss| (loss - middle).abs()).collect())?;
        (self.recent.len() >= FIRST).then_some((middle, 1.4826 * deviation))
    }
}

/// The middle value; `None` for none.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
