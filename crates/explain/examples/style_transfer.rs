//! The content of one photograph in the style of another.
//!
//! ```sh
//! cargo run --release -p nnviz-explain --example style_transfer -- CONTENT.jpg STYLE.jpg
//! ```
//!
//! The features are one layer of random filters of several sizes, which hold a texture well (Ustyuzhaninov, Brendel, Gatys &
//! Bethge 2017, "What does it take to generate natural textures?"), so that no weights are needed. Feature maps of a trained
//! network go in their place: any closure will do.

use std::error::Error;
use std::ops::ControlFlow;

use burn::nn::pool::AvgPool2dConfig;
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Device, Distribution, Tensor, TensorData, activation};
use nnviz_explain::{Features, Panels, Picture, StyleOptimiser, StyleTransfer};

const WIDTH: usize = 192;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [content, style] = arguments.as_slice() else {
        return Err("give two pictures: the content, then the style".into());
    };
    let device = Device::default();
    device.seed(1);
    let filters = Filters::new(&device);
    let (content, style) = (load(content, &device)?, load(style, &device)?);
    let mut panels =
        Panels::new("Style transfer").panel("content", picture(&content)?).panel("style", picture(&style)?);
    let transfer =
        StyleTransfer::new().style_weight(3e5).variation_weight(0.006).optimiser(StyleOptimiser::Lbfgs).steps(60);
    let mut between = Vec::new();
    let styled = transfer.paint(
        |x| filters.features(x),
        content.clone(),
        style,
        content,
        |step| {
            eprintln!("step {:3} of {}: {:?}", step.step, step.steps, step.loss);
            if step.step == 10 {
                between.push((format!("after {} steps", step.step), step.picture.clone()));
            }
            ControlFlow::Continue(())
        },
    )?;
    for (title, image) in between {
        panels = panels.panel(title, picture(&image)?);
    }
    panels.panel("after 60 steps", picture(&styled.picture)?).columns(2).sketch().save("style-transfer.png")?;
    println!("style-transfer.png");
    Ok(())
}

/// Random filters of several sizes.
struct Filters(Vec<Tensor<4>>);

impl Filters {
    fn new(device: &Device) -> Self {
        let bank = |size: usize| {
            let bank = Tensor::<4>::random([24, 3, size, size], Distribution::Normal(0.0, 1.0), device);
            bank / (size as f32 * 1.7)
        };
        Self([3, 5, 9, 13].map(bank).to_vec())
    }

    /// The style in the maps of each size; the content in blurred ones.
    fn features(&self, picture: Tensor<4>) -> Features {
        let picture = picture * 2.0 - 1.0;
        let maps = self.0.iter().map(|bank| {
            let half = bank.dims()[2] / 2;
            let options = ConvOptions::new([1, 1], [half, half], [1, 1], 1);
            activation::relu(conv2d(picture.clone(), bank.clone(), None, options))
        });
        let style: Vec<Tensor<4>> = maps.collect();
        let content = AvgPool2dConfig::new([4, 4]).with_strides([4, 4]).init().forward(picture);
        Features { content: vec![content], style }
    }
}

fn load(path: &str, device: &Device) -> Result<Tensor<4>, Box<dyn Error>> {
    let photo = image::load_from_memory(&std::fs::read(path)?)?.to_rgb8();
    let (width, height) = (photo.width() as usize, photo.height() as usize);
    let photo = Picture::rgb(width, height, photo.into_raw())?.resized(WIDTH, WIDTH * height / width);
    let plane = |channel: usize| photo.bytes().iter().skip(channel).step_by(3).map(|byte| f32::from(*byte) / 255.0);
    let values: Vec<f32> = (0..3).flat_map(plane).collect();
    Ok(Tensor::from_data(TensorData::new(values, [1, 3, photo.height(), photo.width()]), device))
}

fn picture(image: &Tensor<4>) -> Result<Picture, nnviz_explain::Error> {
    let [_, channels, height, width] = image.dims();
    Picture::from_tensor(image.clone().reshape([channels, height, width]))
}
