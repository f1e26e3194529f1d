//! One picture, from whatever a caller has.

use std::fmt;

use super::file::EncodedFile;
use super::{ImageError, Layout, Pixels, Samples};
use crate::Error;

/// A picture to log: pixels, numbers of any layout, a tensor of burn, or a file that is encoded already.
///
/// It is checked when the logger's thread encodes it, so that making and logging one never fails.
///
/// ```
/// use nnviz_logger::{Image, Layout};
///
/// // Floats from 0 to 1: a picture of one row, a red pixel and a blue one, as planes.
/// let image = Image::new(Layout::Chw, [3, 1, 2], &[1.0_f32, 0.0, 0.0, 0.0, 0.0, 1.0]);
/// // The same as bytes from 0 to 255, the channels of a pixel side by side.
/// let same = Image::new(Layout::Hwc, [1, 2, 3], &[255_u8, 0, 0, 0, 0, 255]);
/// ```
pub struct Image(Source);

enum Source {
    Pixels(Pixels),
    Samples {
        layout: Layout,
        shape: Vec<usize>,
        samples: Samples,
    },
    File(Vec<u8>),
    #[cfg(feature = "image")]
    Dynamic(image::DynamicImage),
    #[cfg(feature = "figure")]
    Overlaid {
        under: Box<Image>,
        bytes: usize,
        overlay: Overlay,
    },
}

/// Draws on a picture; the first argument is the tag, for errors.
#[cfg(feature = "figure")]
type Overlay = Box<dyn FnOnce(&str, Pixels) -> Result<Pixels, Error> + Send>;

/// A picture that was checked.
pub(super) enum Checked {
    Pixels(Pixels),
    File(EncodedFile),
}

impl Image {
    /// A picture of `shape`, the dimensions of which are those of `layout`: bytes from 0 to 255, or floats from 0 to 1.
    pub fn new(layout: Layout, shape: impl Into<Vec<usize>>, data: impl Into<Samples>) -> Self {
        Self(Source::Samples { layout, shape: shape.into(), samples: data.into() })
    }

    /// A whole PNG, JPEG, GIF or BMP file. It is written as it is, and not decoded.
    pub fn encoded(file: impl Into<Vec<u8>>) -> Self {
        Self(Source::File(file.into()))
    }

    /// Another order of the dimensions than the type has by itself, which is [`Layout::Chw`] for a tensor of three
    /// dimensions. Pixels and files know theirs: it changes nothing for them.
    #[must_use]
    pub fn layout(mut self, new: Layout) -> Self {
        match &mut self.0 {
            Source::Samples { layout, .. } => *layout = new,
            #[cfg(feature = "figure")]
            Source::Overlaid { under, .. } => {
                let image = std::mem::replace(under.as_mut(), Self::encoded(Vec::new()));
                **under = image.layout(new);
            }
            _ => {}
        }
        self
    }

    #[cfg(feature = "image")]
    pub(super) fn dynamic(image: image::DynamicImage) -> Self {
        Self(Source::Dynamic(image))
    }

    /// The picture with something drawn on it by the worker; `bytes` is what waits with it.
    #[cfg(feature = "figure")]
    pub(crate) fn overlaid<F>(self, bytes: usize, overlay: F) -> Self
    where
        F: FnOnce(&str, Pixels) -> Result<Pixels, Error> + Send + 'static,
    {
        Self(Source::Overlaid { under: Box::new(self), bytes, overlay: Box::new(overlay) })
    }

    /// How much memory it holds while it waits.
    pub(crate) fn byte_len(&self) -> usize {
        match &self.0 {
            Source::Pixels(pixels) => pixels.byte_len(),
            Source::Samples { samples, .. } => samples.byte_len(),
            Source::File(file) => file.len(),
            #[cfg(feature = "image")]
            Source::Dynamic(image) => image.as_bytes().len(),
            #[cfg(feature = "figure")]
            Source::Overlaid { under, bytes, .. } => under.byte_len() + bytes,
        }
    }

    /// The picture as a file, for one summary.
    pub(crate) fn encode(self, tag: &str) -> Result<nnviz_record::Images, Error> {
        let picture = self.check(tag)?;
        let (width, height) = picture.size();
        Ok(nnviz_record::Images { width, height, encoded: vec![picture.into_file()?] })
    }

    pub(super) fn check(self, tag: &str) -> Result<Checked, Error> {
        let checked = match self.0 {
            Source::Pixels(pixels) => Ok(Checked::Pixels(pixels)),
            Source::Samples { layout, shape, samples } => {
                let bytes = samples.read(tag)?;
                single(layout, shape, &bytes).map(Checked::Pixels)
            }
            Source::File(file) => EncodedFile::new(file).map(Checked::File),
            #[cfg(feature = "image")]
            Source::Dynamic(image) => super::dynamic::pixels(image).map(Checked::Pixels),
            #[cfg(feature = "figure")]
            Source::Overlaid { under, overlay, .. } => {
                return overlay(tag, under.check(tag)?.into_pixels(tag)?).map(Checked::Pixels);
            }
        };
        checked.map_err(|problem| Error::Image { tag: tag.to_owned(), problem })
    }
}

impl Checked {
    /// Width and height, in pixels.
    pub(super) fn size(&self) -> (u32, u32) {
        match self {
            Self::Pixels(pixels) => (pixels.width, pixels.height),
            Self::File(file) => (file.width, file.height),
        }
    }

    pub(super) fn into_file(self) -> Result<Vec<u8>, Error> {
        match self {
            Self::Pixels(pixels) => super::png::encode(&pixels),
            Self::File(file) => Ok(file.bytes),
        }
    }

    pub(super) fn into_pixels(self, tag: &str) -> Result<Pixels, Error> {
        match self {
            Self::Pixels(pixels) => Ok(pixels),
            Self::File(_) => Err(Error::Image { tag: tag.to_owned(), problem: ImageError::Encoded }),
        }
    }
}

fn single(layout: Layout, shape: Vec<usize>, bytes: &[u8]) -> Result<Pixels, ImageError> {
    let frame = layout.frame(&shape)?;
    let (expected, actual) = (frame.byte_len(), bytes.len());
    if expected != actual {
        return Err(ImageError::Length { shape, expected, actual });
    }
    Ok(frame.pixels(bytes))
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Image({} bytes)", self.byte_len())
    }
}

impl From<Pixels> for Image {
    fn from(pixels: Pixels) -> Self {
        Self(Source::Pixels(pixels))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(image: Image) -> Result<Vec<u8>, String> {
        let pixels = image.check("faces").and_then(|checked| checked.into_pixels("faces"));
        pixels.map(|pixels| pixels.data).map_err(|error| error.to_string())
    }

    #[test]
    fn bytes_and_floats_of_any_layout_make_the_same_picture() {
        let bytes = [10_u8, 20, 30, 40, 50, 60];
        let planes = [10_u8, 40, 20, 50, 30, 60];
        let shares = planes.map(|byte| f32::from(byte) / 255.0);
        assert_eq!(data(Image::new(Layout::Hwc, [1, 2, 3], &bytes)), Ok(bytes.to_vec()));
        assert_eq!(data(Image::new(Layout::Chw, [3, 1, 2], &planes)), Ok(bytes.to_vec()));
        assert_eq!(data(Image::new(Layout::Chw, [3, 1, 2], &shares)), Ok(bytes.to_vec()));
        assert_eq!(data(Image::new(Layout::Chw, [1, 2, 3], &bytes).layout(Layout::Hwc)), Ok(bytes.to_vec()));
        assert_eq!(data(Image::new(Layout::Hw, vec![2, 3], bytes.to_vec())), Ok(bytes.to_vec()));
        assert_eq!(data(Pixels::rgb(1, 2, bytes.to_vec()).unwrap().into()), Ok(bytes.to_vec()));
    }

    #[test]
    fn the_error_names_the_tag_and_what_is_wrong() {
        assert_eq!(
            data(Image::new(Layout::Chw, [3, 4, 2], vec![0_u8; 23])).unwrap_err(),
            "`faces`: the shape [3, 4, 2] needs 24 values, not 23"
        );
        assert_eq!(
            data(Image::new(Layout::Chw, [2, 4, 4], vec![0_u8; 32])).unwrap_err(),
            "`faces`: the shape [2, 4, 4] is no CHW picture, which is [1, 3 or 4 channels, height, width] \
             (it could be HWC: say so with Layout::Hwc)"
        );
        let huge = Image::new(Layout::Chw, [3, usize::MAX / 2, 9], vec![0_u8; 3]);
        assert!(data(huge).unwrap_err().contains("too large"));
    }

    #[test]
    fn an_encoded_file_is_written_as_it_is() {
        let png = Image::from(Pixels::grey(3, 2, vec![0; 6]).unwrap()).encode("x").unwrap();
        let again = Image::encoded(png.encoded[0].clone()).encode("x").unwrap();
        assert_eq!((again.width, again.height), (3, 2));
        assert_eq!(again, png);
    }
}
