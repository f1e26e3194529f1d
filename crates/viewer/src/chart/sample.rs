//! Fewer points that show the same: down-sampling that keeps every peak, and smoothing.

/// Points of a curve.
pub(super) type Point = (f64, f64);

/// The weight of the past in a smoothed curve: TensorBoard's default.
const SMOOTHING: f64 = 0.6;

/// A curve as runs of finite points: a value that is not a number breaks it.
pub(super) fn pieces(points: &[Point]) -> impl Iterator<Item = &[Point]> {
    points.split(|(x, y)| !(x.is_finite() && y.is_finite())).filter(|piece| !piece.is_empty())
}

/// At most two points for each of `columns`: its least and its greatest, so that no spike is lost.
pub(super) fn thinned(points: &[Point], columns: usize) -> Vec<Point> {
    if points.len() <= columns * 2 {
        return points.to_vec();
    }
    let per_column = points.len().div_ceil(columns);
    points.chunks(per_column).flat_map(extremes).collect()
}

/// The least and the greatest point, in their order.
fn extremes(column: &[Point]) -> impl Iterator<Item = Point> {
    let by_y = |a: &&Point, b: &&Point| a.1.total_cmp(&b.1);
    let (least, greatest) = (column.iter().min_by(by_y).copied(), column.iter().max_by(by_y).copied());
    let (first, second) =
        if least.map(|p| p.0) <= greatest.map(|p| p.0) { (least, greatest) } else { (greatest, least) };
    [first, second.filter(|_| first != second)].into_iter().flatten()
}

/// TensorBoard's smoothing: an exponential average over all points, corrected for its start at zero.
pub(super) fn smoothed(points: &[Point]) -> Vec<Point> {
    let (mut average, mut weight) = (0.0, 1.0);
    let smooth = |&(x, y): &Point| {
        average = average * SMOOTHING + y * (1.0 - SMOOTHING);
        weight *= SMOOTHING;
        (x, average / (1.0 - weight))
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
