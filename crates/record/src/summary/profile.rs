//! Profiles: what each operation of a graph cost when the graph was run.
//!
//! An event file holds a profile as the bytes of a `RunMetadata`, with a tag, in an event of its own. TensorBoard lists the
//! tag under the graph of the run, and colours the graph by compute time and by memory
//! (`tensorboard/plugins/graph/tf_graph_common`). A group is shown with the span from its first operation's start to its
//! last one's end, so the times of a profile follow one another.

use std::time::Duration;

use prost::Message as _;

use super::{DecodeError, tensor};
use crate::proto::{
    AllocatorMemoryUsed, DataType, DeviceStepStats, NodeExecStats, NodeOutput as Output, RunMetadata, StepStats,
    TensorDescription,
};

/// What the operations of a graph cost.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// Where they ran.
    pub device: String,
    /// In the order in which they ran.
    pub nodes: Vec<NodeTime>,
}

/// What one operation cost.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeTime {
    /// The name of its node in the graph.
    pub name: String,
    /// How long it took. TensorBoard counts whole microseconds, so it is rounded, to one at least.
    pub duration: Duration,
    /// What it made.
    pub outputs: Vec<NodeOutput>,
}

/// What an operation made.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeOutput {
    /// Its element type.
    pub data_type: DataType,
    /// Its shape.
    pub shape: Vec<i64>,
    /// Its size in memory.
    pub bytes: u64,
}

impl Profile {
    /// The bytes of the `RunMetadata`, as an event carries them.
    pub fn encode(&self) -> Vec<u8> {
        let mut start = 0;
        let mut node_stats = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let stats = encode_node(node, start);
            start += stats.all_end_rel_micros;
            node_stats.push(stats);
        }
        let device = DeviceStepStats { device: self.device.clone(), node_stats };
        RunMetadata { step_stats: Some(StepStats { dev_stats: vec![device] }) }.encode_to_vec()
    }

    /// The profile in the bytes of a `RunMetadata`: that of its first device. The memory of a node counts for its first
    /// output, since the format does not tell it by outputs.
    ///
    /// # Errors
    /// [`DecodeError::Profile`] when the bytes are not a `RunMetadata`.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let metadata = RunMetadata::decode(bytes).map_err(|source| DecodeError::Profile { source })?;
        let device = metadata.step_stats.unwrap_or_default().dev_stats.into_iter().next().unwrap_or_default();
        Ok(Self { device: device.device, nodes: device.node_stats.into_iter().map(decode_node).collect() })
    }
}

fn encode_node(node: &NodeTime, start: i64) -> NodeExecStats {
    let micros = ((node.duration.as_nanos() as i64 + 500) / 1000).max(1);
    let bytes = node.outputs.iter().map(|output| output.bytes).sum::<u64>();
    NodeExecStats {
        node_name: node.name.clone(),
        all_start_micros: start,
        op_start_rel_micros: 0,
        op_end_rel_micros: micros,
        all_end_rel_micros: micros,
        memory: vec![AllocatorMemoryUsed { allocator_name: "outputs".to_owned(), total_bytes: bytes as i64 }],
        output: node.outputs.iter().enumerate().map(|(slot, output)| encode_output(slot, output)).collect(),
    }
}

/// TensorBoard's page fails on an output that has no shape.
fn encode_output(slot: usize, output: &NodeOutput) -> Output {
    let shape = Some(tensor::shape(&output.shape));
    let tensor_description = Some(TensorDescription { dtype: output.data_type.into(), shape });
    Output { slot: slot as i32, tensor_description }
}

fn decode_node(node: NodeExecStats) -> NodeTime {
    let duration = Duration::from_micros(u64::try_from(node.all_end_rel_micros).unwrap_or(0));
    let mut outputs: Vec<_> = node.output.into_iter().filter_map(decode_output).collect();
    let bytes: i64 = node.memory.iter().map(|memory| memory.total_bytes.max(0)).fold(0, i64::saturating_add);
    if let Some(first) = outputs.first_mut() {
        first.bytes = bytes as u64;
    }
    NodeTime { name: node.node_name, duration, outputs }
}

fn decode_output(output: Output) -> Option<NodeOutput> {
    let description = output.tensor_description?;
    let data_type = DataType::try_from(description.dtype).ok()?;
    let shape = description.shape.unwrap_or_default().dim.iter().map(|dim| dim.size).collect();
    Some(NodeOutput { data_type, shape, bytes: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(name: &str, nanos: u64, bytes: u64) -> NodeTime {
        let output = NodeOutput { data_type: DataType::Float, shape: vec![2, 3], bytes };
        NodeTime { name: name.to_owned(), duration: Duration::from_nanos(nanos), outputs: vec![output] }
    }

    #[test]
    fn times_follow_one_another_and_none_is_zero() {
        let profile = Profile {
            device: "cpu".to_owned(),
            nodes: vec![node("a", 2_600, 24), node("b", 10, 24), node("c", 5_000, 8)],
        };
        let bytes = profile.encode();
        let stats = RunMetadata::decode(&bytes[..]).unwrap().step_stats.unwrap().dev_stats.remove(0).node_stats;
        let spans: Vec<_> = stats.iter().map(|node| (node.all_start_micros, node.all_end_rel_micros)).collect();
        assert_eq!(spans, [(0, 3), (3, 1), (4, 5)]);
        assert_eq!(stats[2].memory[0].total_bytes, 8);
    }

    #[test]
    fn a_profile_is_read_back() {
        let profile = Profile { device: "cpu".to_owned(), nodes: vec![node("a", 3_000, 24), node("b", 1_000, 7)] };
        assert_eq!(Profile::decode(&profile.encode()).unwrap(), profile);
        assert!(matches!(Profile::decode(b"\xff"), Err(DecodeError::Profile { .. })));
    }
}
