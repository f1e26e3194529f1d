//! Pictures of the `image` crate.

use image::DynamicImage;

use super::pixels::{Colour, Pixels};
use super::{Image, ImageError};

impl From<DynamicImage> for Image {
    fn from(image: DynamicImage) -> Self {
        Self::dynamic(image)
    }
}

/// The pixels, in 8 bits a channel; taken over without a copy where they are so.
pub(super) fn pixels(image: DynamicImage) -> Result<Pixels, ImageError> {
    let (width, height) = (image.width(), image.height());
    let (colour, data) = match image {
        DynamicImage::ImageLuma8(grey) => (Colour::Grey, grey.into_raw()),
        DynamicImage::ImageRgb8(rgb) => (Colour::Rgb, rgb.into_raw()),
        DynamicImage::ImageRgba8(rgba) => (Colour::Rgba, rgba.into_raw()),
        other if other.color().has_alpha() => (Colour::Rgba, other.into_rgba8().into_raw()),
        other if other.color().has_color() => (Colour::Rgb, other.into_rgb8().into_raw()),
        other => (Colour::Grey, other.into_luma8().into_raw()),
    };
    if data.is_empty() {
        return Err(ImageError::Empty);
    }
    Ok(Pixels { width, height, colour, data })
}
