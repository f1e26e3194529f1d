//! A loss far above the ones before it.
//!
//! It must be ten robust standard deviations (Huber's: 1.4826 times the median deviation) above the median of the last
//! fifty, twice that median, and at least half of what the training began with: a hard batch late in a training is none.

use super::{About, Alarm, Rule, once};
use crate::findings::config::Thresholds;
use crate::findings::curve::Curve;
use crate::findings::finding::Severity;

const ABOUT: About = About {
    name: "loss_spike",
    title: "A spike of the loss",
    advice: "look at the batch of this step; clip gradients, lower the learning rate, or warm it up",
    source: "median and median deviation as in Huber, Robust statistics (1981)",
};

#[derive(Default)]
pub(super) struct LossSpike(bool);

impl Rule for LossSpike {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn train_loss(&mut self, _step: i64, loss: f64, curve: &Curve, limits: &Thresholds, alarms: &mut Vec<Alarm>) {
        let Some((first, (median, deviation))) = curve.first().zip(curve.spread()) else { return };
        let is_spike = loss > median + limits.loss_spike * deviation && loss > 2.0 * median && loss > 0.5 * first;
        if once(&mut self.0, is_spike) {
            let evidence = format!("the loss is {loss:.4}, and {median:.4} at the median of the steps before");
            alarms.push(Alarm { severity: Severity::Warning, layers: Vec::new(), since: None, evidence });
        }
    }
}
