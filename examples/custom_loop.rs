//! A training loop of your own, without burn's `Learner`: a network learns to draw a circle's border.

use burn::module::Module;
use burn::nn::{Linear, LinearConfig, Tanh};
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::{Device, Distribution, Tensor};
use nnviz::prelude::*;

/// Two coordinates in, one number out: positive inside the circle.
#[derive(Module, Debug)]
struct Net {
    input: Linear,
    tanh: Tanh,
    hidden: Linear,
    output: Linear,
}

impl Net {
    fn new(device: &Device) -> Self {
        Self {
            input: LinearConfig::new(2, 24).init(device),
            tanh: Tanh::new(),
            hidden: LinearConfig::new(24, 24).init(device),
            output: LinearConfig::new(24, 1).init(device),
        }
    }

    /// `[batch, 2]` → `[batch, 1]`
    fn forward(&self, points: Tensor<2>) -> Tensor<2> {
        let x = self.tanh.forward(self.input.forward(points));
        self.output.forward(self.tanh.forward(self.hidden.forward(x)))
    }
}

fn main() -> Result<(), nnviz::Error> {
    let device = Device::default().autodiff();
    device.seed(1);
    let mut model = Net::new(&device);
    let mut optimizer = AdamConfig::new().init();

    let logger = Logger::create("runs/custom_loop")?;
    logger.add_graph(&model, |model, device| model.forward(Tensor::zeros([1, 2], device)));
    let train = logger.run("train");
    let watch = WatchConfig::new().every(100);
    for step in 1..=1000 {
        let learning_rate = 1e-2 * 0.997_f64.powi(step as i32);
        let points = Tensor::<2>::random([128, 2], Distribution::Uniform(-1.5, 1.5), &device);
        let inside = points.clone().powi_scalar(2).sum_dim(1).lower_elem(1.0).float() * 2.0 - 1.0;
        let loss = (model.forward(points) - inside).powi_scalar(2).mean();
        train.add_scalar("loss", loss.clone().into_scalar::<f32>().into(), step);

        let grads = GradientsParams::from_grads(loss.backward(), &model);
        train.observe_with(&watch, &model, &grads, learning_rate, step); // before the optimizer's step
        model = optimizer.step(learning_rate, model, grads);
    }
    train.add_image("circle", draw(&model, &device), 1000);
    logger.close()?;
    println!("tensorboard --logdir runs");
    Ok(())
}

/// What the network makes of each point of the square: light inside the circle, dark outside.
fn draw(model: &Net, device: &Device) -> Pixels {
    const SIDE: usize = 128;
    let coordinate = |index: usize| index as f32 / (SIDE - 1) as f32 * 3.0 - 1.5;
    let points: Vec<f32> = (0..SIDE * SIDE).flat_map(|i| [coordinate(i % SIDE), coordinate(i / SIDE)]).collect();
    let points = Tensor::<1>::from_floats(points.as_slice(), device).reshape([SIDE * SIDE, 2]);
    let answers = model.forward(points).into_data();
    let grey = answers.iter::<f32>().map(|answer| (answer.clamp(-1.0, 1.0) * 127.0 + 128.0) as u8).collect();
    Pixels::grey(SIDE as u32, SIDE as u32, grey).expect("a square of pixels")
}
