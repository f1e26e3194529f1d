//! NaN or infinity, in losses, activations, weights and gradients.
//!
//! Any is too many: the rule `ExplodingTensor` of `SageMaker` Debugger takes the first one, and so does this. What the
//! layers make is asked first, in the order of the forward pass, since there the origin comes first; then weights; then
//! gradients, of which the last layer's are made first.

use super::{About, Alarm, Rule, once};
use crate::findings::config::Thresholds;
use crate::findings::curve::Curve;
use crate::findings::finding::Severity;
use crate::findings::seen::{Look, Moments, ParameterSeen};

const ABOUT: About = About {
    name: "not_finite",
    title: "NaN or infinity",
    advice: "go back to a checkpoint before this step; lower the learning rate or clip gradients; look for a division by \
             zero, a logarithm or square root of 0, and for bad values in the batch of this step",
    source: "Amazon SageMaker Debugger, rule ExplodingTensor",
};

#[derive(Default)]
pub(super) struct NotFinite {
    told_of_model: bool,
    told_of_loss: bool,
}

impl Rule for NotFinite {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&mut self, _step: i64, look: &Look, _curve: &Curve, _limits: &Thresholds, alarms: &mut Vec<Alarm>) {
        let Some((layer, evidence)) = in_layers(look).or_else(|| in_weights(look)).or_else(|| in_gradients(look))
        else {
            return;
        };
        if once(&mut self.told_of_model, true) {
            alarms.push(Alarm { severity: Severity::Critical, layers: vec![layer], since: None, evidence });
        }
    }

    fn train_loss(&mut self, _step: i64, loss: f64, _curve: &Curve, _limits: &Thresholds, alarms: &mut Vec<Alarm>) {
        if once(&mut self.told_of_loss, !loss.is_finite()) {
            let evidence = format!("the training loss is {loss}");
            alarms.push(Alarm { severity: Severity::Critical, layers: Vec::new(), since: None, evidence });
        }
    }
}

fn in_layers(look: &Look) -> Option<(String, String)> {
    let ill = look.layers.iter().find(|layer| layer.not_finite > 0)?;
    let (name, count) = (ill.weighted.as_ref().unwrap_or(&ill.path), ill.count);
    Some((
        name.clone(),
        format!("{} of the {count} values that `{}` makes are NaN or infinite", ill.not_finite, ill.path),
    ))
}

fn in_weights(look: &Look) -> Option<(String, String)> {
    first(look.parameters.iter(), "values of", |parameter| parameter.weight)
}

fn in_gradients(look: &Look) -> Option<(String, String)> {
    first(look.parameters.iter().rev(), "gradients of", |parameter| parameter.gradient)
}

fn first<'a>(
    mut parameters: impl Iterator<Item = &'a ParameterSeen>,
    what: &str,
    moments: impl Fn(&ParameterSeen) -> Option<Moments>,
) -> Option<(String, String)> {
    parameters.find_map(|parameter| {
        let count = moments(parameter)?.not_finite;
        let evidence = format!("{count} {what} `{}` are NaN or infinite", parameter.path);
        (count > 0).then(|| (parameter.layer.clone(), evidence))
    })
}
