//! A recurrent classifier, whose graph has the operations of every time step.

use burn::tensor::{Device, Tensor};

use crate::architectures::lstm::Recurrent;
use crate::checks::{see, text, with_op};

#[test]
fn lstm() {
    let device = Device::default().autodiff();
    let model = Recurrent::new(&device);
    let forward = |model: &Recurrent, device: &Device| model.forward(Tensor::zeros([1, 2, 3], device));
    let last = forward(&model, &device).dims();
    let seen = see(&model, forward, &[&last]);
    let inputs: Vec<_> = with_op(&seen.graph, "Input").map(|node| node.output_shapes[0].clone().unwrap()).collect();
    assert_eq!(inputs, [[1, 2, 3]], "what the cells begin with is no input");
    assert_eq!(seen.layers.total().multiply_adds, 2 * 4 * (3 * 4 + 4 * 4) + 4 * 2);
    insta::assert_snapshot!(text(&seen.graph));
    insta::assert_snapshot!("lstm_layers", seen.layers.to_string());
}
