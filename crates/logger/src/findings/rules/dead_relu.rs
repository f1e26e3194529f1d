//! Units of a rectifier that are 0 for every example, and so get no gradient and stay that way.
//!
//! `SageMaker` Debugger's rule `DeadRelu` warns when half of a layer's units are inactive for 99 % of the time. Here a unit
//! is dead when it is 0 for a whole batch, in two looks. Where no activations are seen, biases tell: the gradient of a
//! dead unit's bias is exactly 0. If a whole layer is dead, so are the gradients of all before it; it is the last of them.

use super::{About, Alarm, Ill, Rule, one_alarm};
use crate::findings::config::Thresholds;
use crate::findings::curve::Curve;
use crate::findings::finding::Severity;
use crate::findings::seen::Look;
use crate::findings::streak::Streaks;

const ABOUT: About = About {
    name: "dead_relu",
    title: "Dead rectifier units",
    advice: "lower the learning rate, start biases at 0, use He initialisation, or a rectifier with a slope below 0 (leaky \
             relu, gelu)",
    source: "Amazon SageMaker Debugger, rule DeadRelu; Maas, Hannun and Ng, Rectifier nonlinearities improve neural \
             network acoustic models (2013)",
};

#[derive(Default)]
pub(super) struct DeadRelu {
    streaks: Streaks,
    /// Whether activations are seen, so that biases need not be asked.
    sees_activations: bool,
}

/// A share of dead units, and where.
struct Dead {
    layer: String,
    share: f64,
    evidence: String,
}

impl Rule for DeadRelu {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&mut self, step: i64, look: &Look, _curve: &Curve, limits: &Thresholds, alarms: &mut Vec<Alarm>) {
        self.sees_activations |= look.layers.iter().any(|layer| layer.dead.is_some());
        let dead = if self.sees_activations { by_activations(look) } else { by_biases(look) };
        let mut ill = Vec::new();
        for Dead { layer, share, evidence } in dead {
            let since = self.streaks.note(&layer, share >= limits.dead_units, step, limits.patience);
            let severity = if share >= 0.9 { Severity::Critical } else { Severity::Warning };
            ill.extend(since.map(|since| Ill { layer, since, severity, evidence }));
        }
        one_alarm(ill, alarms);
    }
}

fn by_activations(look: &Look) -> Vec<Dead> {
    let rectifiers = look.layers.iter().filter_map(|layer| Some((layer, layer.dead?)));
    let dead = rectifiers.map(|(layer, share)| {
        let percent = 100.0 * share;
        let evidence = format!("{percent:.0} % of the units of `{}` are 0 for the whole batch", layer.path);
        Dead { layer: layer.weighted.clone().unwrap_or_else(|| layer.path.clone()), share, evidence }
    });
    dead.collect()
}

fn by_biases(look: &Look) -> Vec<Dead> {
    let biases = look.parameters.iter().filter(|parameter| parameter.is_trained && parameter.rank == 1);
    let mut dead = Vec::new();
    for (bias, gradient) in biases.filter_map(|bias| Some((bias, bias.gradient?))) {
        if gradient.zeros == 1.0 {
            dead.clear(); // what is before gets no gradient through it
        }
        let evidence = format!("{:.0} % of the gradients of `{}` are exactly 0", 100.0 * gradient.zeros, bias.path);
        dead.push(Dead { layer: bias.layer.clone(), share: gradient.zeros, evidence });
    }
    dead
}
