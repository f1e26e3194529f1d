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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The picture in another order, the slow and plain way.
    fn planes(width: usize, height: usize, channels: usize, packed: &[u8]) -> Vec<u8> {
        let at = |channel, y, x| packed[(y * width + x) * channels + channel];
        let rows = |channel| (0..height).flat_map(move |y| (0..width).map(move |x| (channel, y, x)));
        (0..channels).flat_map(rows).map(|(channel, y, x)| at(channel, y, x)).collect()
    }

    proptest! {
        #[test]
        fn every_layout_of_a_picture_makes_the_same_pixels(
            (width, height, channels, packed) in (1..20_usize, 1..20_usize, prop::sample::select(vec![1_usize, 3, 4]))
                .prop_flat_map(|(width, height, channels)| {
                    let bytes = prop::collection::vec(any::<u8>(), width * height * channels);
                    (Just(width), Just(height), Just(channels), bytes)
                })
        ) {
            let pixels = Layout::Hwc.frame(&[height, width, channels]).unwrap().pixels(&packed);
            prop_assert_eq!(&pixels.data, &packed);
            prop_assert_eq!((pixels.width as usize, pixels.height as usize), (width, height));
            let planar = planes(width, height, channels, &packed);
            prop_assert_eq!(&Layout::Chw.frame(&[channels, height, width]).unwrap().pixels(&planar), &pixels);
            if channels == 1 {
                prop_assert_eq!(&Layout::Hw.frame(&[height, width]).unwrap().pixels(&packed), &pixels);
            }
        }
    }

    #[test]
    fn a_shape_of_another_layout_is_told_so() {
        let message = |layout: Layout, shape: &[usize]| layout.frame(shape).unwrap_err().to_string();
        assert_eq!(
            message(Layout::Chw, &[28, 28, 3]),
            "the shape [28, 28, 3] is no CHW picture, which is [1, 3 or 4 channels, height, width] \
             (it could be HWC: say so with Layout::Hwc)"
        );
        assert_eq!(
            message(Layout::Hwc, &[2, 5, 7]),
            "the shape [2, 5, 7] is no HWC picture, which is [height, width, 1, 3 or 4 channels]"
        );
        assert!(message(Layout::Chw, &[28, 28]).ends_with("(it could be HW: say so with Layout::Hw)"));
        assert!(message(Layout::Hw, &[3, 28, 28]).ends_with("(it could be CHW: say so with Layout::Chw)"));
        assert_eq!(message(Layout::Hw, &[0, 28]), "the shape [0, 28] is no HW picture, which is [height, width]");
    }
}
