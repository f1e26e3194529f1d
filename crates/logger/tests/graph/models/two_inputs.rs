//! Two inputs, two outputs.

use burn::tensor::{Device, Tensor};

use crate::architectures::two_inputs::Actor;
use crate::checks::{see, text, with_op};

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
