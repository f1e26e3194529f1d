//! TensorBoard's smoothing: an exponential average that is corrected for its start at zero.
//!
//! It is taken over all points of a series, before any are left out. TensorBoard smooths what is left after sampling, so
//! that the same curve looks different in a longer log.

use super::smoothing_window::{moving_means, moving_medians, reach};
use crate::sample::Point;

/// How a curve is smoothed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SmoothingMethod {
    /// TensorBoard's exponential average, point by point.
    #[default]
    Exponential,
    /// The same, but what is far back in steps counts less however few points lie between: for curves whose points are not
    /// evenly spaced. For those that are it is the same.
    TimeWeighted,
    /// The mean of the points around each one.
    Mean,
    /// Their median: a spike leaves no trace.
    Median,
}

impl SmoothingMethod {
    /// The curve smoothed at some of its points.
    pub(crate) fn at(self, points: &[Point], at: &[usize], weight: f64) -> Vec<Point> {
        let values: Vec<f64> = points.iter().map(|point| point.1).collect();
        let smoothed = match self {
            Self::Mean => moving_means(&values, at, reach(weight)),
            Self::Median => moving_medians(&values, at, reach(weight)),
            Self::Exponential | Self::TimeWeighted => {
                let all = self.over(points, weight);
                at.iter().map(|&at| all[at].1).collect()
            }
        };
        at.iter().zip(smoothed).map(|(&at, value)| (points[at].0, value)).collect()
    }

    /// The curve smoothed at all its points.
    pub(crate) fn over(self, points: &[Point], weight: f64) -> Vec<Point> {
        let values = points.iter().map(|point| point.1);
        let smoothed = match self {
            Self::Exponential => smoothed(values, weight),
            Self::TimeWeighted => time_weighted(points, weight),
            Self::Mean | Self::Median => return self.at(points, &(0..points.len()).collect::<Vec<_>>(), weight),
        };
        points.iter().zip(smoothed).map(|(point, value)| (point.0, value)).collect()
    }
}

/// The exponential average, whose weight is for the usual distance between points, and a power of it for another.
pub(crate) fn time_weighted(points: &[Point], weight: f64) -> Vec<f64> {
    let (first, last) = (points.first().map_or(0.0, |it| it.0), points.last().map_or(0.0, |it| it.0));
    let usual = (last - first) / (points.len() as f64 - 1.0).max(1.0);
    let (mut average, mut missing) = (0.0, 1.0);
    let mut before = first - usual;
    let smooth = |&(x, value): &Point| {
        if !value.is_finite() {
            return value;
        }
        let share = if usual > 0.0 { weight.powf(((x - before) / usual).max(0.0)) } else { weight };
        before = x;
        average = average * share + value * (1.0 - share);
        missing *= share;
        if missing < 1.0 { average / (1.0 - missing) } else { value }
    };
    points.iter().map(smooth).collect()
}

/// The weights that the slider of a page stops at, beside 0. The curve then averages about the last 1 / (1 − weight) points.
pub(crate) const STOPS: [f64; 7] = [0.3, 0.6, 0.8, 0.9, 0.95, 0.99, 0.999];

/// TensorBoard's weight, until a reader chooses another.
pub(crate) const DEFAULT: f64 = 0.6;

/// The stops, with the weight that is asked for among them.
pub(crate) fn stops(asked_for: Option<f64>) -> Vec<f64> {
    let mut stops = STOPS.to_vec();
    stops.extend(asked_for.filter(|weight| *weight > 0.0 && !STOPS.contains(weight)));
    stops.sort_by(f64::total_cmp);
    stops
}

/// The smoothed values, one for each. A value that is not finite stays what it is and leaves the average alone; a series
/// of one value stays as it is.
pub(crate) fn smoothed(values: impl Iterator<Item = f64> + Clone, weight: f64) -> Vec<f64> {
    let mut finite = values.clone().filter(|value| value.is_finite());
    let first = finite.next();
    if finite.all(|value| Some(value) == first) {
        return values.collect();
    }
    let (mut average, mut missing) = (0.0, 1.0);
    let smooth = |value: f64| {
        if !value.is_finite() {
            return value;
        }
        average = average * weight + value * (1.0 - weight);
        missing *= weight;
        average / (1.0 - missing)
    };
    values.map(smooth).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_tensorboard() {
        // Worked out apart from this code, by the formula of TensorBoard's charts.
        let values = [1.0, 3.0, 2.0, f64::NAN, -4.0, 10.0];
        let expected =
            [1.0, 2.25, 2.122_448_979_591_836_6, f64::NAN, -0.691_176_470_588_235_3, 3.945_870_922_970_159_6];
        for (found, expected) in smoothed(values.into_iter(), 0.6).into_iter().zip(expected) {
            assert!(found.is_nan() && expected.is_nan() || (found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }

    #[test]
    fn of_points_that_are_evenly_spaced_the_time_weighs_nothing() {
        let points: Vec<Point> = (0..50).map(|at| (f64::from(at) * 10.0, f64::from(at * 7 % 11))).collect();
        let plain = SmoothingMethod::Exponential.over(&points, 0.9);
        let weighted = SmoothingMethod::TimeWeighted.over(&points, 0.9);
        assert!(plain.iter().zip(&weighted).all(|(a, b)| (a.1 - b.1).abs() < 1e-9));
        let gap = [(0.0, 5.0), (1.0, 5.0), (2.0, 5.0), (1000.0, 1.0)];
        let after = SmoothingMethod::TimeWeighted.over(&gap, 0.9)[3].1;
        assert!(after < SmoothingMethod::Exponential.over(&gap, 0.9)[3].1, "{after}");
    }

    #[test]
    fn it_goes_on_after_a_break() {
        let smoothed = smoothed([2.0, f64::NAN, 2.0, 1.0].into_iter(), 0.6);
        assert!(smoothed[1].is_nan() && (smoothed[2] - 2.0).abs() < 1e-12);
    }

    #[test]
    fn a_constant_stays_as_it_is() {
        let values = [f64::INFINITY, 0.1, 0.1, f64::NAN, 0.1];
        let same = smoothed(values.into_iter(), 0.999);
        assert!(same.iter().zip(values).all(|(a, b)| a.to_bits() == b.to_bits()), "{same:?}");
        assert!(smoothed(std::iter::empty(), 0.6).is_empty());
    }
}
