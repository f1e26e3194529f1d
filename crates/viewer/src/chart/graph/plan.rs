//! What a page's script must know to arrange a scope anew, when one in it opens or shuts: the order that dagre found stays,
//! and boxes and lines make room for each other.
//!
//! It is JSON in an attribute, with numbers to a tenth of a pixel:
//!
//! ```text
//!  size   [width, height, least width]        the frame as drawn, and what its title needs
//!  items  [[x, y, width, height], …]          the middle and the size of each item as drawn
//!  ports  {"^TENSOR": x, "vTENSOR": x}        where tensors cross the frame, at the top and at the bottom
//!  lines  [[TENSOR, upper end, lower end, runs upwards, [x, y, …], label], …]
//!                                             an end is an item's index, or "^TENSOR", "vTENSOR"; the points are where it
//!                                             bends; a label is [at which bend, how far aside, width], or 0
//! ```

use super::geometry::Point;
use super::layout::{Course, Placed};
use super::route::{End, Port, Side};
use super::text::{self, SMALL};

/// The attribute for a scope's group.
pub(super) fn attribute(placed: &Placed, least: f64) -> String {
    let items = placed.items.iter().map(|item| {
        let (size, area) = (item.area.size, item.area);
        numbers([area.middle(), area.corner.y + size.height / 2.0, size.width, size.height])
    });
    let ports = placed.ports.iter().map(|(&port, x)| format!("{}:{}", name(port), number(*x)));
    format!(
        " data-plan='{{\"size\":{},\"items\":[{}],\"ports\":{{{}}},\"lines\":[{}]}}'",
        numbers([placed.size.width, placed.size.height, least]),
        joined(items),
        joined(ports),
        joined(placed.courses.iter().map(|course| line(placed, course)))
    )
}

fn line(placed: &Placed, course: &Course) -> String {
    let segment = &course.segment;
    let (upper, lower) = segment.ends();
    // Beyond the first and the last row of boxes, a line to the frame takes the whole room to bend.
    let first = placed.items.iter().map(|item| item.area.corner.y).fold(f64::INFINITY, f64::min);
    let last = placed.items.iter().map(|item| item.area.bottom()).fold(f64::NEG_INFINITY, f64::max);
    let bends: Vec<Point> = course.bends.iter().copied().filter(|bend| (first..=last).contains(&bend.y)).collect();
    format!(
        "[\"{}\",{},{},{},{},{}]",
        segment.tensor.id(),
        end(upper),
        end(lower),
        u8::from(segment.is_back),
        numbers(bends.iter().flat_map(|bend| [bend.x, bend.y])),
        label(course, &bends).unwrap_or_else(|| "0".to_owned())
    )
}

/// At which bend the label stands, how far aside, and how wide it is.
fn label(course: &Course, bends: &[Point]) -> Option<String> {
    let place = course.label?;
    let width = text::width(course.segment.label.as_ref()?, SMALL, false);
    let distance = |at: &usize| (bends[*at].y - place.y).abs();
    let bend = (0..bends.len()).min_by(|one, other| distance(one).total_cmp(&distance(other)))?;
    Some(numbers([bend as f64, place.x - bends[bend].x, width]))
}

fn end(end: End) -> String {
    match end {
        End::Item(item) => item.to_string(),
        End::Frame(port) => name(port),
    }
}

fn name(port: Port) -> String {
    let side = if port.side == Side::Top { '^' } else { 'v' };
    format!("\"{side}{}\"", port.tensor.id())
}

fn numbers(all: impl IntoIterator<Item = f64>) -> String {
    format!("[{}]", joined(all.into_iter().map(number)))
}

fn number(value: f64) -> String {
    // A whole number needs no point.
    let tenths = (value * 10.0).round();
    format!("{}", tenths / 10.0)
}

fn joined(all: impl Iterator<Item = String>) -> String {
    all.collect::<Vec<_>>().join(",")
}
