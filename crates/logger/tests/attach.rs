//! What is logged of trainings that burn runs, in every way that it runs them.

mod support;

use std::path::Path;
use std::sync::Arc;

use burn::data::dataloader::batcher::Batcher;
use burn::data::dataloader::{DataLoader, DataLoaderBuilder};
use burn::data::dataset::InMemDataset;
use burn::module::Module;
use burn::nn::loss::{MseLoss, Reduction};
use burn::nn::{Linear, LinearConfig, Relu};
use burn::optim::{GradientsParams, SgdConfig};
use burn::tensor::{Device, Distribution, Tensor, TensorData};
use burn::train::metric::LossMetric;
use burn::train::renderer::CliMetricsRenderer;
use burn::train::{
    ExecutionStrategy, InferenceStep, Learner, MultiDeviceOptim, RegressionOutput, SupervisedTraining, TrainOutput,
    TrainStep,
};
use nnviz_logger::Logger;
use nnviz_logger::attach::WatchConfig;
use nnviz_record::Summary;
use support::{scalars, series, steps};

#[derive(Module, Debug)]
struct Net {
    first: Linear,
    relu: Relu,
    second: Linear,
}

impl Net {
    fn new(device: &Device) -> Self {
        Self {
            first: LinearConfig::new(3, 8).init(device),
            relu: Relu::new(),
            second: LinearConfig::new(8, 1).init(device),
        }
    }

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.second.forward(self.relu.forward(self.first.forward(x)))
    }

    fn regress(&self, Batch { inputs, targets }: Batch) -> RegressionOutput {
        let output = self.forward(inputs);
        let loss = MseLoss::new().forward(output.clone(), targets.clone(), Reduction::Mean);
        RegressionOutput::new(loss, output, targets)
    }
}

impl TrainStep for Net {
    type Input = Batch;
    type Output = RegressionOutput;

    fn step(&self, batch: Batch) -> TrainOutput<RegressionOutput> {
        let output = self.regress(batch);
        TrainOutput::new(self, output.loss.backward(), output)
    }
}

impl InferenceStep for Net {
    type Input = Batch;
    type Output = RegressionOutput;

    fn step(&self, batch: Batch) -> RegressionOutput {
        self.regress(batch)
    }
}

#[derive(Clone, Debug)]
struct Batch {
    inputs: Tensor<2>,
    targets: Tensor<2>,
}

struct Stack;

impl Batcher<f32, Batch> for Stack {
    fn batch(&self, items: Vec<f32>, device: &Device) -> Batch {
        let rows = items.len();
        let inputs: Vec<f32> = items.iter().flat_map(|&x| [x, x * x, 1.0]).collect();
        let targets: Vec<f32> = items.iter().map(|&x| x.sin()).collect();
        Batch {
            inputs: Tensor::from_data(TensorData::new(inputs, [rows, 3]), device),
            targets: Tensor::from_data(TensorData::new(targets, [rows, 1]), device),
        }
    }
}

/// `items` numbers, four in a batch.
fn loader(items: usize) -> Arc<dyn DataLoader<Batch>> {
    let numbers = (0..items).map(|index| index as f32 / items as f32).collect();
    DataLoaderBuilder::new(Stack).batch_size(4).build(InMemDataset::new(numbers))
}

/// Three epochs of ten steps, as `change` wants them.
fn training(
    logger: &Logger,
    artifacts: &Path,
    change: impl FnOnce(
        SupervisedTraining<nnviz_logger::attach::Watched<Net>>,
    ) -> SupervisedTraining<nnviz_logger::attach::Watched<Net>>,
) {
    let model = logger.attach_with(Net::new(&Device::default().autodiff()), WatchConfig::new().every(7));
    let training = SupervisedTraining::new(artifacts, loader(40), loader(8))
        .metric_train_numeric(LossMetric::new())
        .metric_valid_numeric(LossMetric::new())
        .renderer(logger.renderer_around(Box::new(CliMetricsRenderer::new())))
        .with_application_logger(None)
        .num_epochs(3);
    let result = change(training).launch(Learner::new(model, SgdConfig::new().init(), 0.05));
    assert!(result.error.is_none());
}

#[test]
fn a_supervised_training_is_logged_on_one_axis_of_steps() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    let logger = Logger::create(&run).unwrap();
    training(&logger, &directory.path().join("artifacts"), |training| training);
    logger.close().unwrap();

    let (train, valid) = (series(&run.join("train")), series(&run.join("valid")));
    assert_eq!(steps(&train, "loss"), (1..=30).collect::<Vec<_>>());
    assert_eq!(steps(&valid, "loss"), [10, 20, 30]);
    assert_eq!(scalars(&train, "epoch"), [(10, 1.0), (20, 2.0), (30, 3.0)]);
    assert_eq!(scalars(&train, "learning_rate"), (1..=30).map(|step| (step, 0.05)).collect::<Vec<_>>());
    // The first step, every seventh, and the last of each epoch.
    let looks = [1, 7, 10, 14, 20, 21, 28, 30];
    for tag in [
        "weights/first.weight",
        "weights/second.bias",
        "gradients/first.weight",
        "gradient_flow/mean/first",
        "gradient_flow/max/second",
        "gradient_flow/global_norm",
        "update_ratio/second.weight",
    ] {
        assert_eq!(steps(&train, tag), looks, "{tag}");
    }
    let Summary::Text(model) = &series(&run)["model"][0].1 else { panic!("no text") };
    assert!(model.contains("**41 parameters**") && model.contains("| `first.weight` | 3 × 8 | 24 | yes |"), "{model}");
}

#[test]
fn accumulated_gradients_are_logged_at_the_steps_of_the_optimizer() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path().join("run")).unwrap();
    training(&logger, &directory.path().join("artifacts"), |training| training.grads_accumulation(4));
    logger.close().unwrap();
    let train = series(&directory.path().join("run/train"));
    assert_eq!(steps(&train, "loss"), (1..=30).collect::<Vec<_>>());
    // An epoch of ten items has optimizer steps after 4, 8 and all of them.
    assert_eq!(steps(&train, "learning_rate"), [4, 8, 10, 14, 18, 20, 24, 28, 30]);
    // A look that is due between two of them (1, 7, 21) is taken at the later one.
    assert_eq!(steps(&train, "gradient_flow/global_norm"), [4, 8, 10, 14, 20, 24, 28, 30]);
}

#[test]
fn several_devices_are_logged_once() {
    for optim in [MultiDeviceOptim::OptimMainDevice, MultiDeviceOptim::OptimSharded] {
        let directory = tempfile::tempdir().unwrap();
        let logger = Logger::create(directory.path().join("run")).unwrap();
        let devices = vec![Device::default(), Device::default()];
        training(&logger, &directory.path().join("artifacts"), |training| {
            training.with_training_strategy(ExecutionStrategy::MultiDevice(devices, optim).into())
        });
        logger.close().unwrap();
        let train = series(&directory.path().join("run/train"));
        assert_eq!(steps(&train, "loss"), (1..=30).collect::<Vec<_>>());
        let looks = steps(&train, "gradient_flow/global_norm");
        assert!(looks.contains(&14) && looks.contains(&28) && looks.contains(&30), "{looks:?}");
        assert!(scalars(&train, "gradient_flow/global_norm").iter().all(|(_, norm)| norm.is_finite() && *norm > 0.0));
    }
}

#[test]
fn steps_go_on_when_a_training_is_resumed_from_a_checkpoint() {
    let directory = tempfile::tempdir().unwrap();
    let (run, artifacts) = (directory.path().join("run"), directory.path().join("artifacts"));
    let logger = Logger::create(&run).unwrap();
    training(&logger, &artifacts, |training| training.with_default_checkpointers().num_epochs(2));
    logger.close().unwrap();
    drop(logger);

    let logger = Logger::create(&run).unwrap();
    training(&logger, &artifacts, |training| training.with_default_checkpointers().checkpoint(2).num_epochs(4));
    logger.close().unwrap();

    let train = series(&run.join("train"));
    assert_eq!(support::event_files(&run.join("train")).len(), 2);
    for tag in ["loss", "learning_rate"] {
        assert_eq!(steps(&train, tag), (1..=40).collect::<Vec<_>>(), "{tag}");
    }
    assert_eq!(steps(&train, "epoch"), [10, 20, 30, 40]);
    assert_eq!(steps(&series(&run.join("valid")), "loss"), [10, 20, 30, 40]);
    assert!(steps(&train, "gradients/first.weight").is_sorted());
}

#[test]
fn a_watched_model_has_the_records_of_the_model() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path().join("run")).unwrap();
    let device = Device::default();
    let model = Net::new(&device);
    let file = directory.path().join("model.bpk");
    logger.attach(model.clone()).save_file(&file).unwrap();

    let input = Tensor::<2>::random([5, 3], Distribution::Default, &device);
    let loaded = Net::new(&device).load_file(&file);
    assert_eq!(loaded.forward(input.clone()).into_data(), model.forward(input.clone()).into_data());
    let watched = logger.attach(Net::new(&device)).load_file(&file);
    assert_eq!(watched.inner().forward(input.clone()).into_data(), model.forward(input).into_data());
    assert_eq!(watched.into_inner().first.weight.id, model.first.weight.id);
}

#[test]
fn a_loop_of_ones_own_is_observed() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    let device = Device::default().autodiff();
    let mut model = Net::new(&device);
    let mut optimizer = SgdConfig::new().init();
    let config = WatchConfig::new().every(5).only(["second.*"]);
    for step in 1..=12 {
        let loss = model.regress(Stack.batch(vec![0.1, 0.5, 0.9], &device)).loss;
        let grads = GradientsParams::from_grads(loss.backward(), &model);
        logger.observe_with(&config, &model, &grads, 0.1, step);
        model = optimizer.step(0.1, model, grads);
    }
    logger.close().unwrap();

    let series = series(directory.path());
    assert_eq!(steps(&series, "learning_rate"), (1..=12).collect::<Vec<_>>());
    assert_eq!(steps(&series, "gradients/second.weight"), [1, 5, 10]);
    assert!(!series.contains_key("gradients/first.weight"));
    // Plain gradient descent moves a weight by rate × gradient, so the ratio is known.
    let ratios = scalars(&series, "update_ratio/second.bias");
    let norm = |tag: &str, at: usize| match &series[tag][at].1 {
        Summary::Histogram(histogram) => histogram.range().map_or(0.0, |(low, high)| low.abs().max(high.abs())),
        other => panic!("{other:?}"),
    };
    for (at, (_, ratio)) in ratios.iter().enumerate() {
        let expected = 0.1 * norm("gradients/second.bias", at) / norm("weights/second.bias", at);
        assert!((f64::from(*ratio) - expected).abs() < 1e-4 * expected, "{ratio} for {expected}");
    }
    assert_eq!(ratios.len(), 3);
}

#[test]
fn the_gradient_flow_is_that_of_the_gradients() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    let device = Device::default().autodiff();
    let model = Net::new(&device);
    let loss = model.regress(Stack.batch(vec![0.2, 0.4], &device)).loss;
    let grads = GradientsParams::from_grads(loss.backward(), &model);
    logger.observe(&model, &grads, 0.1, 1);
    logger.close().unwrap();

    let of = |values: Vec<f32>| values.into_iter().map(f64::from).map(f64::abs).collect::<Vec<_>>();
    let weight = grads.get::<2>(model.first.weight.id).unwrap().into_data().try_to_vec::<f32>().unwrap();
    let bias = grads.get::<1>(model.first.bias.as_ref().unwrap().id).unwrap().into_data().try_to_vec::<f32>().unwrap();
    let all = [of(weight), of(bias)].concat();
    let series = series(directory.path());
    let mean = f64::from(scalars(&series, "gradient_flow/mean/first")[0].1);
    let max = f64::from(scalars(&series, "gradient_flow/max/first")[0].1);
    assert!((mean - all.iter().sum::<f64>() / all.len() as f64).abs() < 1e-6);
    assert!((max - all.iter().copied().fold(0.0, f64::max)).abs() < 1e-6);
}

#[test]
fn tensors_of_any_type_have_histograms() {
    use burn::tensor::{DType, FloatDType, Int};
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    let device = Device::default();
    let floats = Tensor::<1>::from_floats([0.5, -1.0, 2.0], &device);
    logger.add_histogram("f32", floats.clone(), 1);
    for (tag, dtype) in [("f16", FloatDType::F16), ("bf16", FloatDType::BF16), ("f64", FloatDType::F64)] {
        logger.add_histogram(tag, floats.clone().cast(DType::from(dtype)), 1);
    }
    logger.add_histogram("int", Tensor::<1, Int>::from_ints([-1, 0, 2], &device), 1);
    logger.close().unwrap();
    let series = series(directory.path());
    for tag in ["f32", "f16", "bf16", "f64", "int"] {
        let Summary::Histogram(histogram) = &series[tag][0].1 else { panic!("{tag}") };
        assert_eq!((histogram.total(), histogram.range()), (3.0, Some((-1.0, 2.0))), "{tag}");
    }
}
