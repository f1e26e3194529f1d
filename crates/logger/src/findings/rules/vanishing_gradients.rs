//! Gradients that get lost on their way back to the first layers.
//!
//! `SageMaker` Debugger's rule `VanishingGradient` compares the mean |g| of a layer with 10⁻⁷. That depends on the scale of
//! the loss, and a training that is done has small gradients everywhere; so here a layer is compared with the one that has
//! the largest. Glorot and Bengio (2010) show the ratio for deep sigmoid networks. Only weights count, and only gradients
//! that are not exactly 0: those are a matter of dead units or of a cut in the graph.

use super::{About, Alarm, Ill, Rule, one_alarm};
use crate::findings::config::Thresholds;
use crate::findings::curve::Curve;
use crate::findings::finding::Severity;
use crate::findings::seen::{Look, Moments, ParameterSeen};
use crate::findings::streak::Streaks;

const ABOUT: About = About {
    name: "vanishing_gradients",
    title: "Vanishing gradients",
    advice: "use relu-like activations instead of sigmoid or tanh, He or Glorot initialisation, normalisation layers, or \
             residual connections around the layers named",
    source: "Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks (2010); Amazon \
             SageMaker Debugger, rule VanishingGradient",
};

#[derive(Default)]
pub(super) struct VanishingGradients(Streaks);

impl Rule for VanishingGradients {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&mut self, step: i64, look: &Look, _curve: &Curve, limits: &Thresholds, alarms: &mut Vec<Alarm>) {
        let weights = || look.parameters.iter().filter(|parameter| parameter.is_weight());
        let gradients = || weights().filter_map(|weight| Some((weight, weight.gradient?)));
        let largest = |size: fn(&Moments) -> f64| gradients().map(|(_, gradient)| size(&gradient)).fold(0.0, f64::max);
        let (rms, max) = (largest(|gradient| gradient.rms), largest(|gradient| gradient.max_abs));
        let mut ill = Vec::new();
        for (weight, gradient) in gradients() {
            // A few rows of an embedding may have large gradients where the others have none: those are not lost.
            let is_lost = gradient.rms > 0.0
                && gradient.rms < limits.vanishing_ratio * rms
                && gradient.max_abs < 10.0 * limits.vanishing_ratio * max;
            if let Some(since) = self.0.note(&weight.path, is_lost, step, limits.patience) {
                ill.push(describe(weight, &gradient, rms, since));
            }
        }
        one_alarm(ill, alarms);
    }
}

fn describe(weight: &ParameterSeen, gradient: &Moments, largest: f64, since: i64) -> Ill {
    let share = gradient.rms / largest;
    let evidence = format!(
        "the gradients of `{}` have an rms of {:.1e}, {share:.0e} of those of the layer with the largest",
        weight.path, gradient.rms
    );
    Ill { layer: weight.layer.clone(), since, severity: Severity::Warning, evidence }
}
