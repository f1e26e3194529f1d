//! Points on a plane, coloured by class.

use std::fmt::Write as _;

use super::{ChartError, axis};
use crate::theme;

const SIZE: (f64, f64) = (420.0, 320.0);
const EDGE: f64 = 12.0;
const DOT: f64 = 6.5;

/// How many classes are told apart: each colour comes as a dot and as a ring.
pub const SCATTER_CLASSES: usize = 2 * theme::SERIES;

/// A point and which class it is of; `None`, and classes from [`SCATTER_CLASSES`] on, are grey.
pub type ScatterPoint = (f64, f64, Option<usize>);

/// Draws points on a plane, both directions to one scale. Points that are not finite are left out.
///
/// # Errors
/// [`ChartError::Empty`] when no point is finite.
pub fn scatter(points: &[ScatterPoint]) -> Result<String, ChartError> {
    let finite: Vec<_> = points.iter().filter(|(x, y, _)| x.is_finite() && y.is_finite()).collect();
    let extent = |of: fn(&ScatterPoint) -> f64| axis::extent(finite.iter().map(|&point| of(point)));
    let (Some(x), Some(y)) = (extent(|point| point.0), extent(|point| point.1)) else {
        return Err(ChartError::Empty { what: "finite points" });
    };
    let (x, y) = (axis::padded(x, 0.0), axis::padded(y, 0.0));
    let scale = ((SIZE.0 - 2.0 * EDGE) / (x.end - x.start)).min((SIZE.1 - 2.0 * EDGE) / (y.end - y.start));
    let place = |value: f64, range: &std::ops::Range<f64>| (value - f64::midpoint(range.start, range.end)) * scale;
    let mut paths: Vec<String> = vec![String::new(); SCATTER_CLASSES + 1];
    for &&(px, py, class) in &finite {
        let path = &mut paths[class.unwrap_or(SCATTER_CLASSES).min(SCATTER_CLASSES)];
        // A line of no length with round ends is a dot, and the shortest way to say one. Writing to a text cannot fail.
        let _ = write!(path, "M{:.1} {:.1}h0", SIZE.0 / 2.0 + place(px, &x), SIZE.1 / 2.0 - place(py, &y));
    }
    let (width, height) = SIZE;
    let drawn =
        paths.iter().enumerate().rev().filter(|(_, path)| !path.is_empty()).map(|(class, path)| dots(class, path));
    Ok(format!(
        "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{} points on a plane\">\
         <g fill=\"none\" stroke-linecap=\"round\">{}</g></svg>",
        finite.len(),
        drawn.collect::<String>()
    ))
}

/// The points of a class: dots, or rings for the second half of the classes.
fn dots(class: usize, path: &str) -> String {
    if class == SCATTER_CLASSES {
        return format!("<path d=\"{path}\" stroke=\"var(--muted)\" stroke-width=\"{DOT}\" stroke-opacity=\"0.6\"/>");
    }
    let color = class % theme::SERIES;
    let dots =
        format!("<path d=\"{path}\" stroke=\"var(--series-{color})\" stroke-width=\"{DOT}\" stroke-opacity=\"0.85\"/>");
    let is_ring = class >= theme::SERIES;
    let holes = format!("<path d=\"{path}\" stroke=\"var(--paper)\" stroke-width=\"{}\"/>", DOT - 3.5);
    if is_ring { dots + &holes } else { dots }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_points_are_drawn() {
        let odd = [f64::NAN, f64::INFINITY, f64::MAX, f64::MIN, 0.0, 1.0];
        let points: Vec<_> =
            odd.iter().enumerate().flat_map(|(at, &a)| odd.map(move |b| (a, b, Some(at * 7)))).collect();
        let svg = scatter(&points).unwrap();
        assert!(svg.contains("16 points") && !svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        assert!(matches!(scatter(&[(f64::NAN, 0.0, None)]), Err(ChartError::Empty { .. })));
    }
}
