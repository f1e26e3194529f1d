//! The rules, one a file. Each tells what it looks for, from where on it counts, and who says so.

mod dead_relu;
mod exploding_gradients;
mod inputs_not_normalised;
mod learning_rate;
mod loss_not_decreasing;
mod loss_plateau;
mod loss_spike;
mod not_finite;
mod overfitting;
mod poor_initialisation;
mod saturated_activation;
mod underfitting;
mod vanishing_gradients;
mod weights_not_moving;
mod weights_too_fast;

use super::config::Thresholds;
use super::curve::Curve;
use super::finding::{Finding, Severity};
use super::seen::Look;

/// What a rule is called and what it says.
pub(super) struct About {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) advice: &'static str,
    pub(super) source: &'static str,
}

/// Something that is wrong, from a rule. What was told once is not told again.
pub(super) struct Alarm {
    severity: Severity,
    layers: Vec<String>,
    /// The step of the first look that showed it; `None` for the present one.
    since: Option<i64>,
    evidence: String,
}

impl Alarm {
    pub(super) fn finding(self, about: &'static About, step: i64) -> Finding {
        let About { name, title, advice, source } = *about;
        let Self { severity, layers, since, evidence } = self;
        Finding { rule: name, title, severity, layers, step: since.unwrap_or(step), evidence, advice, source }
    }
}

/// Watches for one thing.
pub(super) trait Rule: Send {
    fn about(&self) -> &'static About;

    /// Parameters and activations of a step.
    fn look(&mut self, _step: i64, _look: &Look, _curve: &Curve, _limits: &Thresholds, _alarms: &mut Vec<Alarm>) {}

    /// A training loss, which is not in the curve yet.
    fn train_loss(&mut self, _step: i64, _loss: f64, _curve: &Curve, _limits: &Thresholds, _alarms: &mut Vec<Alarm>) {}

    /// A validation loss, the last of the curve.
    fn valid_loss(&mut self, _step: i64, _loss: f64, _curve: &Curve, _limits: &Thresholds, _alarms: &mut Vec<Alarm>) {}
}

/// The rules, as they are before a training.
pub(super) fn all() -> Vec<Box<dyn Rule>> {
    vec![
        Box::<not_finite::NotFinite>::default(),
        Box::<vanishing_gradients::VanishingGradients>::default(),
        Box::<exploding_gradients::ExplodingGradients>::default(),
        Box::<dead_relu::DeadRelu>::default(),
        Box::<saturated_activation::SaturatedActivation>::default(),
        Box::<weights_not_moving::WeightsNotMoving>::default(),
        Box::<weights_too_fast::WeightsTooFast>::default(),
        Box::<poor_initialisation::PoorInitialisation>::default(),
        Box::<inputs_not_normalised::InputsNotNormalised>::default(),
        Box::<learning_rate::LearningRate>::default(),
        Box::<loss_not_decreasing::LossNotDecreasing>::default(),
        Box::<loss_plateau::LossPlateau>::default(),
        Box::<loss_spike::LossSpike>::default(),
        Box::<overfitting::Overfitting>::default(),
        Box::<underfitting::Underfitting>::default(),
    ]
}

/// `once(&mut told, condition)`: whether it is so for the first time.
fn once(told: &mut bool, is_so: bool) -> bool {
    is_so && !std::mem::replace(told, true)
}

/// Layers that became ill together, as one alarm: the severity and evidence are the first layer's.
fn one_alarm(ill: Vec<Ill>, alarms: &mut Vec<Alarm>) {
    let mut ill = ill.into_iter();
    let Some(Ill { layer, since, severity, evidence }) = ill.next() else { return };
    let mut alarm = Alarm { severity, layers: vec![layer], since: Some(since), evidence };
    for other in ill {
        alarm.since = alarm.since.map(|since| since.min(other.since));
        alarm.severity = alarm.severity.max(other.severity);
        alarm.layers.push(other.layer);
    }
    alarms.push(alarm);
}

/// A layer that is ill.
struct Ill {
    layer: String,
    since: i64,
    severity: Severity,
    evidence: String,
}
