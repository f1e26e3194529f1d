//! The graph in a `RunMetadata`, as TensorFlow 2 writes what it traces: in a tensor of the plugins
//! `graph_run_metadata_graph` and `graph_run_metadata` (`tensorflow/core/protobuf/config.proto`).

use nnviz_record::proto::{Payload, Value};
use nnviz_record::summary::{DecodeError, Graph};
use prost::Message as _;

/// The plugins whose values are a `RunMetadata` with graphs.
const PLUGINS: [&str; 2] = ["graph_run_metadata_graph", "graph_run_metadata"];

#[derive(Clone, PartialEq, prost::Message)]
struct RunMetadata {
    #[prost(message, repeated, tag = "4")]
    function_graphs: Vec<FunctionGraphs>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct FunctionGraphs {
    /// A `GraphDef`, not yet read: the graph as the user wrote it.
    #[prost(bytes = "vec", tag = "2")]
    pre_optimization_graph: Vec<u8>,
}

/// The graph in a value; `None` for a value of another plugin.
pub(super) fn graph(value: &Value) -> Option<Result<Graph, DecodeError>> {
    let plugin = &value.metadata.as_ref()?.plugin_data.as_ref()?.plugin_name;
    let Some(Payload::Tensor(tensor)) = &value.value else { return None };
    let bytes = tensor.string_val.first()?;
    PLUGINS.contains(&plugin.as_str()).then(|| decode(bytes))
}

fn decode(bytes: &[u8]) -> Result<Graph, DecodeError> {
    let metadata = RunMetadata::decode(bytes).map_err(|source| DecodeError::Graph { source })?;
    let graphs: Vec<Graph> = metadata
        .function_graphs
        .iter()
        .map(|function| Graph::decode(&function.pre_optimization_graph))
        .collect::<Result<_, _>>()?;
    Ok(merged(graphs))
}

/// One graph of all. As in TensorBoard, the operations of several have the number of theirs before their names.
fn merged(mut graphs: Vec<Graph>) -> Graph {
    if graphs.len() > 1 {
        for (number, graph) in graphs.iter_mut().enumerate() {
            let prefix = format!("graph_{}/", number + 1);
            for node in &mut graph.nodes {
                node.name.insert_str(0, &prefix);
                for input in &mut node.inputs {
                    let at = usize::from(input.starts_with('^'));
                    input.insert_str(at, &prefix);
                }
            }
        }
    }
    Graph { nodes: graphs.into_iter().flat_map(|graph| graph.nodes).collect() }
}

#[cfg(test)]
mod tests {
    use nnviz_record::summary::Node;

    use super::*;

    #[test]
    fn operations_of_several_graphs_keep_apart() {
        let graph = || {
            let inputs = ["a", "^a", "a:1"].map(str::to_owned).to_vec();
            let node = |name: &str, inputs| Node { name: name.to_owned(), inputs, ..Node::default() };
            Graph { nodes: vec![node("a", Vec::new()), node("b", inputs)] }
        };
        assert_eq!(merged(vec![graph()]), graph());
        let both = merged(vec![graph(), graph()]);
        let names: Vec<_> = both.nodes.iter().map(|node| node.name.as_str()).collect();
        assert_eq!(names, ["graph_1/a", "graph_1/b", "graph_2/a", "graph_2/b"]);
        assert_eq!(both.nodes[3].inputs, ["graph_2/a", "^graph_2/a", "graph_2/a:1"]);
    }
}
