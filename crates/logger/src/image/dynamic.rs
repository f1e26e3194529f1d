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

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma, Rgb, RgbImage};

    use super::*;
    use crate::{Images, Layout};

    fn same(image: DynamicImage, expected: Image) {
        let pixels = |image| Images::from(vec![image]).pixels("x").unwrap();
        assert_eq!(pixels(Image::from(image)), pixels(expected));
    }

    #[test]
    fn pictures_keep_their_channels_at_eight_bits() {
        let grey = GrayImage::from_fn(3, 2, |x, y| Luma([(x + 3 * y) as u8]));
        same(grey.clone().into(), Image::new(Layout::Hw, [2, 3], &[0_u8, 1, 2, 3, 4, 5]));
        same(DynamicImage::from(grey).into_luma16().into(), Image::new(Layout::Hw, [2, 3], &[0_u8, 1, 2, 3, 4, 5]));
        let rgb = DynamicImage::from(RgbImage::from_pixel(1, 1, Rgb([7, 8, 9])));
        same(rgb.to_rgb32f().into(), Image::new(Layout::Hwc, [1, 1, 3], &[7_u8, 8, 9]));
        same(rgb.to_rgba8().into(), Image::new(Layout::Hwc, [1, 1, 4], &[7_u8, 8, 9, 255]));
        same(rgb, Image::new(Layout::Hwc, [1, 1, 3], &[7_u8, 8, 9]));
        assert_eq!(pixels(DynamicImage::new_rgb8(0, 4)), Err(ImageError::Empty));
    }
}
