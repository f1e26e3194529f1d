//! Updates that are large beside the weights that they change.
//!
//! About a thousandth is what works (Karpathy's notes for `CS231n`); a tenth forgets what was learned within ten steps. The
//! first step is not judged: Adam makes its largest there. An update as large as the weights themselves is told at once.

use super::{About, Alarm, Ill, Rule, one_alarm};
use crate::findings::config::Thresholds;
use crate::findings::curve::Curve;
use crate::findings::finding::Severity;
use crate::findings::seen::Look;
use crate::findings::streak::Streaks;

const ABOUT: About = About {
    name: "weights_too_fast",
    title: "Weights that move too fast",
    advice: "lower the learning rate (for the layers named, or for all), warm it up, or clip gradients",
    source: "Karpathy, CS231n notes, Ratio of weights:updates; Amazon SageMaker Debugger, rule WeightUpdateRatio",
};

#[derive(Default)]
pub(super) struct WeightsTooFast {
    streaks: Streaks,
    first: Option<i64>,
}

impl Rule for WeightsTooFast {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&mut self, step: i64, look: &Look, _curve: &Curve, limits: &Thresholds, alarms: &mut Vec<Alarm>) {
        let is_first = *self.first.get_or_insert(step) == step;
        let mut ill = Vec::new();
        for weight in look.parameters.iter().filter(|parameter| parameter.is_weight()) {
            let Some(ratio) = weight.update_ratio.filter(|ratio| ratio.is_finite()) else { continue };
            let is_fast = !is_first && ratio > limits.update_too_large;
            let replaced = ratio > 10.0 * limits.update_too_large;
            let patience = if replaced { 1 } else { limits.patience };
            if let Some(since) = self.streaks.note(&weight.path, is_fast || replaced, step, patience) {
                let percent = 100.0 * ratio;
                let evidence = format!("one update changes `{}` by {percent:.0} % of its size", weight.path);
                ill.push(Ill { layer: weight.layer.clone(), since, severity: Severity::Warning, evidence });
            }
        }
        one_alarm(ill, alarms);
    }
}
