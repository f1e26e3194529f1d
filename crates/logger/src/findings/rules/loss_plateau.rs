//! A loss that came down a little and then stopped, far above 0.
//!
//! There is no agreed threshold. Schedulers such as `ReduceLROnPlateau` wait ten epochs for an improvement of 10⁻⁴; here
//! half of the training so far must have passed without one of 1 %, with most of the first loss still there. A training
//! that converged has left that behind.

use super::{About, Alarm, Rule, once};
use crate::findings::config::Thresholds;
use crate::findings::curve::Curve;
use crate::findings::finding::Severity;

const ABOUT: About = About {
    name: "loss_plateau",
    title: "The loss is stuck on a plateau",
    advice: "lower the learning rate from here on, warm it up at the start, or give the model more capacity",
    source: "the idea of ReduceLROnPlateau, judged over half of the training",
};

#[derive(Default)]
pub(super) struct LossPlateau(bool);

impl Rule for LossPlateau {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn train_loss(&mut self, step: i64, _loss: f64, curve: &Curve, limits: &Thresholds, alarms: &mut Vec<Alarm>) {
        let Some((first, (best, at))) = curve.first().zip(curve.best) else { return };
        let began = best < first - limits.loss_decrease * first.abs();
        let waits = curve.count - at;
        let is_stuck = waits >= limits.loss_patience && 2 * at <= curve.count && best > limits.underfit * first;
        if once(&mut self.0, began && is_stuck) {
            let evidence =
                format!("the loss came down from {first:.4} to {best:.4}, and no further in the last {waits} steps");
            let since = Some(step - waits as i64);
            alarms.push(Alarm { severity: Severity::Info, layers: Vec::new(), since, evidence });
        }
    }
}
