//! Fewer points that show the same: down-sampling that keeps every peak.

use std::ops::Range;

/// Points of a curve.
pub(crate) type Point = (f64, f64);

/// A curve as runs of finite points: a value that is not a number breaks it.
pub(crate) fn pieces(points: &[Point]) -> impl Iterator<Item = &[Point]> {
    points.split(|point| !is_finite(point)).filter(|piece| !piece.is_empty())
}

/// The first point, the last, and at most three for each of `columns`; see [`peaks`].
pub(crate) fn thinned(points: &[Point], columns: usize) -> Vec<Point> {
    peaks(points, columns).into_iter().map(|at| points[at]).collect()
}

/// Which points show the same as all of them in a chart of so many columns: the first, the last, and for each column its
/// least and its greatest, so that no spike is lost, and one that is not finite, so that no break is lost.
pub(crate) fn peaks(points: &[Point], columns: usize) -> Vec<usize> {
    if points.len() <= columns * 2 {
        return (0..points.len()).collect();
    }
    let columns = columns_of(points, columns);
    let mut kept = vec![0];
    let mut begin = 0;
    for column in columns.chunk_by(|one, next| one == next) {
        let end = begin + column.len();
        kept.extend(extremes(points, begin..end));
        begin = end;
    }
    kept.push(points.len() - 1);
    kept.dedup();
    kept
}

/// In which column each point is; they never go back, whatever the points do.
fn columns_of(points: &[Point], columns: usize) -> Vec<usize> {
    let steps = points.iter().map(|point| point.0).filter(|step| step.is_finite());
    let (low, high) = extent(steps).unwrap_or((0.0, 0.0));
    let width = (high / columns as f64 - low / columns as f64).max(f64::MIN_POSITIVE);
    let mut reached = 0;
    let column = |point: &Point| {
        // A cast from a float stays in range, whatever the float.
        reached = reached.max((((point.0 - low) / width) as usize).min(columns - 1));
        reached
    };
    points.iter().map(column).collect()
}

/// The least and the greatest point, and a point that is not finite, if there is one; in their order.
fn extremes(points: &[Point], column: Range<usize>) -> Vec<usize> {
    let by_value = |a: &usize, b: &usize| points[*a].1.total_cmp(&points[*b].1);
    let finite = || column.clone().filter(|&at| is_finite(&points[at]));
    let gap = column.clone().find(|&at| !is_finite(&points[at]));
    let mut found: Vec<usize> =
        [finite().min_by(by_value), finite().max_by(by_value), gap].into_iter().flatten().collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The least and the greatest of numbers.
fn extent(numbers: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    numbers.map(|number| (number, number)).reduce(|(low, high), (number, _)| (low.min(number), high.max(number)))
}

fn is_finite(&(x, y): &Point) -> bool {
    x.is_finite() && y.is_finite()
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_spike_is_lost() {
        let mut points: Vec<Point> = (0..10_000).map(|x| (f64::from(x), 0.0)).collect();
        points[7_777].1 = 1.0;
        points[3_333].1 = -1.0;
        let thinned = thinned(&points, 300);
        assert!(thinned.len() <= 600 && thinned.contains(&(7_777.0, 1.0)) && thinned.contains(&(3_333.0, -1.0)));
        assert!(thinned.is_sorted_by_key(|point| point.0));
    }

    #[test]
    fn the_ends_and_every_break_are_kept() {
        let value = |x: i32| if x % 3 == 0 { f64::NAN } else { f64::from(x % 100) };
        let points: Vec<Point> = (1..=100_000).map(|x| (f64::from(x), value(x))).collect();
        let thinned = thinned(&points, 100);
        assert!(thinned.len() <= 302, "{}", thinned.len());
        assert_eq!((thinned[0], thinned[thinned.len() - 1]), ((1.0, 1.0), (100_000.0, 0.0)));
        assert!(pieces(&thinned).count() >= 100);
    }

    proptest! {
        /// Whatever the steps and the values are, nothing that a chart of so many columns would show is lost.
        #[test]
        fn the_extremes_of_every_column_survive(
            gaps in vec(prop_oneof![9 => 1.0..3.0_f64, 1 => 100.0..5000.0_f64], 1..2000),
            values in vec(prop_oneof![20 => -1e3..1e3_f64, 1 => Just(f64::NAN), 1 => Just(1e30), 1 => Just(-1e30)], 2000),
            columns in 1..80_usize,
        ) {
            let mut step = 0.0;
            let points: Vec<Point> = gaps.iter().zip(&values).map(|(gap, &value)| { step += gap; (step, value) }).collect();
            let kept = peaks(&points, columns);
            prop_assert!(kept.is_sorted_by(|a, b| a < b) && kept.len() <= (3 * columns + 2).max(2 * columns));
            prop_assert!(kept.contains(&0) && kept.contains(&(points.len() - 1)));
            let (first, last) = (points[0].0, points[points.len() - 1].0);
            for column in 0..columns {
                let edge = |at: usize| first + (last - first) * at as f64 / columns as f64;
                // A point at an edge may count to either side.
                let inside = |point: &Point| point.0 > edge(column) + 1e-6 && point.0 < edge(column + 1) - 1e-6;
                let all: Vec<Point> = points.iter().copied().filter(inside).collect();
                let shown: Vec<Point> = kept.iter().map(|&at| points[at]).filter(inside).collect();
                let extent = |points: &[Point]| extent(points.iter().map(|point| point.1).filter(|value| value.is_finite()));
                let (of_all, of_shown) = (extent(&all), extent(&shown));
                // What is at the edges is of this column or of its neighbour, and may be its extreme there.
                let at_edges = points.iter().any(|point| (point.0 - edge(column)).abs() <= 1e-6 || (point.0 - edge(column + 1)).abs() <= 1e-6);
                prop_assert!(at_edges || of_all == of_shown, "column {} of {}: {:?} {:?}", column, columns, of_all, of_shown);
                let breaks = |points: &[Point]| points.iter().any(|point| point.1.is_nan());
                prop_assert!(at_edges || breaks(&all) == breaks(&shown));
            }
        }
    }

    #[test]
    fn values_that_are_no_numbers_break_a_curve() {
        let points = [(0.0, 1.0), (1.0, f64::NAN), (2.0, 2.0), (3.0, 3.0), (4.0, f64::INFINITY)];
        let lengths: Vec<_> = pieces(&points).map(<[Point]>::len).collect();
        assert_eq!(lengths, [1, 2]);
    }
}
