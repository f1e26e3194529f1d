//! A photograph as EfficientNet-Lite0 wants it: the middle of it, 224 pixels wide and high.

use std::path::Path;

use burn::tensor::{Device, Tensor, TensorData};
use image::imageops::FilterType;
use image::{DynamicImage, GenericImageView, RgbImage};

use crate::Error;

/// Width and height of the network's input, in pixels.
pub const SIDE: u32 = 224;

/// A frame of this many pixels, on the scale of the input, is left out on all sides together, as in training.
const FRAME: u32 = 32;

/// Black is -127/128 for the network, and white 1.
const MEAN: f32 = 127.0;
const DEVIATION: f32 = 128.0;

/// A square colour picture of [`SIDE`] pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Photograph(RgbImage);

impl Photograph {
    /// Reads a JPEG or PNG file. An image of another size than the network's is cut to the square in its middle, 7/8 of
    /// the shorter side, which is resized by bicubic interpolation: what the network was validated with (Tan and Le,
    /// "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", 2019, and its published code).
    ///
    /// # Errors
    /// [`Error::Image`] when the file is not there, or no image.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let read = image::ImageReader::open(path).and_then(image::ImageReader::with_guessed_format);
        let image = read.map_err(image::ImageError::IoError).and_then(image::ImageReader::decode);
        image.map(|image| Self(fit(&image))).map_err(|source| Error::Image { path: path.to_owned(), source })
    }

    /// Red, green and blue of each pixel, row by row from the top.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_raw()
    }

    /// The picture as it is: `[3, SIDE, SIDE]`, values 0 to 1.
    pub fn pixels(&self, device: &Device) -> Tensor<3> {
        self.channels(device) / 255.0
    }

    /// What the network is given: `[1, 3, SIDE, SIDE]`, values -1 to 1.
    pub fn input(&self, device: &Device) -> Tensor<4> {
        ((self.channels(device) - MEAN) / DEVIATION).unsqueeze()
    }

    /// A black picture as the network is given it: what an attribution starts from.
    pub fn black(device: &Device) -> Tensor<4> {
        Tensor::full([1, 3, SIDE as usize, SIDE as usize], -MEAN / DEVIATION, device)
    }

    /// The lowest and the highest number of a photograph as the network is given it.
    pub fn range() -> (f32, f32) {
        (-MEAN / DEVIATION, (255.0 - MEAN) / DEVIATION)
    }

    /// A picture that the network may be given, or that was made for it, back in 0 to 1: `[3, height, width]`.
    pub fn pixels_of(input: Tensor<4>) -> Tensor<3> {
        ((input * DEVIATION + MEAN) / 255.0).squeeze_dim(0)
    }

    fn channels(&self, device: &Device) -> Tensor<3> {
        let values: Vec<f32> = self.bytes().iter().map(|value| f32::from(*value)).collect();
        let side = SIDE as usize;
        Tensor::<3>::from_data(TensorData::new(values, [side, side, 3]), device).permute([2, 0, 1])
    }
}

fn fit(image: &DynamicImage) -> RgbImage {
    let (width, height) = image.dimensions();
    if (width, height) == (SIDE, SIDE) {
        return image.to_rgb8();
    }
    let side = (f64::from(width.min(height)) * f64::from(SIDE) / f64::from(SIDE + FRAME)).round().max(1.0) as u32;
    let middle = image.crop_imm((width - side) / 2, (height - side) / 2, side, side);
    image::imageops::resize(&middle.to_rgb8(), SIDE, SIDE, FilterType::CatmullRom)
}
