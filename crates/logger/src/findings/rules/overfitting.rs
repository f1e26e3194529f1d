//! A validation loss that rises while the training loss falls.
//!
//! The ratio is that of `SageMaker` Debugger's rule `Overfit`, but of the loss that the training began with: a tenth of a loss
//! that is near 0 is noise. The last two points must both be that far above the least, as in the early stopping of
//! Prechelt (1998), which waits for several in a row.

use super::{About, Alarm, Rule, once};
use crate::findings::config::Thresholds;
use crate::findings::curve::{Curve, ValidPoint};
use crate::findings::finding::Severity;

const ABOUT: About = About {
    name: "overfitting",
    title: "Over-fitting",
    advice: "keep the model of the step with the least validation loss; add data, augmentation, dropout or weight decay, \
             or use a smaller model",
    source: "Amazon SageMaker Debugger, rule Overfit; Prechelt, Early stopping: but when? (1998)",
};

#[derive(Default)]
pub(super) struct Overfitting(bool);

impl Rule for Overfitting {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn valid_loss(&mut self, _step: i64, loss: f64, curve: &Curve, limits: &Thresholds, alarms: &mut Vec<Alarm>) {
        let points = &curve.valid;
        let least = points.iter().enumerate().min_by(|(_, a), (_, b)| a.loss.total_cmp(&b.loss));
        let Some((at, least)) = least else { return };
        let passed = points.len() - 1 - at;
        let Some(first) = curve.first() else { return };
        let above = |point: &ValidPoint| point.loss > least.loss + limits.overfit * first;
        let rose = passed >= 2 && points.iter().rev().take(2).all(above);
        let train = least.train.zip(curve.level());
        let fell = train.is_some_and(|(then, now)| now < 0.95 * then);
        if once(&mut self.0, rose && fell) {
            let train =
                train.map_or(String::new(), |(then, now)| format!(", while training went from {then:.4} to {now:.4}"));
            let evidence = format!("the validation loss rose from {:.4} to {loss:.4}{train}", least.loss);
            alarms.push(Alarm { severity: Severity::Warning, layers: Vec::new(), since: Some(least.step), evidence });
        }
    }
}
