//! A forward pass that reads a value: it cannot be captured.

use burn::tensor::{Device, Tensor};
use nnviz_logger::{Error, Logger, summary};

use crate::architectures::reader::Reader;
use crate::checks::{text, with_op};
use crate::logged::graph_in;
use crate::support::series;

#[test]
fn reader() {
    let model = Reader::new(&Device::default().autodiff());
    let forward = |model: &Reader, device: &Device| model.forward(Tensor::zeros([1, 4], device));
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    logger.add_graph(&model, forward);
    let error = logger.close().unwrap_err();
    let Error::CaptureGraph { reason } = &error else { panic!("{error}") };
    assert!(reason.contains("value"), "{reason}");

    let graph = graph_in(directory.path());
    assert_eq!(with_op(&graph, "Parameter").count(), 4);
    insta::assert_snapshot!(text(&graph));
    let layers = summary(&model, forward);
    assert!(layers.note.as_ref().is_some_and(|note| note.contains("no concrete value")));
    assert_eq!(layers.total().trainable, 20);
    let told = format!("{:?}", series(directory.path())["model/layers"]);
    assert!(told.contains("not captured"), "{told}");
}
