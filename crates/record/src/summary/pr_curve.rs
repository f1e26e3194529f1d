//! Precision-recall curves: how a binary classifier does at each of several thresholds, one curve a step.
//!
//! ```text
//!  DT_FLOAT [6, n]:   true positives
//!                     false positives
//!                     true negatives       one column a threshold: column i
//!                     false negatives      is the threshold i / (n − 1)
//!                     precision
//!                     recall
//! ```
//!
//! The counts are those of `tensorboard/plugins/pr_curve/summary.py`, to the last bit: a test holds them equal.

use thiserror::Error;

use super::{DecodeError, tensor};
use crate::proto::plugin_data::PrCurvePluginData;
use crate::proto::{Payload, TensorProto};

/// What TensorBoard divides by where there is nothing to divide by.
const MINIMUM_COUNT: f64 = 1e-7;

/// A precision-recall curve: one point a threshold, from the threshold 0 to the threshold 1.
///
/// ```
/// use nnviz_record::summary::PrCurve;
/// let curve = PrCurve::of(&[true, false, true], &[0.9, 0.6, 0.4], None, 3)?;
/// let at_half = curve.points[1];
/// assert_eq!((at_half.true_positives, at_half.false_positives, at_half.precision), (1.0, 1.0, 0.5));
/// assert_eq!(curve.threshold(1), 0.5);
/// # Ok::<(), nnviz_record::summary::PrCurveError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PrCurve {
    /// The points, at evenly spaced thresholds.
    pub points: Vec<PrPoint>,
}

/// How a classifier does at one threshold: it calls positive what it predicts at or above it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PrPoint {
    /// Positives called positive; not always whole, when there are weights.
    pub true_positives: f32,
    /// Negatives called positive.
    pub false_positives: f32,
    /// Negatives called negative.
    pub true_negatives: f32,
    /// Positives called negative.
    pub false_negatives: f32,
    /// The share of true ones among those called positive.
    pub precision: f32,
    /// The share of those called positive among the true ones.
    pub recall: f32,
}

/// Why something is no precision-recall curve.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum PrCurveError {
    /// Two lists that belong together differ in length.
    #[error("{left} {left_len} and {right} {right_len} are not equally many")]
    Length {
        /// The one list.
        left: &'static str,
        /// How long it is.
        left_len: usize,
        /// The other list.
        right: &'static str,
        /// How long that is.
        right_len: usize,
    },
    /// A curve has a beginning and an end.
    #[error("{thresholds} thresholds make no curve; give at least 2")]
    Thresholds {
        /// How many there are.
        thresholds: usize,
    },
    /// A number is not a number, or lies outside what it can be.
    #[error("{what} {index} is {value}; it must be {wanted}")]
    Value {
        /// Which list it is in.
        what: &'static str,
        /// Where it is, from 0.
        index: usize,
        /// What it is.
        value: f64,
        /// What it can be.
        wanted: &'static str,
    },
}

const SHARE: &str = "a number from 0 to 1";
const COUNT: &str = "finite and not negative";

impl PrCurve {
    /// The curve of `predictions` between 0 and 1 of what `labels` tells, at `thresholds` thresholds (TensorBoard takes
    /// 201, others 127). With `weights`, each example counts as much as its weight.
    ///
    /// # Errors
    /// [`PrCurveError`] when the lists differ in length, a prediction is not between 0 and 1, a weight is negative or not
    /// finite, or there are fewer than 2 thresholds.
    pub fn of(
        labels: &[bool],
        predictions: &[f32],
        weights: Option<&[f32]>,
        thresholds: usize,
    ) -> Result<Self, PrCurveError> {
        equally_long("labels:", labels.len(), "predictions:", predictions.len())?;
        equally_long("labels:", labels.len(), "weights:", weights.map_or(labels.len(), <[f32]>::len))?;
        at_least_two(thresholds)?;
        each_is("prediction", predictions.iter().copied().map(f64::from), SHARE)?;
        each_is("weight", weights.unwrap_or_default().iter().copied().map(f64::from), COUNT)?;

        let (mut positives, mut negatives) = (vec![0.0; thresholds], vec![0.0; thresholds]);
        for (at, (&label, &prediction)) in labels.iter().zip(predictions).enumerate() {
            // In single precision, as TensorBoard does: so a prediction on the edge falls on the same side.
            let bucket = (prediction * (thresholds - 1) as f32).floor() as usize;
            let buckets = if label { &mut positives } else { &mut negatives };
            buckets[bucket.min(thresholds - 1)] += weights.map_or(1.0, |weights| f64::from(weights[at]));
        }
        let (tp, fp) = (sums_from_the_end(positives), sums_from_the_end(negatives));
        let (true_all, false_all) = (tp[0], fp[0]);
        let points = tp.into_iter().zip(fp).map(|(tp, fp)| PrPoint::of(tp, fp, false_all - fp, true_all - tp));
        Ok(Self { points: points.collect() })
    }

    /// The curve of counts at each threshold, with precision and recall as TensorBoard computes them.
    ///
    /// # Errors
    /// [`PrCurveError`] when the lists differ in length, a count is negative or not finite, or there are fewer than 2
    /// thresholds.
    pub fn from_counts(
        true_positives: &[f64],
        false_positives: &[f64],
        true_negatives: &[f64],
        false_negatives: &[f64],
    ) -> Result<Self, PrCurveError> {
        let [tp, fp, tn, fn_] = counts([true_positives, false_positives, true_negatives, false_negatives])?;
        Ok(Self { points: (0..tp.len()).map(|i| PrPoint::of(tp[i], fp[i], tn[i], fn_[i])).collect() })
    }

    /// The curve of counts, precision and recall that were computed elsewhere.
    ///
    /// # Errors
    /// [`PrCurveError`] as for [`from_counts`](Self::from_counts), and when a precision or a recall is not between 0 and 1.
    pub fn from_raw(
        true_positives: &[f64],
        false_positives: &[f64],
        true_negatives: &[f64],
        false_negatives: &[f64],
        precision: &[f64],
        recall: &[f64],
    ) -> Result<Self, PrCurveError> {
        let mut curve = Self::from_counts(true_positives, false_positives, true_negatives, false_negatives)?;
        for (name, what, shares) in [("precision:", "precision", precision), ("recall:", "recall", recall)] {
            equally_long("true positives:", true_positives.len(), name, shares.len())?;
            each_is(what, shares.iter().copied(), SHARE)?;
        }
        for (point, (&precision, &recall)) in curve.points.iter_mut().zip(precision.iter().zip(recall)) {
            (point.precision, point.recall) = (precision as f32, recall as f32);
        }
        Ok(curve)
    }

    /// The threshold of a point: thresholds are evenly spaced from 0 to 1.
    pub fn threshold(&self, point: usize) -> f64 {
        point as f64 / self.points.len().saturating_sub(1).max(1) as f64
    }
}

impl PrPoint {
    /// Everything is summed in double precision and rounded once.
    fn of(tp: f64, fp: f64, tn: f64, fn_: f64) -> Self {
        Self {
            true_positives: tp as f32,
            false_positives: fp as f32,
            true_negatives: tn as f32,
            false_negatives: fn_ as f32,
            precision: (tp / (tp + fp).max(MINIMUM_COUNT)) as f32,
            recall: (tp / (tp + fn_).max(MINIMUM_COUNT)) as f32,
        }
    }

    fn rows(&self) -> [f32; 6] {
        let counts = [self.true_positives, self.false_positives, self.true_negatives, self.false_negatives];
        let [tp, fp, tn, fn_] = counts;
        [tp, fp, tn, fn_, self.precision, self.recall]
    }

    fn from_rows([tp, fp, tn, fn_, precision, recall]: [f32; 6]) -> Self {
        Self { true_positives: tp, false_positives: fp, true_negatives: tn, false_negatives: fn_, precision, recall }
    }
}

/// How much lies at each place or behind it.
fn sums_from_the_end(mut values: Vec<f64>) -> Vec<f64> {
    let mut sum = 0.0;
    for value in values.iter_mut().rev() {
        sum += *value;
        *value = sum;
    }
    values
}

fn counts(lists: [&[f64]; 4]) -> Result<[&[f64]; 4], PrCurveError> {
    const NAMES: [(&str, &str); 4] = [
        ("true positives:", "true positive count"),
        ("false positives:", "false positive count"),
        ("true negatives:", "true negative count"),
        ("false negatives:", "false negative count"),
    ];
    at_least_two(lists[0].len())?;
    for ((name, what), list) in NAMES.into_iter().zip(lists) {
        equally_long(NAMES[0].0, lists[0].len(), name, list.len())?;
        each_is(what, list.iter().copied(), COUNT)?;
    }
    Ok(lists)
}

fn at_least_two(thresholds: usize) -> Result<(), PrCurveError> {
    if thresholds < 2 { Err(PrCurveError::Thresholds { thresholds }) } else { Ok(()) }
}

fn equally_long(
    left: &'static str,
    left_len: usize,
    right: &'static str,
    right_len: usize,
) -> Result<(), PrCurveError> {
    if left_len == right_len { Ok(()) } else { Err(PrCurveError::Length { left, left_len, right, right_len }) }
}

fn each_is(what: &'static str, values: impl Iterator<Item = f64>, wanted: &'static str) -> Result<(), PrCurveError> {
    let highest = if wanted == SHARE { 1.0 } else { f64::MAX };
    for (index, value) in values.enumerate() {
        if !(0.0..=highest).contains(&value) {
            return Err(PrCurveError::Value { what, index, value, wanted });
        }
    }
    Ok(())
}

pub(super) fn plugin_data(curve: &PrCurve) -> PrCurvePluginData {
    PrCurvePluginData { version: 0, num_thresholds: curve.points.len() as u32 }
}

pub(super) fn encode(curve: &PrCurve) -> Payload {
    let values = (0..6).flat_map(|row| curve.points.iter().map(move |point| point.rows()[row]));
    Payload::Tensor(tensor::of_floats(&[6, curve.points.len() as i64], values))
}

pub(super) fn decode(tensor: &TensorProto) -> Result<PrCurve, DecodeError> {
    let [6, thresholds] = tensor::dims(tensor)?[..] else {
        return Err(DecodeError::Tensor { reason: "a precision-recall curve has the shape [6, n]" });
    };
    let values = tensor::numbers(tensor)?; // as many as the shape says
    let point = |at| PrPoint::from_rows(std::array::from_fn(|row| values[row * thresholds + at] as f32));
    Ok(PrCurve { points: (0..thresholds).map(point).collect() })
}
