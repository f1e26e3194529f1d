//! Two inputs, two outputs.

use burn::module::Module;
use burn::nn::{Linear, LinearConfig, Tanh};
use burn::tensor::{Device, Tensor};

use crate::checks::{see, text, with_op};

#[derive(Module, Debug)]
struct Actor {
    sight: Linear,
    touch: Linear,
    tanh: Tanh,
    policy: Linear,
    value: Linear,
}

impl Actor {
    fn new(device: &Device) -> Self {
        let linear = |inside, outside| LinearConfig::new(inside, outside).init(device);
        Self { sight: linear(6, 4), touch: linear(3, 4), tanh: Tanh::new(), policy: linear(8, 5), value: linear(8, 1) }
    }

    fn forward(&self, sight: Tensor<2>, touch: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        let x = Tensor::cat(vec![self.sight.forward(sight), self.touch.forward(touch)], 1);
        let x = self.tanh.forward(x);
        (self.policy.forward(x.clone()), self.value.forward(x))
    }
}

#[test]
fn two_inputs() {
    let device = Device::default().autodiff();
    let model = Actor::new(&device);
    let forward =
        |model: &Actor, device: &Device| model.forward(Tensor::zeros([2, 6], device), Tensor::zeros([2, 3], device));
    let (policy, value) = forward(&model, &device);
    let seen = see(&model, forward, &[&policy.dims(), &value.dims()]);
    assert_eq!(with_op(&seen.graph, "Input").count(), 2);
    assert_eq!(seen.layers.total().multiply_adds, 2 * (6 * 4 + 3 * 4 + 8 * 5 + 8));
    insta::assert_snapshot!(text(&seen.graph));
}
