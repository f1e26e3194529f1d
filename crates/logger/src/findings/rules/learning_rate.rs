//! A learning rate that is far off, told by how much the updates change the weights.
//!
//! The median over the weights should be about a thousandth (Karpathy's notes for `CS231n`). A hundred times as much cannot
//! learn, a thousandth of it will not in time. Too high also needs a loss that is not below where it began, unless an
//! update is as large as the weights; too low needs
//! five looks and a rate that does not rise, so that a warm-up is none, and is not asked where a schedule brought the
//! rate down.

use super::{About, Alarm, Rule, once};
use crate::findings::config::Thresholds;
use crate::findings::curve::{Curve, median};
use crate::findings::finding::Severity;
use crate::findings::seen::Look;
use crate::findings::streak::Streaks;

const ABOUT: About = About {
    name: "learning_rate",
    title: "A learning rate that is far off",
    advice: "try a learning rate that is 10 and 100 times lower (if updates are too large) or higher (if they are too \
             small), or a learning-rate range test",
    source: "Karpathy, CS231n notes, Ratio of weights:updates; Smith, Cyclical learning rates for training neural networks \
             (2017)",
};

/// How many looks in a row the updates must be too small.
const LOW_LOOKS: u32 = 5;

#[derive(Default)]
pub(super) struct LearningRate {
    streaks: Streaks,
    told: bool,
    rate: f64,
    highest_rate: f64,
    first: Option<i64>,
}

impl Rule for LearningRate {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&mut self, step: i64, look: &Look, curve: &Curve, limits: &Thresholds, alarms: &mut Vec<Alarm>) {
        let weights = look.parameters.iter().filter(|parameter| parameter.is_weight());
        let Some(median) = median(weights.filter_map(|weight| weight.update_ratio).collect()) else { return };
        let rate = look.learning_rate.unwrap_or(self.rate);
        let rises = rate > self.rate;
        (self.rate, self.highest_rate) = (rate, self.highest_rate.max(rate));
        let is_first = *self.first.get_or_insert(step) == step;
        let learns = curve.first().zip(curve.level()).is_some_and(|(first, level)| level < 0.9 * first);
        let is_high = !is_first && !learns && median.is_finite() && median > limits.rate_too_high;
        // An update as large as the weights themselves leaves nothing of them: no second look is needed.
        let replaces = median.is_finite() && median > 10.0 * limits.rate_too_high;
        let is_low = median < limits.rate_too_low && !rises && rate >= 0.5 * self.highest_rate;
        let high = self.streaks.note("high", is_high, step, limits.patience).or(replaces.then_some(step));
        let low = self.streaks.note("low", is_low, step, LOW_LOOKS);
        let how = if high.is_some() { "large" } else { "small" };
        if once(&mut self.told, high.or(low).is_some()) {
            let evidence = format!(
                "at a rate of {rate:.1e} an update changes half of the weights by {median:.0e} of their size, too {how}"
            );
            alarms.push(Alarm { severity: Severity::Warning, layers: Vec::new(), since: high.or(low), evidence });
        }
    }
}
