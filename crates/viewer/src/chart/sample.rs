//! Fewer points that show the same: down-sampling that keeps every peak, and smoothing.

/// Points of a curve.
pub(super) type Point = (f64, f64);

/// The weight of the past in a smoothed curve: TensorBoard's default.
const SMOOTHING: f64 = 0.6;

/// A curve as runs of finite points: a value that is not a number breaks it.
pub(super) fn pieces(points: &[Point]) -> impl Iterator<Item = &[Point]> {
    points.split(|point| !is_finite(point)).filter(|piece| !piece.is_empty())
}

/// The first point, the last, and at most three for each of `columns`: its least and its greatest, so that no spike is
/// lost, and one that is not finite, so that no break is lost.
pub(super) fn thinned(points: &[Point], columns: usize) -> Vec<Point> {
    let (Some(&first), Some(&last)) = (points.first(), points.last()) else {
        return Vec::new();
    };
    if points.len() <= columns * 2 {
        return points.to_vec();
    }
    let per_column = points.len().div_ceil(columns);
    let inner = points.chunks(per_column).flat_map(extremes);
    let mut thinned: Vec<Point> = [first].into_iter().chain(inner).chain([last]).collect();
    thinned.dedup();
    thinned
}

/// The least and the greatest point, in their order, and a point that is not finite, if there is one.
fn extremes(column: &[Point]) -> impl Iterator<Item = Point> {
    let by_y = |a: &&Point, b: &&Point| a.1.total_cmp(&b.1);
    let finite = || column.iter().filter(|point| is_finite(point));
    let (least, greatest) = (finite().min_by(by_y).copied(), finite().max_by(by_y).copied());
    let (first, second) =
        if least.map(|p| p.0) <= greatest.map(|p| p.0) { (least, greatest) } else { (greatest, least) };
    let gap = column.iter().find(|point| !is_finite(point)).copied();
    [first, second.filter(|_| first != second), gap].into_iter().flatten()
}

fn is_finite(&(x, y): &Point) -> bool {
    x.is_finite() && y.is_finite()
}

/// TensorBoard's smoothing: an exponential average over all points, corrected for its start at zero. A value that is not
/// finite stays what it is and leaves the average alone.
pub(super) fn smoothed(points: &[Point]) -> Vec<Point> {
    let (mut average, mut weight) = (0.0, 1.0);
    let smooth = |point: &Point| {
        if !is_finite(point) {
            return *point;
        }
        average = average * SMOOTHING + point.1 * (1.0 - SMOOTHING);
        weight *= SMOOTHING;
        (point.0, average / (1.0 - weight))
    };
    points.iter().map(smooth).collect()
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn smoothing_goes_on_after_a_break() {
        let smoothed = smoothed(&[(0.0, 2.0), (1.0, f64::NAN), (2.0, 2.0)]);
        assert!(smoothed[1].1.is_nan() && (smoothed[2].1 - 2.0).abs() < 1e-12);
    }

    #[test]
    fn smoothing_leaves_a_constant_as_it_is() {
        let points: Vec<Point> = (0..50).map(|x| (f64::from(x), 3.0)).collect();
        assert!(smoothed(&points).iter().all(|&(_, y)| (y - 3.0).abs() < 1e-12));
    }

    #[test]
    fn values_that_are_no_numbers_break_a_curve() {
        let points = [(0.0, 1.0), (1.0, f64::NAN), (2.0, 2.0), (3.0, 3.0), (4.0, f64::INFINITY)];
        let lengths: Vec<_> = pieces(&points).map(<[Point]>::len).collect();
        assert_eq!(lengths, [1, 2]);
    }
}
