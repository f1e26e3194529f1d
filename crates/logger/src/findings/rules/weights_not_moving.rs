//! Weights that are meant to be trained and stay as they are, while others move.
//!
//! `SageMaker` Debugger's rules `UnchangedTensor` and `WeightUpdateRatio` look for the same; the least ratio of an update to
//! its weights is the latter's. Where nothing moves, the learning rate is to blame instead; and where it was taken down by
//! its schedule, nobody is.

use super::{About, Alarm, Ill, Rule, one_alarm};
use crate::findings::config::Thresholds;
use crate::findings::curve::Curve;
use crate::findings::finding::Severity;
use crate::findings::seen::Look;
use crate::findings::streak::Streaks;

const ABOUT: About = About {
    name: "weights_not_moving",
    title: "Weights that do not move",
    advice: "check that the loss depends on the layer (no detach on the way, no branch that is never used) and that the \
             optimizer gets it; freeze it with require_grad(false) if it is meant to stay",
    source: "Amazon SageMaker Debugger, rules WeightUpdateRatio and UnchangedTensor",
};

#[derive(Default)]
pub(super) struct WeightsNotMoving {
    streaks: Streaks,
    highest_rate: f64,
}

impl Rule for WeightsNotMoving {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&mut self, step: i64, look: &Look, _curve: &Curve, limits: &Thresholds, alarms: &mut Vec<Alarm>) {
        let rate = look.learning_rate.unwrap_or(self.highest_rate);
        self.highest_rate = self.highest_rate.max(rate);
        let weights = look.parameters.iter().filter(|parameter| parameter.is_weight());
        let updates: Vec<_> = weights.filter_map(|weight| Some((weight, weight.update_ratio?))).collect();
        let fastest = updates.iter().map(|(_, ratio)| *ratio).fold(0.0, f64::max);
        let others_move = fastest > 100.0 * limits.update_too_small && rate >= 0.01 * self.highest_rate;
        let mut ill = Vec::new();
        for (weight, ratio) in updates {
            let stays = others_move && ratio < limits.update_too_small;
            if let Some(since) = self.streaks.note(&weight.path, stays, step, limits.patience) {
                let evidence = format!(
                    "an update changes `{}` by {ratio:.0e} of its size, and other weights by up to {fastest:.0e}",
                    weight.path
                );
                ill.push(Ill { layer: weight.layer.clone(), since, severity: Severity::Warning, evidence });
            }
        }
        one_alarm(ill, alarms);
    }
}
