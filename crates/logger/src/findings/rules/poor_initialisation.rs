//! Weights to start with under which the signal dies out or blows up on its way through the layers, or that make all
//! units of a layer alike.
//!
//! The standard deviation of what layers make should be about the same at every depth (Glorot and Bengio 2010; He et al.
//! 2015; Mishkin and Matas 2016 start from there). It is judged at the first look, over four layers or more. Batch
//! normalisation hides the matter while a model is trained, and has no statistics yet at its first look: models with it
//! are left out.

use super::{About, Alarm, Rule};
use crate::activations::LayerStats;
use crate::findings::config::Thresholds;
use crate::findings::curve::Curve;
use crate::findings::finding::Severity;
use crate::findings::seen::Look;

const ABOUT: About = About {
    name: "poor_initialisation",
    title: "Poor initialisation",
    advice: "use He initialisation before relu and Glorot before tanh or sigmoid, or put normalisation layers between",
    source: "Glorot and Bengio (2010); He et al., Delving deep into rectifiers (2015); Mishkin and Matas, All you need is a \
             good init (2016)",
};

/// Fewer layers than this say little of depth.
const LAYERS: usize = 4;

#[derive(Default)]
pub(super) struct PoorInitialisation {
    judged_depth: bool,
    judged_weights: bool,
}

impl Rule for PoorInitialisation {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&mut self, step: i64, look: &Look, _curve: &Curve, limits: &Thresholds, alarms: &mut Vec<Alarm>) {
        if !look.layers.is_empty() && !std::mem::replace(&mut self.judged_depth, true) && step <= 1 {
            alarms.extend(depth(look, limits));
        }
        let seen = look.parameters.iter().any(|parameter| parameter.weight.is_some());
        if seen && !std::mem::replace(&mut self.judged_weights, true) && step <= 1 {
            alarms.extend(alike(look));
        }
    }
}

fn depth(look: &Look, limits: &Thresholds) -> Option<Alarm> {
    if look.layers.iter().any(|layer| layer.kind == "BatchNorm") {
        return None;
    }
    let is_own = |layer: &&LayerStats| layer.weighted.as_deref() == Some(&*layer.path.replace('/', "."));
    let hidden: Vec<_> = look.layers.iter().filter(is_own).filter(|layer| !layer.is_answer).collect();
    let [first, .., last] = &hidden[..] else { return None };
    let ratio = last.std / first.std;
    let is_even = ratio < limits.initial_spread && ratio > 1.0 / limits.initial_spread;
    if hidden.len() < LAYERS || is_even || !ratio.is_finite() {
        return None;
    }
    let how = if ratio < 1.0 { "shrinks" } else { "grows" };
    let (count, from, to) = (hidden.len(), first.std, last.std);
    let evidence = format!(
        "the standard deviation {how} from {from:.1e} after `{}` to {to:.1e} after `{}`, over {count} layers",
        first.path, last.path
    );
    let layers = vec![last.path.replace('/', ".")];
    Some(Alarm { severity: Severity::Warning, layers, since: None, evidence })
}

fn alike(look: &Look) -> Option<Alarm> {
    let constant = |moments: crate::findings::seen::Moments| moments.is_constant;
    let alike =
        look.parameters.iter().filter(|parameter| parameter.is_weight() && parameter.weight.is_some_and(constant));
    let layers: Vec<_> = alike.map(|parameter| parameter.layer.clone()).collect();
    let evidence = format!("all values of `{}` are the same, so its units stay alike", layers.first()?);
    Some(Alarm { severity: Severity::Warning, layers, since: None, evidence })
}
