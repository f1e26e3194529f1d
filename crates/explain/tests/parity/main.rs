//! The same network with the same weights: what we find beside what captum and shap found (`generate.py`).

mod cnn;

use burn::nn::pool::MaxPool2dConfig;
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Device, Tensor, TensorData, activation};
use nnviz_explain::{Error, GradientShap, Groups, Infidelity, KernelShap, Occlusion, PermutationShap, Sensitivity};
use serde_json::Value;

const SIZE: usize = 9;

struct Golden(Value);

impl Golden {
    fn read() -> Self {
        Self(serde_json::from_str(include_str!("golden.json")).unwrap())
    }

    fn numbers(&self, key: &str) -> Vec<f32> {
        serde_json::from_value(self.0[key].clone()).unwrap()
    }

    fn number(&self, key: &str) -> f64 {
        self.0[key].as_f64().unwrap()
    }

    fn tensor<const D: usize>(&self, key: &str, shape: [usize; D]) -> Tensor<D> {
        Tensor::from_data(TensorData::new(self.numbers(key), shape), &Device::default())
    }

    fn weight<const D: usize>(&self, key: &str, shape: [usize; D]) -> Tensor<D> {
        let values: Vec<f32> = serde_json::from_value(self.0["weights"][key].clone()).unwrap();
        Tensor::from_data(TensorData::new(values, shape), &Device::default())
    }

    fn images(&self) -> Tensor<4> {
        self.tensor("images", [2, 2, SIZE, SIZE])
    }

    fn image(&self) -> Tensor<4> {
        self.images().narrow(0, 0, 1)
    }

    fn background(&self) -> Tensor<4> {
        self.tensor("background", [3, 2, SIZE, SIZE])
    }

    /// Convolution, `ReLU`, maximum of 3 × 3, and a linear layer to three classes.
    fn model(&self) -> impl Fn(Tensor<4>) -> Tensor<2> {
        let (kernel, bias) = (self.weight("0.weight", [4, 2, 3, 3]), self.weight("0.bias", [4]));
        let (linear, offset) = (self.weight("4.weight", [3, 36]).transpose(), self.weight("4.bias", [1, 3]));
        let pool = MaxPool2dConfig::new([3, 3]).with_strides([3, 3]).init();
        move |images| {
            let options = ConvOptions::new([1, 1], [1, 1], [1, 1], 1);
            let maps = activation::relu(conv2d(images, kernel.clone(), Some(bias.clone()), options));
            let pooled: Tensor<2> = pool.forward(maps).flatten(1, 3);
            pooled.matmul(linear.clone()) + offset.clone()
        }
    }
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec_as().unwrap()
}

/// The largest distance, relative to the largest magnitude of the reference.
fn apart(ours: &[f32], theirs: &[f32]) -> f32 {
    assert_eq!(ours.len(), theirs.len());
    let largest = theirs.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    let distances = ours.iter().zip(theirs).map(|(one, other)| (one - other).abs());
    distances.fold(0.0, f32::max) / largest
}

/// Pearson's correlation.
fn correlation(ours: &[f32], theirs: &[f32]) -> f64 {
    let mean = |values: &[f32]| values.iter().map(|value| f64::from(*value)).sum::<f64>() / values.len() as f64;
    let (one, other) = (mean(ours), mean(theirs));
    let product = |a: &[f32], at: f64, b: &[f32], bt: f64| -> f64 {
        a.iter().zip(b).map(|(a, b)| (f64::from(*a) - at) * (f64::from(*b) - bt)).sum()
    };
    product(ours, one, theirs, other) / (product(ours, one, ours, one) * product(theirs, other, theirs, other)).sqrt()
}

fn kernel(golden: &Golden, samples: usize) -> Vec<f32> {
    let groups = Groups::grid([2, SIZE, SIZE], 3).unwrap();
    let shap = KernelShap::new().samples(samples);
    let found = shap.explain(golden.model(), golden.image(), golden.background(), &groups).unwrap();
    (0..3)
        .flat_map(|class| found.values(class).unwrap().iter().map(|value| *value as f32).collect::<Vec<_>>())
        .collect()
}

#[test]
fn the_network_itself_is_the_same() {
    let golden = Golden::read();
    assert!(apart(&values(golden.model()(golden.images())), &golden.numbers("scores")) < 1e-5);
}

#[test]
fn occlusion_is_that_of_captum() -> Result<(), Error> {
    let golden = Golden::read();
    let occlusion = Occlusion::new(3, 4).stride(2, 3);
    let found = occlusion.attribute(golden.model(), golden.images(), &[0, 2])?;
    assert!(apart(&values(found), &golden.numbers("occluded")) < 1e-4);

    let baseline = golden.background().narrow(0, 0, 1);
    let occlusion = Occlusion::new(4, 4).stride(3, 3).baseline(baseline).batch(3);
    let found = occlusion.attribute(golden.model(), golden.images(), &[1])?;
    assert!(apart(&values(found), &golden.numbers("covered")) < 1e-4);
    Ok(())
}

#[test]
fn kernel_shap_with_all_coalitions_is_that_of_shap() {
    let golden = Golden::read();
    assert!(apart(&kernel(&golden, 510), &golden.numbers("kernel_exact")) < 1e-4);
}

#[test]
fn sampled_kernel_shap_errs_no_more_than_that_of_shap() {
    let golden = Golden::read();
    let exact = golden.numbers("kernel_exact");
    let (ours, theirs) = (apart(&kernel(&golden, 150), &exact), apart(&golden.numbers("kernel_150"), &exact));
    assert!(theirs > 0.0 && ours < 2.0 * theirs, "ours {ours}, shap's {theirs}");
}

#[test]
fn permutations_agree_within_their_errors() -> Result<(), Error> {
    let golden = Golden::read();
    let groups = Groups::grid([2, SIZE, SIZE], 3)?;
    let shap = PermutationShap::new().permutations(100);
    let found = shap.explain(golden.model(), golden.image(), golden.background(), &groups)?;
    let exact = golden.numbers("kernel_exact");
    for class in 0..3 {
        let (ours, errors) = (found.values(class)?, found.errors(class)?);
        for ((one, error), truth) in ours.iter().zip(errors).zip(&exact[class * 9..]) {
            assert!((one - f64::from(*truth)).abs() < 4.0 * error + 1e-5, "{one} {truth} ± {error}");
        }
        let sum: f64 = ours.iter().sum();
        assert!((sum - (found.scores()[class] - found.base()[class])).abs() < 1e-6);
    }
    Ok(())
}

#[test]
fn gradient_shap_tends_to_the_expected_gradients() -> Result<(), Error> {
    let golden = Golden::read();
    let shap = GradientShap::new().samples(6000);
    let found = shap.attribute(golden.model(), golden.image(), golden.background(), &[1])?;
    let (ours, exact) = (values(found.attribution), golden.numbers("expected_gradients"));
    assert!(apart(&ours, &exact) < 0.1, "{}", apart(&ours, &exact));
    assert!(found.gap[0].abs() < 0.02, "{:?}", found.gap);
    Ok(())
}

#[test]
fn measures_are_those_of_captum() -> Result<(), Error> {
    let golden = Golden::read();
    let model = golden.model();
    let ones = Tensor::ones(golden.image().dims(), &Device::default());
    let infidelity = Infidelity::new().deviation(0.1).samples(20_000).measure(&model, golden.image(), ones, 1)?;
    let theirs = golden.number("infidelity");
    assert!((infidelity - theirs).abs() < 0.05 * theirs, "{infidelity} {theirs}");

    let slopes = |inputs: Tensor<4>| {
        let inputs = inputs.autodiff().require_grad();
        let grads = model(inputs.clone()).narrow(1, 1, 1).sum().backward();
        inputs.grad(&grads).ok_or(Error::NoGradient)
    };
    let sensitivity = Sensitivity::new().samples(300).measure(slopes, golden.image())?[0];
    let theirs = golden.number("sensitivity");
    assert!((sensitivity - theirs).abs() < 0.25 * theirs, "{sensitivity} {theirs}");
    Ok(())
}
