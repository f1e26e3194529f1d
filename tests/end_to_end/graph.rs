//! Graphs.

#[cfg(feature = "burn")]
#[path = "../../crates/logger/tests/architectures/mod.rs"]
mod architectures;
#[cfg(feature = "burn")]
mod captured;

use nnviz::record::summary::{Attribute, Graph, Node};

use crate::boards::{logger, shown};
use crate::support::tensorboard::TensorBoard;

/// The graph of a run, as the text that TensorBoard's page parses. White space is left out: it has no meaning there.
fn pbtxt(board: &TensorBoard, run: &str) -> String {
    let info = board.json("plugin/graphs/info", &[]);
    assert_eq!(info[run]["run_graph"], true, "{:?}: {info}", board.reader);
    // What the page itself asks for.
    let query = [("run", run), ("conceptual", "false"), ("limit_attr_size", "1024"), ("large_attrs_key", "_too_large")];
    let answer = board.get("plugin/graphs/graph", &query);
    assert_eq!(answer.status, 200, "{:?}", board.reader);
    String::from_utf8(answer.body).unwrap().split_whitespace().collect()
}

fn node(name: &str, op: &str, inputs: &[&str], shape: &[i64]) -> Node {
    Node {
        name: name.to_owned(),
        op: op.to_owned(),
        inputs: inputs.iter().map(|&input| input.to_owned()).collect(),
        output_shapes: vec![Some(shape.to_vec())],
        ..Node::default()
    }
}

#[test]
fn nodes_edges_shapes_and_attributes_are_shown() {
    let run = "graph/made";
    let logger = logger(run);
    let mut convolution = node("net/conv", "Conv2d", &["input"], &[1, 4, 26, 26]);
    convolution.attributes = vec![
        ("stride".to_owned(), Attribute::Ints(vec![1, 2])),
        ("bias".to_owned(), Attribute::Bool(true)),
        ("padding".to_owned(), Attribute::Text("same".to_owned())),
    ];
    let input = node("input", "Placeholder", &[], &[1, 1, 28, 28]);
    let activation = node("net/relu", "Relu", &["net/conv", "^input"], &[1, 4, 26, 26]);
    logger.add_graph_def(Graph { nodes: vec![input, convolution, activation] });
    for board in shown(run, &logger) {
        let pbtxt = pbtxt(board, run);
        for part in [
            r#"node{name:"input"op:"Placeholder""#,
            r#"node{name:"net/conv"op:"Conv2d"input:"input""#,
            r#"node{name:"net/relu"op:"Relu"input:"net/conv"input:"^input""#,
            r#"key:"_output_shapes"value{list{shape{dim{size:1}dim{size:4}dim{size:26}dim{size:26}}}}"#,
            r#"key:"stride"value{list{i:1i:2}}"#,
            r#"key:"bias"value{b:true}"#,
            r#"key:"padding"value{s:"same"}"#,
        ] {
            assert!(pbtxt.contains(part), "{:?}: no {part} in {pbtxt}", board.reader);
        }
        assert_eq!(pbtxt.matches("node{").count(), 3);
    }
}

/// TensorBoard's page fails on an edge from nowhere.
fn assert_inputs_exist(pbtxt: &str) {
    let quoted = |key: &'static str| pbtxt.split(key).skip(1).filter_map(|rest| rest.split('"').next());
    let names: Vec<_> = quoted("node{name:\"").collect();
    let inputs: Vec<_> = quoted("input:\"").collect();
    assert!(!inputs.is_empty(), "no edges in {pbtxt}");
    for input in inputs {
        let name = input.trim_start_matches('^').split(':').next().unwrap();
        assert!(names.contains(&name), "an edge from {input}, which is not in {names:?}");
    }
}
