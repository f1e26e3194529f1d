//! How wires run through scopes: a wire from one scope into another is cut at every frame that it crosses.
//!
//! ```text
//!   ┌ block1 ───────┐        in `block1`   relu → exit
//!   │ conv → relu ──┼─┐      outside       block1 → block2
//!   └───────────────┘ │      in `block2`   entry → conv, entry → add
//!   ┌ block2 ───────┐ │
//!   │ conv → add  <─┼─┘      A tensor crosses a frame once, however many operations inside take it in.
//!   └───────────────┘
//! ```
//!
//! So every scope can be laid out alone. A wire that closes a cycle between the items of a scope runs upwards, and enters
//! from below and leaves at the top.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::model::Model;
use super::text::{line, shape};
use super::tree::{Path, Scope};
use super::wires::Wire;

/// A tensor, or the order alone: what has a line of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Tensor {
    /// The first operation of the box that it comes from.
    from: usize,
    /// Which output; `None` when only the order matters.
    output: Option<usize>,
}

impl Tensor {
    /// A short name for it.
    pub(super) fn id(self) -> String {
        let output = self.output.map(|output| output.to_string());
        format!("{}.{}", self.from, output.as_deref().unwrap_or("order"))
    }

    /// Whether nothing flows, and only the order matters.
    pub(super) fn is_control(self) -> bool {
        self.output.is_none()
    }
}

/// The upper or the lower side of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Side {
    /// Where data comes in, as a rule.
    Top,
    /// Where data goes out, as a rule.
    Bottom,
}

/// Where a tensor crosses the frame of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Port {
    /// What crosses.
    pub tensor: Tensor,
    /// The side of the frame.
    pub side: Side,
}

/// Where a segment begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum End {
    /// At an item of the scope.
    Item(usize),
    /// At the frame of the scope.
    Frame(Port),
}

/// The part of a wire that lies in one scope.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    /// What flows.
    pub tensor: Tensor,
    /// Where it comes from.
    pub from: End,
    /// Where it goes.
    pub to: End,
    /// Whether it runs upwards.
    pub is_back: bool,
    /// The shape, where it is written.
    pub label: Option<String>,
}

impl End {
    /// The item, if it is one.
    pub(super) fn item(self) -> Option<usize> {
        if let Self::Item(item) = self { Some(item) } else { None }
    }
}

impl Segment {
    /// Whether an operation takes in what it puts out.
    pub(super) fn is_loop(&self) -> bool {
        self.from == self.to
    }

    /// The upper and the lower end, whichever way it runs.
    pub(super) fn ends(&self) -> (End, End) {
        if self.is_back { (self.to, self.from) } else { (self.from, self.to) }
    }
}

/// The segments of each scope, by the path of the scope.
pub(super) type Routes = HashMap<Path, Vec<Segment>>;

/// Cuts all wires. Wires inside one box are left out, but for those of an operation to itself.
pub(super) fn routes(scope: &Scope, model: &Model<'_>) -> Routes {
    let boxes = Boxes::new(scope);
    let hops: Vec<_> = model.wires.iter().filter_map(|wire| Hop::new(wire, &boxes)).collect();
    let backs = backs(&hops);
    let mut router = Router { model, labelled: HashSet::new(), known: HashSet::new(), routes: Routes::new() };
    for hop in &hops {
        router.add(hop, backs.contains(&hop.meeting()));
    }
    router.routes
}

/// A wire between two boxes.
struct Hop<'a> {
    wire: Wire,
    tensor: Tensor,
    from: &'a Path,
    to: &'a Path,
    /// How many scopes are around both.
    common: usize,
}

/// The innermost scope around both ends of a hop, and the items there that it runs between.
type Meeting<'a> = (&'a [usize], usize, usize);

impl<'a> Hop<'a> {
    fn new(wire: &Wire, boxes: &'a Boxes) -> Option<Self> {
        let (from, to) = (boxes.paths.get(&wire.from)?, boxes.paths.get(&wire.to)?);
        let first = *boxes.firsts.get(from)?;
        let is_inside = from == to && (wire.from != wire.to || boxes.piles.contains(from));
        let both = from.iter().zip(to).take_while(|(from, to)| from == to).count();
        // What operations that share a box put out is not told apart.
        let output = wire.output.map(|output| if boxes.piles.contains(from) { 0 } else { output });
        let tensor = Tensor { from: first, output };
        (!is_inside).then_some(Self { wire: *wire, tensor, from, to, common: both.min(from.len() - 1) })
    }

    fn meeting(&self) -> Meeting<'a> {
        (&self.from[..self.common], self.from[self.common], self.to[self.common])
    }
}

/// The meetings that close a cycle, found by a search in depth, from items that nothing goes into, then from the others.
fn backs<'a>(hops: &[Hop<'a>]) -> HashSet<Meeting<'a>> {
    let mut followers: HashMap<&[usize], BTreeMap<usize, BTreeSet<usize>>> = HashMap::new();
    for (scope, from, to) in hops.iter().map(Hop::meeting).filter(|(_, from, to)| from != to) {
        followers.entry(scope).or_default().entry(from).or_default().insert(to);
    }
    let close = |(scope, followers)| closing(followers).into_iter().map(move |(from, to)| (scope, from, to));
    followers.iter().map(|(&scope, followers)| (scope, followers)).flat_map(close).collect()
}

/// The edges of a graph without which it has no cycle.
fn closing(followers: &BTreeMap<usize, BTreeSet<usize>>) -> Vec<(usize, usize)> {
    let targets: BTreeSet<_> = followers.values().flatten().copied().collect();
    let (inner, sources): (Vec<usize>, Vec<usize>) = followers.keys().copied().partition(|item| targets.contains(item));
    let mut closing = Vec::new();
    let (mut seen, mut open) = (HashSet::new(), HashSet::new());
    for start in sources.into_iter().chain(inner) {
        let mut stack = vec![(start, None)];
        while let Some((item, came_to)) = stack.pop() {
            if came_to.is_none() && !seen.insert(item) {
                continue;
            }
            open.insert(item);
            // Where the search was: after the follower that it came back from.
            let next = followers.get(&item).and_then(|all| all.range(came_to.map_or(0, |at: usize| at + 1)..).next());
            let Some(&next) = next else {
                open.remove(&item);
                continue;
            };
            stack.push((item, Some(next)));
            if open.contains(&next) {
                closing.push((item, next));
            } else {
                stack.push((next, None));
            }
        }
    }
    closing
}

struct Router<'a, 'b> {
    model: &'a Model<'b>,
    /// Each tensor has its shape written once.
    labelled: HashSet<Tensor>,
    known: HashSet<(&'a [usize], Tensor, End, End)>,
    routes: Routes,
}

impl<'a> Router<'a, '_> {
    fn add(&mut self, hop: &Hop<'a>, is_back: bool) {
        let (exit, entry) = if is_back { (Side::Top, Side::Bottom) } else { (Side::Bottom, Side::Top) };
        let frame = |side| End::Frame(Port { tensor: hop.tensor, side });
        for depth in hop.common + 1..hop.from.len() {
            self.push(&hop.from[..depth], hop, (End::Item(hop.from[depth]), frame(exit)), is_back);
        }
        let (scope, from, to) = hop.meeting();
        self.push(scope, hop, (End::Item(from), End::Item(to)), is_back);
        for depth in hop.common + 1..hop.to.len() {
            self.push(&hop.to[..depth], hop, (frame(entry), End::Item(hop.to[depth])), is_back);
        }
    }

    fn push(&mut self, scope: &'a [usize], hop: &Hop<'a>, (from, to): (End, End), is_back: bool) {
        if !self.known.insert((scope, hop.tensor, from, to)) {
            return;
        }
        let is_between_items = matches!((from, to), (End::Item(from), End::Item(to)) if from != to);
        let label = if is_between_items { self.label(hop) } else { None };
        let segment = Segment { tensor: hop.tensor, from, to, is_back, label };
        self.routes.entry(scope.to_vec()).or_default().push(segment);
    }

    fn label(&mut self, hop: &Hop<'_>) -> Option<String> {
        let shapes = &self.model.nodes[hop.wire.from].output_shapes;
        let dims = shapes.get(hop.wire.output?)?.as_ref()?;
        self.labelled.insert(hop.tensor).then(|| line(&shape(dims)))
    }
}

/// The boxes that operations are in.
struct Boxes {
    paths: HashMap<usize, Path>,
    /// The first operation of each box.
    firsts: HashMap<Path, usize>,
    /// The boxes of several operations.
    piles: HashSet<Path>,
}

impl Boxes {
    fn new(scope: &Scope) -> Self {
        let paths = scope.paths();
        let (mut firsts, mut piles) = (HashMap::new(), HashSet::new());
        for (&node, path) in &paths {
            if let Some(first) = firsts.insert(path.clone(), node) {
                firsts.insert(path.clone(), node.min(first));
                piles.insert(path.clone());
            }
        }
        Self { paths, firsts, piles }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use nnviz_record::summary::{Graph, Node};

    use super::*;
    use crate::chart::graph::tree::tree;

    /// A segment between two items.
    pub(in super::super) fn segment(from: usize, to: usize) -> Segment {
        let tensor = Tensor { from, output: Some(0) };
        Segment { tensor, from: End::Item(from), to: End::Item(to), is_back: false, label: None }
    }

    /// The segments as `scope: from>to`; frames are `^` and `v`, what runs upwards has a `!`.
    fn routed(nodes: &[(&str, &[&str])]) -> Vec<String> {
        let node = |&(name, inputs): &(&str, &[&str])| Node {
            name: name.to_owned(),
            inputs: inputs.iter().map(|&input| input.to_owned()).collect(),
            ..Node::default()
        };
        let graph = Graph { nodes: nodes.iter().map(node).collect() };
        let end = |end: End| match end {
            End::Item(item) => item.to_string(),
            End::Frame(Port { side: Side::Top, .. }) => "^".to_owned(),
            End::Frame(Port { side: Side::Bottom, .. }) => "v".to_owned(),
        };
        let text = |path: &Path, segment: &Segment| {
            let back = if segment.is_back { "!" } else { "" };
            format!("{path:?}: {}>{}{back}", end(segment.from), end(segment.to))
        };
        let routes = routes(&tree(&graph.nodes, |_| false), &Model::new(&graph));
        let segments =
            routes.iter().flat_map(|(path, segments)| segments.iter().map(move |segment| text(path, segment)));
        let mut segments: Vec<_> = segments.collect();
        segments.sort();
        segments
    }

    #[test]
    fn a_tensor_crosses_a_frame_once() {
        let nodes: [(&str, &[&str]); 5] =
            [("a/x", &[]), ("a/y", &["a/x"]), ("b/x", &["a/y"]), ("b/y", &["b/x", "a/y"]), ("c", &["a/y"])];
        let expected = ["[0]: 0>1", "[0]: 1>v", "[1]: 0>1", "[1]: ^>0", "[1]: ^>1", "[]: 0>1", "[]: 0>2"];
        assert_eq!(routed(&nodes), expected);
    }

    #[test]
    fn what_closes_a_cycle_runs_upwards() {
        let nodes: [(&str, &[&str]); 4] = [("a/x", &[]), ("b", &["a/x", "b"]), ("a/y", &["b", "c"]), ("c", &["a/y"])];
        let inside = ["[0]: 0>v", "[0]: 1>v", "[0]: v>1!", "[0]: v>1!"];
        let outside = ["[]: 0>1", "[]: 0>2", "[]: 1>0!", "[]: 1>1", "[]: 2>0!"];
        assert_eq!(routed(&nodes), [&inside[..], &outside].concat());
    }
}
