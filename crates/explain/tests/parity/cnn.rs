//! A convolutional network with batch normalisation, pooling and dropout: gradients and class activation maps beside captum and
//! pytorch-grad-cam (`cnn.py`).

use burn::module::{Module, Param, RunningState};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::{AvgPool2dConfig, MaxPool2d, MaxPool2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Dropout, DropoutConfig, Linear, LinearConfig, PaddingConfig2d, Relu};
use burn::tensor::{Device, Tensor, TensorData};
use nnviz_explain::{
    Attribution, Baseline, Deconvolution, DeepLift, DeepShap, EigenCam, Error, GradCam, GradCamPlusPlus,
    GuidedBackpropagation, InputTimesGradient, IntegratedGradients, LayerCam, Quadrature, Replay, Saliency, ScoreCam,
};
use serde_json::Value;

use crate::{apart, correlation, values};

const SIZE: usize = 12;
const CLASSES: [usize; 2] = [1, 3];

#[derive(Module, Debug)]
struct Cnn {
    conv1: Conv2d,
    norm1: BatchNorm,
    act1: Relu,
    pool1: MaxPool2d,
    conv2: Conv2d,
    norm2: BatchNorm,
    act2: Relu,
    pool2: MaxPool2d,
    dropout: Dropout,
    hidden: Linear,
    act3: Relu,
    output: Linear,
}

impl Cnn {
    fn new(golden: &Golden) -> Self {
        let device = Device::default();
        let pool = || MaxPool2dConfig::new([2, 2]).with_strides([2, 2]).init();
        let padded = Conv2dConfig::new([3, 6], [3, 3]).with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1));
        Self {
            conv1: golden.convolution("conv1", padded.init(&device)),
            norm1: golden.normalisation("norm1", 6),
            act1: Relu::new(),
            pool1: pool(),
            conv2: golden.convolution("conv2", Conv2dConfig::new([6, 8], [3, 3]).init(&device)),
            norm2: golden.normalisation("norm2", 8),
            act2: Relu::new(),
            pool2: pool(),
            dropout: DropoutConfig::new(0.4).init(),
            hidden: golden.linear("hidden", [32, 10]),
            act3: Relu::new(),
            output: golden.linear("output", [10, 4]),
        }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let x = self.pool1.forward(self.act1.forward(self.norm1.forward(self.conv1.forward(x))));
        let x = self.pool2.forward(self.act2.forward(self.norm2.forward(self.conv2.forward(x))));
        let x = self.dropout.forward(x.flatten(1, 3));
        self.output.forward(self.act3.forward(self.hidden.forward(x)))
    }
}

struct Golden(Value);

impl Golden {
    fn read() -> Self {
        Self(serde_json::from_str(include_str!("cnn.json")).unwrap())
    }

    fn tensor<const D: usize>(values: &Value, shape: [usize; D]) -> Tensor<D> {
        let values: Vec<f32> = serde_json::from_value(values.clone()).unwrap();
        Tensor::from_data(TensorData::new(values, shape), &Device::default())
    }

    fn weight<const D: usize>(&self, name: &str, shape: [usize; D]) -> Tensor<D> {
        Self::tensor(&self.0["weights"][name], shape)
    }

    fn param<const D: usize>(&self, name: &str, shape: [usize; D]) -> Param<Tensor<D>> {
        Param::from_tensor(self.weight(name, shape))
    }

    fn convolution(&self, name: &str, mut made: Conv2d) -> Conv2d {
        let shape = made.weight.dims();
        made.weight = self.param(&format!("{name}.weight"), shape);
        made.bias = Some(self.param(&format!("{name}.bias"), [shape[0]]));
        made
    }

    fn normalisation(&self, name: &str, channels: usize) -> BatchNorm {
        let mut made = BatchNormConfig::new(channels).init(&Device::default());
        made.gamma = self.param(&format!("{name}.weight"), [channels]);
        made.beta = self.param(&format!("{name}.bias"), [channels]);
        made.running_mean = RunningState::new(self.weight(&format!("{name}.running_mean"), [channels]));
        made.running_var = RunningState::new(self.weight(&format!("{name}.running_var"), [channels]));
        made
    }

    /// torch keeps the weight of a linear layer the other way round.
    fn linear(&self, name: &str, [from, to]: [usize; 2]) -> Linear {
        let mut made = LinearConfig::new(from, to).init(&Device::default());
        made.weight = Param::from_tensor(self.weight(&format!("{name}.weight"), [to, from]).transpose());
        made.bias = Some(self.param(&format!("{name}.bias"), [to]));
        made
    }

    fn images(&self) -> Tensor<4> {
        Self::tensor(&self.0["images"], [2, 3, SIZE, SIZE])
    }

    fn background(&self) -> Tensor<4> {
        Self::tensor(&self.0["background"], [3, 3, SIZE, SIZE])
    }

    fn found(&self, method: &str) -> Vec<f32> {
        serde_json::from_value(self.0["found"][method].clone()).unwrap()
    }

    /// Fails where what we found is not what the reference did.
    fn check<const D: usize>(&self, method: &str, ours: Tensor<D>) {
        let (ours, theirs) = (values(ours), self.found(method));
        let (apart, correlation) = (apart(&ours, &theirs), correlation(&ours, &theirs));
        println!("{method}: {apart:.1e} apart, correlation {correlation:.6}");
        assert!(apart < 1e-3 && correlation > 0.999, "{method}: {apart} {correlation}");
    }
}

type Looked<'a> = Replay<'a, Tensor<4>>;

/// What a method makes of the images, with a model that is captured.
fn with(work: impl FnOnce(&Golden, &Looked<'_>) -> Result<(), Error>) -> Result<(), Error> {
    let golden = Golden::read();
    let model = Cnn::new(&golden);
    let replay = Replay::new(&model, &golden.images(), Cnn::forward)?;
    work(&golden, &replay)
}

/// The model as a function.
fn function(golden: &Golden) -> impl Fn(Tensor<4>) -> Tensor<2> + use<> {
    let model = Cnn::new(golden).valid(); // a dropout that drops and statistics of the batch are for training
    move |images| model.forward(images)
}

#[test]
fn the_network_itself_is_the_same() -> Result<(), Error> {
    with(|golden, replay| {
        let theirs: Vec<f32> = serde_json::from_value(golden.0["scores"].clone()).unwrap();
        assert!(apart(&values(replay.output::<2>(golden.images())?), &theirs) < 1e-5);
        Ok(())
    })
}

#[test]
fn gradients_are_those_of_captum() -> Result<(), Error> {
    let golden = Golden::read();
    let (model, images) = (function(&golden), || golden.images());
    golden.check("saliency", Saliency::new().attribute(&model, images(), &CLASSES)?.tensor());
    golden.check("gradient", Saliency::new().signed().attribute(&model, images(), &CLASSES)?.tensor());
    golden.check("input_times_gradient", InputTimesGradient::new().attribute(&model, images(), &CLASSES)?.tensor());
    with(|golden, replay| {
        let images = || golden.images();
        golden.check("guided", GuidedBackpropagation::new().attribute(replay, images(), &CLASSES)?.tensor());
        golden.check("deconvolution", Deconvolution::new().attribute(replay, images(), &CLASSES)?.tensor());
        Ok(())
    })
}

#[test]
fn integrated_gradients_are_those_of_captum() -> Result<(), Error> {
    let golden = Golden::read();
    let model = function(&golden);
    let found = IntegratedGradients::new().attribute(&model, golden.images(), &CLASSES)?;
    golden.check("integrated", found.tensor());
    let given = IntegratedGradients::new()
        .baseline(Baseline::Given(golden.background().narrow(0, 0, 1)))
        .steps(30)
        .quadrature(Quadrature::Midpoint)
        .attribute(&model, golden.images(), &CLASSES)?;
    golden.check("integrated_given", given.tensor());
    let (gap, theirs) = (given.gap().unwrap(), golden.found("integrated_gap"));
    assert!(gap.iter().zip(&theirs).all(|(one, other)| (one - f64::from(*other)).abs() < 1e-4), "{gap:?} {theirs:?}");
    Ok(())
}

#[test]
fn deep_shap_is_that_of_shap() -> Result<(), Error> {
    with(|golden, replay| {
        let found = DeepShap::new().attribute(replay, golden.images(), golden.background(), &CLASSES)?;
        golden.check("deep_shap", found.tensor());
        let gap = found.gap().unwrap();
        assert!(gap.iter().all(|gap| gap.abs() < 1e-5), "{gap:?}");
        Ok(())
    })
}

#[test]
fn deep_lift_is_that_of_captum() -> Result<(), Error> {
    let golden = Golden::read();
    let model = Cnn::new(&golden);
    // Captum's does not add up over a maximum: the reference has means in its place.
    let mean = AvgPool2dConfig::new([2, 2]).with_strides([2, 2]).init();
    let replay = Replay::new(&model, &golden.images(), |model: &Cnn, x| {
        let x = mean.forward(model.act1.forward(model.norm1.forward(model.conv1.forward(x))));
        let x = mean.forward(model.act2.forward(model.norm2.forward(model.conv2.forward(x))));
        model.output.forward(model.act3.forward(model.hidden.forward(x.flatten::<2>(1, 3))))
    })?;
    let baseline = Baseline::Given(golden.background().narrow(0, 0, 1));
    let found = DeepLift::new().baseline(baseline).attribute(&replay, golden.images(), &CLASSES)?;
    golden.check("deep_lift", found.tensor());
    let gap = found.gap().unwrap();
    assert!(gap.iter().all(|gap| gap.abs() < 1e-5), "{gap:?}");
    Ok(())
}

#[test]
fn maps_of_layers_are_those_of_captum() -> Result<(), Error> {
    with(|golden, replay| {
        for layer in ["conv1", "norm2", "act2"] {
            let found = GradCam::new().layers(layer).raw(replay, golden.images(), &CLASSES)?;
            golden.check(&format!("layer_grad_cam/{layer}"), found[0].clone());
        }
        Ok(())
    })
}

#[test]
fn class_activation_maps_are_those_of_pytorch_grad_cam() -> Result<(), Error> {
    with(|golden, replay| {
        for layers in [vec!["act2".to_owned()], vec!["conv1".to_owned(), "act2".to_owned()]] {
            let check = |method: &str, found: Result<Attribution<4>, Error>| {
                golden.check(&format!("{method}/{}", layers.join("+")), found?.tensor());
                Ok::<_, Error>(())
            };
            let images = || golden.images();
            check("grad_cam", GradCam::new().layers(layers.clone()).attribute(replay, images(), &CLASSES))?;
            let plus_plus = GradCamPlusPlus::new().layers(layers.clone());
            check("grad_cam_plus_plus", plus_plus.attribute(replay, images(), &CLASSES))?;
            check("layer_cam", LayerCam::new().layers(layers.clone()).attribute(replay, images(), &CLASSES))?;
            check("score_cam", ScoreCam::new().layers(layers.clone()).attribute(replay, images(), &CLASSES))?;
            check("eigen_cam", EigenCam::new().layers(layers.clone()).attribute(replay, images(), &CLASSES))?;
        }
        Ok(())
    })
}
