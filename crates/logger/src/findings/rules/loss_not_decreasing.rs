//! A training that never began: after a while the loss is where it was.
//!
//! `SageMaker` Debugger's rule `LossNotDecreasing` asks for a tenth of a percent each ten steps; that is noise in many
//! trainings. Here the mean of the last fifty losses must be 5 % below that of the first twenty.

use super::{About, Alarm, Rule, once};
use crate::findings::config::Thresholds;
use crate::findings::curve::Curve;
use crate::findings::finding::Severity;

const ABOUT: About = About {
    name: "loss_not_decreasing",
    title: "The loss does not decrease",
    advice: "check that labels belong to their inputs, that the optimizer gets the gradients, and try other learning \
             rates; see whether a single batch can be learned by heart",
    source: "Amazon SageMaker Debugger, rule LossNotDecreasing",
};

#[derive(Default)]
pub(super) struct LossNotDecreasing(bool);

impl Rule for LossNotDecreasing {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn train_loss(&mut self, _step: i64, _loss: f64, curve: &Curve, limits: &Thresholds, alarms: &mut Vec<Alarm>) {
        let Some((first, level)) = curve.first().zip(curve.level()) else { return };
        let stays = curve.count == limits.loss_patience && level > first - limits.loss_decrease * first.abs();
        if once(&mut self.0, stays) {
            let count = curve.count;
            let evidence = format!("the loss began at {first:.4} and is {level:.4} after {count} steps");
            alarms.push(Alarm { severity: Severity::Warning, layers: Vec::new(), since: None, evidence });
        }
    }
}
