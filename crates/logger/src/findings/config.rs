//! What is looked for, and from where on it counts.

use std::collections::BTreeSet;
use std::fmt;

use burn::train::Interrupter;

use super::finding::{Finding, Severity};

/// What is done with findings; given to [`LoggerBuilder::findings`](crate::LoggerBuilder::findings).
///
/// ```
/// use nnviz_logger::{FindingsConfig, Severity, Thresholds};
///
/// let thresholds = Thresholds { dead_units: 0.8, ..Thresholds::default() };
/// let config = FindingsConfig::new().thresholds(thresholds).without("loss_plateau");
/// # let _ = (config, Severity::Critical);
/// ```
#[derive(Clone)]
#[must_use]
pub struct FindingsConfig {
    pub(super) is_on: bool,
    pub(super) thresholds: Thresholds,
    pub(super) without: BTreeSet<String>,
    pub(super) loss_tag: Option<String>,
    stop: Option<(Interrupter, Severity)>,
}

impl Default for FindingsConfig {
    fn default() -> Self {
        Self { is_on: true, thresholds: Thresholds::default(), without: BTreeSet::new(), loss_tag: None, stop: None }
    }
}

impl FindingsConfig {
    /// All rules, with their own thresholds.
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing is looked for.
    pub fn off() -> Self {
        Self { is_on: false, ..Self::default() }
    }

    /// Other thresholds than the rules' own.
    pub fn thresholds(mut self, thresholds: Thresholds) -> Self {
        self.thresholds = thresholds;
        self
    }

    /// Leaves a rule out: `dead_relu`.
    pub fn without(mut self, rule: impl Into<String>) -> Self {
        self.without.insert(rule.into());
        self
    }

    /// The tag of the scalar that is trained on. Without it, that is `loss`, `loss/…` or `…/loss`. Values in a run or
    /// under a tag with `valid`, `val`, `test` or `eval` in its path are those of validation.
    pub fn loss_tag(mut self, tag: impl Into<String>) -> Self {
        self.loss_tag = Some(tag.into());
        self
    }

    /// Stops the training through its `Interrupter` at the first finding that is at least this bad. The training must be
    /// given the same one with `with_interrupter`.
    pub fn stop(mut self, interrupter: &Interrupter, at_least: Severity) -> Self {
        self.stop = Some((interrupter.clone(), at_least));
        self
    }

    pub(super) fn stop_at(&self, finding: &Finding) {
        if let Some((interrupter, at_least)) = &self.stop
            && finding.severity >= *at_least
        {
            interrupter.stop(Some(&finding.to_string()));
        }
    }
}

impl fmt::Debug for FindingsConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FindingsConfig")
            .field("is_on", &self.is_on)
            .field("thresholds", &self.thresholds)
            .field("without", &self.without)
            .field("loss_tag", &self.loss_tag)
            .finish_non_exhaustive()
    }
}

/// From where on something counts as wrong. Where each comes from is told by its rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    /// How many looks in a row must show it, for what is judged at each look: 2.
    pub patience: u32,
    /// `vanishing_gradients`: a layer's rms gradient relative to the largest layer's: 10⁻⁴.
    pub vanishing_ratio: f64,
    /// `exploding_gradients`: the norm over all gradients: 1000.
    pub exploding_norm: f64,
    /// `exploding_gradients`: how many times the median norm so far: 100.
    pub exploding_growth: f64,
    /// `dead_relu`: the share of units that are 0 for a whole batch: 0.5.
    pub dead_units: f64,
    /// `saturated_activation`: the share of values at the flat ends of a sigmoid or tanh: 0.5.
    pub saturated: f64,
    /// `weights_not_moving`: the size of an update relative to the weights: 10⁻⁸.
    pub update_too_small: f64,
    /// `weights_too_fast`: the size of an update relative to the weights: 0.1.
    pub update_too_large: f64,
    /// `poor_initialisation`: how much the standard deviation may grow or shrink from the first layer to the last: 100.
    pub initial_spread: f64,
    /// `inputs_not_normalised`: the root mean square of an input: 5.
    pub input_size: f64,
    /// `inputs_not_normalised`: the greatest over the least standard deviation of features: 100.
    pub input_spread: f64,
    /// `loss_not_decreasing`, `underfitting`: how many training losses are waited for: 300.
    pub loss_patience: u64,
    /// `loss_not_decreasing`: the least decrease that counts, as a share of the first losses: 0.05.
    pub loss_decrease: f64,
    /// `loss_spike`: how many robust standard deviations above the median of the last losses: 10.
    pub loss_spike: f64,
    /// `overfitting`: how far the validation loss rose above its least, as a share of the first training losses: 0.1.
    pub overfit: f64,
    /// `underfitting`, `loss_plateau`: the share of the first losses that is still there: 0.7.
    pub underfit: f64,
    /// `learning_rate`: the median size of updates relative to the weights that is far too much: 0.1.
    pub rate_too_high: f64,
    /// `learning_rate`: the median size of updates relative to the weights that is far too little: 10⁻⁶.
    pub rate_too_low: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            patience: 2,
            vanishing_ratio: 1e-4,
            exploding_norm: 1e3,
            exploding_growth: 100.0,
            dead_units: 0.5,
            saturated: 0.5,
            update_too_small: 1e-8,
            update_too_large: 0.1,
            initial_spread: 100.0,
            input_size: 5.0,
            input_spread: 100.0,
            loss_patience: 300,
            loss_decrease: 0.05,
            loss_spike: 10.0,
            overfit: 0.1,
            underfit: 0.7,
            rate_too_high: 0.1,
            rate_too_low: 1e-6,
        }
    }
}
