//! Buckets of a shape that the caller chose.

use nnviz_record::Histogram;

/// How values are put into the buckets of a histogram.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Bins {
    /// About a hundred, narrow where many values are: found in one pass, at any range.
    #[default]
    Auto,
    /// This many of equal width between the least and the greatest value, as numpy's `histogram` makes them.
    Fixed(usize),
    /// Those of TensorFlow's older histograms: each a tenth wider than the one nearer to zero, down to 10⁻¹².
    Exponential,
    /// This many that hold equally many values, as far as equal values allow.
    Quantiles(usize),
}

/// The ratio of neighbouring edges, and the one nearest to zero (`tensorflow/core/lib/histogram/histogram.cc`).
const GROWTH: f64 = 1.1;
const SMALLEST: f64 = 1e-12;

/// The histogram of finite values that are in order, from the least to the greatest.
pub(super) fn fixed(sorted: &[f64], buckets: usize) -> Histogram {
    let (Some(&min), Some(&max)) = (sorted.first(), sorted.last()) else { return Histogram::default() };
    let buckets = buckets.max(1);
    if min == max {
        return Histogram::new([(min, max, sorted.len() as f64)]);
    }
    // The range of doubles may be wider than a double can say, so its halves are added up.
    let edge =
        |i: usize| if i == buckets { max } else { min + (max / buckets as f64 - min / buckets as f64) * i as f64 };
    count(sorted, &(0..=buckets).map(edge).collect::<Vec<_>>())
}

pub(super) fn exponential(sorted: &[f64]) -> Histogram {
    let (Some(&min), Some(&max)) = (sorted.first(), sorted.last()) else { return Histogram::default() };
    let side = |limit: f64| {
        let edges = std::iter::successors(Some(SMALLEST), |edge| Some(edge * GROWTH));
        edges.take_while(move |&edge| edge < limit)
    };
    let mut edges: Vec<f64> = side(-min).map(|edge| -edge).collect();
    edges.reverse();
    edges.push(0.0);
    edges.extend(side(max));
    edges.retain(|&edge| min < edge && edge < max);
    edges.insert(0, min);
    edges.push(max);
    count(sorted, &edges)
}

pub(super) fn quantiles(sorted: &[f64], buckets: usize) -> Histogram {
    let Some(last) = sorted.len().checked_sub(1) else { return Histogram::default() };
    let buckets = buckets.clamp(1, sorted.len());
    let mut edges: Vec<f64> = (0..=buckets).map(|i| sorted[(i * sorted.len() / buckets).min(last)]).collect();
    edges.dedup();
    if edges.len() == 1 {
        return Histogram::new([(edges[0], edges[0], sorted.len() as f64)]);
    }
    count(sorted, &edges)
}

/// How many of the values lie between neighbouring edges; the last bucket holds its right edge too.
fn count(sorted: &[f64], edges: &[f64]) -> Histogram {
    let below = |edge: f64| sorted.partition_point(|&value| value < edge);
    let last = edges.len().saturating_sub(2);
    Histogram::new(edges.windows(2).enumerate().map(|(i, pair)| {
        let end = if i == last { sorted.len() } else { below(pair[1]) };
        (pair[0], pair[1], (end - below(pair[0])) as f64)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(histogram: &Histogram) -> Vec<(f64, f64, f64)> {
        histogram.buckets.iter().map(|bucket| (bucket.left, bucket.right, bucket.count)).collect()
    }

    #[test]
    fn fixed_bins_are_those_of_numpy() {
        // numpy.histogram([0, 1, 1, 2, 4], bins=4)
        let histogram = fixed(&[0.0, 1.0, 1.0, 2.0, 4.0], 4);
        assert_eq!(rows(&histogram), [(0.0, 1.0, 1.0), (1.0, 2.0, 2.0), (2.0, 3.0, 1.0), (3.0, 4.0, 1.0)]);
        assert_eq!(rows(&fixed(&[5.0; 3], 4)), [(5.0, 5.0, 3.0)]);
        let widest = fixed(&[f64::MIN, 0.0, f64::MAX], 2);
        assert!(widest.buckets.iter().all(|bucket| bucket.left.is_finite() && bucket.right.is_finite()));
        assert_eq!(widest.total(), 3.0);
    }

    #[test]
    fn exponential_bins_grow_away_from_zero() {
        let sorted = [-1.0, -1e-3, 0.0, 1e-15, 0.5, 2.0];
        let histogram = exponential(&sorted);
        assert_eq!(histogram.total(), 6.0);
        assert_eq!(histogram.range(), Some((-1.0, 2.0)));
        let inner = &histogram.buckets[histogram.buckets.len() - 3];
        assert!((inner.right / inner.left - GROWTH).abs() < 1e-9);
        assert_eq!(rows(&exponential(&[0.0; 4])), [(0.0, 0.0, 4.0)]);
    }

    #[test]
    fn quantiles_hold_equally_many() {
        let sorted: Vec<f64> = (0..100).map(f64::from).collect();
        let histogram = quantiles(&sorted, 4);
        assert_eq!(rows(&histogram), [(0.0, 25.0, 25.0), (25.0, 50.0, 25.0), (50.0, 75.0, 25.0), (75.0, 99.0, 25.0)]);
        assert_eq!(quantiles(&[1.0, 1.0, 1.0, 1.0, 9.0], 4).total(), 5.0);
        assert_eq!(rows(&quantiles(&[3.0; 2], 5)), [(3.0, 3.0, 2.0)]);
        assert_eq!(quantiles(&[], 5), Histogram::default());
    }
}
