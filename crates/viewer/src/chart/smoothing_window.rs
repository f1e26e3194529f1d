//! Moving averages and medians: each point becomes what its neighbours on both sides are like.
//!
//! They are taken over all points of a series, at those points alone that are asked for.

use std::ops::Range;

/// How many points to each side of one a window of the same reach as an exponential average has: the average age of what
/// such an average of weight w holds is w / (1 − w).
pub(crate) fn reach(weight: f64) -> usize {
    ((weight / (1.0 - weight)).round() as usize).max(1)
}

/// The mean of the finite values around each of some points. A value that is not finite stays what it is.
pub(crate) fn moving_means(values: &[f64], at: &[usize], reach: usize) -> Vec<f64> {
    let mean_around = |at: usize| {
        let finite = values[reached(at, reach, values.len())].iter().filter(|value| value.is_finite());
        let (sum, count) = finite.fold((0.0, 0_usize), |(sum, count), value| (sum + value, count + 1));
        sum / count as f64
    };
    at.iter().map(|&at| if values[at].is_finite() { mean_around(at) } else { values[at] }).collect()
}

/// The median of the finite values around each of some points; of an even number the mean of the two in the middle.
pub(crate) fn moving_medians(values: &[f64], at: &[usize], reach: usize) -> Vec<f64> {
    // Whole numbers of the same order: they are copied and parted in half the time.
    let keys: Vec<u64> = values.iter().copied().map(key).collect();
    let is_whole = values.iter().all(|value| value.is_finite());
    let mut window = Vec::new();
    let mut median_around = |at: usize| {
        let around = reached(at, reach, values.len());
        window.clear();
        if is_whole {
            window.extend_from_slice(&keys[around]);
        } else {
            window
                .extend(keys[around.clone()].iter().zip(&values[around]).filter(|it| it.1.is_finite()).map(|it| *it.0));
        }
        median(&mut window)
    };
    at.iter().map(|&at| if values[at].is_finite() { median_around(at) } else { values[at] }).collect()
}

/// The least and the greatest of the finite values around each of some points; NaN where there are none.
pub(crate) fn moving_extremes(values: &[f64], at: &[usize], reach: usize) -> Vec<(f64, f64)> {
    let around = |&at: &usize| {
        let finite = values[reached(at, reach, values.len())].iter().filter(|value| value.is_finite());
        finite.fold((f64::NAN, f64::NAN), |(least, greatest), &value| (value.min(least), value.max(greatest)))
    };
    at.iter().map(around).collect()
}

fn reached(at: usize, reach: usize, len: usize) -> Range<usize> {
    at.saturating_sub(reach)..len.min(at + reach + 1)
}

fn median(finite: &mut [u64]) -> f64 {
    let half = finite.len() / 2;
    let is_even = finite.len().is_multiple_of(2);
    let (below, &mut middle, _) = finite.select_nth_unstable(half);
    let middle = value(middle);
    if !is_even {
        return middle;
    }
    let lower = value(below.iter().copied().max().unwrap_or(0));
    lower + (middle - lower) / 2.0
}

/// A number of the order that [`f64::total_cmp`] gives.
fn key(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

/// The value that has a key.
fn value(key: u64) -> f64 {
    f64::from_bits(if key >> 63 == 0 { !key } else { key ^ 1 << 63 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_end_where_the_series_does() {
        let values = [1.0, 9.0, 2.0, f64::NAN, 4.0, 100.0];
        let all: Vec<usize> = (0..values.len()).collect();
        let means = moving_means(&values, &all, 1);
        assert_eq!((&means[..3], &means[4..]), (&[5.0, 4.0, 5.5][..], &[52.0, 52.0][..]));
        let medians = moving_medians(&values, &all, 2);
        assert_eq!((&medians[..3], &medians[4..]), (&[2.0, 2.0, 3.0][..], &[4.0, 52.0][..]));
        assert!(means[3].is_nan() && medians[3].is_nan());
    }

    #[test]
    fn extremes_are_those_of_the_window() {
        let values = [1.0, 9.0, 2.0, f64::NAN, f64::INFINITY];
        assert_eq!(moving_extremes(&values, &[0, 1, 2], 1), [(1.0, 9.0), (1.0, 9.0), (2.0, 9.0)]);
        let (least, greatest) = moving_extremes(&values, &[4], 1)[0];
        assert!(least.is_nan() && greatest.is_nan());
    }

    #[test]
    fn windows_reach_as_far_as_averages_remember() {
        assert_eq!([0.3, 0.8, 0.9, 0.99].map(reach), [1, 4, 9, 99]);
    }
}
