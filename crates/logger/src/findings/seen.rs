//! What rules see of a training.

use crate::activations::LayerStats;
use crate::distribution::Distribution;

/// A look at a model in one step: as much of it as was measured.
#[derive(Clone, Debug, Default)]
pub(crate) struct Look {
    /// In the order of the model's fields.
    pub(crate) parameters: Vec<ParameterSeen>,
    /// What the layers make of a batch, in the order of the forward pass.
    pub(crate) layers: Vec<LayerStats>,
    /// The norm over all gradients, before clipping.
    pub(crate) global_norm: Option<f64>,
    pub(crate) learning_rate: Option<f64>,
}

/// One parameter at one step.
#[derive(Clone, Debug, Default)]
pub(crate) struct ParameterSeen {
    /// burn's path: `conv1.weight`.
    pub(crate) path: String,
    /// The module that owns it: `conv1`.
    pub(crate) layer: String,
    /// How many dimensions it has: weights have two or more, biases and scales one.
    pub(crate) rank: usize,
    pub(crate) is_trained: bool,
    /// Before the optimizer's step; `None` where only the update was measured.
    pub(crate) weight: Option<Moments>,
    pub(crate) gradient: Option<Moments>,
    /// |Δw| / |w|, once the optimizer ran.
    pub(crate) update_ratio: Option<f64>,
}

impl ParameterSeen {
    /// Whether it is one that a layer mixes its inputs with. Biases are not: one before a normalisation has no gradient by
    /// design.
    pub(crate) fn is_weight(&self) -> bool {
        self.is_trained && self.rank >= 2
    }
}

/// What is known of the values of a tensor.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Moments {
    pub(crate) not_finite: u64,
    pub(crate) rms: f64,
    pub(crate) mean_abs: f64,
    pub(crate) max_abs: f64,
    /// Whether all values are the same.
    pub(crate) is_constant: bool,
    /// The share of values that are exactly 0.
    pub(crate) zeros: f64,
}

impl Moments {
    pub(crate) fn of(distribution: &Distribution, zeros: f64) -> Self {
        let finite = distribution.finite.max(1) as f64;
        Self {
            not_finite: distribution.nan + distribution.infinite,
            rms: (distribution.sum_squares / finite).sqrt(),
            mean_abs: distribution.sum_abs / finite,
            max_abs: distribution.max_abs,
            is_constant: distribution.finite > 1
                && distribution.histogram.range().is_some_and(|(low, high)| low == high),
            zeros,
        }
    }
}
