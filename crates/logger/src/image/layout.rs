//! The order of an image's dimensions, and the way from there to pixels.

use std::fmt;

use super::ImageError;
use super::pixels::{Colour, Pixels};

/// The order of the dimensions: channels, height, width. A batch or a video has its count before them.
///
/// There are 1 (grey), 3 (RGB) or 4 (RGBA) channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// `[channels, height, width]`: a plane after the other, as convolutions have it.
    Chw,
    /// `[height, width, channels]`: the channels of a pixel side by side, as files have it.
    Hwc,
    /// `[height, width]`: grey.
    Hw,
}

/// The size of a picture in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) width: u32,
    pub(super) height: u32,
    colour: Colour,
    /// Whether the channels are planes, one after the other.
    planar: bool,
}

impl Layout {
    /// How many dimensions a picture has.
    pub(super) fn rank(self) -> usize {
        if self == Self::Hw { 2 } else { 3 }
    }

    /// What the shape must be.
    pub(super) fn wants(self) -> &'static str {
        match self {
            Self::Chw => "[1, 3 or 4 channels, height, width]",
            Self::Hwc => "[height, width, 1, 3 or 4 channels]",
            Self::Hw => "[height, width]",
        }
    }

    /// The picture that this shape describes.
    pub(super) fn frame(self, shape: &[usize]) -> Result<Frame, ImageError> {
        let wrong = || ImageError::Shape { shape: shape.to_vec(), layout: self };
        let (channels, height, width) = match (self, shape) {
            (Self::Chw, &[channels, height, width]) | (Self::Hwc, &[height, width, channels]) => {
                (channels, height, width)
            }
            (Self::Hw, &[height, width]) => (1, height, width),
            _ => return Err(wrong()),
        };
        if width == 0 || height == 0 {
            return Err(wrong());
        }
        let colour = Colour::of_channels(channels).ok_or_else(wrong)?;
        let side = |pixels: usize| u32::try_from(pixels).ok();
        let (Some(width), Some(height)) = (side(width), side(height)) else {
            return Err(ImageError::TooLarge { width, height, limit: u32::MAX as usize });
        };
        Ok(Frame { width, height, colour, planar: self == Self::Chw && channels > 1 })
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chw => "CHW",
            Self::Hwc => "HWC",
            Self::Hw => "HW",
        })
    }
}

impl Frame {
    /// How many bytes the picture takes.
    pub(super) fn byte_len(self) -> usize {
        (self.width as usize).saturating_mul(self.height as usize).saturating_mul(self.colour.channels())
    }

    /// The picture in `bytes`, which are as many as it takes.
    pub(super) fn pixels(self, bytes: &[u8]) -> Pixels {
        let data = if self.planar { interleaved(bytes, self.colour) } else { bytes.to_vec() };
        Pixels { width: self.width, height: self.height, colour: self.colour, data }
    }
}

/// From planes to pixels.
fn interleaved(planes: &[u8], colour: Colour) -> Vec<u8> {
    match colour {
        Colour::Grey => planes.to_vec(),
        Colour::Rgb => interleaved_by::<3>(planes),
        Colour::Rgba => interleaved_by::<4>(planes),
    }
}

fn interleaved_by<const CHANNELS: usize>(planes: &[u8]) -> Vec<u8> {
    let mut data = vec![0; planes.len()];
    let (pixels, _) = data.as_chunks_mut::<CHANNELS>();
    for (channel, plane) in planes.chunks_exact(pixels.len().max(1)).enumerate() {
        pixels.iter_mut().zip(plane).for_each(|(pixel, &value)| pixel[channel] = value);
    }
    data
}
