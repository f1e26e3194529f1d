//! Losses of training and validation that both stay high.
//!
//! After five validations the training loss has most of its first size, and the validation loss is no worse: there is
//! nothing to gain from more data or less capacity (Goodfellow, Bengio and Courville, chapter 5.2).

use super::{About, Alarm, Rule, once};
use crate::findings::config::Thresholds;
use crate::findings::curve::Curve;
use crate::findings::finding::Severity;

const ABOUT: About = About {
    name: "underfitting",
    title: "Under-fitting",
    advice: "use a larger model, train longer, raise the learning rate, or take away regularisation; check that the inputs \
             hold what the targets need",
    source: "Goodfellow, Bengio and Courville, Deep Learning (2016), chapter 5.2",
};

/// How many validations are waited for.
const VALIDATIONS: usize = 5;

#[derive(Default)]
pub(super) struct Underfitting(bool);

impl Rule for Underfitting {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn valid_loss(&mut self, _step: i64, loss: f64, curve: &Curve, limits: &Thresholds, alarms: &mut Vec<Alarm>) {
        let Some((first, level)) = curve.first().zip(curve.level()) else { return };
        let waited = curve.valid.len() >= VALIDATIONS && curve.count >= limits.loss_patience;
        let is_high = level > limits.underfit * first && loss <= 1.1 * level;
        if once(&mut self.0, waited && is_high) {
            let evidence =
                format!("the training loss went from {first:.4} to {level:.4} only, and validation is at {loss:.4}");
            alarms.push(Alarm { severity: Severity::Info, layers: Vec::new(), since: None, evidence });
        }
    }
}
