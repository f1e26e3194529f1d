//! Images as data inside the page.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use nnviz_record::summary::Images;

use super::strip::{Frame, Shown, Strip};
use crate::report::images::ImageSeries;
use crate::report::picture_file::{Refused, media_type};

/// More samples than these make a page long and say little more.
const MAX_SAMPLES: usize = 36;

/// Images up to this size are enlarged, in whole multiples, until their pixels can be told apart.
const SMALL: u32 = 112;

/// How large a small image becomes at the most: one that stands alone, and one of several.
const LONE_WIDTH: u32 = 280;
const SAMPLE_WIDTH: u32 = 104;

/// One image.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) media_type: &'static str,
    pub(super) base64: String,
    pub(super) alt: String,
    /// The width on the page in CSS pixels; 0 if the file does not tell the size.
    pub(super) width: u32,
    /// Whether its pixels are drawn as squares.
    pub(super) enlarged: bool,
}

/// The images of a tag; `None` if there is no step at all.
pub(super) fn strip(images: &ImageSeries<'_>) -> Option<Strip> {
    Strip::new(images.steps.iter().map(|point| frame(&images.series.tag, point.step, &point.value)).collect())
}

fn frame(tag: &str, step: i64, images: &Images) -> Frame {
    let (mut pictures, mut unknown, mut too_large) = (Vec::new(), 0, 0);
    for (sample, encoded) in images.encoded.iter().take(MAX_SAMPLES).enumerate() {
        match Picture::new(format!("{tag}, step {step}, sample {sample}"), images, encoded) {
            Ok(picture) => pictures.push(picture),
            Err(Refused::Unknown) => unknown += 1,
            Err(Refused::TooLarge) => too_large += 1,
        }
    }
    Frame { step, shown: Shown::Pictures(pictures), notes: notes(images.encoded.len(), unknown, too_large) }
}

/// What is said of the samples that are not shown.
fn notes(all: usize, unknown: usize, too_large: usize) -> Vec<String> {
    let mut notes = Vec::new();
    if all > MAX_SAMPLES {
        notes.push(format!("the first {MAX_SAMPLES} of {all} samples"));
    }
    if unknown > 0 {
        notes.push(format!("{unknown} of the samples are not PNG, JPEG, GIF or BMP and are not shown"));
    }
    if too_large > 0 {
        notes.push(format!(
            "{too_large} of the samples are too large for a page (16 MB, or 64 million pixels) and are not shown"
        ));
    }
    notes
}

impl Picture {
    fn new(alt: String, images: &Images, encoded: &[u8]) -> Result<Self, Refused> {
        let media_type = media_type(encoded)?;
        let lone = images.encoded.len() == 1;
        let (width, enlarged) = shown_width(images.width, images.height, if lone { LONE_WIDTH } else { SAMPLE_WIDTH });
        Ok(Self { media_type, base64: STANDARD.encode(encoded), alt, width, enlarged })
    }
}

/// How wide an image is on the page, and whether that is more than it is.
fn shown_width(width: u32, height: u32, wanted: u32) -> (u32, bool) {
    let longer = width.max(height);
    if width == 0 || height == 0 || longer > SMALL {
        return (width, false);
    }
    let factor = (wanted / longer).max(1);
    (width * factor, factor > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_images_are_enlarged_in_whole_multiples() {
        assert_eq!(shown_width(8, 8, SAMPLE_WIDTH), (104, true));
        assert_eq!(shown_width(28, 28, SAMPLE_WIDTH), (84, true));
        assert_eq!(shown_width(10, 20, LONE_WIDTH), (140, true));
        assert_eq!(shown_width(112, 112, SAMPLE_WIDTH), (112, false));
        assert_eq!(shown_width(224, 224, LONE_WIDTH), (224, false));
        assert_eq!(shown_width(0, 8, LONE_WIDTH), (0, false));
        assert_eq!(shown_width(u32::MAX, 1, LONE_WIDTH), (u32::MAX, false));
    }

    #[test]
    fn what_is_no_image_is_told_and_not_embedded() {
        let encoded = vec![b"<svg onload=alert(1)>".to_vec(), b"\x89PNG\r\n\x1a\n".to_vec()];
        let frame = frame("x", 3, &Images { width: 8, height: 8, encoded });
        let Shown::Pictures(pictures) = &frame.shown else { panic!("pictures") };
        assert_eq!(pictures.len(), 1);
        assert_eq!(pictures[0].alt, "x, step 3, sample 1");
        assert!(frame.notes[0].starts_with("1 of the samples"), "{:?}", frame.notes);
    }
}
