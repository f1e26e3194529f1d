//! Parameters and constants belong to the operation that they go into: a line in its box instead of a box of their own.

use std::collections::{HashMap, HashSet};

use nnviz_record::summary::Node;

use super::wires::Wire;

const FOLDED: [&str; 2] = ["Parameter", "Const"];

/// Which operations are lines in the boxes of others.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// Those that have no box.
    pub hidden: HashSet<usize>,
    /// What goes into an operation, by its index.
    pub into: HashMap<usize, Vec<usize>>,
}

/// Folds what has no inputs into everything that takes it in. What nothing takes in keeps its box.
pub(super) fn fold(nodes: &[Node], wires: &[Wire]) -> Folded {
    let mut folded = Folded::default();
    for wire in wires {
        let node = &nodes[wire.from];
        if FOLDED.contains(&node.op.as_str()) && node.inputs.is_empty() {
            folded.hidden.insert(wire.from);
            let into = folded.into.entry(wire.to).or_default();
            // Two outputs of one constant are one line.
            if !into.contains(&wire.from) {
                into.push(wire.from);
            }
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::graph::wires::wires;

    #[test]
    fn parameters_are_folded_into_each_consumer() {
        let node = |name: &str, op: &str, inputs: &[&str]| Node {
            name: name.to_owned(),
            op: op.to_owned(),
            inputs: inputs.iter().map(|&input| input.to_owned()).collect(),
            ..Node::default()
        };
        let nodes = [
            node("weight", "Parameter", &[]),
            node("unused", "Parameter", &[]),
            node("two", "Const", &[]),
            node("made", "Const", &["weight"]),
            node("a", "Matmul", &["weight", "two", "made"]),
            node("b", "Matmul", &["weight", "two:1", "two"]),
        ];
        let folded = fold(&nodes, &wires(&nodes).wires);
        assert_eq!(folded.hidden, HashSet::from([0, 2]));
        assert_eq!(folded.into, HashMap::from([(3, vec![0]), (4, vec![0, 2]), (5, vec![0, 2])]));
    }
}
