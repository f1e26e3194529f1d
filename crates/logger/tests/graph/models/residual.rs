//! A residual network: batch norm, shortcuts, down-sampling.

use burn::tensor::{Device, Tensor};

use crate::architectures::residual::Residual;
use crate::checks::{see, text};

#[test]
fn residual() {
    let device = Device::default().autodiff();
    let model = Residual::new(2, &device);
    let forward = |model: &Residual, device: &Device| model.forward(Tensor::zeros([1, 3, 8, 8], device));
    let seen = see(&model, forward, &[&forward(&model, &device).dims()]);
    let (stem, wide) = (64 * 4 * 3 * 9, 64 * 4 * 4 * 9);
    let (narrowing, narrow, shortcut) = (16 * 8 * 4 * 9, 16 * 8 * 8 * 9, 16 * 8 * 4);
    assert_eq!(seen.layers.total().multiply_adds, stem + 4 * wide + narrowing + 3 * narrow + shortcut + 8 * 10);
    assert_eq!(seen.layers.layer("blocks/2/downsample/conv").unwrap().output, Some(vec![1, 8, 4, 4]));
    insta::assert_snapshot!(text(&seen.graph));
    insta::assert_snapshot!("residual_layers", seen.layers.to_string());
}
