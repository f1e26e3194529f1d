//! What must be true of every model's graph.

use std::collections::HashSet;
use std::fmt::{Display, Write as _};

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Device, Tensor};
use nnviz_logger::{Logger, ModelSummary, summary};
use nnviz_record::summary::{Attribute, Graph, Node};

use crate::logged::graph_in;

/// The graph and the layers of a model that can be captured.
pub(crate) struct Seen {
    pub(crate) graph: Graph,
    pub(crate) layers: ModelSummary,
}

/// Captures a model and checks what holds for all. `outputs` are the shapes of a real forward pass.
pub(crate) fn see<M, R>(model: &M, forward: impl Fn(&M, &Device) -> R, outputs: &[&[usize]]) -> Seen
where
    M: Module + Display,
{
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    logger.add_graph(model, &forward);
    logger.close().expect("the forward pass can be captured");
    let graph = graph_in(directory.path());
    parameters_appear_once(&graph, model);
    inputs_exist_and_come_before(&graph);
    let shapes: Vec<_> = with_op(&graph, "Output").map(|node| node.output_shapes[0].clone().unwrap()).collect();
    let real: Vec<Vec<i64>> = outputs.iter().map(|shape| shape.iter().map(|&size| size as i64).collect()).collect();
    assert_eq!(shapes, real, "shapes of the outputs");
    Seen { graph, layers: summary(model, forward) }
}

pub(crate) fn with_op<'a>(graph: &'a Graph, op: &'a str) -> impl Iterator<Item = &'a Node> {
    graph.nodes.iter().filter(move |node| node.op == op)
}

fn parameters_appear_once<M: Module>(graph: &Graph, model: &M) {
    let mut paths = Paths::default();
    model.visit(&mut paths);
    let mut shown: Vec<_> = with_op(graph, "Parameter").map(|node| node.name.clone()).collect();
    let mut expected = paths.found;
    shown.sort();
    expected.sort();
    assert_eq!(shown, expected);
}

#[derive(Default)]
struct Paths {
    path: Vec<String>,
    found: Vec<String>,
}

impl ModuleVisitor for Paths {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, _param: &Param<Tensor<D>>) {
        self.found.push(self.path.join("/"));
    }
}

/// No edge from nowhere, no name twice, and an order in which the operations can run.
fn inputs_exist_and_come_before(graph: &Graph) {
    let mut seen = HashSet::new();
    for node in &graph.nodes {
        for input in &node.inputs {
            let source = input.split(':').next().unwrap();
            assert!(seen.contains(source), "{} is fed by {input}, which is not before it", node.name);
        }
        assert!(seen.insert(node.name.as_str()), "{} is there twice", node.name);
        assert!(node.attributes.iter().any(|(name, _)| name == "dtype"), "{} has no element type", node.name);
    }
}

/// The graph as a text that can be reviewed: a line for each node.
pub(crate) fn text(graph: &Graph) -> String {
    let mut text = String::new();
    for node in &graph.nodes {
        let shapes: Vec<_> = node.output_shapes.iter().flatten().map(|shape| format!("{shape:?}")).collect();
        let fixed = node.attributes.contains(&("trainable".to_owned(), Attribute::Bool(false)));
        let fixed = if fixed { " fixed" } else { "" };
        let inputs = if node.inputs.is_empty() { String::new() } else { format!(" <- {}", node.inputs.join(", ")) };
        writeln!(text, "{} ({}{fixed}) {}{inputs}", node.name, node.op, shapes.join(" ")).unwrap();
    }
    text
}
