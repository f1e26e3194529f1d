//! Pixels in memory.

use std::borrow::Cow;

use crate::Error;

/// An image in memory: 8 bits a channel, rows from top to bottom, channels of a pixel side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) colour: Colour,
    pub(super) data: Vec<u8>,
}

/// What the channels are, from the fewest to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Colour {
    Grey,
    Rgb,
    Rgba,
}

impl Colour {
    pub(super) fn of_channels(channels: usize) -> Option<Self> {
        [Self::Grey, Self::Rgb, Self::Rgba].into_iter().find(|colour| colour.channels() == channels)
    }

    pub(super) fn channels(self) -> usize {
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

    /// Red, green, blue of each pixel; what is not opaque lies on white.
    pub(crate) fn to_rgb(&self) -> Cow<'_, [u8]> {
        match self.colour {
            Colour::Grey => Cow::Owned(each_pixel(&self.data, |[grey]| [grey; 3])),
            Colour::Rgb => Cow::Borrowed(&self.data),
            Colour::Rgba => Cow::Owned(each_pixel(&self.data, on_white)),
        }
    }

    /// Red, green, blue, opacity of each pixel.
    pub(super) fn to_rgba(&self) -> Cow<'_, [u8]> {
        match self.colour {
            Colour::Grey => Cow::Owned(each_pixel(&self.data, |[grey]| [grey, grey, grey, 255])),
            Colour::Rgb => Cow::Owned(each_pixel(&self.data, |[r, g, b]| [r, g, b, 255])),
            Colour::Rgba => Cow::Borrowed(&self.data),
        }
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

fn each_pixel<const FROM: usize, const TO: usize>(data: &[u8], convert: impl Fn([u8; FROM]) -> [u8; TO]) -> Vec<u8> {
    let (from, _) = data.as_chunks::<FROM>();
    let mut converted = vec![0; from.len() * TO];
    let (to, _) = converted.as_chunks_mut::<TO>();
    to.iter_mut().zip(from).for_each(|(to, from)| *to = convert(*from));
    converted
}

fn on_white([r, g, b, opacity]: [u8; 4]) -> [u8; 3] {
    let mix =
        |value: u8| ((u16::from(value) * u16::from(opacity) + 255 * (255 - u16::from(opacity)) + 127) / 255) as u8;
    [mix(r), mix(g), mix(b)]
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
    fn what_is_not_opaque_lies_on_white() {
        let rgba = Pixels::rgba(3, 1, vec![10, 20, 30, 255, 10, 20, 30, 0, 0, 100, 255, 128]).unwrap();
        assert_eq!(*rgba.to_rgb(), [10, 20, 30, 255, 255, 255, 127, 177, 255]);
        assert_eq!(*rgba.to_rgba(), rgba.data);
        assert_eq!(*Pixels::grey(1, 1, vec![9]).unwrap().to_rgba(), [9, 9, 9, 255]);
    }
}
