//! A forward pass that reads a value: it cannot be captured.

use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor};
use nnviz_logger::{Error, Logger, summary};

use crate::checks::{text, with_op};
use crate::logged::graph_in;
use crate::support::series;

#[derive(Module, Debug)]
struct Reader {
    small: Linear,
    large: Linear,
}

impl Reader {
    fn new(device: &Device) -> Self {
        let linear = || LinearConfig::new(4, 2).init(device);
        Self { small: linear(), large: linear() }
    }

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let mean = x.clone().mean().into_scalar::<f32>();
        if mean > 1.0 { self.large.forward(x) } else { self.small.forward(x) }
    }
}

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
