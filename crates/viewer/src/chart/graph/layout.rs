//! Where everything goes: every scope is laid out alone, from the innermost outwards, and is one box to the scope around.

use std::collections::BTreeMap;

use super::arrange::{Arrangement, arrange};
use super::budget;
use super::face::Face;
use super::geometry::{Area, Point, Size};
use super::lines::{Line, lines};
use super::model::Model;
use super::route::{End, Port, Routes, Segment, Side};
use super::text::{self, SMALL};
use super::tree::{Item, Path, Scope};
use crate::chart::ChartError;

/// Around the items of a scope, in pixels.
const PADDING: f64 = 14.0;
/// Above the items of a scope: its title, and room for lines to fan out.
const HEAD: f64 = 32.0;
/// Below the items of a scope, in pixels.
const FOOT: f64 = 20.0;
/// Room between the frame and its title, to both sides of the title.
pub(super) const TITLE_GAP: f64 = 10.0;
/// How much a scope may be widened so that what enters and leaves it does so in the middle.
const MOST_CENTRING: f64 = 90.0;
/// What the loop of an operation to itself takes up at its right.
const LOOP: f64 = 20.0;

/// A scope, laid out; the origin is its upper left corner.
#[derive(Debug, Default)]
pub(super) struct Placed {
    /// How large it is.
    pub size: Size,
    /// What is in it.
    pub items: Vec<PlacedItem>,
    /// Where lines cross its frame, from the left.
    pub ports: BTreeMap<Port, f64>,
    /// What flows between items, and to the frame.
    pub courses: Vec<Course>,
    /// How many lines are not drawn, in it and in the scopes in it.
    pub left_out: usize,
}

/// What flows from one end to another, and where it passes.
#[derive(Debug)]
pub(super) struct Course {
    /// What flows, and between what.
    pub segment: Segment,
    /// Where the line passes between its ends, from top to bottom; `line` was made by it, and can be made anew when a
    /// scope opens or shuts.
    pub bends: Vec<Point>,
    /// The middle of the left edge of its label.
    pub label: Option<Point>,
    /// The line.
    pub line: Line,
}

/// An item and where it is.
#[derive(Debug)]
pub(super) struct PlacedItem {
    /// Where it is.
    pub area: Area,
    /// What it is.
    pub content: Content,
}

/// What is drawn for an item.
#[derive(Debug)]
pub(super) enum Content {
    /// A box with a text.
    Face(Face),
    /// A frame with boxes.
    Scope {
        /// What it adds to the names of what is in it.
        title: String,
        /// What is in it.
        placed: Placed,
        /// What it looks like as one box.
        face: Face,
        /// Whether it is one box at first.
        is_shut: bool,
    },
}

/// Lays out a graph.
#[derive(Debug)]
pub(super) struct Layouter<'a> {
    /// What is drawn.
    model: &'a Model<'a>,
    /// The lines of each scope.
    routes: &'a Routes,
    /// How many layers the lines of one scope may pass through.
    most_layers: usize,
}

impl<'a> Layouter<'a> {
    /// The layout of a graph whose lines are cut already.
    pub(super) fn new(model: &'a Model<'a>, routes: &'a Routes) -> Self {
        Self { model, routes, most_layers: budget::of_each(routes.len()) }
    }

    /// Lays out a scope and everything in it.
    ///
    /// # Errors
    /// [`ChartError::Draw`] when dagre gives up.
    pub(super) fn place(&self, scope: &Scope, path: &mut Path) -> Result<Placed, ChartError> {
        let mut contents = Vec::new();
        for (index, item) in scope.items.iter().enumerate() {
            path.push(index);
            contents.push(self.content(item, path)?);
            path.pop();
        }
        let segments = self.routes.get(path).map_or(&[][..], Vec::as_slice);
        let sizes: Vec<_> = contents.iter().map(Content::size).collect();
        let arrangement = arrange(&sizes, segments, self.most_layers)?;
        let areas = arrangement.centres.iter().zip(&sizes).map(|(&centre, &size)| Area::around(centre, size));
        let items = areas.zip(contents).map(|(area, content)| PlacedItem { area, content }).collect();
        let title = (!path.is_empty()).then_some(scope.title.as_str());
        Ok(framed(title, items, segments, arrangement))
    }

    fn content(&self, item: &Item, path: &mut Path) -> Result<Content, ChartError> {
        Ok(match item {
            Item::Scope(scope) => Content::Scope {
                title: scope.title.clone(),
                placed: self.place(scope, path)?,
                face: Face::of_scope(&scope.title, scope.nodes().len()),
                is_shut: scope.is_shut,
            },
            Item::Operation { title, node } => Content::Face(Face::of_operation(title, *node, self.model)),
            Item::Pile { title, nodes, is_scope } => Content::Face(Face::of_pile(title, nodes, *is_scope, self.model)),
        })
    }
}

impl Content {
    /// The frame that is seen; `None` for a box.
    pub(super) fn frame(&self) -> Option<&Placed> {
        match self {
            Self::Scope { placed, is_shut: false, .. } => Some(placed),
            _ => None,
        }
    }

    fn size(&self) -> Size {
        match self {
            Self::Face(face) | Self::Scope { face, is_shut: true, .. } => face.size(),
            Self::Scope { placed, .. } => placed.size,
        }
    }

    fn left_out(&self) -> usize {
        self.frame().map_or(0, |placed| placed.left_out)
    }
}

/// Puts a frame around items; the outermost scope has no title, and no frame that could be seen.
fn framed(title: Option<&str>, items: Vec<PlacedItem>, segments: &[Segment], arrangement: Arrangement) -> Placed {
    let mut placed = Placed { items, ..Placed::default() };
    let (left, right) = sides(title, &placed.items, segments, &arrangement);
    let edges = |edge: fn(&Area) -> f64| placed.items.iter().map(move |item| edge(&item.area));
    let (top, bottom) = (
        edges(|area| area.corner.y).fold(f64::INFINITY, f64::min),
        edges(Area::bottom).fold(f64::NEG_INFINITY, f64::max),
    );
    let (head, foot) = if title.is_some() { (HEAD, FOOT) } else { (PADDING, PADDING) };
    placed.size = Size { width: right - left, height: bottom - top + head + foot };

    let by = Point { x: -left, y: head - top };
    let mut arrangement = arrangement.moved(by);
    centre_ports(&mut arrangement.ports, (placed.size.width / 2.0).max(title.map_or(0.0, title_width)));
    placed.items.iter_mut().for_each(|item| item.area = item.area.moved(by));
    let inner = placed.items.iter().map(|item| item.content.left_out()).sum::<usize>();
    let is_left_out = |(segment, bends): &(&Segment, &Option<_>)| bends.is_none() && !segment.is_loop();
    placed.left_out = inner + segments.iter().zip(&arrangement.bends).filter(is_left_out).count();
    let lines = lines(&placed, segments, &arrangement);
    let courses = segments.iter().zip(arrangement.bends).zip(arrangement.labels).zip(lines);
    placed.courses = courses
        .filter_map(|(((segment, bends), label), line)| {
            Some(Course { segment: segment.clone(), bends: bends.unwrap_or_default(), label, line: line? })
        })
        .collect();
    placed.ports = arrangement.ports;
    placed
}

/// The room that a title takes up at the left of a frame's head.
pub(super) fn title_width(title: &str) -> f64 {
    text::width(&text::line(title), SMALL + 1.0, true) + 2.0 * TITLE_GAP
}

/// A line that is alone on its side of the frame crosses it in the middle, where the scope around would have it.
fn centre_ports(ports: &mut BTreeMap<Port, f64>, middle: f64) {
    for side in [Side::Top, Side::Bottom] {
        let mut alone = ports.iter_mut().filter(|(port, _)| port.side == side);
        if let (Some((_, x)), None) = (alone.next(), alone.next()) {
            *x = middle;
        }
    }
}

/// How far a scope reaches to the left and to the right. What enters and leaves it should do so in the middle, so that
/// scopes below each other are joined by straight lines; and it should not run through the title.
fn sides(title: Option<&str>, items: &[PlacedItem], segments: &[Segment], arrangement: &Arrangement) -> (f64, f64) {
    let bends = || arrangement.bends.iter().flatten().flatten().map(|bend| bend.x);
    let ports = || arrangement.ports.values().copied();
    let labels = arrangement.labels.iter().zip(segments);
    let label_end = |(place, segment): (&Option<Point>, &Segment)| {
        Some(place.as_ref()?.x + text::width(segment.label.as_ref()?, SMALL, false))
    };
    let loops = segments.iter().filter(|segment| segment.is_loop());
    let loops = loops.filter_map(|segment| Some(items.get(segment.from.item()?)?.area.right() + LOOP - PADDING));
    let rights = items.iter().map(|item| item.area.right()).chain(bends()).chain(ports());
    let rights = rights.chain(labels.filter_map(label_end)).chain(loops);
    let right = rights.fold(f64::NEG_INFINITY, f64::max) + PADDING;
    let lefts = items.iter().map(|item| item.area.corner.x).chain(bends()).chain(ports());
    let left = lefts.fold(f64::INFINITY, f64::min) - PADDING;
    match title {
        Some(title) => {
            let title = title_width(title);
            let (left, right) = widened((left.min(entered(segments, arrangement) - title), right), &arrangement.ports);
            (left, right.max(left + title))
        }
        None => (left, right),
    }
}

/// The leftmost place that a line from above comes through.
fn entered(segments: &[Segment], arrangement: &Arrangement) -> f64 {
    let is_top = |end: End| matches!(end, End::Frame(Port { side: Side::Top, .. }));
    let entering = segments.iter().zip(&arrangement.bends).filter(|(segment, _)| is_top(segment.ends().0));
    let bends = entering.filter_map(|(_, bends)| bends.as_ref()?.first()).map(|bend| bend.x);
    let ports = arrangement.ports.iter().filter(|(port, _)| port.side == Side::Top).map(|(_, &x)| x);
    bends.chain(ports).fold(f64::INFINITY, f64::min)
}

/// Wider on the side that has less room beside the ports.
fn widened((left, right): (f64, f64), ports: &BTreeMap<Port, f64>) -> (f64, f64) {
    if ports.is_empty() {
        return (left, right);
    }
    let middle = ports.values().sum::<f64>() / ports.len() as f64;
    let missing = (middle - left) - (right - middle);
    (left - (-missing).clamp(0.0, MOST_CENTRING), right + missing.clamp(0.0, MOST_CENTRING))
}
