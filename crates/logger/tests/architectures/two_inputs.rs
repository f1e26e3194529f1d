//! Two inputs, two outputs.

use burn::module::Module;
use burn::nn::{Linear, LinearConfig, Tanh};
use burn::tensor::{Device, Tensor};

#[derive(Module, Debug)]
pub(crate) struct Actor {
    sight: Linear,
    touch: Linear,
    tanh: Tanh,
    policy: Linear,
    value: Linear,
}

impl Actor {
    pub(crate) fn new(device: &Device) -> Self {
        let linear = |inside, outside| LinearConfig::new(inside, outside).init(device);
        Self { sight: linear(6, 4), touch: linear(3, 4), tanh: Tanh::new(), policy: linear(8, 5), value: linear(8, 1) }
    }

    pub(crate) fn forward(&self, sight: Tensor<2>, touch: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        let x = Tensor::cat(vec![self.sight.forward(sight), self.touch.forward(touch)], 1);
        let x = self.tanh.forward(x);
        (self.policy.forward(x.clone()), self.value.forward(x))
    }
}
