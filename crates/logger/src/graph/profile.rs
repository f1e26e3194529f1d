//! From the times of operations to the profile that TensorBoard colours a graph by.

use nnviz_capture::{Captured, Edge};
use nnviz_record::proto::{Event, TaggedRunMetadata, What};
use nnviz_record::summary::{NodeOutput, NodeTime, Profile};

use super::layers::ModelSummary;
use super::replay::Times;
use crate::Logger;

/// The tag of the profile; TensorBoard lists it under the graph.
const FORWARD: &str = "forward";

/// The tag of the table of layers.
const LAYERS: &str = "model/layers";

/// What each node of the graph cost.
pub(super) fn profile(captured: &Captured, names: &[String], times: &Times) -> Profile {
    let operations = captured.operations.iter().zip(names).zip(&times.medians);
    let nodes = operations.map(|((operation, name), &duration)| {
        let outputs = operation.outputs.iter().map(output).collect();
        NodeTime { name: name.clone(), duration, outputs }
    });
    Profile { device: times.device.clone(), nodes: nodes.collect() }
}

fn output(edge: &Edge) -> NodeOutput {
    NodeOutput { data_type: edge.data_type, shape: edge.shape.clone(), bytes: edge.bytes }
}

impl Logger {
    /// Logs what the operations of this run's graph cost.
    pub(super) fn add_profile(&self, profile: &Profile) {
        let tagged = TaggedRunMetadata { tag: FORWARD.to_owned(), run_metadata: profile.encode() };
        let what = Some(What::TaggedRunMetadata(tagged));
        self.add_event(Event { wall_time: self.now().seconds(), what, ..Event::default() });
    }

    /// Logs the table of layers with the first graph: a tag has one value at a step.
    pub(super) fn add_layers(&self, layers: &ModelSummary) {
        if self.is_first_graph() {
            self.root().add_text(LAYERS, layers.to_markdown(), 0);
        }
    }
}
