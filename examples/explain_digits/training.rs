//! The training, which is explained while it runs.

use std::error::Error;

use burn::module::Module;
use burn::nn::loss::CrossEntropyLossConfig;
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::Device;
use nnviz::Logger;
use nnviz::explain::projection::Umap;
use nnviz::explain::{ExplainEvery, GradCam, IntegratedGradients, Method};

use crate::data::{Batch, Digits};
use crate::model::{Cnn, CnnConfig};

const EPOCHS: usize = 8;
const BATCH: usize = 32;
const LEARNING_RATE: f64 = 2e-3;
/// How many of the digits that were held out are on the map.
const ON_THE_MAP: usize = 200;

/// Trains the network and returns it as it is for inference.
pub(crate) fn train(digits: &Digits, logger: &Logger) -> Result<Cnn, Box<dyn Error>> {
    let device = Device::default().autodiff();
    device.seed(7);
    let mut model = CnnConfig::new().init(&device);
    let mut optimizer = AdamConfig::new().init();

    let probes = Batch::new(&digits.valid[..6], &device);
    let classes: Vec<usize> = digits.valid[..6].iter().map(|digit| digit.label.into()).collect();
    let explanations = logger
        .every(30)
        .explain(probes.images, classes, Cnn::forward)
        .method("grad_cam", GradCam::new())
        .method("integrated_gradients", IntegratedGradients::new().steps(16))
        .without_budget() // the training is too short to earn one
        .start()?;
    let on_the_map = &digits.valid[..ON_THE_MAP];
    let maps = logger
        .every(60)
        .embed(Batch::new(on_the_map, &device).images, on_the_map.iter().map(|digit| digit.label), Cnn::features)
        .method("pca", Method::Pca)
        .method("umap", Method::Umap(Umap::new().epochs(150)))
        .without_budget()
        .start()?;

    let loss_of = CrossEntropyLossConfig::new().init(&device);
    let per_epoch = digits.train.len() / BATCH;
    for step in 0..EPOCHS * per_epoch {
        let batch = Batch::new(&digits.train[step % per_epoch * BATCH..][..BATCH], &device);
        let loss = loss_of.forward(model.forward(batch.images), batch.labels);
        logger.add_scalar("loss", loss.clone().into_scalar::<f32>().into(), step);
        explanations.observe(&model, step);
        maps.observe(&model, step);
        let grads = GradientsParams::from_grads(loss.backward(), &model);
        model = optimizer.step(LEARNING_RATE, model, grads);
    }
    let (explained, mapped) = (explanations.finish()?, maps.finish()?);
    println!(
        "{} steps explained in {:.1?}, {} maps in {:.1?}",
        explained.made, explained.spent, mapped.made, mapped.spent
    );
    let model = model.valid();
    println!("right on {:.1} % of the digits held out", 100.0 * accuracy(&model, digits));
    Ok(model)
}

fn accuracy(model: &Cnn, digits: &Digits) -> f64 {
    let batch = Batch::new(&digits.valid, &Device::default());
    let answers = model.forward(batch.images).argmax(1).flatten::<1>(0, 1);
    let right: i64 = answers.equal(batch.labels).int().sum().into_scalar::<i64>();
    right as f64 / digits.valid.len() as f64
}
