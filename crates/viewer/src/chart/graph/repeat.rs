//! Scopes that repeat: of the layers of a transformer, which are all alike, one is drawn, and how often it is there.
//!
//! ```text
//!   layers { 0 {a → b} → 1 {a → b} → … → 11 {a → b} } → out         layers/0 … 11 ×12 {a → b} → out
//! ```
//!
//! Alike are scopes that follow each other, are numbered one by one, and hold the same operations with the same shapes,
//! settings and parameters, joined in the same way. Lines into any of them go into the one that is drawn, lines out of any
//! of them come out of it, and those from one to the next are not drawn.

use std::collections::{HashMap, HashSet};

use super::model::Model;
use super::tree::{Item, Scope, unwrapped};
use super::wires::Wire;

/// Fewer scopes than these are drawn one by one.
const FEWEST: usize = 3;

/// The scope with one of each run of like scopes, and what flows in the model as it is drawn then.
pub(super) fn folded(scope: Scope, model: &mut Model<'_>) -> Scope {
    let mut scope = scope;
    // What is in a scope that stands for others can repeat in turn: it is the next round's.
    loop {
        let mut round = Round { inputs: inputs(model), model, stands: HashMap::new(), folds: 0 };
        scope.items = round.items(scope.items);
        let stands = round.stands;
        if stands.is_empty() {
            return scope;
        }
        model.wires = drawn(&model.wires, &stands);
    }
}

/// What is drawn in an operation's place.
struct Stand {
    /// The operation that is drawn.
    node: usize,
    /// Which run of scopes it is in, and in which of its scopes.
    fold: usize,
    copy: usize,
}

/// Wires between what is drawn, each once.
fn drawn(wires: &[Wire], stands: &HashMap<usize, Stand>) -> Vec<Wire> {
    let mut known = HashSet::new();
    let place = |node: usize| stands.get(&node).map_or(node, |stand| stand.node);
    let is_between = |wire: &&Wire| match (stands.get(&wire.from), stands.get(&wire.to)) {
        (Some(from), Some(to)) => from.fold == to.fold && from.copy != to.copy,
        _ => false,
    };
    let kept = wires.iter().filter(|wire| !is_between(wire));
    let moved = kept.map(|wire| Wire { from: place(wire.from), to: place(wire.to), ..*wire });
    moved.filter(|wire| known.insert(*wire)).collect()
}

/// The wires into each operation.
fn inputs(model: &Model<'_>) -> HashMap<usize, Vec<Wire>> {
    let mut inputs: HashMap<usize, Vec<Wire>> = HashMap::new();
    for &wire in &model.wires {
        inputs.entry(wire.to).or_default().push(wire);
    }
    inputs
}

/// One pass over all scopes that are drawn; it does not go into those that it folds.
struct Round<'a, 'g> {
    model: &'a Model<'g>,
    inputs: HashMap<usize, Vec<Wire>>,
    stands: HashMap<usize, Stand>,
    folds: usize,
}

impl Round<'_, '_> {
    fn items(&mut self, items: Vec<Item>) -> Vec<Item> {
        let mut left = items.into_iter().peekable();
        let mut done = Vec::new();
        while let Some(item) = left.next() {
            let Item::Scope(first) = item else {
                done.push(item);
                continue;
            };
            let mut copies = vec![first];
            while let Some(Item::Scope(next)) = left.next_if(|next| self.is_next(&copies, next)) {
                copies.push(next);
            }
            if copies.len() >= FEWEST {
                done.push(Item::Scope(self.fold(copies)));
            } else {
                done.extend(copies.into_iter().map(|scope| self.inside(scope)));
            }
        }
        done
    }

    /// The scope with what repeats in it folded; without its frame, if one thing is left in it.
    fn inside(&mut self, scope: Scope) -> Item {
        let items = self.items(scope.items);
        unwrapped(Scope { items, ..scope })
    }

    /// Whether an item goes on from like scopes.
    fn is_next(&self, copies: &[Scope], item: &Item) -> bool {
        let (Some(last), Item::Scope(next)) = (copies.last(), item) else { return false };
        let is_numbered = match (numbered(&last.title), numbered(&next.title)) {
            (Some((stem, number)), Some((other, after))) => stem == other && number.checked_add(1) == Some(after),
            _ => false,
        };
        is_numbered && self.signature(last) == self.signature(next)
    }

    /// The first of like scopes, which stands for all.
    fn fold(&mut self, copies: Vec<Scope>) -> Scope {
        self.folds += 1;
        let drawn = copies[0].nodes();
        for (copy, scope) in copies.iter().enumerate() {
            let stand = |&node| Stand { node, fold: self.folds, copy };
            self.stands.extend(scope.nodes().into_iter().zip(drawn.iter().map(stand)));
        }
        let last = copies.last().map_or("", |scope| &scope.title);
        let number = numbered(last).map_or("", |(stem, _)| &last[stem.len()..]);
        let title = format!("{} … {number} ×{}", copies[0].title, copies.len());
        Scope { title, ..copies.into_iter().next().unwrap_or_default() }
    }

    /// All that two scopes must have in common to be alike.
    fn signature(&self, scope: &Scope) -> Vec<String> {
        let nodes = scope.nodes();
        let places: HashMap<usize, usize> = nodes.iter().enumerate().map(|(at, &node)| (node, at)).collect();
        let operation = |&node: &usize| {
            let found = &self.model.nodes[node];
            let parameters = self.model.parameters(node).into_iter().map(|it| (&it.op, &it.output_shapes));
            // What comes from outside may come from anywhere; a wire inside is told by the places of its ends.
            let wires = self.inputs.get(&node).into_iter().flatten();
            let mut inside: Vec<_> = wires.filter_map(|wire| Some((places.get(&wire.from)?, wire.output))).collect();
            inside.sort_unstable();
            let parameters: Vec<_> = parameters.collect();
            format!("{} {:?} {:?} {parameters:?} {inside:?}", found.op, found.output_shapes, found.attributes)
        };
        titles(scope).chain(nodes.iter().map(operation)).collect()
    }
}

/// The names in a scope, without numbers: torch counts on from one layer to the next.
fn titles(scope: &Scope) -> impl Iterator<Item = String> {
    let stem = |title: &str| title.trim_end_matches(|character: char| character.is_ascii_digit()).to_owned();
    let of_item = move |item: &Item| match item {
        Item::Operation { title, .. } | Item::Pile { title, .. } => vec![stem(title)],
        Item::Scope(inner) => [format!("{} {{", stem(&inner.title))].into_iter().chain(titles(inner)).collect(),
    };
    scope.items.iter().flat_map(of_item).collect::<Vec<_>>().into_iter()
}

/// What stands before the number at the end of a title, and the number.
fn numbered(title: &str) -> Option<(&str, u64)> {
    let stem = title.trim_end_matches(|character: char| character.is_ascii_digit());
    Some((stem, title[stem.len()..].parse().ok()?))
}

#[cfg(test)]
mod tests {
    use nnviz_record::summary::{Graph, Node};

    use super::*;
    use crate::chart::graph::tree::tests::outline;
    use crate::chart::graph::tree::tree;

    /// A chain of layers, each `norm → linear` and a way around them; `shape` is that of each layer's output.
    fn layers(prefix: &str, shapes: &[i64]) -> Vec<Node> {
        let node = |name: String, op: &str, inputs: &[String], shape: i64| Node {
            name,
            op: op.to_owned(),
            inputs: inputs.to_vec(),
            output_shapes: vec![Some(vec![8, shape])],
            attributes: Vec::new(),
        };
        let mut nodes = vec![node("in".into(), "Input", &[], 1), node("mask".into(), "Input", &[], 1)];
        let mut last = "in".to_owned();
        for (at, &shape) in shapes.iter().enumerate() {
            let inside = |name: &str| format!("{prefix}{at}/{name}");
            nodes.push(node(inside("norm"), "Norm", &[last.clone(), "mask".into()], shape));
            nodes.push(node(inside("linear"), "Linear", &[inside("norm")], shape));
            nodes.push(node(inside("sum"), "Add", &[inside("linear"), last], shape));
            last = inside("sum");
        }
        nodes.push(node("out".into(), "Output", &[last], 1));
        nodes
    }

    /// The outline, and the wires by the names of their ends.
    fn fold(nodes: Vec<Node>) -> (String, Vec<String>) {
        let graph = Graph { nodes };
        let mut model = Model::new(&graph);
        let scope = folded(tree(model.nodes, |_| false), &mut model);
        let name = |node: usize| &*graph.nodes[node].name;
        (outline(&scope), model.wires.iter().map(|wire| format!("{} {}", name(wire.from), name(wire.to))).collect())
    }

    #[test]
    fn layers_that_are_alike_are_one() {
        let (outline, wires) = fold(layers("encoder/layers/", &[4; 6]));
        assert_eq!(outline, "in mask encoder/layers/0 … 5 ×6{norm linear sum} out");
        let inside = |name: &str| format!("encoder/layers/0/{name}");
        let expected = [
            format!("in {}", inside("norm")),
            format!("mask {}", inside("norm")),
            format!("{} {}", inside("norm"), inside("linear")),
            format!("{} {}", inside("linear"), inside("sum")),
            format!("in {}", inside("sum")),
            format!("{} out", inside("sum")),
        ];
        assert_eq!(wires, expected);
    }

    #[test]
    fn only_what_is_alike_is_folded() {
        let shapes: (&[i64], &str) = (
            &[4, 4, 4, 8, 8, 8, 8, 4],
            "block0 … 2 ×3{norm linear sum} block3 … 6 ×4{norm linear sum} block7{norm linear sum}",
        );
        assert_eq!(fold(layers("block", shapes.0)).0, format!("in mask {} out", shapes.1));
        let two = fold(layers("l", &[4, 4])).0;
        assert_eq!(two, "in mask l0{norm linear sum} l1{norm linear sum} out", "two are drawn");
        let mut rewired = layers("l", &[4; 3]);
        rewired[6].inputs = vec!["l1/norm".into(), "l1/norm".into()];
        rewired[7].inputs = vec!["l1/norm".into(), "l0/sum".into()];
        assert!(!fold(rewired).0.contains('×'), "the same operations, joined otherwise");
    }

    #[test]
    fn what_repeats_in_what_repeats_is_folded_too() {
        let mut nodes = Vec::new();
        let mut last: Option<String> = None;
        for at in 0..9 {
            for name in ["a", "b"] {
                let name = format!("stage{}/block{}/{name}", at / 3, at % 3);
                let inputs = last.replace(name.clone()).into_iter().collect();
                nodes.push(Node { name, op: "Op".into(), inputs, ..Node::default() });
            }
        }
        let (outline, wires) = fold(nodes);
        assert_eq!(outline, "stage0 … 2 ×3/block0 … 2 ×3{a b}");
        assert_eq!(wires, ["stage0/block0/a stage0/block0/b"]);
    }
}
