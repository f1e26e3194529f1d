//! What is logged of activations, in trainings of one's own and in those that burn runs.

use burn::module::Module;
use burn::nn::{Linear, LinearConfig, Relu, Sigmoid};
use burn::optim::lr_scheduler::module_lr_scheduler::ModuleLearningRate;
use burn::optim::{GradientsParams, ModuleOptimizer, SgdConfig};
use burn::tensor::{Device, Tensor};
use burn::train::{TrainOutput, TrainStep};
use nnviz_logger::attach::WatchConfig;
use nnviz_logger::{Logger, tap};
use nnviz_record::Summary;

use crate::support::{Series, scalars, series, steps};

#[derive(Module, Debug)]
struct Net {
    first: Linear,
    relu: Relu,
    second: Linear,
    sigmoid: Sigmoid,
}

impl Net {
    fn new(device: &Device) -> Self {
        let linear = |inside, outside| LinearConfig::new(inside, outside).init(device);
        Self { first: linear(3, 8), relu: Relu::new(), second: linear(8, 1), sigmoid: Sigmoid::new() }
    }

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let x = tap("hidden", self.relu.forward(self.first.forward(x)));
        self.sigmoid.forward(self.second.forward(x))
    }
}

impl TrainStep for Net {
    type Input = Tensor<2>;
    type Output = burn::train::RegressionOutput;

    fn step(&self, x: Tensor<2>) -> TrainOutput<Self::Output> {
        let output = self.forward(x.clone());
        let loss = output.clone().powi_scalar(2).mean();
        let grads = loss.backward();
        let targets = x.slice([0..2, 0..1]);
        TrainOutput::new(self, grads, burn::train::RegressionOutput::new(loss, output, targets))
    }
}

fn histogram_range(series: &Series, tag: &str) -> (f64, f64) {
    match &series[tag][0].1 {
        Summary::Histogram(histogram) => histogram.range().expect("values"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_training_that_burn_runs_is_tapped_and_probed() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    let device = Device::default().autodiff();
    let batch = Tensor::<2>::from_floats([[1.0, 2.0, 3.0], [-1.0, 0.5, 2.0]], &device);
    let watched = logger.attach_with(Net::new(&device), WatchConfig::new().every(2).epoch_end(false));
    let mut watched = watched.probing(batch.clone(), Net::forward);
    let mut optimizer: ModuleOptimizer = SgdConfig::new().init();
    for _ in 0..5 {
        let output = TrainStep::step(&watched, batch.clone());
        watched = watched.optimize(&mut optimizer, ModuleLearningRate::from(0.1), output.grads);
    }
    drop(watched);
    logger.close().unwrap();

    let train = series(&directory.path().join("train"));
    for tag in [
        "activations/hidden",
        "activation_gradients/hidden",
        "activations/first",
        "activations/first/mean",
        "activations/relu/zeros",
        "activations/relu/dead",
        "activations/sigmoid/saturated",
        "activations/input/std",
    ] {
        assert_eq!(steps(&train, tag), [1, 2, 4], "{tag}");
    }
    // The tap of the training and the relu of the probe saw the same batch and the same weights.
    assert_eq!(histogram_range(&train, "activations/hidden"), histogram_range(&train, "activations/relu"));
    assert_eq!(scalars(&train, "activations/hidden/zeros"), scalars(&train, "activations/relu/zeros"));
    let mean = scalars(&train, "activations/input/mean")[0].1;
    assert!((mean - 7.5 / 6.0).abs() < 1e-6, "{mean}");
    let (low, high) = histogram_range(&train, "activation_gradients/hidden");
    assert!(low.is_finite() && high > low);
}

#[test]
fn a_loop_of_ones_own_listens_and_probes() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    let device = Device::default().autodiff();
    let model = Net::new(&device);
    let batch = Tensor::<2>::from_floats([[1.0, 2.0, 3.0]], &device);
    for step in [3, 6] {
        let grads = logger.listen(step, || {
            GradientsParams::from_grads(model.forward(batch.clone()).powi_scalar(2).mean().backward(), &model)
        });
        logger.observe(&model, &grads, 0.1, step);
        logger.probe(&model, batch.clone(), Net::forward);
    }
    let _nobody_listens = model.forward(batch);
    logger.close().unwrap();
    let series = series(directory.path());
    for tag in ["activations/hidden", "activation_gradients/hidden", "activations/second"] {
        assert_eq!(steps(&series, tag), [3, 6], "{tag}");
    }
}
