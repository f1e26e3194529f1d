//! Times on the graph, and graphs that are large.

use std::time::Instant;

use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor};
use nnviz_logger::{GraphConfig, Logger, summary_with};
use nnviz_record::proto::What;
use nnviz_record::summary::Profile;

use crate::architectures::residual::Residual;
use crate::logged::graph_in;
use crate::support;

#[test]
fn each_operation_has_a_time_and_its_memory() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    let device = Device::default();
    let model = Residual::new(2, &device);
    let config = GraphConfig::new().timed(&device, 3);
    let forward = |model: &Residual, device: &Device| model.forward(Tensor::ones([1, 3, 32, 32], device));
    logger.add_graph_with(&model, forward, &config);
    logger.close().unwrap();

    let graph = graph_in(directory.path());
    let events = support::event_files(directory.path()).into_iter().flat_map(|file| support::events(&file));
    let profiles = events.filter_map(|event| match event.what {
        Some(What::TaggedRunMetadata(tagged)) => Some((tagged.tag, Profile::decode(&tagged.run_metadata).unwrap())),
        _ => None,
    });
    let profiles: Vec<_> = profiles.collect();
    let [(tag, profile)] = &profiles[..] else { panic!("{profiles:?}") };
    assert_eq!(tag, "forward");
    for node in &profile.nodes {
        let drawn = graph.nodes.iter().find(|drawn| drawn.name == node.name).expect("a node of the graph");
        assert_eq!(drawn.output_shapes[0].as_ref(), Some(&node.outputs[0].shape), "{}", node.name);
    }
    let of = |name: &str| profile.nodes.iter().find(|node| node.name == name).unwrap_or_else(|| panic!("no {name}"));
    assert_eq!(of("stem/Conv2d").outputs[0].bytes, 4 * 32 * 32 * 4);
    assert!(of("stem/Conv2d").duration > of("relu/Relu").duration, "{profile:?}");
}

#[test]
fn the_layers_share_the_time() {
    let device = Device::default();
    let model = Residual::new(1, &device);
    let config = GraphConfig::new().timed(&device, 3);
    let layers = summary_with(&model, |model, device| model.forward(Tensor::ones([1, 3, 16, 16], device)), &config);
    let time = |path: &str| layers.layer(path).and_then(|layer| layer.time).unwrap_or_default();
    let total = layers.total().time.expect("a time");
    assert!(time("blocks") > time("stem") && time("blocks") < total, "{layers}");
    assert!(layers.to_string().contains("100.0 %"), "{layers}");
}

#[derive(Module, Debug)]
struct Deep {
    layers: Vec<Linear>,
}

/// The times of the stages are printed, for the docs; the limit is for a machine that is busy.
#[test]
fn ten_thousand_operations_are_captured_and_written() {
    let device = Device::default();
    let linear = |_| LinearConfig::new(2, 2).init(&device);
    let model = Deep { layers: (0..2500).map(linear).collect() };
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    let start = Instant::now();
    logger.add_graph(&model, |model, device| {
        model.layers.iter().fold(Tensor::<2>::zeros([1, 2], device), |x, layer| layer.forward(x).tanh())
    });
    let captured = start.elapsed();
    logger.close().unwrap();
    println!("captured and built in {captured:?}, written after {:?}", start.elapsed());
    let start = Instant::now();
    let graph = graph_in(directory.path());
    println!("read in {:?}", start.elapsed());
    let operations = graph.nodes.iter().filter(|node| node.op != "Parameter").count();
    assert!(operations > 10_000, "{operations}");
    assert!(captured.as_secs() < 20, "{captured:?}");
}
