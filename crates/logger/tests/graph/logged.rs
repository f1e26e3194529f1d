//! The graph of a model: which operations it has, where they are placed, and what happens when it cannot be captured.

use std::path::Path;

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Linear, LinearConfig, Relu};
use burn::tensor::{Device, Tensor};
use nnviz_logger::{Error, Logger};
use nnviz_record::proto::What;
use nnviz_record::summary::{Graph, Node};

#[derive(Module, Debug)]
struct Net {
    conv: Conv2d,
    norm: BatchNorm,
    relu: Relu,
    pool: MaxPool2d,
    output: Linear,
}

impl Net {
    fn new(device: &Device) -> Self {
        Self {
            conv: Conv2dConfig::new([1, 4], [3, 3]).init(device),
            norm: BatchNormConfig::new(4).init(device),
            relu: Relu::new(),
            pool: MaxPool2dConfig::new([2, 2]).init(),
            output: LinearConfig::new(36, 10).init(device),
        }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let x = self.pool.forward(self.relu.forward(self.norm.forward(self.conv.forward(x))));
        self.output.forward(x.flatten(1, 3))
    }
}

/// The last graph in the event files of a run.
pub(crate) fn graph_in(directory: &Path) -> Graph {
    let events = crate::support::event_files(directory).into_iter().flat_map(|file| crate::support::events(&file));
    let mut graphs = events.filter_map(|event| match event.what {
        Some(What::GraphDef(bytes)) => Some(Graph::decode(&bytes).unwrap()),
        _ => None,
    });
    graphs.next_back().expect("a graph")
}

fn node<'a>(graph: &'a Graph, name: &str) -> &'a Node {
    let names = || graph.nodes.iter().map(|node| &node.name).collect::<Vec<_>>();
    graph.nodes.iter().find(|node| node.name == name).unwrap_or_else(|| panic!("no {name} in {:?}", names()))
}

#[test]
fn operations_are_placed_in_their_modules_and_have_shapes() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    let model = Net::new(&Device::default().autodiff());
    logger.add_graph(&model, |model, device| model.forward(Tensor::zeros([1, 1, 8, 8], device)));
    logger.close().unwrap();

    let graph = graph_in(directory.path());
    let conv = node(&graph, "conv/Conv2d");
    assert_eq!(conv.inputs, ["input", "conv/weight", "conv/bias"]);
    assert_eq!(conv.output_shapes, [Some(vec![1, 4, 6, 6])]);
    assert_eq!(node(&graph, "norm/BatchNorm").inputs[0], "conv/Conv2d");
    assert_eq!(node(&graph, "relu/Relu").inputs, ["norm/BatchNorm"]);
    assert_eq!(node(&graph, "pool/MaxPool2d").output_shapes, [Some(vec![1, 4, 3, 3])]);
    assert_eq!(node(&graph, "conv/weight").output_shapes, [Some(vec![4, 1, 3, 3])]);
    // The module `output` is a scope, so the node for the result has a name of its own.
    assert_eq!(node(&graph, "output_1").output_shapes, [Some(vec![1, 10])]);
    for node in &graph.nodes {
        for input in &node.inputs {
            assert!(graph.nodes.iter().any(|other| other.name == *input), "{} is fed by {input}", node.name);
        }
    }
}

#[test]
fn capturing_leaves_the_model_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    let device = Device::default();
    let model = Net::new(&device);
    let input = Tensor::<4>::ones([2, 1, 8, 8], &device);
    let before = model.forward(input.clone()).into_data();
    logger.add_graph(&model, |model, device| model.forward(Tensor::zeros([1, 1, 8, 8], device)));
    logger.close().unwrap();
    assert_eq!(model.forward(input).into_data(), before);
    assert_eq!(model.norm.running_mean.value().device(), device);
}

#[test]
fn a_forward_pass_that_reads_a_value_falls_back_to_the_module_tree() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    let model = Net::new(&Device::default());
    logger.add_graph(&model, |model, device| {
        let scores = model.forward(Tensor::zeros([1, 1, 8, 8], device));
        scores.sum().into_scalar::<f32>()
    });
    let error = logger.close().unwrap_err();
    assert!(matches!(error, Error::CaptureGraph { .. }), "{error}");
    let graph = graph_in(directory.path());
    assert_eq!(node(&graph, "conv/Conv2d").inputs, ["conv/weight", "conv/bias"]);
}
