//! Grad-CAM is a generalisation of CAM: Selvaraju et al. 2017, section 3.1.

use burn::tensor::Tensor;
use nnviz_explain::{GradCam, Replay};
use proptest::prelude::*;

use super::net::{CLASSES, Net, apart, images};

/// CAM as Zhou, Khosla, Lapedriza, Oliva & Torralba 2016 define it: the feature maps, weighted as the linear layer weighs their
/// means. `[batch, 1, rows, columns]`
fn cam(net: &Net, x: Tensor<4>, class: usize) -> Tensor<4> {
    let maps = burn::tensor::activation::relu(net.conv.forward(x));
    let weights: Tensor<4> = net.means.weight.val().narrow(1, class, 1).reshape([1, 4, 1, 1]);
    (maps * weights).sum_dim(1)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn grad_cam_of_a_linear_head_over_means_is_cam(seed in any::<u64>(), class in 0..CLASSES) {
        let (net, x) = (Net::new(seed / 2), images(2, seed));
        let replay = Replay::new(&net, &x, Net::over_means).unwrap();
        let found = GradCam::new().raw(&replay, x.clone(), &[class]).unwrap().swap_remove(0);
        let expected = cam(&net, x, class);
        let [_, _, rows, columns] = expected.dims();
        // The gradient of a mean is one by the number of places.
        prop_assert!(apart(found * (rows * columns) as f32, expected) < 1e-5);
    }
}
