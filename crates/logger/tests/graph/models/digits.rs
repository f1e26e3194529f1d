//! A small convolutional network.

use burn::tensor::{Device, Tensor};

use crate::architectures::digits::Digits;
use crate::checks::{see, text};

#[test]
fn digits() {
    let device = Device::default().autodiff();
    let model = Digits::new(&device);
    let forward = |model: &Digits, device: &Device| model.forward(Tensor::zeros([2, 1, 8, 8], device));
    let seen = see(&model, forward, &[&forward(&model, &device).dims()]);
    let [conv1, conv2] = [2 * 8 * 8 * 8 * 9, 2 * 16 * 4 * 4 * 8 * 9];
    assert_eq!(seen.layers.total().multiply_adds, conv1 + conv2 + 2 * (64 * 32 + 32 * 10));
    assert_eq!(seen.layers.layer("conv2").unwrap().multiply_adds, conv2);
    insta::assert_snapshot!(text(&seen.graph));
    insta::assert_snapshot!("digits_layers", seen.layers.to_string());
}
