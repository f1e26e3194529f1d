//! A transformer encoder with a padding mask.

use burn::tensor::{Bool, Device, Int, Tensor};

use crate::architectures::transformer::Classifier;
use crate::checks::{see, text, with_op};

#[test]
fn transformer() {
    let device = Device::default().autodiff();
    let model = Classifier::new(&device);
    let forward = |model: &Classifier, device: &Device| {
        let tokens = Tensor::<2, Int>::zeros([2, 5], device);
        model.forward(tokens, Tensor::<2, Bool>::zeros([2, 5], device))
    };
    let seen = see(&model, forward, &[&forward(&model, &device).dims()]);
    assert_eq!(with_op(&seen.graph, "Input").count(), 2);
    let attention = 4 * 10 * 8 * 8 + 2 * (2 * 2 * 5 * 5 * 4);
    let layer = attention + 2 * 10 * 8 * 16;
    assert_eq!(seen.layers.total().multiply_adds, 2 * layer + 2 * 8 * 3);
    assert_eq!(seen.layers.layer("encoder/layers/1").unwrap().multiply_adds, layer);
    insta::assert_snapshot!(text(&seen.graph));
    insta::assert_snapshot!("transformer_layers", seen.layers.to_string());
}
