//! Graphs that were made elsewhere; those of burn models are made in `graph/`.

use std::sync::atomic::Ordering::Relaxed;

use nnviz_record::summary::Graph;

use super::Logger;
use crate::worker::Output;

impl Logger {
    /// Logs a graph that was made elsewhere as the graph of this run. The graph of a burn model is made by
    /// `add_graph`.
    pub fn add_graph_def(&self, graph: Graph) {
        self.shared.has_graph.store(true, Relaxed);
        self.send_light("graph".to_owned(), 0.into(), 0, move || Ok(Output::Graph(graph)));
    }
}
