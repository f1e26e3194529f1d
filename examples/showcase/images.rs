//! Pictures: *Images*.

use std::error::Error;

use burn::tensor::Device;
use image::RgbImage;
use nnviz::prelude::*;

use crate::data::{Batch, Digits};

/// A dahlia; see `examples/data/README.md`.
const FLOWER: &[u8] = include_bytes!("../data/flower.jpg");

pub(crate) fn log(logger: &Logger, digits: &Digits) -> Result<(), Box<dyn Error>> {
    let photo = logger.scope("photo");
    photo.add_image("as a file", Image::encoded(FLOWER), 0); // written as it is
    let flower = image::load_from_memory(FLOWER)?.to_rgb8();
    layouts(&photo, &flower);
    boxes(&photo, &flower)?;
    batches(logger, digits);
    Ok(())
}

/// The same picture from bytes and floats of any order.
fn layouts(photo: &Logger, flower: &RgbImage) {
    let (width, height) = (flower.width() as usize, flower.height() as usize);

    // As files have it: the channels of a pixel side by side, bytes from 0 to 255.
    photo.add_image("hwc", Image::new(Layout::Hwc, [height, width, 3], flower.as_raw().as_slice()), 0);

    // As convolutions have it: a plane for each channel, floats from 0 to 1. Here the negative.
    let channel = |channel: usize| flower.pixels().map(move |pixel| 1.0 - f32::from(pixel.0[channel]) / 255.0);
    let planes: Vec<f32> = (0..3).flat_map(channel).collect();
    photo.add_image("chw, negative", Image::new(Layout::Chw, [3, height, width], planes), 0);

    // One channel.
    let grey = |&image::Rgb([r, g, b]): &image::Rgb<u8>| {
        (0.30 * f32::from(r) + 0.59 * f32::from(g) + 0.11 * f32::from(b)) / 255.0
    };
    photo.add_image(
        "hw, grey",
        Image::new(Layout::Hw, [height, width], flower.pixels().map(grey).collect::<Vec<_>>()),
        0,
    );
}

/// What a detector would have found.
fn boxes(photo: &Logger, flower: &RgbImage) -> Result<(), nnviz::Error> {
    let pixels = Pixels::rgb(flower.width(), flower.height(), flower.as_raw().clone())?;
    let found = [
        LabelledBox::new(84.0, 42.0, 220.0, 181.0).label("dahlia 0.98"),
        LabelledBox::new(143.0, 187.0, 233.0, 214.0).label("dahlia 0.71"),
        LabelledBox::new(288.0, 196.0, 312.0, 214.0).label("bud 0.44"),
    ];
    photo.add_image_with_boxes("boxes", pixels, found, 0);
    Ok(())
}

/// A batch as the network gets it, straight from its tensor.
fn batches(logger: &Logger, digits: &Digits) {
    let images = Batch::new(&digits.train[..40], &Device::default()).images;
    logger.add_images("digits/one by one", images.clone().narrow(0, 0, 10), 0); // behind a slider
    logger.add_images("digits/sheet", Images::from(images).grid(10), 0);
}
