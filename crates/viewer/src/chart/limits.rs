//! What part of the plane a chart of curves shows.

use std::ops::Range;

use super::axis;
use crate::sample::Point;

/// What part of the plane is shown; by default all that there is to see.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// The first and the last step; `None` for that of the curves.
    pub x: (Option<f64>, Option<f64>),
    /// The least and the greatest value; `None` for that of the curves inside `x`.
    pub y: (Option<f64>, Option<f64>),
    /// Whether zero is among the values, where their axis is not logarithmic.
    pub zero: bool,
    /// Whether the axis of the steps is logarithmic; steps that are not positive are left out.
    pub log_x: bool,
}

/// The ranges of both axes, on their scales.
pub(super) type Ranges = (Range<f64>, Range<f64>);

impl Limits {
    /// The place of a step on its axis.
    pub(super) fn scale_x(&self, x: f64) -> f64 {
        if self.log_x { x.log10() } else { x }
    }

    /// Whether a step, on its axis, is one that is asked for; it may lie beyond all values that can be drawn.
    pub(super) fn take_step(&self, x: f64) -> bool {
        let (low, high) = self.x;
        low.is_none_or(|low| x >= self.scale_x(low)) && high.is_none_or(|high| x <= self.scale_x(high))
    }

    /// The ranges that hold some points, which are on the scales of the axes; `None` if none lies inside.
    pub(super) fn around<I: Iterator<Item = Point>>(&self, points: impl Fn() -> I, log_y: bool) -> Option<Ranges> {
        let x = axis::padded(axis::extent(points().map(|point| point.0))?, 0.0);
        let x = limited(x, self.x, self.log_x)?;
        let inside = points().filter(|point| x.contains(&point.0) || point.0 == x.end);
        let y = axis::padded(axis::extent(inside.map(|point| point.1))?, 0.06);
        let y = if self.zero && !log_y { y.start.min(0.0)..y.end.max(0.0) } else { y };
        Some((x, limited(y, self.y, log_y)?))
    }
}

/// A range with other ends, as they are asked for; `None` if nothing is left of it.
fn limited(range: Range<f64>, (low, high): (Option<f64>, Option<f64>), log: bool) -> Option<Range<f64>> {
    let scale = |value: f64| if log { value.log10() } else { value };
    let range = low.map_or(range.start, scale)..high.map_or(range.end, scale);
    (range.start < range.end && range.start.is_finite() && range.end.is_finite()).then_some(range)
}

/// The parts of a path that lie inside both ranges, each ending at the edge where the path leaves them.
pub(super) fn clipped(path: &[Point], (x, y): (&Range<f64>, &Range<f64>)) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    for &[from, to] in path.array_windows() {
        let Some((from, to)) = inside(from, to, (x, y)) else { continue };
        match parts.last_mut() {
            Some(part) if part.last() == Some(&from) => part.push(to),
            _ => parts.push(vec![from, to]),
        }
    }
    parts
}

/// The part of a line inside both ranges (Liang and Barsky 1984).
fn inside(from: Point, to: Point, (x, y): (&Range<f64>, &Range<f64>)) -> Option<(Point, Point)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let edges = [(-dx, from.0 - x.start), (dx, x.end - from.0), (-dy, from.1 - y.start), (dy, y.end - from.1)];
    for (towards, distance) in edges {
        if towards == 0.0 {
            if distance < 0.0 {
                return None;
            }
        } else if towards < 0.0 {
            enter = enter.max(distance / towards);
        } else {
            leave = leave.min(distance / towards);
        }
    }
    let at = |share: f64| (from.0 + share * dx, from.1 + share * dy);
    let start = if enter == 0.0 { from } else { at(enter) };
    let end = if leave == 1.0 { to } else { at(leave) };
    (enter <= leave).then_some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_ends_where_it_leaves_the_chart() {
        let path = [(0.0, 0.0), (2.0, 2.0), (4.0, 0.0), (5.0, 0.0), (9.0, 4.0)];
        let parts = clipped(&path, (&(0.0..6.0), &(0.0..1.0)));
        let expected = [vec![(0.0, 0.0), (1.0, 1.0)], vec![(3.0, 1.0), (4.0, 0.0), (5.0, 0.0), (6.0, 1.0)]];
        assert_eq!(parts, expected);
        assert!(clipped(&path, (&(0.0..9.0), &(5.0..6.0))).is_empty());
    }

    #[test]
    fn limits_that_are_asked_for_count_and_the_others_fit_what_is_inside() {
        let points = [(0.0, 100.0), (1.0, 1.0), (10.0, 3.0)];
        let around = |limits: Limits| limits.around(|| points.iter().copied(), false);
        let inner = Limits { x: (Some(1.0), None), ..Limits::default() };
        assert_eq!(around(inner.clone()), Some((1.0..10.0, 0.88..3.12)));
        assert_eq!(around(Limits { zero: true, ..inner.clone() }), Some((1.0..10.0, 0.0..3.12)));
        assert_eq!(around(Limits { y: (Some(-1.0), Some(2.0)), ..inner }), Some((1.0..10.0, -1.0..2.0)));
        assert_eq!(around(Limits { x: (Some(20.0), None), ..Limits::default() }), None);
        assert_eq!(around(Limits { y: (Some(2.0), Some(2.0)), ..Limits::default() }), None);
    }
}
