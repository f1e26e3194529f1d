//! Names that the user gives inside the forward pass.

use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor, activation};
use nnviz_logger::{scope, tap};

use crate::checks::{see, with_op};

#[derive(Module, Debug)]
struct Gated {
    first: Linear,
    second: Linear,
}

impl Gated {
    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let x = self.first.forward(x);
        let x = scope("gate", || {
            let open = scope("open", || activation::sigmoid(x.clone()));
            tap("gated", x * open)
        });
        self.second.forward(x)
    }
}

#[test]
fn scopes_and_taps_name_operations_and_inputs() {
    let device = Device::default();
    let linear = || LinearConfig::new(4, 4).init(&device);
    let model = Gated { first: linear(), second: linear() };
    let forward = |model: &Gated, device: &Device| {
        let _unused = Tensor::<1>::ones([1], device);
        model.forward(tap("features", Tensor::zeros([2, 4], device)))
    };
    let plain = model.forward(Tensor::zeros([2, 4], &device));
    let graph = see(&model, forward, &[&plain.dims()]).graph;
    let names: Vec<_> = graph.nodes.iter().map(|node| node.name.as_str()).collect();
    let inputs: Vec<_> = with_op(&graph, "Input").map(|node| node.name.as_str()).collect();
    assert_eq!(inputs, ["features"]);
    for name in ["gate/open/Sigmoid", "gate/gated", "first/Matmul", "second/Matmul"] {
        assert!(names.contains(&name), "no {name} in {names:?}");
    }
}
