//! Gradients so large that a step with them leads anywhere.
//!
//! Pascanu, Mikolov and Bengio (2013) clip where the norm over all gradients passes a few times its usual size. Here it
//! must pass a hundred times the median so far, or a thousand from the start.

use super::{About, Alarm, Rule, once};
use crate::findings::config::Thresholds;
use crate::findings::curve::{Curve, median};
use crate::findings::finding::Severity;
use crate::findings::seen::Look;

const ABOUT: About = About {
    name: "exploding_gradients",
    title: "Exploding gradients",
    advice: "clip gradients by their norm, lower the learning rate, normalise inputs and targets, and check the \
             initialisation of the layer named",
    source: "Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks (2013)",
};

/// Growth is judged after this many looks, and from this norm on.
const LOOKS: usize = 3;
const GROWN: f64 = 10.0;

#[derive(Default)]
pub(super) struct ExplodingGradients {
    norms: Vec<f64>,
    told: bool,
}

impl Rule for ExplodingGradients {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&mut self, _step: i64, look: &Look, _curve: &Curve, limits: &Thresholds, alarms: &mut Vec<Alarm>) {
        let Some(norm) = look.global_norm.filter(|norm| norm.is_finite()) else { return };
        let usual = median(self.norms.clone()).filter(|_| self.norms.len() >= LOOKS);
        let grew = usual.is_some_and(|usual| norm > GROWN && norm > limits.exploding_growth * usual);
        if once(&mut self.told, norm > limits.exploding_norm || grew) {
            let usual = usual.map_or(String::new(), |usual| format!(", {usual:.1e} at the median before"));
            let evidence = format!("the norm over all gradients is {norm:.1e}{usual}");
            alarms.push(Alarm { severity: Severity::Critical, layers: largest(look), since: None, evidence });
        }
        if self.norms.len() < 64 {
            self.norms.push(norm);
        }
    }
}

/// The layer with the largest gradients.
fn largest(look: &Look) -> Vec<String> {
    let sizes = look.parameters.iter().filter_map(|parameter| Some((parameter, parameter.gradient?.rms)));
    let largest = sizes.max_by(|(_, a), (_, b)| a.total_cmp(b));
    largest.map(|(parameter, _)| parameter.layer.clone()).into_iter().collect()
}
