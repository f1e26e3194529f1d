//! One training, watched by all rules.

use super::config::{FindingsConfig, Thresholds};
use super::curve::Curve;
use super::finding::Finding;
use super::rules::{self, Alarm, Rule};
use super::seen::Look;

/// The rules of one training, with what they remember.
pub(super) struct Monitor {
    rules: Vec<Box<dyn Rule>>,
    thresholds: Thresholds,
    curve: Curve,
    /// Modules with parameters in the order of the forward pass, once a probe told it.
    order: Vec<String>,
}

impl Monitor {
    pub(super) fn new(config: &FindingsConfig) -> Self {
        let rules = rules::all().into_iter().filter(|rule| !config.without.contains(rule.about().name)).collect();
        Self { rules, thresholds: config.thresholds.clone(), curve: Curve::default(), order: Vec::new() }
    }

    /// A training loss, of the step after those before.
    pub(super) fn train_loss(&mut self, step: i64, loss: f64) -> Vec<Finding> {
        let findings = self.ask(step, |rule, monitor, alarms| {
            rule.train_loss(step, loss, monitor.curve, monitor.thresholds, alarms);
        });
        self.curve.push(loss);
        findings
    }

    /// A validation loss.
    pub(super) fn valid_loss(&mut self, step: i64, loss: f64) -> Vec<Finding> {
        self.curve.push_valid(step, loss);
        self.ask(step, |rule, monitor, alarms| {
            rule.valid_loss(step, loss, monitor.curve, monitor.thresholds, alarms);
        })
    }

    /// A look at the model.
    pub(super) fn look(&mut self, step: i64, mut look: Look) -> Vec<Finding> {
        for layer in look.layers.iter().filter_map(|layer| layer.weighted.as_ref()) {
            if !self.order.contains(layer) {
                self.order.push(layer.clone());
            }
        }
        let place = |layer: &String| self.order.iter().position(|known| known == layer).unwrap_or(usize::MAX);
        look.parameters.sort_by_key(|parameter| place(&parameter.layer));
        self.ask(step, |rule, monitor, alarms| {
            rule.look(step, &look, monitor.curve, monitor.thresholds, alarms);
        })
    }

    fn ask(&mut self, step: i64, mut question: impl FnMut(&mut dyn Rule, Known<'_>, &mut Vec<Alarm>)) -> Vec<Finding> {
        let known = Known { curve: &self.curve, thresholds: &self.thresholds };
        let (mut alarms, mut findings) = (Vec::new(), Vec::new());
        for rule in &mut self.rules {
            question(&mut **rule, known, &mut alarms);
            findings.extend(alarms.drain(..).map(|alarm| alarm.finding(rule.about(), step)));
        }
        findings
    }
}

/// What all rules may ask for.
#[derive(Clone, Copy)]
struct Known<'a> {
    curve: &'a Curve,
    thresholds: &'a Thresholds,
}
