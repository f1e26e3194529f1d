//! Images: one or more encoded pictures a step.
//!
//! ```text
//!  DT_STRING [2 + k]:   [ "width", "height", picture 0, …, picture k − 1 ]
//! ```
//!
//! A picture is a whole PNG, JPEG, GIF or BMP file; TensorBoard tells them apart by their first bytes
//! (`tensorboard/util/img_mime_type_detector.py`) and offers a slider over the k samples.

use super::{DecodeError, tensor};
use crate::proto::{Image, Payload, TensorProto};

/// Encoded pictures of one size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Images {
    /// Width of each, in pixels.
    pub width: u32,
    /// Height of each, in pixels.
    pub height: u32,
    /// The pictures: whole PNG, JPEG, GIF or BMP files.
    pub encoded: Vec<Vec<u8>>,
}

/// The media type of an encoded picture, by its first bytes; `None` for what a browser would not show.
///
/// ```
/// assert_eq!(nnviz_record::summary::image_media_type(b"\x89PNG\r\n\x1a\n and so on"), Some("image/png"));
/// assert_eq!(nnviz_record::summary::image_media_type(b"<svg onload=alert(1)>"), None);
/// ```
pub fn image_media_type(encoded: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 5] = [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"BM", "image/bmp"),
    ];
    MAGIC.into_iter().find(|(magic, _)| encoded.starts_with(magic)).map(|(_, media_type)| media_type)
}

pub(super) fn encode(images: Images) -> Payload {
    let size = [images.width, images.height].map(|pixels| pixels.to_string().into_bytes());
    let strings: Vec<_> = size.into_iter().chain(images.encoded).collect();
    Payload::Tensor(tensor::of_strings(&[strings.len() as i64], strings))
}

pub(super) fn decode(tensor: &TensorProto) -> Result<Images, DecodeError> {
    let [width, height, encoded @ ..] = tensor::strings(tensor)? else {
        return Err(DecodeError::Tensor { reason: "an image begins with width and height" });
    };
    let pixels = |text: &[u8]| std::str::from_utf8(text).ok()?.parse().ok();
    match (pixels(width), pixels(height)) {
        (Some(width), Some(height)) => Ok(Images { width, height, encoded: encoded.to_vec() }),
        _ => Err(DecodeError::Tensor { reason: "the width or the height of an image is not a number" }),
    }
}

pub(super) fn decode_proto(image: &Image) -> Images {
    Images {
        width: image.width.max(0) as u32,
        height: image.height.max(0) as u32,
        encoded: vec![image.encoded_image_string.clone()],
    }
}
