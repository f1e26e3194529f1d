//! A U-Net: down, up again with transposed convolutions, and skips between.

use burn::tensor::{Device, Tensor};

use crate::architectures::unet::UNet;
use crate::checks::{see, text};

#[test]
fn unet() {
    let device = Device::default().autodiff();
    let model = UNet::new(&device);
    let forward = |model: &UNet, device: &Device| model.forward(Tensor::zeros([1, 1, 8, 8], device));
    let seen = see(&model, forward, &[&forward(&model, &device).dims()]);
    let down = 64 * 4 * 9 + 16 * 8 * 4 * 9 + 4 * 16 * 8 * 9;
    let up = 4 * 16 * 8 * 4 + 16 * 8 * 4 * 4;
    let merge = 16 * 8 * 16 * 9 + 64 * 4 * 8 * 9;
    assert_eq!(seen.layers.total().multiply_adds, down + up + merge + 64 * 2 * 4);
    insta::assert_snapshot!(text(&seen.graph));
}
