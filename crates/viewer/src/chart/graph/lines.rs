//! The lines of a scope: straight down past what stands in a layer, bending between the layers.

use std::collections::BTreeMap;

use super::arrange::{Arrangement, LABEL_HEIGHT};
use super::geometry::{Area, Point};
use super::layout::{Placed, PlacedItem};
use super::route::{End, Port, Segment, Side, Tensor};

/// How near to a box's corners lines end, in pixels.
const CORNER: f64 = 12.0;
/// Between the ends of lines at one box, in pixels.
const APART: f64 = 12.0;

/// A line from top to bottom.
#[derive(Debug, PartialEq)]
pub(super) struct Line {
    /// Where it passes; vertical at each of these points.
    pub points: Vec<Point>,
    /// What its ends look like.
    pub tip: Tip,
    /// Whether nothing flows, and only the order matters.
    pub is_control: bool,
}

/// Where a line has an arrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tip {
    /// Nowhere: it goes on at the other side of a frame.
    None,
    /// At its lower end.
    Down,
    /// At its upper end.
    Up,
    /// It is a loop at the right of a box, from its first to its last point.
    Loop,
}

/// The lines of a scope whose items are placed; `None` for a segment that has no place.
pub(super) fn lines(placed: &Placed, segments: &[Segment], arrangement: &Arrangement) -> Vec<Option<Line>> {
    let slots = Slots::new(placed, segments, arrangement);
    let line = |(index, segment): (usize, &Segment)| {
        let points = if segment.is_loop() {
            around(&placed.items.get(segment.from.item()?)?.area)
        } else {
            slots.points(index, segment, arrangement.bends.get(index)?.as_ref()?)?
        };
        Some(Line { points, tip: tip(segment, &placed.items), is_control: segment.tensor.is_control() })
    };
    segments.iter().enumerate().map(line).collect()
}

fn tip(segment: &Segment, items: &[PlacedItem]) -> Tip {
    let content = segment.to.item().and_then(|item| items.get(item)).map(|item| &item.content);
    match content {
        Some(_) if segment.is_loop() => Tip::Loop,
        Some(content) if content.frame().is_some() => Tip::None,
        Some(_) if segment.is_back => Tip::Up,
        Some(_) => Tip::Down,
        None => Tip::None,
    }
}

fn around(area: &Area) -> Vec<Point> {
    let middle = area.corner.y + area.size.height / 2.0;
    let reach = (area.size.height / 4.0).min(10.0);
    [middle - reach, middle + reach].map(|y| Point { x: area.right(), y }).to_vec()
}

/// What shares a place at a box: everything that one output goes to, or one input alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Share {
    Output(Tensor),
    Input(usize),
}

/// Where lines touch boxes.
struct Slots<'a> {
    placed: &'a Placed,
    arrangement: &'a Arrangement,
    /// Where the first layer begins and the last one ends. Beyond them, lines to the frame take the whole room to bend.
    first: f64,
    last: f64,
    /// From the left, by the box, its side, and what shares the place.
    at: BTreeMap<(usize, Side, Share), f64>,
}

impl<'a> Slots<'a> {
    fn new(placed: &'a Placed, segments: &[Segment], arrangement: &'a Arrangement) -> Self {
        let first = placed.items.iter().map(|item| item.area.corner.y).fold(f64::INFINITY, f64::min);
        let last = placed.items.iter().map(|item| item.area.bottom()).fold(f64::NEG_INFINITY, f64::max);
        let mut slots = Self { placed, arrangement, first, last, at: BTreeMap::new() };
        for ((item, side), shares) in slots.wanted(segments) {
            let mut shares: Vec<_> = shares.into_iter().collect();
            shares.sort_by(|left, right| left.1.total_cmp(&right.1));
            spread(&placed.items[item].area, &mut shares);
            slots.at.extend(shares.into_iter().map(|(share, x)| ((item, side, share), x)));
        }
        slots
    }

    /// Where lines would touch boxes if each was alone: straight below or above their next bend.
    fn wanted(&self, segments: &[Segment]) -> BTreeMap<(usize, Side), BTreeMap<Share, f64>> {
        let mut wanted: BTreeMap<(usize, Side), BTreeMap<Share, f64>> = BTreeMap::new();
        for (index, segment) in segments.iter().enumerate().filter(|(_, segment)| !segment.is_loop()) {
            let Some(Some(bends)) = self.arrangement.bends.get(index) else { continue };
            let (upper, lower) = segment.ends();
            for (end, side, bend) in [(upper, Side::Bottom, bends.first()), (lower, Side::Top, bends.last())] {
                let (Some(item), Some(bend)) = (end.item(), bend) else { continue };
                let Some(area) = self.placed.items.get(item).map(|item| item.area) else { continue };
                let place = wanted.entry((item, side)).or_default();
                let place = place.entry(share(index, segment, side)).or_insert(bend.x);
                // Where one output goes several ways, the straightest one decides.
                if (bend.x - area.middle()).abs() < (*place - area.middle()).abs() {
                    *place = bend.x;
                }
            }
        }
        wanted
    }

    /// The points of a line from its upper to its lower end.
    fn points(&self, index: usize, segment: &Segment, bends: &[Point]) -> Option<Vec<Point>> {
        let (upper, lower) = segment.ends();
        let from = self.touch(index, segment, upper, Side::Bottom)?;
        let to = self.touch(index, segment, lower, Side::Top)?;
        let (begin, end) = (self.clear(upper, from.y).1, self.clear(lower, to.y).0);
        let mut points = vec![from, Point { x: from.x, y: begin }];
        for &bend in bends.iter().filter(|bend| (begin.max(self.first)..=end.min(self.last)).contains(&bend.y)) {
            let (top, bottom) = self.layer(bend.y);
            points.extend([top, bottom].map(|y| Point { x: bend.x, y: y.clamp(begin, end) }));
        }
        points.extend([Point { x: to.x, y: end }, to]);
        points.dedup();
        Some(points)
    }

    /// From where to where an end's layer stands; a line may bend beyond it only. Outside of all layers are the frames.
    fn clear(&self, end: End, y: f64) -> (f64, f64) {
        let area = end.item().and_then(|item| self.placed.items.get(item)).map(|item| item.area);
        area.map_or((y, y), |area| self.layer(area.corner.y + area.size.height / 2.0))
    }

    /// Where a line touches an item, or the frame of the scope.
    fn touch(&self, index: usize, segment: &Segment, end: End, side: Side) -> Option<Point> {
        let item = match end {
            // The upper end of a line that comes from outside is the upper side of the frame.
            End::Frame(port) => {
                let y = if port.side == Side::Top { 0.0 } else { self.placed.size.height };
                return Some(Point { x: *self.arrangement.ports.get(&port)?, y });
            }
            End::Item(item) => item,
        };
        let PlacedItem { area, content } = self.placed.items.get(item)?;
        let y = if side == Side::Top { area.corner.y } else { area.bottom() };
        let x = match content.frame() {
            Some(frame) => area.corner.x + frame.ports.get(&Port { tensor: segment.tensor, side })?,
            None => self.at.get(&(item, side, share(index, segment, side))).copied().unwrap_or(area.middle()),
        };
        Some(Point { x, y })
    }

    /// From where to where the items and labels stand that a height runs through.
    fn layer(&self, y: f64) -> (f64, f64) {
        let items = self.placed.items.iter().map(|item| (item.area.corner.y, item.area.bottom()));
        let labels = self.arrangement.labels.iter().flatten();
        let labels = labels.map(|label| (label.y - LABEL_HEIGHT / 2.0, label.y + LABEL_HEIGHT / 2.0));
        let here = items.chain(labels).filter(|&(top, bottom)| (top..=bottom).contains(&y));
        here.fold((y, y), |(top, bottom), (upper, lower)| (upper.min(top), lower.max(bottom)))
    }
}

fn share(index: usize, segment: &Segment, side: Side) -> Share {
    let is_output = (side == Side::Bottom) != segment.is_back;
    if is_output { Share::Output(segment.tensor) } else { Share::Input(index) }
}

/// Keeps places inside a box's edge and apart from each other; they are sorted.
fn spread(area: &Area, places: &mut [(Share, f64)]) {
    let corner = CORNER.min(area.size.width / 2.0);
    let (left, right) = (area.corner.x + corner, area.right() - corner);
    let apart = ((right - left) / places.len().saturating_sub(1).max(1) as f64).min(APART);
    let mut least = left;
    for (_, x) in places.iter_mut() {
        *x = x.clamp(least.min(right), right);
        least = *x + apart;
    }
    let mut most = right;
    for (_, x) in places.iter_mut().rev() {
        *x = x.min(most);
        most = *x - apart;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::graph::geometry::Size;

    #[test]
    fn ends_keep_apart_and_away_from_corners() {
        let area = Area { corner: Point { x: 100.0, y: 0.0 }, size: Size { width: 60.0, height: 20.0 } };
        let spread = |wanted: &[f64]| {
            let mut places: Vec<_> = wanted.iter().enumerate().map(|(index, &x)| (Share::Input(index), x)).collect();
            super::spread(&area, &mut places);
            places.into_iter().map(|(_, x)| x).collect::<Vec<_>>()
        };
        assert_eq!(spread(&[130.0]), [130.0]);
        assert_eq!(spread(&[20.0, 130.0, 500.0]), [112.0, 130.0, 148.0]);
        assert_eq!(spread(&[130.0, 130.0]), [130.0, 142.0]);
        assert_eq!(spread(&[500.0, 501.0, 502.0, 503.0]), [112.0, 124.0, 136.0, 148.0]);
        assert_eq!(spread(&[130.0; 7]), [112.0, 118.0, 124.0, 130.0, 136.0, 142.0, 148.0]);
    }
}
