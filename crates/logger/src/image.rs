//! Pictures: pixels in memory, and the PNG files that summaries hold.

use nnviz_record::Images;

use crate::Error;

/// An image in memory: 8 bits a channel, rows from top to bottom, channels of a pixel side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    width: u32,
    height: u32,
    colour: Colour,
    data: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Colour {
    Grey,
    Rgb,
    Rgba,
}

impl Colour {
    fn channels(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::Rgb => 3,
            Self::Rgba => 4,
        }
    }
}

impl Pixels {
    /// Grey values, 0 is black: `[height × width]`.
    ///
    /// # Errors
    /// [`Error::ImageSize`] when the data does not fit the size.
    pub fn grey(width: u32, height: u32, data: Vec<u8>) -> Result<Self, Error> {
        Self::new(width, height, Colour::Grey, data)
    }

    /// Red, green, blue: `[height × width × 3]`.
    ///
    /// # Errors
    /// [`Error::ImageSize`] when the data does not fit the size.
    pub fn rgb(width: u32, height: u32, data: Vec<u8>) -> Result<Self, Error> {
        Self::new(width, height, Colour::Rgb, data)
    }

    /// Red, green, blue, opacity: `[height × width × 4]`.
    ///
    /// # Errors
    /// [`Error::ImageSize`] when the data does not fit the size.
    pub fn rgba(width: u32, height: u32, data: Vec<u8>) -> Result<Self, Error> {
        Self::new(width, height, Colour::Rgba, data)
    }

    fn new(width: u32, height: u32, colour: Colour, data: Vec<u8>) -> Result<Self, Error> {
        let channels = colour.channels();
        let expected = (width as usize).saturating_mul(height as usize).saturating_mul(channels);
        let actual = data.len();
        if actual != expected || expected == 0 {
            return Err(Error::ImageSize { width, height, channels, expected, actual });
        }
        Ok(Self { width, height, colour, data })
    }

    /// Width, in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height, in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    pub(crate) fn byte_len(&self) -> usize {
        self.data.len()
    }

    /// The image with each pixel as a square of `factor` pixels: small images are drawn blurred otherwise.
    #[must_use]
    pub fn enlarged(&self, factor: u32) -> Self {
        let factor = factor.max(1) as usize;
        let channels = self.colour.channels();
        let mut data = Vec::with_capacity(self.data.len() * factor * factor);
        for row in self.data.chunks_exact(self.width as usize * channels) {
            let wide: Vec<u8> = row.chunks_exact(channels).flat_map(|pixel| pixel.repeat(factor)).collect();
            (0..factor).for_each(|_| data.extend_from_slice(&wide));
        }
        Self { width: self.width * factor as u32, height: self.height * factor as u32, colour: self.colour, data }
    }
}

/// The pictures as PNG files, for one summary.
pub(crate) fn encode_images(tag: &str, images: &[Pixels]) -> Result<Images, Error> {
    let Some(Pixels { width, height, .. }) = images.first() else {
        return Err(Error::ImageBatch { tag: tag.to_owned() });
    };
    if images.iter().any(|image| (image.width, image.height) != (*width, *height)) {
        return Err(Error::ImageBatch { tag: tag.to_owned() });
    }
    let encoded = images.iter().map(encode_png).collect::<Result<_, _>>()?;
    Ok(Images { width: *width, height: *height, encoded })
}

fn encode_png(image: &Pixels) -> Result<Vec<u8>, Error> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, image.width, image.height);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_color(match image.colour {
        Colour::Grey => png::ColorType::Grayscale,
        Colour::Rgb => png::ColorType::Rgb,
        Colour::Rgba => png::ColorType::Rgba,
    });
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(&image.data)?;
        writer.finish()
    });
    written.map_err(|source| Error::EncodeImage { source: source.into() })?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_must_fit_the_size() {
        let error = Pixels::rgb(4, 4, vec![0; 47]).unwrap_err();
        assert_eq!(error.to_string(), "4 x 4 pixels of 3 bytes need 48 bytes, not 47");
        assert!(Pixels::grey(0, 3, Vec::new()).is_err());
    }

    #[test]
    fn a_png_holds_the_pixels() {
        let image = Pixels::rgb(2, 1, vec![1, 2, 3, 4, 5, 6]).unwrap().enlarged(2);
        let png = encode_png(&image).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let row = [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6];
        assert_eq!(pixels, [row, row].concat());
    }

    #[test]
    fn a_batch_has_one_size() {
        let small = Pixels::grey(1, 1, vec![0]).unwrap();
        let large = small.enlarged(2);
        assert!(matches!(encode_images("x", &[small, large]), Err(Error::ImageBatch { .. })));
        assert!(matches!(encode_images("x", &[]), Err(Error::ImageBatch { .. })));
    }
}
