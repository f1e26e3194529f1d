//! Parameters and constants belong to the operation that they go into: a line in its box instead of a box of their own.
//!
//! What only passes them on goes with them: torch gathers strides from numbers, TensorFlow reads a variable from its
//! handle, and both reshape a bias before it is added.

use std::collections::{HashMap, HashSet};

use nnviz_record::summary::Node;

use super::kind::{self, Source};
use super::wires::Wire;

/// More parameters than these behind one input are not told.
const MOST_ROOTS: usize = 32;

/// Which operations are lines in the boxes of others.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// Those that have no box.
    pub hidden: HashSet<usize>,
    /// The parameters and constants that go into an operation, by its index.
    pub into: HashMap<usize, Vec<usize>>,
}

/// Folds what does not depend on the model's input into everything that takes it in. A parameter that nothing takes in
/// keeps its box; a constant goes, unless there is nothing else.
pub(super) fn fold(nodes: &[Node], wires: &[Wire]) -> Folded {
    let roots = roots(nodes, wires);
    let mut folded = Folded::default();
    if roots.len() < nodes.len() {
        folded.hidden.extend(roots.keys().filter(|&&index| kind::source(&nodes[index]) == Some(Source::Constant)));
    }
    for wire in wires {
        let Some(roots) = roots.get(&wire.from) else { continue };
        folded.hidden.insert(wire.from);
        let into = folded.into.entry(wire.to).or_default();
        // Two outputs of one constant are one line.
        let new: Vec<_> = roots.iter().copied().filter(|root| !into.contains(root)).collect();
        into.extend(new);
    }
    folded
}

/// What is there before the model runs, and of which parameters and constants it is made.
fn roots(nodes: &[Node], wires: &[Wire]) -> HashMap<usize, Vec<usize>> {
    let mut missing = vec![0_usize; nodes.len()];
    let mut consumers: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut inputs: HashMap<usize, Vec<usize>> = HashMap::new();
    for wire in wires {
        missing[wire.to] += 1;
        consumers.entry(wire.from).or_default().push(wire.to);
        inputs.entry(wire.to).or_default().push(wire.from);
    }
    let mut roots: HashMap<usize, Vec<usize>> = HashMap::new();
    let is_source = |index: &usize| missing[*index] == 0 && kind::source(&nodes[*index]).is_some();
    let mut ready: Vec<usize> = (0..nodes.len()).filter(is_source).collect();
    while let Some(index) = ready.pop() {
        let found = match inputs.get(&index) {
            None => vec![index],
            Some(inputs) => gathered(inputs, &roots),
        };
        if inputs.contains_key(&index) && !passes_on(&nodes[index], &found, nodes) {
            continue;
        }
        roots.insert(index, found);
        for &consumer in consumers.get(&index).into_iter().flatten() {
            missing[consumer] -= 1;
            ready.extend((missing[consumer] == 0).then_some(consumer));
        }
    }
    roots
}

/// Whether an operation adds nothing to parameters and constants: it shows them in another form, or counts with numbers.
fn passes_on(node: &Node, roots: &[usize], nodes: &[Node]) -> bool {
    let is_constant = |&root: &usize| kind::source(&nodes[root]) == Some(Source::Constant);
    kind::is_view(&node.op) || (kind::is_pure(&node.op) && roots.iter().all(is_constant))
}

fn gathered(inputs: &[usize], roots: &HashMap<usize, Vec<usize>>) -> Vec<usize> {
    let mut all: Vec<usize> = inputs.iter().filter_map(|input| roots.get(input)).flatten().copied().collect();
    let mut known = HashSet::new();
    all.retain(|&root| known.insert(root));
    all.truncate(MOST_ROOTS);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::graph::wires::wires;

    fn folded(nodes: &[(&str, &str, &[&str])]) -> Folded {
        let node = |&(name, op, inputs): &(&str, &str, &[&str])| Node {
            name: name.to_owned(),
            op: op.to_owned(),
            inputs: inputs.iter().map(|&input| input.to_owned()).collect(),
            ..Node::default()
        };
        let nodes: Vec<_> = nodes.iter().map(node).collect();
        fold(&nodes, &wires(&nodes).wires)
    }

    #[test]
    fn parameters_are_folded_into_each_consumer() {
        let folded = folded(&[
            ("weight", "Parameter", &[]),
            ("unused", "Parameter", &[]),
            ("two", "Const", &[]),
            ("unused number", "Const", &[]),
            ("normed", "Norm", &["weight"]),
            ("a", "Matmul", &["weight", "two", "normed"]),
            ("b", "Matmul", &["weight", "two:1", "two"]),
        ]);
        assert_eq!(folded.hidden, HashSet::from([0, 2, 3]), "what is made of a weight keeps its box");
        assert_eq!(folded.into[&5], [0, 2]);
        assert_eq!(folded.into[&6], [0, 2]);
    }

    #[test]
    fn what_passes_parameters_on_goes_with_them() {
        let folded = folded(&[
            ("x", "Input", &[]),
            ("handle", "VarHandleOp", &[]),
            ("read", "ReadVariableOp", &["handle"]),
            ("one", "prim::Constant", &[]),
            ("strides", "prim::ListConstruct", &["one", "one"]),
            ("sum", "Add", &["one", "strides"]),
            ("noise", "RandomUniform", &["one"]),
            ("conv", "Conv2d", &["x", "read", "strides", "sum"]),
            ("order", "NoOp", &["^read"]),
            ("out", "Identity", &["conv", "noise", "^order"]),
        ]);
        assert_eq!(folded.hidden, HashSet::from([1, 2, 3, 4, 5, 8]));
        assert_eq!(folded.into[&7], [1, 3]);
        assert!(!folded.hidden.contains(&6), "what is random is no constant");
    }

    #[test]
    fn constants_in_a_circle_stay() {
        let folded = folded(&[("a", "Identity", &["b"]), ("b", "Identity", &["a"])]);
        assert!(folded.hidden.is_empty());
    }
}
