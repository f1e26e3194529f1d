//! Sigmoids and tanhs at their flat ends, where hardly a gradient comes through.
//!
//! A value counts where the slope is less than a hundredth of the steepest. Glorot and Bengio (2010) watch the same;
//! `SageMaker` Debugger's rule `SaturatedActivation` has bounds on the inputs instead. The model's answer is left out: a
//! classifier that is sure is saturated.

use super::{About, Alarm, Ill, Rule, one_alarm};
use crate::findings::config::Thresholds;
use crate::findings::curve::Curve;
use crate::findings::finding::Severity;
use crate::findings::seen::Look;
use crate::findings::streak::Streaks;

const ABOUT: About = About {
    name: "saturated_activation",
    title: "Saturated activations",
    advice: "normalise the inputs, start with smaller weights (Glorot initialisation), put a normalisation before the \
             activation, or use one that does not saturate",
    source: "Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks (2010); Amazon \
             SageMaker Debugger, rule SaturatedActivation",
};

#[derive(Default)]
pub(super) struct SaturatedActivation(Streaks);

impl Rule for SaturatedActivation {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&mut self, step: i64, look: &Look, _curve: &Curve, limits: &Thresholds, alarms: &mut Vec<Alarm>) {
        let mut ill = Vec::new();
        for layer in look.layers.iter().filter(|layer| !layer.is_answer) {
            let Some(share) = layer.saturated else { continue };
            let since = self.0.note(&layer.path, share >= limits.saturated, step, limits.patience);
            let (percent, path) = (100.0 * share, &layer.path);
            let evidence =
                format!("{percent:.0} % of the values of `{path}` are where its slope is below 1 % of the most");
            let name = layer.weighted.clone().unwrap_or_else(|| path.clone());
            ill.extend(since.map(|since| Ill { layer: name, since, severity: Severity::Warning, evidence }));
        }
        one_alarm(ill, alarms);
    }
}
