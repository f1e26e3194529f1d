//! Where the items of one scope stand, by dagre: in layers from top to bottom, with few crossings.

use std::collections::{BTreeMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use dagre::graph::{Graph, GraphOptions};
use dagre::layout::types::LabelPos;
use dagre::{EdgeLabel, LayoutOptions, NodeLabel};

use super::budget;
use super::geometry::{Point, Size};
use super::route::{End, Port, Segment, Side};
use super::text::{self, SMALL};
use crate::chart::ChartError;

/// Room between two layers without labels, in pixels: for lines that go straight down, and for lines that part or meet.
const LAYER_GAP: f64 = 22.0;
const BRANCHING_GAP: f64 = 30.0;
const ITEM_GAP: f64 = 30.0;
const LINE_GAP: f64 = 16.0;
/// The room that a label takes up between two layers, in pixels.
pub(super) const LABEL_HEIGHT: f64 = 12.0;
/// From a line to its label, in pixels.
const LABEL_GAP: f64 = 6.0;
/// Ports stay at the edge, whatever else would make lines shorter.
const STAY: i32 = 1000;

/// The nodes at the two edges that hold the ports there.
const HUBS: [(Side, &str); 2] = [(Side::Top, "top"), (Side::Bottom, "bottom")];

/// An arrangement; the origin is anywhere.
#[derive(Debug, Default)]
pub(super) struct Arrangement {
    /// The middle of each item.
    pub centres: Vec<Point>,
    /// Where ports lie on their side of the frame.
    pub ports: BTreeMap<Port, f64>,
    /// Where each segment passes between its ends, from top to bottom; `None` for one that is not drawn.
    pub bends: Vec<Option<Vec<Point>>>,
    /// Where each segment's label begins.
    pub labels: Vec<Option<Point>>,
}

type Layout = Graph<NodeLabel, EdgeLabel>;

/// Arranges items of the given sizes; lines are left out that would pass through more layers than `most_layers` in all.
///
/// # Errors
/// [`ChartError::Draw`] when dagre gives up.
pub(super) fn arrange(sizes: &[Size], segments: &[Segment], most_layers: usize) -> Result<Arrangement, ChartError> {
    let mut layout = Layout::with_options(GraphOptions { directed: true, multigraph: true, compound: false });
    for (index, size) in sizes.iter().enumerate() {
        layout
            .set_node(item(index), Some(NodeLabel { width: size.width, height: size.height, ..NodeLabel::default() }));
    }
    let kept = budget::kept(segments, most_layers);
    let ports = add_ports(&mut layout, segments);
    for (index, segment) in segments.iter().enumerate().filter(|(index, _)| kept[*index]) {
        let (upper, lower) = segment.ends();
        let name = index.to_string();
        layout.set_edge(id(upper, &ports), id(lower, &ports), Some(edge(segment)), Some(&name));
    }
    hold_ports(&mut layout, sizes.len(), &ports);
    run(&mut layout, if is_branching(segments) { BRANCHING_GAP } else { LAYER_GAP })?;
    Ok(read(&layout, sizes.len(), segments, &ports))
}

impl Arrangement {
    /// The same arrangement with another origin.
    pub(super) fn moved(mut self, by: Point) -> Self {
        let labels = self.labels.iter_mut().flatten();
        for point in self.bends.iter_mut().flatten().flatten().chain(&mut self.centres).chain(labels) {
            *point = point.moved(by);
        }
        self.ports.values_mut().for_each(|x| *x += by.x);
        self
    }
}

fn item(index: usize) -> String {
    format!("item{index}")
}

fn id(end: End, ports: &BTreeMap<Port, String>) -> String {
    match end {
        End::Item(index) => item(index),
        End::Frame(port) => ports.get(&port).cloned().unwrap_or_default(),
    }
}

fn edge(segment: &Segment) -> EdgeLabel {
    let width = segment.label.as_ref().map(|label| text::width(label, SMALL, false));
    let (labelpos, height) = if width.is_some() { (LabelPos::Right, LABEL_HEIGHT) } else { (LabelPos::Center, 0.0) };
    EdgeLabel { width: width.unwrap_or(0.0), height, labelpos, label_offset: LABEL_GAP, ..EdgeLabel::default() }
}

fn add_ports(layout: &mut Layout, segments: &[Segment]) -> BTreeMap<Port, String> {
    let mut ports = BTreeMap::new();
    for end in segments.iter().flat_map(|segment| [segment.from, segment.to]) {
        let End::Frame(port) = end else { continue };
        let id = format!("port{}", ports.len());
        ports.entry(port).or_insert_with(|| {
            layout.set_node(id.clone(), Some(NodeLabel::default()));
            id
        });
    }
    ports
}

/// Ties the ports to a node above or below everything, so that they are in the first and in the last layer.
fn hold_ports(layout: &mut Layout, items: usize, ports: &BTreeMap<Port, String>) {
    for (side, hub) in HUBS {
        let held: Vec<_> = ports.iter().filter(|(port, _)| port.side == side).map(|(_, id)| id.clone()).collect();
        if held.is_empty() {
            continue;
        }
        let is_last = |id: &String| match side {
            Side::Top => layout.predecessors(id).is_none_or(|all| all.is_empty()),
            Side::Bottom => layout.successors(id).is_none_or(|all| all.is_empty()),
        };
        let last: Vec<_> = (0..items).map(item).filter(is_last).collect();
        layout.set_node(hub.to_owned(), Some(NodeLabel::default()));
        // Two layers away from the hub: no item is in the layer of the ports.
        let to_items = last.into_iter().map(|id| (id, EdgeLabel { weight: 0, minlen: 2, ..EdgeLabel::default() }));
        let to_ports = held.into_iter().map(|id| (id, EdgeLabel { weight: STAY, ..EdgeLabel::default() }));
        for (id, edge) in to_ports.chain(to_items) {
            let (upper, lower) = if side == Side::Top { (hub.to_owned(), id) } else { (id, hub.to_owned()) };
            layout.set_edge(upper, lower, Some(edge), None);
        }
    }
}

/// Whether lines part or meet anywhere.
fn is_branching(segments: &[Segment]) -> bool {
    let (mut uppers, mut lowers) = (HashSet::new(), HashSet::new());
    !segments.iter().map(Segment::ends).all(|(upper, lower)| uppers.insert(upper) && lowers.insert(lower))
}

/// dagre is made for graphs that make sense; should one be left that it panics at, that is an error of this chart alone.
fn run(layout: &mut Layout, ranksep: f64) -> Result<(), ChartError> {
    let options = LayoutOptions {
        ranksep,
        nodesep: ITEM_GAP,
        edgesep: LINE_GAP,
        tie_keep_first: true,
        ..LayoutOptions::default()
    };
    catch_unwind(AssertUnwindSafe(|| dagre::layout(layout, Some(options)))).map_err(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason given");
        ChartError::draw(format!("the layout of the graph failed: {said}"))
    })
}

fn read(layout: &Layout, items: usize, segments: &[Segment], ports: &BTreeMap<Port, String>) -> Arrangement {
    let place = |id: &str| {
        let node = layout.node(id);
        Point { x: node.and_then(|node| node.x).unwrap_or(0.0), y: node.and_then(|node| node.y).unwrap_or(0.0) }
    };
    let mut arrangement = Arrangement {
        centres: (0..items).map(|index| place(&item(index))).collect(),
        ports: ports.iter().map(|(&port, id)| (port, place(id).x)).collect(),
        ..Arrangement::default()
    };
    for (index, segment) in segments.iter().enumerate() {
        let (upper, lower) = segment.ends();
        let edge = layout.edge(&id(upper, ports), &id(lower, ports), Some(&index.to_string()));
        arrangement.bends.push(edge.map(bends));
        let label = segment.label.as_ref().and(edge).and_then(|edge| Some((edge.x?, edge.y?, edge.width)));
        arrangement.labels.push(label.map(|(x, y, width)| Point { x: x - width / 2.0, y }));
    }
    arrangement
}

/// The points between the two ends, which dagre puts where its straight lines would meet the boxes.
fn bends(edge: &EdgeLabel) -> Vec<Point> {
    let inner = edge.points.len().saturating_sub(2);
    edge.points.iter().skip(1).take(inner).map(|point| Point { x: point.x, y: point.y }).collect()
}
