//! Models of burn, captured and timed, as TensorBoard serves them.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::transformer::{TransformerEncoder, TransformerEncoderConfig, TransformerEncoderInput};
use burn::nn::{BatchNorm, BatchNormConfig, Linear, LinearConfig, Lstm, LstmConfig, PaddingConfig2d, Relu};
use burn::tensor::{Bool, Device, Tensor, activation};
use nnviz::GraphConfig;

use super::{assert_inputs_exist, pbtxt};
use crate::boards::{logger, shown};

#[test]
fn the_forward_pass_of_a_model_is_shown() {
    let run = "graph/captured";
    let logger = logger(run);
    let model: Linear = LinearConfig::new(64, 10).init(&Device::default());
    logger.add_graph(&model, |model, device| activation::relu(model.forward(Tensor::<2>::zeros([5, 64], device))));
    for board in shown(run, &logger) {
        let pbtxt = pbtxt(board, run);
        for part in ["dim{size:5}dim{size:64}", "dim{size:64}dim{size:10}", "dim{size:5}dim{size:10}"] {
            assert!(pbtxt.contains(part), "{:?}: no {part} in {pbtxt}", board.reader);
        }
        assert_inputs_exist(&pbtxt);
    }
}

#[derive(Module, Debug)]
struct Block {
    conv1: Conv2d,
    norm1: BatchNorm,
    relu: Relu,
    conv2: Conv2d,
    norm2: BatchNorm,
}

impl Block {
    fn new(channels: usize, device: &Device) -> Self {
        let config = Conv2dConfig::new([channels, channels], [3, 3]).with_padding(PaddingConfig2d::Same);
        let norm = || BatchNormConfig::new(channels).init(device);
        Self { conv1: config.init(device), norm1: norm(), relu: Relu::new(), conv2: config.init(device), norm2: norm() }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let y = self.relu.forward(self.norm1.forward(self.conv1.forward(x.clone())));
        self.relu.forward(self.norm2.forward(self.conv2.forward(y)) + x)
    }
}

#[derive(Module, Debug)]
struct Residual {
    stem: Conv2d,
    blocks: Vec<Block>,
    classifier: Linear,
}

#[test]
fn a_residual_network_is_shown_with_times() {
    let run = "graph/residual";
    let logger = logger(run);
    let device = Device::default();
    let model = Residual {
        stem: Conv2dConfig::new([3, 16], [3, 3]).with_padding(PaddingConfig2d::Same).init(&device),
        blocks: (0..3).map(|_| Block::new(16, &device)).collect(),
        classifier: LinearConfig::new(16, 10).init(&device),
    };
    let forward = |model: &Residual, device: &Device| {
        let x = model.stem.forward(Tensor::ones([4, 3, 32, 32], device));
        let x = model.blocks.iter().fold(x, |x, block| block.forward(x));
        model.classifier.forward(x.mean_dims(&[2, 3]).flatten::<2>(1, 3))
    };
    logger.add_graph_with(&model, forward, &GraphConfig::new().timed(&device, 5));
    assert_served(run, &logger, &["stem/Conv2d", "blocks/2/norm2/BatchNorm", "blocks/0/Add"]);
}

#[derive(Module, Debug)]
struct Reader {
    encoder: TransformerEncoder,
    head: Linear,
}

#[test]
fn a_transformer_is_shown_with_times() {
    let run = "graph/transformer";
    let logger = logger(run);
    let device = Device::default();
    let model = Reader {
        encoder: TransformerEncoderConfig::new(32, 64, 4, 2).init(&device),
        head: LinearConfig::new(32, 5).init(&device),
    };
    let forward = |model: &Reader, device: &Device| {
        let padding = Tensor::<2, Bool>::zeros([2, 12], device);
        let input = TransformerEncoderInput::new(Tensor::ones([2, 12, 32], device)).mask_pad(padding);
        model.head.forward(model.encoder.forward(input))
    };
    logger.add_graph_with(&model, forward, &GraphConfig::new().timed(&device, 5));
    assert_served(run, &logger, &["encoder/layers/0/mha/Softmax", "encoder/layers/1/pwff/linear_inner/Matmul"]);
}

#[derive(Module, Debug)]
struct Recurrent {
    lstm: Lstm,
    head: Linear,
}

#[test]
fn a_recurrent_network_is_shown_with_times() {
    let run = "graph/lstm";
    let logger = logger(run);
    let device = Device::default();
    let model =
        Recurrent { lstm: LstmConfig::new(3, 8, true).init(&device), head: LinearConfig::new(8, 2).init(&device) };
    let forward = |model: &Recurrent, device: &Device| {
        let (_all, last) = model.lstm.forward(Tensor::ones([2, 4, 3], device), None);
        model.head.forward(last.hidden)
    };
    logger.add_graph_with(&model, forward, &GraphConfig::new().timed(&device, 5));
    assert_served(run, &logger, &["lstm/input_gate/input_transform/Matmul", "head/Matmul"]);
}

/// Both readers serve the graph and the times of these nodes, and the table of layers.
fn assert_served(run: &str, logger: &nnviz::Logger, nodes: &[&str]) {
    for board in shown(run, logger) {
        let reader = board.reader;
        let info = board.json("plugin/graphs/info", &[]);
        assert_eq!(info[run]["tags"]["forward"]["profile"], true, "{reader:?}: {info}");
        let graph = pbtxt(board, run);
        assert_inputs_exist(&graph);
        let answer = board.get("plugin/graphs/run_metadata", &[("run", run), ("tag", "forward")]);
        assert_eq!(answer.status, 200, "{reader:?}");
        let times = String::from_utf8(answer.body).unwrap();
        for node in nodes {
            assert!(graph.contains(&format!("node{{name:\"{node}\"")), "{reader:?}: no {node} in {graph}");
            assert!(times.contains(&format!("node_name: \"{node}\"")), "{reader:?}: no {node} in {times}");
        }
        assert!(times.contains("all_end_rel_micros: ") && times.contains("total_bytes: "), "{reader:?}: {times}");
        let texts = board.json("plugin/text/tags", &[]);
        assert!(texts[run].as_array().is_some_and(|tags| tags.iter().any(|tag| tag == "model/layers")), "{texts}");
    }
}
