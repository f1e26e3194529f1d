//! How long three explanations of one photograph take, in seconds: the counterpart of `golden/cost.py`, which runs it.
//!
//! ```text
//! NNVIZ_MODELS=~/nnviz-models cargo run --release --example explain_cost
//! ```
#![allow(clippy::doc_markdown, reason = "KernelSHAP is a name, not code")]

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use nnviz_explain::{Baseline, GradCam, Groups, IntegratedGradients, KernelShap, Replay};
use nnviz_models::{EfficientNet, Photograph, Weights};

/// How many inputs the network sees at once.
const BATCH: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let device = Device::default();
    let network = EfficientNet::load(Weights::from_env()?.efficientnet(), &device)?;
    let trainable = network.clone().to_device(&device.clone().autodiff());
    let image = Photograph::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/flower.png"))?.input(&device);
    let black = Photograph::black(&device);
    let class: i64 = network.forward(image.clone()).argmax(1).into_scalar();
    let classes = [class as usize];

    let replay = Replay::new(&network, &image, EfficientNet::forward)?;
    let start = Instant::now();
    GradCam::new().attribute(&replay, image.clone(), &classes)?;
    println!("grad_cam {}", start.elapsed().as_secs_f64());

    let start = Instant::now();
    let integrated = IntegratedGradients::new().baseline(Baseline::Given(black.clone())).batch(BATCH);
    integrated.attribute(|x: Tensor<4>| trainable.forward(x), image.clone(), &classes)?;
    println!("integrated_gradients {}", start.elapsed().as_secs_f64());

    let groups = Groups::grid([3, 224, 224], 32)?;
    let start = Instant::now();
    KernelShap::new().samples(500).batch(BATCH).explain(|x| network.forward(x), image, black, &groups)?;
    println!("kernel_shap {}", start.elapsed().as_secs_f64());
    Ok(())
}
