//! Models of burn, captured and timed, as TensorBoard serves them.

use std::fmt::Display;

use burn::module::Module;
use burn::tensor::{Bool, Device, Int, Tensor};
use nnviz::{Error, GraphConfig, Logger};

use super::architectures::{
    autoencoder::Autoencoder, digits::Digits, lstm::Recurrent, reader::Reader, residual::Residual,
    transformer::Classifier, two_inputs::Actor, unet::UNet,
};
use super::{assert_inputs_exist, pbtxt};
use crate::boards::{end, logger, shown, shown_to_end};

/// Logs a model with times; both readers serve these nodes and their times, and the table of layers.
fn assert_shown<M, R>(name: &str, model: &M, forward: impl FnOnce(&M, &Device) -> R, nodes: &[&str])
where
    M: Module + Display,
{
    let run = format!("graph/{name}");
    let logger = logger(&run);
    logger.add_graph_with(model, forward, &GraphConfig::new().timed(&Device::default(), 3));
    for board in shown(&run, &logger) {
        let reader = board.reader;
        let info = board.json("plugin/graphs/info", &[]);
        assert_eq!(info[&run]["tags"]["forward"]["profile"], true, "{reader:?}: {info}");
        let graph = pbtxt(board, &run);
        assert_inputs_exist(&graph);
        let answer = board.get("plugin/graphs/run_metadata", &[("run", &run), ("tag", "forward")]);
        assert_eq!(answer.status, 200, "{reader:?}");
        let times = String::from_utf8(answer.body).unwrap();
        for node in nodes {
            assert!(graph.contains(&format!("node{{name:\"{node}\"")), "{reader:?}: no {node} in {graph}");
            assert!(times.contains(&format!("node_name: \"{node}\"")), "{reader:?}: no {node} in {times}");
        }
        assert!(times.contains("all_end_rel_micros: ") && times.contains("total_bytes: "), "{reader:?}: {times}");
        assert_has_layers(board, &run);
    }
}

fn assert_has_layers(board: &crate::support::tensorboard::TensorBoard, run: &str) {
    let texts = board.json("plugin/text/tags", &[]);
    assert!(texts[run].as_array().is_some_and(|tags| tags.iter().any(|tag| tag == "model/layers")), "{texts}");
}

#[test]
fn a_convolutional_network() {
    let model = Digits::new(&Device::default());
    let forward = |model: &Digits, device: &Device| model.forward(Tensor::ones([2, 1, 8, 8], device));
    assert_shown("digits", &model, forward, &["conv1/Conv2d", "pool/MaxPool2d", "linear2/Matmul"]);
}

#[test]
fn a_residual_network() {
    let model = Residual::new(2, &Device::default());
    let forward = |model: &Residual, device: &Device| model.forward(Tensor::ones([1, 3, 8, 8], device));
    let nodes = ["stem/Conv2d", "blocks/2/downsample/norm/BatchNorm", "blocks/0/Add"];
    assert_shown("residual", &model, forward, &nodes);
}

#[test]
fn a_u_net() {
    let model = UNet::new(&Device::default());
    let forward = |model: &UNet, device: &Device| model.forward(Tensor::ones([1, 1, 8, 8], device));
    assert_shown("unet", &model, forward, &["up/0/ConvTranspose2d", "head/Conv2d"]);
}

#[test]
fn a_transformer() {
    let model = Classifier::new(&Device::default());
    let forward = |model: &Classifier, device: &Device| {
        model.forward(Tensor::<2, Int>::zeros([2, 5], device), Tensor::<2, Bool>::zeros([2, 5], device))
    };
    let nodes = ["encoder/layers/0/mha/Softmax", "encoder/layers/1/pwff/linear_inner/Matmul"];
    assert_shown("transformer", &model, forward, &nodes);
}

#[test]
fn a_recurrent_network() {
    let model = Recurrent::new(&Device::default());
    let forward = |model: &Recurrent, device: &Device| model.forward(Tensor::ones([1, 2, 3], device));
    assert_shown("lstm", &model, forward, &["lstm/input_gate/input_transform/Matmul"]);
}

#[test]
fn two_inputs_and_two_outputs() {
    let model = Actor::new(&Device::default());
    let forward =
        |model: &Actor, device: &Device| model.forward(Tensor::ones([2, 6], device), Tensor::ones([2, 3], device));
    assert_shown("actor", &model, forward, &["policy/Matmul", "value/Matmul"]);
}

#[test]
fn optional_modules_and_variants() {
    let model = Autoencoder::new(true, &Device::default());
    let forward = |model: &Autoencoder, device: &Device| model.forward(Tensor::ones([1, 8], device));
    assert_shown("autoencoder", &model, forward, &["encoder/Matmul", "norm/LayerNorm"]);
}

#[test]
fn a_forward_pass_that_reads_a_value() {
    let run = "graph/reader";
    let logger: Logger = logger(run);
    let model = Reader::new(&Device::default());
    logger.add_graph(&model, |model, device| model.forward(Tensor::ones([1, 4], device)));
    end(&logger);
    let error = logger.close().unwrap_err();
    assert!(matches!(error, Error::CaptureGraph { .. }), "{error}");
    for board in shown_to_end(&[run]) {
        let graph = pbtxt(board, run);
        assert!(graph.contains(r#"node{name:"small/weight"op:"Parameter""#), "{:?}: {graph}", board.reader);
        assert_inputs_exist(&graph);
        assert_has_layers(board, run);
    }
}
