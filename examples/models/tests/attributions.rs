//! What captum and pytorch-grad-cam find in EfficientNet-Lite0, found by nnviz in the same network (`golden/attributions.py`).

mod support;

use burn::module::Module;
use burn::prelude::s;
use burn::tensor::{Device, Tensor};
use nnviz_explain::cam::CamKind;
use nnviz_explain::{
    Attribution, Baseline, Cam, Deconvolution, EigenCam, Error, GradCam, GradCamPlusPlus, GuidedBackpropagation,
    InputTimesGradient, IntegratedGradients, LayerCam, Occlusion, Replay, Saliency, ScoreCam,
};
use nnviz_models::{EfficientNet, Photograph};
use support::{file, weights};

const NAMES: [&str; 2] = ["flower", "china"];
const EARLY: &str = "blocks/4";

/// How far two attributions are apart.
#[derive(Debug)]
struct Likeness {
    /// The length of the difference, relative to that of the reference.
    apart: f64,
    /// Pearson's correlation.
    correlation: f64,
}

impl Likeness {
    fn of(ours: &[f32], theirs: &[f32]) -> Self {
        assert_eq!(ours.len(), theirs.len());
        let pairs: Vec<(f64, f64)> = ours.iter().zip(theirs).map(|(a, b)| (f64::from(*a), f64::from(*b))).collect();
        let length = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(|pair| of(pair).powi(2)).sum::<f64>().sqrt();
        let apart = length(|(a, b)| a - b) / length(|(_, b)| *b);
        let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / pairs.len() as f64;
        let (a, b) = (mean(|pair| pair.0), mean(|pair| pair.1));
        let sum = |of: &dyn Fn(f64, f64) -> f64| pairs.iter().map(|pair| of(pair.0 - a, pair.1 - b)).sum::<f64>();
        let correlation = sum(&|a, b| a * b) / (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt();
        Self { apart, correlation }
    }
}

/// What the golden file keeps: every eighth row and column from the fourth; then the sum, and that of the magnitudes.
fn kept(attribution: Tensor<4>) -> (Vec<f32>, [f64; 2]) {
    let values: Vec<f32> = attribution.clone().into_data().try_to_vec().unwrap();
    let sum = |of: fn(f64) -> f64| values.iter().map(|value| of(f64::from(*value))).sum();
    let sums = [sum(|value| value), sum(f64::abs)];
    let some = attribution.slice_dim(2, s![3..;8]).slice_dim(3, s![3..;8]);
    (some.into_data().try_to_vec().unwrap(), sums)
}

/// One photograph in the network, and its class.
struct Case<'a> {
    name: &'static str,
    network: &'a EfficientNet,
    image: Tensor<4>,
    class: usize,
}

impl Case<'_> {
    fn replay(&self) -> Replay<'_, Tensor<4>> {
        Replay::new(self.network, &self.image, EfficientNet::forward).unwrap()
    }

    /// Holds an attribution against the reference's.
    fn compare(&self, method: &str, ours: Tensor<4>) {
        let theirs = support::reference("attributions", &format!("{}.{method}", self.name));
        let theirs: Vec<f32> = theirs.try_to_vec().unwrap();
        let (some, sums) = kept(ours);
        let (rest, their_sums) = theirs.split_at(theirs.len() - 2);
        let likeness = Likeness::of(&some, rest);
        let magnitude = f64::from(their_sums[1]);
        let off = (0..2).map(|index| (sums[index] - f64::from(their_sums[index])).abs() / magnitude);
        let off = off.fold(0.0, f64::max);
        println!(
            "{} {method}: apart {:.1e}, 1 - correlation {:.1e}, sums off {off:.1e}",
            self.name,
            likeness.apart,
            1.0 - likeness.correlation
        );
        let is_like = likeness.correlation > 0.999 && off < 1e-3;
        assert!(is_like && likeness.apart < tolerance(method), "{} {method}: {likeness:?} {off}", self.name);
    }

    fn compare_cam<K: CamKind + Default>(&self, method: &str, cam: &Cam<K>) {
        self.compare(method, cam.attribute(&self.replay(), self.image.clone(), &[self.class]).unwrap().tensor());
    }
}

/// The gradient jumps where a rectifier bends, and rounding decides on which side it is: of 50 gradients at 5 million
/// rectifiers, some are on the other one.
fn tolerance(method: &str) -> f64 {
    if method == "integrated_gradients" { 5e-3 } else { 1e-3 }
}

/// Calls `with` for both photographs, if there are weights.
fn each_photograph(with: impl Fn(&Case<'_>)) {
    let Some(weights) = weights() else { return };
    let device = Device::default();
    let network = EfficientNet::load(weights.efficientnet(), &device).unwrap();
    for name in NAMES {
        let image = Photograph::open(file(&format!("golden/{name}.png"))).unwrap().input(&device);
        let class: i64 = network.forward(image.clone()).argmax(1).into_scalar();
        with(&Case { name, network: &network, image, class: class as usize });
    }
}

type Found = Result<Attribution<4>, Error>;

#[test]
fn gradients_are_those_of_captum() {
    each_photograph(|case| {
        let (classes, image) = ([case.class], || case.image.clone());
        let network = case.network.clone().to_device(&Device::default().autodiff());
        let forward = |x: Tensor<4>| network.forward(x);
        let found = |method: &str, found: Found| case.compare(method, found.unwrap().tensor());
        found("saliency", Saliency::new().attribute(forward, image(), &classes));
        found("input_times_gradient", InputTimesGradient::new().attribute(forward, image(), &classes));
        let baseline = Baseline::Given(Photograph::black(&Device::default()));
        let integrated = IntegratedGradients::new().baseline(baseline).batch(10);
        found("integrated_gradients", integrated.attribute(forward, image(), &classes));
        let replay = case.replay();
        found("guided_backpropagation", GuidedBackpropagation::new().attribute(&replay, image(), &classes));
        found("deconvolution", Deconvolution::new().attribute(&replay, image(), &classes));
    });
}

#[test]
fn occlusion_is_that_of_captum() {
    each_photograph(|case| {
        let occlusion = Occlusion::new(56, 56).stride(28, 28).baseline(Photograph::black(&Device::default()));
        let found = occlusion.attribute(|x| case.network.forward(x), case.image.clone(), &[case.class]).unwrap();
        case.compare("occlusion", found.narrow(1, 0, 1));
    });
}

#[test]
fn class_activation_maps_are_those_of_pytorch_grad_cam() {
    each_photograph(|case| {
        case.compare_cam("grad_cam", &GradCam::new());
        case.compare_cam("grad_cam_of_three", &GradCam::new().layers([EARLY, "blocks/10", "head/Clamp"]));
        case.compare_cam("grad_cam_plus_plus", &GradCamPlusPlus::new());
        case.compare_cam("layer_cam", &LayerCam::new());
        case.compare_cam("layer_cam_early", &LayerCam::new().layers(EARLY));
        case.compare_cam("eigen_cam", &EigenCam::new());
        case.compare_cam("score_cam_early", &ScoreCam::new().layers(EARLY));
    });
}

#[test]
fn grad_cam_without_its_rectifier_is_that_of_captum() {
    each_photograph(|case| {
        let ours = GradCam::new().raw(&case.replay(), case.image.clone(), &[case.class]).unwrap().swap_remove(0);
        let theirs = support::reference("attributions", &format!("{}.layer_grad_cam", case.name));
        let likeness = Likeness::of(&ours.into_data().try_to_vec().unwrap(), &theirs.try_to_vec().unwrap());
        assert!(likeness.apart < 1e-3 && likeness.correlation > 0.999, "{}: {likeness:?}", case.name);
    });
}
