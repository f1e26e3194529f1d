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

/// Those that are left where there is little room.
const FEW_STOPS: [f64; 3] = [0.6, 0.9, 0.99];

/// The stops, with the weight that is asked for among them.
pub(crate) fn stops(asked_for: Option<f64>) -> Vec<f64> {
    with(asked_for, &STOPS)
}

/// The stops where there is little room, with the weight that is asked for among them.
pub(crate) fn few_stops(asked_for: Option<f64>) -> Vec<f64> {
    with(asked_for, &FEW_STOPS)
}

fn with(asked_for: Option<f64>, stops: &[f64]) -> Vec<f64> {
    let other = asked_for.filter(|weight| *weight > 0.0 && !stops.contains(weight));
    let mut all: Vec<f64> = stops.iter().copied().chain(other).collect();
    all.sort_by(f64::total_cmp);
    all
}

/// The smoothed values, one for each. A value that is not finite stays what it is and leaves the average alone; a series
/// of one value stays as it is.
pub(crate) fn smoothed(values: impl Iterator<Item = f64> + Clone, weight: f64) -> Vec<f64> {
    let mut finite = values.clone().filter(|value| value.is_finite());
    let first = finite.next();
    if finite.all(|value| Some(value) == first) {
        return values.collect();
    }
    let mut average = Average::new(weight);
    let smooth = |value: f64| {
        if !value.is_finite() {
            return value;
        }
        average.take(value);
        average.corrected()
    };
    values.map(smooth).collect()
}

/// What [`smoothed`] is at some points, which grow, for each of some weights. All weights are gone through at once: each
/// value depends on the one before, so that one weight after another would be as long a wait for each of them.
pub(crate) fn smoothed_at(values: &[f64], at: &[usize], weights: &[f64]) -> Vec<Vec<f64>> {
    let mut finite = values.iter().filter(|value| value.is_finite());
    let first = finite.next();
    if finite.all(|value| Some(value) == first) {
        let same: Vec<f64> = at.iter().map(|&at| values[at]).collect();
        return vec![same; weights.len()];
    }
    let mut averages: Vec<Average> = weights.iter().map(|&weight| Average::new(weight)).collect();
    let mut smoothed = vec![Vec::with_capacity(at.len()); weights.len()];
    let mut begin = 0;
    for &at in at {
        for &value in values[begin..=at].iter().filter(|value| value.is_finite()) {
            for average in &mut averages {
                average.take(value);
            }
        }
        begin = at + 1;
        for (smoothed, average) in smoothed.iter_mut().zip(&averages) {
            smoothed.push(if values[at].is_finite() { average.corrected() } else { values[at] });
        }
    }
    smoothed
}

/// An exponential average.
struct Average {
    weight: f64,
    sum: f64,
    /// The share of it that is still the zero that it began with.
    missing: f64,
}

impl Average {
    fn new(weight: f64) -> Self {
        Self { weight, sum: 0.0, missing: 1.0 }
    }

    fn take(&mut self, value: f64) {
        self.sum = self.sum * self.weight + value * (1.0 - self.weight);
        self.missing *= self.weight;
    }

    fn corrected(&self) -> f64 {
        self.sum / (1.0 - self.missing)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn all_weights_at_once_are_one_after_another(values in prop::collection::vec(prop_oneof![9 => -10.0..10.0, 1 => Just(f64::NAN)], 1..60), every in 1_usize..9) {
            let at: Vec<usize> = (0..values.len()).step_by(every).collect();
            for (weight, found) in STOPS.into_iter().zip(smoothed_at(&values, &at, &STOPS)) {
                let expected = smoothed(values.iter().copied(), weight);
                for (at, found) in at.iter().zip(found) {
                    prop_assert_eq!(found.to_bits(), expected[*at].to_bits());
                }
            }
        }
    }

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
