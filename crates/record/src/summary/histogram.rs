//! Histograms: how the values of a tensor are distributed, one histogram a step.
//!
//! ```text
//!  DT_DOUBLE [k, 3], one row a bucket:   [ left edge, right edge, count ]
//! ```
//!
//! Buckets are closed on the left and open on the right, the last one closed on both. Edges are finite: one infinite
//! edge and TensorBoard draws nothing. The older `HistogramProto` is read too, but never written: TensorBoard's faster
//! reader shows its open-ended outer buckets as they are.

use super::{DecodeError, tensor};
use crate::proto::{HistogramProto, Payload, TensorProto};

/// A part of the number line and how many values fell into it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bucket {
    /// The left edge, which belongs to the bucket.
    pub left: f64,
    /// The right edge, which belongs to the next bucket (to this one, if it is the last).
    pub right: f64,
    /// How many values; not always whole, when a writer gave weights.
    pub count: f64,
}

/// A distribution as buckets from left to right. No bucket at all is the histogram of no values.
///
/// ```
/// use nnviz_record::summary::{Bucket, Histogram};
/// let histogram = Histogram::new([(0.0, 0.5, 3.0), (0.5, 1.0, 1.0)]);
/// assert_eq!(histogram.total(), 4.0);
/// assert_eq!(histogram.percentile(0.375), Some(0.25));
/// assert_eq!(histogram.buckets[1], Bucket { left: 0.5, right: 1.0, count: 1.0 });
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Histogram {
    /// The buckets, from left to right.
    pub buckets: Vec<Bucket>,
}

impl Histogram {
    /// A histogram of `(left, right, count)` rows.
    pub fn new(rows: impl IntoIterator<Item = (f64, f64, f64)>) -> Self {
        Self { buckets: rows.into_iter().map(|(left, right, count)| Bucket { left, right, count }).collect() }
    }

    /// How many values there are.
    pub fn total(&self) -> f64 {
        self.buckets.iter().map(|bucket| bucket.count).sum()
    }

    /// The outer edges: the least and the greatest value, as far as buckets tell. `None` for no values.
    pub fn range(&self) -> Option<(f64, f64)> {
        let filled = || self.buckets.iter().filter(|bucket| bucket.count > 0.0);
        Some((filled().next()?.left, filled().next_back()?.right))
    }

    /// The value below which the share `p` (0 to 1) of the values lies, linear inside a bucket. `None` for no values.
    pub fn percentile(&self, p: f64) -> Option<f64> {
        let wanted = p.clamp(0.0, 1.0) * self.total();
        let mut below = 0.0;
        for bucket in self.buckets.iter().filter(|bucket| bucket.count > 0.0) {
            if below + bucket.count >= wanted {
                let share = ((wanted - below) / bucket.count).clamp(0.0, 1.0);
                return Some(bucket.left + share * (bucket.right - bucket.left));
            }
            below += bucket.count;
        }
        self.range().map(|(_, right)| right)
    }
}

pub(super) fn encode(histogram: &Histogram) -> Payload {
    let rows = histogram.buckets.iter().flat_map(|bucket| [bucket.left, bucket.right, bucket.count]);
    Payload::Tensor(tensor::of_doubles(&[histogram.buckets.len() as i64, 3], rows))
}

pub(super) fn decode(tensor: &TensorProto) -> Result<Histogram, DecodeError> {
    let [_, 3] = tensor::dims(tensor)?[..] else {
        return Err(DecodeError::Tensor { reason: "a histogram has the shape [k, 3]" });
    };
    let values = tensor::numbers(tensor)?;
    Ok(Histogram::new(values.as_chunks::<3>().0.iter().map(|&[left, right, count]| (left, right, count))))
}

/// The older form has right edges only, the outer ones as far away as doubles go; minimum and maximum bound them.
pub(super) fn decode_proto(proto: &HistogramProto) -> Result<Histogram, DecodeError> {
    if proto.bucket.len() != proto.bucket_limit.len() {
        return Err(DecodeError::Histogram { limits: proto.bucket_limit.len(), counts: proto.bucket.len() });
    }
    let mut left = f64::NEG_INFINITY;
    let mut histogram = Histogram::default();
    for (&limit, &count) in proto.bucket_limit.iter().zip(&proto.bucket) {
        if count > 0.0 {
            let (low, high) = (left.max(proto.min), limit.min(proto.max));
            histogram.buckets.push(Bucket { left: low, right: high.max(low), count });
        }
        left = limit;
    }
    Ok(histogram)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_ended_buckets_are_bounded_by_minimum_and_maximum() {
        let proto = HistogramProto {
            min: -1.5,
            max: 4.0,
            bucket_limit: vec![-1.0, 0.0, 1.0, f64::MAX],
            bucket: vec![2.0, 0.0, 3.0, 1.0],
            ..HistogramProto::default()
        };
        let expected = Histogram::new([(-1.5, -1.0, 2.0), (0.0, 1.0, 3.0), (1.0, 4.0, 1.0)]);
        assert_eq!(decode_proto(&proto).unwrap(), expected);
    }

    #[test]
    fn percentiles_of_odd_histograms() {
        assert_eq!(Histogram::default().percentile(0.5), None);
        assert_eq!(Histogram::new([(2.0, 2.0, 7.0)]).percentile(0.5), Some(2.0));
        let gap = Histogram::new([(0.0, 1.0, 1.0), (1.0, 9.0, 0.0), (9.0, 10.0, 1.0)]);
        assert_eq!(gap.percentile(1.0), Some(10.0));
        assert_eq!(gap.range(), Some((0.0, 10.0)));
    }
}
