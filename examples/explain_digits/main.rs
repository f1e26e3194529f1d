//! What a small network sees in handwritten digits, by every family of methods.
//!
//! ```text
//! cargo run --release --example explain_digits
//! ```
//!
//! It trains for about a minute, explained while it trains; then it draws a gallery. Pictures go to a folder (the first argument, or
//! `runs/explain_digits/gallery`) and to TensorBoard.

mod boundaries;
mod features;
mod heat;
mod maps;
mod quality;
mod shapley;
mod training;

#[allow(dead_code, reason = "this example trains with a loop of its own")]
#[path = "../digits/data.rs"]
mod data;
#[allow(dead_code, reason = "this example trains with a loop of its own")]
#[path = "../digits/model.rs"]
mod model;

use std::error::Error;
use std::path::PathBuf;

use burn::tensor::{Device, Tensor};
use nnviz::Logger;
use nnviz::explain::{Picture, Sketch};
use nnviz::prelude::*;

use data::{Batch, Digit, Digits};
use model::Cnn;

const RUN: &str = "runs/explain_digits";

type Done = Result<(), Box<dyn Error>>;

fn main() -> Done {
    let folder = std::env::args().nth(1).map_or_else(|| PathBuf::from(RUN).join("gallery"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    let digits = Digits::load()?;
    let logger = Logger::create(RUN)?;
    let model = training::train(&digits, &logger)?;

    let gallery = Gallery { folder, logger: logger.clone() };
    let subject = Subject { model, digits };
    heat::draw(&subject, &gallery)?;
    shapley::draw(&subject, &gallery)?;
    features::draw(&subject, &gallery)?;
    boundaries::draw(&subject, &gallery)?;
    maps::draw(&subject, &gallery)?;
    quality::draw(&subject, &gallery)?;
    logger.close()?;
    println!("\ntensorboard --logdir runs");
    Ok(())
}

/// The network that is explained, as it is for inference, and what it learned from.
struct Subject {
    model: Cnn,
    digits: Digits,
}

impl Subject {
    /// The first digit that was held out and shows this one: `[1, 1, 8, 8]`
    fn first(&self, label: usize) -> Tensor<4> {
        let shows = |digit: &&Digit| usize::from(digit.label) == label;
        let found: Vec<Digit> = self.digits.valid.iter().find(shows).cloned().into_iter().collect();
        Batch::new(&found, &Device::default()).images
    }

    /// Each digit once: `[10, 1, 8, 8]`
    fn each(&self) -> Tensor<4> {
        Tensor::cat((0..10).map(|label| self.first(label)).collect(), 0)
    }

    /// What an absent pixel is averaged over.
    fn background(&self, count: usize) -> Tensor<4> {
        Batch::new(&self.digits.train[..count], &Device::default()).images
    }
}

/// Where pictures go.
struct Gallery {
    folder: PathBuf,
    logger: Logger,
}

impl Gallery {
    /// Writes a drawing to the folder and to the run, and says so.
    fn add(&self, name: &str, sketch: &Sketch) -> Done {
        let path = self.folder.join(format!("{name}.png"));
        sketch.save(&path)?;
        let picture = sketch.to_picture()?;
        let pixels = Pixels::rgb(picture.width() as u32, picture.height() as u32, picture.bytes().to_vec())?;
        self.logger.add_image(&format!("gallery/{name}"), pixels, 0);
        println!("{}", path.display());
        Ok(())
    }
}

/// A digit as ink on paper: `[1, 1, 8, 8]`
fn ink(image: Tensor<4>) -> Result<Picture, nnviz::explain::Error> {
    let [_, _, height, width] = image.dims();
    Picture::from_tensor(1.0 - image.reshape([1, height, width]))
}
