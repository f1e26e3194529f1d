//! Moving averages and medians: each point becomes what its neighbours on both sides are like.
//!
//! They are taken over all points of a series, at those points alone that are asked for.

/// How many points to each side of one a window of the same reach as an exponential average has: the average age of what
/// such an average of weight w holds is w / (1 − w).
pub(crate) fn reach(weight: f64) -> usize {
    ((weight / (1.0 - weight)).round() as usize).max(1)
}

/// The mean of the finite values around each of some points. A value that is not finite stays what it is.
pub(crate) fn moving_means(values: &[f64], at: &[usize], reach: usize) -> Vec<f64> {
    at.iter().map(|&at| around(values, at, reach, |finite| finite.iter().sum::<f64>() / finite.len() as f64)).collect()
}

/// The median of the finite values around each of some points; of an even number the mean of the two in the middle.
pub(crate) fn moving_medians(values: &[f64], at: &[usize], reach: usize) -> Vec<f64> {
    at.iter().map(|&at| around(values, at, reach, median)).collect()
}

fn around(values: &[f64], at: usize, reach: usize, of: impl Fn(&mut [f64]) -> f64) -> f64 {
    if !values[at].is_finite() {
        return values[at];
    }
    let window = &values[at.saturating_sub(reach)..values.len().min(at + reach + 1)];
    let mut finite: Vec<f64> = window.iter().copied().filter(|value| value.is_finite()).collect();
    of(&mut finite)
}

fn median(finite: &mut [f64]) -> f64 {
    let half = finite.len() / 2;
    let is_even = finite.len().is_multiple_of(2);
    let (below, &mut middle, _) = finite.select_nth_unstable_by(half, f64::total_cmp);
    if !is_even {
        return middle;
    }
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    lower + (middle - lower) / 2.0
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
    fn windows_reach_as_far_as_averages_remember() {
        assert_eq!([0.3, 0.8, 0.9, 0.99].map(reach), [1, 4, 9, 99]);
    }
}
