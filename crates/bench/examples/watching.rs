//! What it costs the training thread to be watched: weights, gradients, gradient flow with its pictures, noise, update
//! ratios, a tap, a probe and all rules, every 50 steps.
//!
//! ```text
//! cargo run --release -p nnviz-bench --example watching
//! ```
//!
//! Two models of the same kind are trained in turns, one watched and one not, a block of steps each. The ratio of the
//! times of two neighbouring blocks is one measurement: what slows the machine for a while slows both. The worker
//! finishes before the other block begins, and is not waited for inside a block: its share of the processor is part of
//! the cost, its backlog is told beside it.

use std::fmt::Display;
use std::time::{Duration, Instant};

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Linear, LinearConfig, PaddingConfig2d, Relu};
use burn::optim::lr_scheduler::module_lr_scheduler::ModuleLearningRate;
use burn::optim::{AdamConfig, ModuleOptimizer};
use burn::tensor::{Device, Distribution, Tensor};
use burn::train::{RegressionOutput, TrainOutput, TrainStep};
use nnviz_logger::{Logger, tap};

/// How many steps a block has: one look at the model.
const STEPS: usize = 50;

/// The network of the digits example.
#[derive(Module, Debug)]
struct Cnn {
    conv1: Conv2d,
    norm1: BatchNorm,
    conv2: Conv2d,
    norm2: BatchNorm,
    relu: Relu,
    pool: MaxPool2d,
    hidden: Linear,
    output: Linear,
}

impl Cnn {
    fn new(device: &Device) -> Self {
        let conv = |channels| {
            Conv2dConfig::new(channels, [3, 3]).with_padding(PaddingConfig2d::Same).with_bias(false).init(device)
        };
        Self {
            conv1: conv([1, 16]),
            norm1: BatchNormConfig::new(16).init(device),
            conv2: conv([16, 32]),
            norm2: BatchNormConfig::new(32).init(device),
            relu: Relu::new(),
            pool: MaxPool2dConfig::new([2, 2]).init(),
            hidden: LinearConfig::new(512, 64).init(device),
            output: LinearConfig::new(64, 10).init(device),
        }
    }

    fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let x = self.relu.forward(self.norm1.forward(self.conv1.forward(images)));
        let x = tap("features", self.relu.forward(self.norm2.forward(self.conv2.forward(x))));
        self.output.forward(self.relu.forward(self.hidden.forward(self.pool.forward(x).flatten(1, 3))))
    }
}

/// Ten million parameters.
#[derive(Module, Debug)]
struct Wide {
    first: Linear,
    second: Linear,
    third: Linear,
    output: Linear,
    relu: Relu,
}

impl Wide {
    fn new(device: &Device) -> Self {
        let linear = |inside, outside| LinearConfig::new(inside, outside).init(device);
        Self {
            first: linear(512, 2048),
            second: linear(2048, 2048),
            third: linear(2048, 2432),
            output: linear(2432, 10),
            relu: Relu::new(),
        }
    }

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let x = self.relu.forward(self.first.forward(x));
        let x = tap("features", self.relu.forward(self.second.forward(x)));
        self.output.forward(self.relu.forward(self.third.forward(x)))
    }
}

macro_rules! trains {
    ($model:ty, $rank:literal) => {
        impl TrainStep for $model {
            type Input = Tensor<$rank>;
            type Output = RegressionOutput;

            fn step(&self, x: Tensor<$rank>) -> TrainOutput<RegressionOutput> {
                let output = self.forward(x);
                let loss = output.clone().powi_scalar(2).mean();
                let grads = loss.backward();
                TrainOutput::new(self, grads, RegressionOutput::new(loss, output.clone(), output))
            }
        }
    };
}

trains!(Cnn, 4);
trains!(Wide, 2);

/// A model with its optimizer.
struct Trained<M> {
    model: Option<M>,
    optimizer: ModuleOptimizer,
}

impl<M: TrainStep + Module> Trained<M>
where
    M::Input: Clone,
{
    fn new(model: M) -> Self {
        Self { model: Some(model), optimizer: AdamConfig::new().init() }
    }

    /// The time of so many steps.
    fn block(&mut self, batch: &M::Input, steps: usize) -> Duration {
        let begin = Instant::now();
        for _ in 0..steps {
            let Some(model) = self.model.take() else { break };
            let grads = model.step(batch.clone()).grads;
            self.model = Some(model.optimize(&mut self.optimizer, ModuleLearningRate::from(1e-4), grads));
        }
        begin.elapsed()
    }
}

/// Trains both in turns, and tells the ratios of their times.
fn measure<M>(
    name: &str,
    make: impl Fn() -> M,
    batch: &<M as TrainStep>::Input,
    rounds: usize,
    probe: impl Fn(&M, <M as TrainStep>::Input) -> Tensor<2> + Send + Sync + 'static,
) where
    M: TrainStep + Module + Display + 'static,
    <M as TrainStep>::Input: Clone + Sync + nnviz_logger::ProbeInput,
{
    let directory = tempfile::tempdir().expect("a directory for the event files");
    let logger = Logger::create(directory.path()).expect("a logger");
    let mut plain = Trained::new(make());
    let mut watched = Trained::new(logger.attach(make()).probing(batch.clone(), probe));
    plain.block(batch, 50);
    watched.block(batch, 50);
    let (mut ratios, mut backlog) = (Vec::new(), Duration::ZERO);
    for round in 0..rounds {
        let mut watch = || {
            let time = watched.block(batch, STEPS);
            let begin = Instant::now();
            logger.flush().expect("everything is written");
            backlog = backlog.max(begin.elapsed());
            time
        };
        let (with, without) = if round % 2 == 0 {
            let with = watch();
            (with, plain.block(batch, STEPS))
        } else {
            let without = plain.block(batch, STEPS);
            (watch(), without)
        };
        ratios.push(with.as_secs_f64() / without.as_secs_f64());
    }
    ratios.sort_by(f64::total_cmp);
    let percent = |quarter: usize| 100.0 * (ratios[(rounds - 1) * quarter / 4] - 1.0);
    let stats = logger.stats();
    println!(
        "{name}: {:+.1} % at the median of {rounds} pairs of {STEPS} steps (half of them from {:+.1} to {:+.1}); \
         the worker was behind by at most {backlog:.1?}, {} values written, {} shed",
        percent(2),
        percent(1),
        percent(3),
        stats.written,
        stats.shed,
    );
}

fn main() {
    let device = Device::default().autodiff();
    let quick = std::env::args().any(|argument| argument == "--quick");
    let rounds = if quick { 5 } else { 41 };
    let images = Tensor::<4>::random([32, 1, 8, 8], Distribution::Default, &device);
    measure("digits CNN", || Cnn::new(&device), &images, rounds, Cnn::forward);
    let rows = Tensor::<2>::random([32, 512], Distribution::Default, &device);
    measure("10 million parameters", || Wide::new(&device), &rows, rounds, Wide::forward);
}
