//! A tall picture in columns beside each other, as a newspaper sets its text: cut where no box is, and a line that is cut
//! goes on at the same place of the next column.

use super::geometry::{Point, Size};
use super::layout::{Content, Placed};
use super::paint::Painting;

/// Room between columns, in pixels.
const GAP: f64 = 40.0;
/// Room above and below what is cut.
const MARGIN: f64 = 16.0;
/// A cut may lie so much further from where columns would be alike, if it goes through one frame less.
const FRAME: f64 = 80.0;
/// What is kept free of cuts around boxes, and below the upper edge of a frame, where its title is.
const CLEAR: f64 = 4.0;
const TITLE: f64 = 26.0;
/// Half the height of a label.
const LABEL: f64 = 7.0;

/// From where to where something stands that must not be cut.
type Span = (f64, f64);

/// The drawing in so many columns, or in fewer where there is no place to cut.
pub(super) fn columns(painting: Painting, placed: &Placed, count: usize) -> Painting {
    let cuts = cuts(placed, painting.size.height, count);
    if cuts.is_empty() {
        return painting;
    }
    let Painting { body, size: Size { width, height } } = painting;
    let edges: Vec<f64> = [0.0].into_iter().chain(cuts).chain([height]).collect();
    let column = |(index, edges): (usize, &[f64])| {
        let (x, top, high) = (index as f64 * (width + GAP), edges[0], edges[1] - edges[0]);
        format!(
            "<svg x=\"{x}\" y=\"{MARGIN}\" width=\"{width}\" height=\"{high}\" viewBox=\"0 {top} {width} {high}\"><use href=\"#graph\"/></svg>"
        )
    };
    let all: String = edges.windows(2).enumerate().map(column).collect();
    let count = (edges.len() - 1) as f64;
    let highest = edges.windows(2).map(|edges| edges[1] - edges[0]).fold(0.0, f64::max);
    Painting {
        body: format!("<defs><g id=\"graph\">{body}</g></defs>{all}"),
        size: Size { width: count * (width + GAP) - GAP, height: highest + 2.0 * MARGIN },
    }
}

/// Where to cut, from top to bottom: near to where columns would be alike, and through few frames.
fn cuts(placed: &Placed, height: f64, count: usize) -> Vec<f64> {
    let (mut solid, mut frames) = (Vec::new(), Vec::new());
    spans(placed, Point::default(), &mut solid, &mut frames);
    let through = |spans: &[Span], y: f64| spans.iter().filter(|&&(top, bottom)| top < y && y < bottom).count();
    let share = height / count.max(1) as f64;
    let reach = (share / 3.0) as i32;
    let near = |wanted: f64| {
        let heights = (-reach..=reach).map(|by| (wanted + f64::from(by)).round());
        let cost = |y: &f64| (y - wanted).abs() + FRAME * through(&frames, *y) as f64;
        heights.filter(|&y| through(&solid, y) == 0).min_by(|one, other| cost(one).total_cmp(&cost(other)))
    };
    (1..count).filter_map(|column| near(share * column as f64)).collect()
}

fn spans(placed: &Placed, origin: Point, solid: &mut Vec<Span>, frames: &mut Vec<Span>) {
    let labels = placed.courses.iter().filter_map(|course| course.label);
    solid.extend(labels.map(|label| (origin.y + label.y - LABEL, origin.y + label.y + LABEL)));
    for item in &placed.items {
        let area = item.area.moved(origin);
        match &item.content {
            Content::Scope { placed, is_shut: false, .. } => {
                solid.push((area.corner.y - CLEAR, area.corner.y + TITLE));
                solid.push((area.bottom() - CLEAR, area.bottom() + CLEAR));
                frames.push((area.corner.y, area.bottom()));
                spans(placed, area.corner, solid, frames);
            }
            _ => solid.push((area.corner.y - CLEAR, area.bottom() + CLEAR)),
        }
    }
}
