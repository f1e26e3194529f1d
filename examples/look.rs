//! Looks into a network while it learns the digits: activations of each layer, gradient flow, findings, feature maps,
//! filters, and what the last hidden layer makes of the digits, in the projector. And the attention of a transformer
//! that learns to say its input backwards, and the regions of a network with two inputs.
//!
//! ```text
//! cargo run --release --example look
//! ```

#[path = "digits/data.rs"]
#[allow(dead_code, reason = "the loaders are for burn's Learner")]
mod data;
#[path = "digits/model.rs"]
#[allow(dead_code, reason = "the same")]
mod model;

use std::error::Error;

use burn::module::Module;
use burn::nn::loss::CrossEntropyLossConfig;
use burn::nn::transformer::{TransformerEncoder, TransformerEncoderConfig, TransformerEncoderInput};
use burn::nn::{
    Embedding as Tokens, EmbeddingConfig, Linear, LinearConfig, PositionalEncoding, PositionalEncodingConfig, Tanh,
};
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::{Device, Int, Tensor, TensorData};
use nnviz::attach::WatchConfig;
use nnviz::prelude::*;
use nnviz::{Scaling, intermediates};

use data::{Batch, Digits};
use model::{Cnn, CnnConfig};

const RUN: &str = "runs/look";
const REPORT: &str = "runs/look.html";

fn main() -> Result<(), Box<dyn Error>> {
    let device = Device::default().autodiff();
    device.seed(7);
    let logger = Logger::builder(RUN).on_finding(|finding| eprintln!("found: {finding}")).build()?;
    digits(&logger, &device)?;
    attention(&logger.run("backwards"), &device)?;
    regions(&logger.run("moons"), &device);
    logger.close()?;
    nnviz_viewer::write_report(RUN, REPORT)?;
    println!("Report:       {REPORT}");
    println!("TensorBoard:  tensorboard --logdir runs");
    Ok(())
}

/// A loop of one's own that is observed and probed.
fn digits(logger: &Logger, device: &Device) -> Result<(), Box<dyn Error>> {
    const STEPS: usize = 400;
    let digits = Digits::load()?;
    let mut model = CnnConfig::new().init(device);
    let mut optimizer = AdamConfig::new().init();
    let shown = Batch::new(&digits.valid[..64], device);
    let train = logger.run("train");
    let config = WatchConfig::new().every(20).pictures_every(200);
    for step in 1..=STEPS {
        let from = step * 32 % (digits.train.len() - 32);
        let batch = Batch::new(&digits.train[from..from + 32], device);
        let loss = loss(model.forward(batch.images), batch.labels);
        train.add_scalar("loss", loss.clone().into_scalar::<f64>(), step);
        let grads = GradientsParams::from_grads(loss.backward(), &model);
        train.observe_with(&config, &model, &grads, 3e-3, step as i64);
        train.every(20).at(step, |train| train.probe(&model, shown.images.clone(), Cnn::forward));
        train.every(200).at(step, |train| pictures(train, &model, &shown, step));
        model = optimizer.step(3e-3, model, grads);
    }
    let seen = intermediates(&model, shown.images, Cnn::forward)?;
    let labels: Vec<_> = digits.valid[..64].iter().map(|digit| digit.label.to_string()).collect();
    if let Some(rows) = seen.rows("relu/Relu") {
        train.add_embedding(Embedding::from(rows).labels(labels).tag("hidden"), STEPS);
    }
    Ok(())
}

fn loss(scores: Tensor<2>, labels: Tensor<1, Int>) -> Tensor<1> {
    CrossEntropyLossConfig::new().init(&scores.device()).forward(scores, labels)
}

/// What the first digit becomes in each convolution, and the filters of the first.
fn pictures(train: &Logger, model: &Cnn, shown: &Batch, step: usize) {
    let Ok(seen) = intermediates(model, shown.images.clone(), Cnn::forward) else { return };
    for (name, tag) in [("block1/relu/Relu", "block1"), ("block2/relu/Relu", "block2")] {
        let Some(data) = seen.get(name) else { continue };
        let maps = Tensor::<4>::from_data(data.clone(), &Device::default());
        train.add_feature_maps(&format!("feature_maps/{tag}"), maps.clone(), step);
        let by_layer = FeatureMaps::from(maps).scaled(Scaling::Layer);
        train.add_feature_maps(&format!("feature_maps_by_layer/{tag}"), by_layer, step);
    }
    train.add_filters("filters/block1", model.first_filters(), step);
}

/// Reads letters and says them backwards.
#[derive(Module, Debug)]
struct Backwards {
    tokens: Tokens,
    positions: PositionalEncoding,
    encoder: TransformerEncoder,
    head: Linear,
}

impl Backwards {
    fn forward(&self, letters: Tensor<2, Int>) -> Tensor<2> {
        let x = self.positions.forward(self.tokens.forward(letters));
        self.head.forward(self.encoder.forward(TransformerEncoderInput::new(x))).flatten(0, 1)
    }
}

fn attention(logger: &Logger, device: &Device) -> Result<(), Box<dyn Error>> {
    const LETTERS: usize = 8;
    let mut model = Backwards {
        tokens: EmbeddingConfig::new(26, 32).init(device),
        positions: PositionalEncodingConfig::new(32).with_max_sequence_size(16).init(device),
        encoder: TransformerEncoderConfig::new(32, 64, 4, 2).with_dropout(0.0).init(device),
        head: LinearConfig::new(32, 26).init(device),
    };
    let mut optimizer = AdamConfig::new().init();
    for step in 1..=400_i64 {
        let letter = |at: i64| (at * at * 31 + at * 7 + step * 131) % 26;
        let words: Vec<i64> = (0..32 * LETTERS as i64).map(letter).collect();
        let backwards: Vec<i64> = words.chunks(LETTERS).flat_map(|word| word.iter().rev().copied()).collect();
        let words = Tensor::<2, Int>::from_data(TensorData::new(words, [32, LETTERS]), device);
        let backwards = Tensor::from_data(TensorData::new(backwards, [32 * LETTERS]), device);
        let loss = loss(model.forward(words), backwards);
        logger.every(20).at(step, |logger| logger.add_scalar("loss", loss.clone().into_scalar::<f64>(), step));
        let grads = GradientsParams::from_grads(loss.backward(), &model);
        model = optimizer.step(3e-3, model, grads);
    }
    let word = "nnvizual";
    let letters: Vec<i64> = word.bytes().map(|letter| i64::from(letter - b'a')).collect();
    let letters = Tensor::<2, Int>::from_data(TensorData::new(letters, [1, LETTERS]), device);
    let seen = intermediates(&model, letters, Backwards::forward)?;
    let names: Vec<_> = word.chars().map(String::from).collect();
    for (layer, map) in seen.of_kind("Softmax").enumerate() {
        let weights = Tensor::<4>::from_data(map.data.clone(), &Device::default());
        logger.add_attention(&format!("attention/layer{layer}"), weights, &names, 400);
    }
    Ok(())
}

/// Two half circles that lie in each other.
fn moons() -> Vec<([f32; 2], usize)> {
    let moon = |at: usize| {
        let angle = std::f32::consts::PI * (at / 2) as f32 / 39.0;
        let noise = 0.08 * ((at * 37 % 17) as f32 / 8.0 - 1.0);
        match at % 2 {
            0 => ([angle.cos() + noise, angle.sin() - noise], 0),
            _ => ([1.0 - angle.cos() - noise, 0.5 - angle.sin() + noise], 1),
        }
    };
    (0..80).map(moon).collect()
}

#[derive(Module, Debug)]
struct Plane {
    first: Linear,
    second: Linear,
    third: Linear,
    tanh: Tanh,
}

impl Plane {
    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let x = self.tanh.forward(self.first.forward(x));
        self.third.forward(self.tanh.forward(self.second.forward(x)))
    }
}

fn regions(logger: &Logger, device: &Device) {
    let linear = |inside, outside| LinearConfig::new(inside, outside).init(device);
    let mut model = Plane { first: linear(2, 16), second: linear(16, 16), third: linear(16, 2), tanh: Tanh::new() };
    let examples = moons();
    let points: Vec<f32> = examples.iter().flat_map(|(point, _)| *point).collect();
    let classes: Vec<i64> = examples.iter().map(|(_, class)| *class as i64).collect();
    let points = Tensor::<2>::from_data(TensorData::new(points, [examples.len(), 2]), device);
    let classes = Tensor::<1, Int>::from_data(TensorData::new(classes, [examples.len()]), device);
    let mut optimizer = AdamConfig::new().init();
    for step in 1..=300 {
        let loss = loss(model.forward(points.clone()), classes.clone());
        logger.every(100).at(step, |logger| {
            logger.add_decision_regions("regions", &examples, device, |points| model.forward(points), step);
        });
        let grads = GradientsParams::from_grads(loss.backward(), &model);
        model = optimizer.step(1e-2, model, grads);
    }
}
