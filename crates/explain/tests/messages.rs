//! What is said when a request cannot be met: each message names the thing, and what to do about it.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Distribution, Tensor};
use nnviz_explain::{
    Baseline, DeepLift, Error, GradCam, GradientShap, Groups, GuidedBackpropagation, IntegratedGradients, KernelShap,
    Occlusion, Replay, Saliency,
};

/// A layer that may read random numbers in the place of its input: no replay can draw them again.
#[derive(Module, Debug)]
struct Noisy {
    conv: Conv2d,
    is_noisy: bool,
}

impl Noisy {
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.conv.forward(if self.is_noisy { Tensor::random_like(&x, Distribution::Default) } else { x })
    }
}

#[derive(Module, Debug)]
struct Net {
    stem: Conv2d,
    blocks: Vec<Noisy>,
    head: Linear,
}

impl Net {
    fn new(is_noisy: bool) -> Self {
        let device = Device::default();
        let conv = |from| Conv2dConfig::new([from, 4], [3, 3]).init(&device);
        Self {
            stem: conv(2),
            blocks: vec![Noisy { conv: conv(4), is_noisy }],
            head: LinearConfig::new(4, 3).init(&device),
        }
    }

    fn maps(&self, x: Tensor<4>) -> Tensor<4> {
        self.blocks.iter().fold(self.stem.forward(x), |x, block| block.forward(x))
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        self.head.forward(self.maps(x).mean_dim(2).mean_dim(3).flatten(1, 3))
    }
}

fn images() -> Tensor<4> {
    Tensor::ones([2, 2, 8, 8], &Device::default())
}

#[track_caller]
fn assert_says<T>(found: Result<T, Error>, message: &str) {
    let said = found.err().map(|error| error.to_string());
    assert_eq!(said.as_deref(), Some(message));
}

#[test]
fn a_layer_that_is_not_there_is_met_with_those_near_it() {
    let net = Net::new(false);
    let replay = Replay::new(&net, &images(), Net::forward).unwrap();
    let found = GradCam::new().layers("blocks/0/cov").attribute(&replay, images(), &[0]);
    let said = found.unwrap_err().to_string();
    assert!(
        said.starts_with("there is no layer \"blocks/0/cov\" in what was run: near it are blocks/0/conv"),
        "{said}"
    );
    assert!(!said.contains("head"), "what is far is not named: {said}");
}

#[test]
fn a_class_out_of_range_is_met_with_how_many_there_are() {
    let message = "class 3 is not there: the model has the classes 0 to 2";
    let net = Net::new(false);
    let trained = net.clone().to_device(&Device::default().autodiff());
    let forward = |x: Tensor<4>| trained.forward(x);
    let replay = Replay::new(&net, &images(), Net::forward).unwrap();
    assert_says(Saliency::new().attribute(forward, images(), &[3]), message);
    assert_says(IntegratedGradients::new().steps(2).attribute(forward, images(), &[0, 3]), message);
    assert_says(Occlusion::new(4, 4).attribute(forward, images(), &[3]), message);
    assert_says(GradCam::new().attribute(&replay, images(), &[3]), message);
    assert_says(GuidedBackpropagation::new().attribute(&replay, images(), &[3]), message);
    assert_says(DeepLift::new().attribute(&replay, images(), &[3]), message);
}

#[test]
fn an_output_that_is_no_row_of_scores_is_met_with_its_shape() {
    let net = Net::new(false);
    let replay = Replay::new(&net, &images(), Net::maps).unwrap();
    let message = "the output has the shape [2, 4, 4, 4]: it is not of rank 2";
    assert_says(GradCam::new().attribute(&replay, images(), &[0]), message);
    assert_says(GuidedBackpropagation::new().attribute(&replay, images(), &[0]), message);
    assert_says(DeepLift::new().attribute(&replay, images(), &[0]), message);

    let trained = net.clone().to_device(&Device::default().autodiff());
    let one_row = |x: Tensor<4>| trained.forward(x).reshape([1, -1]);
    let message = "the model's output is [1, 6] for 2 inputs: it must be (batch, classes)";
    assert_says(Saliency::new().attribute(one_row, images(), &[0]), message);
    assert_says(IntegratedGradients::new().attribute(one_row, images(), &[0]), message);
    assert_says(Occlusion::new(4, 4).batch(2).attribute(one_row, images(), &[0]), message);
}

#[test]
fn a_baseline_of_another_shape_is_met_with_the_right_one() {
    let net = Net::new(false);
    let trained = net.clone().to_device(&Device::default().autodiff());
    let forward = |x: Tensor<4>| trained.forward(x);
    let replay = Replay::new(&net, &images(), Net::forward).unwrap();
    let small = Tensor::<4>::zeros([1, 2, 8, 7], &Device::default());
    let message = "the baseline has the shape [1, 2, 8, 7], not [1, 2, 8, 8]";
    let given = || Baseline::Given(small.clone());
    assert_says(IntegratedGradients::new().baseline(given()).attribute(forward, images(), &[0]), message);
    assert_says(DeepLift::new().baseline(given()).attribute(&replay, images(), &[0]), message);
    assert_says(Occlusion::new(4, 4).baseline(small.clone()).attribute(forward, images(), &[0]), message);

    let message = "the background has the shape [1, 2, 8, 7], not [1, 2, 8, 8]";
    let groups = Groups::grid([2, 8, 8], 4).unwrap();
    let one = images().narrow(0, 0, 1);
    assert_says(KernelShap::new().explain(forward, one, small.clone(), &groups), message);
    assert_says(GradientShap::new().attribute(forward, images(), small, &[0]), message);
}

#[test]
fn an_operation_that_cannot_be_run_again_is_met_with_its_place_and_with_tap() {
    let net = Net::new(true);
    let replay = Replay::new(&net, &images(), Net::forward).unwrap();
    let said = replay.run(images()).unwrap_err().to_string();
    assert!(said.starts_with("the operation Random at \"blocks/0/"), "{said}");
    assert!(said.ends_with("Name the tensors that matter with `tap` instead"), "{said}");

    let plain = Net::new(false);
    let reads = Replay::new(&plain, &images(), |net: &Net, x: Tensor<4>| {
        let largest = x.clone().max().into_scalar::<f32>();
        net.forward(x / largest)
    });
    let said = reads.unwrap_err().to_string();
    assert!(said.starts_with("the forward pass cannot be captured: ") && said.contains("with `tap` instead"), "{said}");
}
