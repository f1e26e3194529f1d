//! The graph with its inputs looked up: what the drawing asks about operations.

use std::collections::HashMap;

use nnviz_record::summary::{Graph, Node};

use super::fold::{Folded, fold};
use super::wires::{Wire, Wires, wires};

/// Operations, and what flows between those that have a box.
#[derive(Debug)]
pub(super) struct Model<'a> {
    /// All operations.
    pub nodes: &'a [Node],
    /// What flows between operations that have a box.
    pub wires: Vec<Wire>,
    folded: Folded,
    dangling: HashMap<usize, Vec<String>>,
}

impl<'a> Model<'a> {
    /// Looks up the inputs and folds the parameters.
    pub(super) fn new(graph: &'a Graph) -> Self {
        let Wires { mut wires, dangling } = wires(&graph.nodes);
        let folded = fold(&graph.nodes, &wires);
        wires.retain(|wire| !folded.hidden.contains(&wire.from));
        Self { nodes: &graph.nodes, wires, folded, dangling }
    }

    /// Whether an operation is a line in the boxes of others.
    pub(super) fn is_hidden(&self, node: usize) -> bool {
        self.folded.hidden.contains(&node)
    }

    /// The parameters and constants that are lines in an operation's box.
    pub(super) fn parameters(&self, node: usize) -> Vec<&'a Node> {
        let folded = self.folded.into.get(&node).into_iter().flatten();
        folded.map(|&parameter| &self.nodes[parameter]).collect()
    }

    /// Inputs that the graph has no operation for.
    pub(super) fn dangling(&self, node: usize) -> &[String] {
        self.dangling.get(&node).map_or(&[], Vec::as_slice)
    }
}
