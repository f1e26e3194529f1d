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
    let places = scatter_places(points.iter().map(|&(x, y, _)| (x, y)))?;
    let mut paths: Vec<String> = vec![String::new(); SCATTER_CLASSES + 1];
    for (&(_, _, class), place) in points.iter().zip(&places) {
        let path = &mut paths[class.unwrap_or(SCATTER_CLASSES).min(SCATTER_CLASSES)];
        if let Some((x, y)) = place {
            // A line of no length with round ends is a dot, and the shortest way to say one. Writing to a text cannot fail.
            let _ = write!(path, "M{x:.1} {y:.1}h0");
        }
    }
    let (width, height) = SIZE;
    let drawn =
        paths.iter().enumerate().rev().filter(|(_, path)| !path.is_empty()).map(|(class, path)| dots(class, path));
    Ok(format!(
        "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{} points on a plane\">\
         <g fill=\"none\" stroke-linecap=\"round\">{}</g></svg>",
        places.iter().flatten().count(),
        drawn.collect::<String>()
    ))
}

/// Where in the drawing each point is; nowhere, if it is not finite.
///
/// # Errors
/// [`ChartError::Empty`] when no point is finite.
pub(crate) fn scatter_places(
    points: impl Iterator<Item = (f64, f64)> + Clone,
) -> Result<Vec<Option<(f64, f64)>>, ChartError> {
    let is_finite = |&(x, y): &(f64, f64)| x.is_finite() && y.is_finite();
    let finite = points.clone().filter(is_finite);
    let (Some(x), Some(y)) =
        (axis::extent(finite.clone().map(|point| point.0)), axis::extent(finite.map(|point| point.1)))
    else {
        return Err(ChartError::Empty { what: "finite points" });
    };
    let (x, y) = (axis::padded(x, 0.0), axis::padded(y, 0.0));
    let scale = ((SIZE.0 - 2.0 * EDGE) / (x.end - x.start)).min((SIZE.1 - 2.0 * EDGE) / (y.end - y.start));
    let place = |value: f64, range: &std::ops::Range<f64>| (value - f64::midpoint(range.start, range.end)) * scale;
    let place = |(px, py)| (SIZE.0 / 2.0 + place(px, &x), SIZE.1 / 2.0 - place(py, &y));
    Ok(points.map(|point| is_finite(&point).then(|| place(point))).collect())
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
