//! How the values of a tensor are distributed, found in one pass.
//!
//! ```text
//!  values ──> fine buckets by exponent and the first bits of the fraction   (8,192 counters, in the fastest cache)
//!         └─> least, greatest, sums                                         (the same pass, block by block)
//!  fine buckets ──> about a hundred buckets: thin where many values are, never wider than need be
//! ```
//!
//! The fine buckets need no range in advance, so a tensor is read once, whatever its values. NaN and infinities are
//! counted apart: they have no place on an axis.

mod bins;
mod count;
mod merge;
mod values;

use nnviz_record::{Histogram, Summary};

pub use bins::Bins;
pub use values::Values;

use crate::worker::Entry;
use count::Counts;
pub(crate) use values::Numbers;

/// What is known of a set of values after one pass.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Distribution {
    /// The finite values.
    pub(crate) histogram: Histogram,
    /// How many values are NaN.
    pub(crate) nan: u64,
    /// How many values are infinite.
    pub(crate) infinite: u64,
    /// How many values are finite.
    pub(crate) finite: u64,
    /// The sum of |v| over the finite values.
    pub(crate) sum_abs: f64,
    /// The greatest |v| of the finite values.
    pub(crate) max_abs: f64,
    /// The sum of v² over the finite values.
    pub(crate) sum_squares: f64,
}

impl Distribution {
    pub(crate) fn of(numbers: &Numbers) -> Self {
        match numbers {
            Numbers::F32(values) => Counts::of(values).finish(),
            Numbers::F64(values) => Counts::of(values).finish(),
        }
    }

    /// The same with other buckets. They need the values in order, so they are not found in one pass.
    pub(crate) fn in_bins(numbers: &Numbers, bins: Bins) -> Self {
        let distribution = Self::of(numbers);
        let histogram = match bins {
            Bins::Auto => return distribution,
            Bins::Fixed(buckets) => bins::fixed(&numbers.sorted(), buckets),
            Bins::Exponential => bins::exponential(&numbers.sorted()),
            Bins::Quantiles(buckets) => bins::quantiles(&numbers.sorted(), buckets),
        };
        Self { histogram, ..distribution }
    }

    /// The histogram under `tag`, and counts of what it cannot hold where there is any.
    pub(crate) fn push_entries(self, tag: &str, entries: &mut Vec<Entry>) {
        for (count, name) in [(self.nan, "nan_count"), (self.infinite, "inf_count")] {
            if count > 0 {
                entries.push(Entry::scalar(format!("{tag}/{name}"), count as f64));
            }
        }
        entries.push(Entry::new(tag, Summary::Histogram(self.histogram)));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(values: &[f32]) -> Distribution {
        Distribution::of(&Numbers::F32(values.to_vec()))
    }

    #[test]
    fn odd_tensors_have_histograms() {
        assert_eq!(of(&[]), Distribution::default());
        assert_eq!(of(&[0.0; 9]).histogram, Histogram::new([(0.0, 0.0, 9.0)]));
        assert_eq!(of(&[-2.5; 4]).histogram, Histogram::new([(-2.5, -2.5, 4.0)]));
        let poisoned = of(&[f32::NAN, 1.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN]);
        assert_eq!((poisoned.nan, poisoned.infinite, poisoned.finite), (2, 2, 1));
        assert_eq!(poisoned.histogram, Histogram::new([(1.0, 1.0, 1.0)]));
        assert_eq!(of(&[f32::NAN]).histogram, Histogram::default());
    }

    #[test]
    fn extremes_keep_finite_edges() {
        let extremes = of(&[f32::MAX, f32::MIN, f32::MIN_POSITIVE, 1e-45, -0.0]);
        assert_eq!(extremes.histogram.total(), 5.0);
        assert_eq!(extremes.histogram.range(), Some((f64::from(f32::MIN), f64::from(f32::MAX))));
        assert!(extremes.histogram.buckets.iter().all(|bucket| bucket.left.is_finite() && bucket.right.is_finite()));
    }

    #[test]
    fn a_bell_is_resolved_where_its_values_are() {
        // The sum of twelve uniform numbers is close to normal, and needs no library.
        let mut seed = 1_u32;
        let mut uniform = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(seed) / f64::from(u32::MAX)
        };
        let bell: Vec<f32> = (0..100_000).map(|_| ((0..12).map(|_| uniform()).sum::<f64>() - 6.0) as f32).collect();
        let distribution = of(&bell);
        let buckets = distribution.histogram.buckets.len();
        assert!((40..200).contains(&buckets), "{buckets} buckets");
        for (share, sigma) in [(0.022_75, -2.0), (0.158_66, -1.0), (0.5, 0.0), (0.841_34, 1.0), (0.977_25, 2.0)] {
            let found = distribution.histogram.percentile(share).unwrap();
            assert!((found - sigma).abs() < 0.03, "{share}: {found} for {sigma}");
        }
    }

    proptest! {
        #[test]
        fn every_value_is_in_one_bucket(values in prop::collection::vec(any::<f32>(), 0..400)) {
            let distribution = of(&values);
            let finite: Vec<f64> = values.iter().filter(|v| v.is_finite()).map(|&v| f64::from(v)).collect();
            prop_assert_eq!(distribution.histogram.total(), finite.len() as f64);
            prop_assert_eq!(distribution.nan as usize, values.iter().filter(|v| v.is_nan()).count());
            let buckets = &distribution.histogram.buckets;
            for (index, bucket) in buckets.iter().enumerate() {
                let last = index + 1 == buckets.len();
                let inside = |v: f64| v >= bucket.left && (v < bucket.right || last && v <= bucket.right);
                prop_assert_eq!(finite.iter().filter(|&&v| inside(v)).count() as f64, bucket.count);
                prop_assert!(last || bucket.right == buckets[index + 1].left);
            }
            let max_abs = finite.iter().fold(0.0, |max: f64, v| max.max(v.abs()));
            prop_assert_eq!(distribution.max_abs, max_abs);
        }

        #[test]
        fn doubles_are_counted_alike(values in prop::collection::vec(any::<f32>(), 0..200)) {
            let wide = Numbers::F64(values.iter().map(|&v| f64::from(v)).collect());
            let (narrow, wide) = (of(&values), Distribution::of(&wide));
            prop_assert_eq!((narrow.nan, narrow.infinite, narrow.finite), (wide.nan, wide.infinite, wide.finite));
            prop_assert_eq!(narrow.histogram.range(), wide.histogram.range());
        }
    }
}
