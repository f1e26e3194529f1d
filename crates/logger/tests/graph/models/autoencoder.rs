//! An autoencoder with a module that may be missing and one that may be of several kinds.

use burn::tensor::{Device, Tensor};

use crate::architectures::autoencoder::Autoencoder;
use crate::checks::{see, text};

#[test]
fn autoencoder() {
    let device = Device::default().autodiff();
    for (normed, name) in [(false, "autoencoder_plain"), (true, "autoencoder_normed")] {
        let model = Autoencoder::new(normed, &device);
        let forward = |model: &Autoencoder, device: &Device| model.forward(Tensor::zeros([1, 8], device));
        let seen = see(&model, forward, &[&forward(&model, &device).dims()]);
        assert_eq!(seen.layers.total().multiply_adds, 8 * 4 + 4 * 2 + 2 * 8);
        insta::assert_snapshot!(name, text(&seen.graph));
        insta::assert_snapshot!(format!("{name}_layers"), seen.layers.to_string());
    }
}
