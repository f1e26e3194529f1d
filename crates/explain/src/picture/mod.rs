//! A picture in memory: what heat maps are painted as, and laid over.

mod png;
pub(crate) mod resize;

use std::path::Path;

use burn::tensor::Tensor;

use crate::colormap::blend;
use crate::tensor::numbers;
use crate::{Error, Sketch};

/// Red, green and blue of each pixel, a byte each, row by row from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

impl Picture {
    /// Takes bytes: red, green and blue of each pixel.
    ///
    /// # Errors
    /// [`Error::Size`] when the bytes do not fill the picture, or there are no pixels.
    pub fn rgb(width: usize, height: usize, rgb: Vec<u8>) -> Result<Self, Error> {
        if rgb.is_empty() || rgb.len() != width.saturating_mul(height).saturating_mul(3) {
            return Err(Error::Size { what: "a picture", shape: vec![height, width, 3], values: rgb.len() });
        }
        Ok(Self { width, height, rgb })
    }

    /// Grey values, 0 is black.
    ///
    /// # Errors
    /// As [`Self::rgb`].
    pub fn grey(width: usize, height: usize, grey: &[u8]) -> Result<Self, Error> {
        if grey.len() != width.saturating_mul(height) {
            return Err(Error::Size { what: "a picture", shape: vec![height, width], values: grey.len() });
        }
        Self::rgb(width, height, grey.iter().flat_map(|value| [*value; 3]).collect())
    }

    /// A tensor of `[channels, height, width]` with values of 0 to 1: one channel of grey, or three of colour.
    ///
    /// # Errors
    /// [`Error::Shape`] for another number of channels, [`Error::ReadTensor`] when the device fails.
    pub fn from_tensor(image: Tensor<3>) -> Result<Self, Error> {
        let [channels, height, width] = image.dims();
        let values = numbers(image)?;
        let bytes: Vec<u8> = values.iter().map(|value| (value.clamp(0.0, 1.0) * 255.0).round() as u8).collect();
        match channels {
            1 => Self::grey(width, height, &bytes),
            3 => {
                let plane = width * height;
                let pixels = (0..plane).flat_map(|pixel| [0, 1, 2].map(|channel| bytes[channel * plane + pixel]));
                Self::rgb(width, height, pixels.collect())
            }
            _ => Err(Error::Shape {
                what: "the picture",
                actual: vec![channels, height, width],
                expected: vec![3, height, width],
            }),
        }
    }

    /// A picture of which the caller knows that the bytes fill it.
    pub(crate) fn trusted(width: usize, height: usize, rgb: Vec<u8>) -> Self {
        Self { width, height, rgb }
    }

    /// Width, in pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height, in pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Red, green and blue of each pixel, row by row from the top.
    pub fn bytes(&self) -> &[u8] {
        &self.rgb
    }

    /// The colours, pixel by pixel.
    pub(crate) fn pixels(&self) -> impl Iterator<Item = [u8; 3]> {
        self.rgb.as_chunks().0.iter().copied()
    }

    /// The same in another size, between the pixels when it has to be (half-pixel bilinear).
    #[must_use]
    pub fn resized(&self, width: usize, height: usize) -> Self {
        let channels = [0, 1, 2].map(|channel| {
            let plane: Vec<f32> = self.rgb.iter().skip(channel).step_by(3).map(|value| f32::from(*value)).collect();
            resize::bilinear(&plane, (self.width, self.height), (width, height))
        });
        let pixels =
            (0..width * height).flat_map(|pixel| [0, 1, 2].map(|channel| channels[channel][pixel].round() as u8));
        Self { width, height, rgb: pixels.collect() }
    }

    /// The same with each pixel as a square of `times` pixels: for small pictures, whose pixels should be seen.
    #[must_use]
    pub fn enlarged(&self, times: usize) -> Self {
        let times = times.max(1);
        let (width, height) = (self.width * times, self.height * times);
        let pixel = |index: usize| {
            let (x, y) = (index % width / times, index / width / times);
            let at = 3 * (y * self.width + x);
            [self.rgb[at], self.rgb[at + 1], self.rgb[at + 2]]
        };
        Self { width, height, rgb: (0..width * height).flat_map(pixel).collect() }
    }

    /// The brightness of each pixel as grey (ITU-R BT.601).
    #[must_use]
    pub fn to_grey(&self) -> Self {
        let grey = |[red, green, blue]: [u8; 3]| {
            let brightness = 0.299 * f32::from(red) + 0.587 * f32::from(green) + 0.114 * f32::from(blue);
            [brightness.round() as u8; 3]
        };
        Self { rgb: self.pixels().flat_map(grey).collect(), ..*self }
    }

    /// The picture as it shows through from below, on white, with an opacity of 0 to 1: colours laid over it stay clear.
    #[must_use]
    pub fn faded(&self, opacity: f32) -> Self {
        let opacity = opacity.clamp(0.0, 1.0);
        Self { rgb: self.rgb.iter().map(|value| blend(255, *value, opacity)).collect(), ..*self }
    }

    /// A PNG file.
    ///
    /// # Errors
    /// [`Error::Draw`] when the picture is larger than a PNG can be.
    pub fn to_png(&self) -> Result<Vec<u8>, Error> {
        png::encode(self)
    }

    /// Writes the picture to a file, whose name ends in `.png` or `.svg`.
    ///
    /// # Errors
    /// [`Error::Format`] for another ending, [`Error::Write`] when the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let mut sketch = Sketch::new(self.width as f32, self.height as f32);
        sketch.picture(self.clone(), (0.0, 0.0), (self.width as f32, self.height as f32));
        sketch.scale(1.0).save(path)
    }

    /// The picture as an image summary, to log.
    ///
    /// # Errors
    /// As [`Self::to_png`].
    pub fn to_summary(&self) -> Result<nnviz_record::Images, Error> {
        let encoded = vec![self.to_png()?];
        Ok(nnviz_record::Images { width: self.width as u32, height: self.height as u32, encoded })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    #[test]
    fn a_tensor_of_colours_becomes_pixels() {
        let image = Tensor::<3>::from_data([[[1.0, 0.0]], [[0.5, 0.0]], [[0.0, 2.0]]], &Device::default());
        let picture = Picture::from_tensor(image).unwrap();
        assert_eq!((picture.width(), picture.height()), (2, 1));
        assert_eq!(picture.bytes(), [255, 128, 0, 0, 0, 255]);
    }

    #[test]
    fn two_channels_are_no_colour() {
        let error = Picture::from_tensor(Tensor::zeros([2, 4, 4], &Device::default())).unwrap_err();
        assert!(matches!(error, Error::Shape { .. }), "{error}");
    }

    #[test]
    fn bytes_must_fill_the_picture() {
        assert!(matches!(Picture::rgb(2, 2, vec![0; 11]), Err(Error::Size { values: 11, .. })));
        assert!(matches!(Picture::grey(0, 0, &[]), Err(Error::Size { .. })));
    }

    #[test]
    fn an_enlarged_picture_repeats_its_pixels() {
        let large = Picture::grey(2, 1, &[0, 9]).unwrap().enlarged(2);
        assert_eq!((large.width(), large.height()), (4, 2));
        assert_eq!(large.bytes().iter().step_by(3).copied().collect::<Vec<_>>(), [0, 0, 9, 9, 0, 0, 9, 9]);
    }
}
