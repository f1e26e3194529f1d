//! Moving pictures as a GIF, the one format of video that TensorBoard shows.

use std::borrow::Cow;

use gif::{Encoder, Frame, Repeat};

use super::ImageError;
use super::pixels::{Colour, Pixels};
use crate::Error;

/// From 1 (best) to 30 (fastest): how thoroughly a palette is looked for when a frame has more than 256 colours.
const PALETTE_SPEED: i32 = 10;
/// Browsers play frames that ask for less at a tenth of a second.
const LEAST_DELAY: u16 = 2;

/// Frames of one size, played for ever at `fps` frames a second.
pub(super) fn encode(tag: &str, frames: &[Pixels], fps: f32) -> Result<Vec<u8>, Error> {
    let problem = |problem| Error::Image { tag: tag.to_owned(), problem };
    if fps.is_nan() || fps <= 0.0 {
        return Err(problem(ImageError::Fps { fps }));
    }
    let (width, height) = frames.first().ok_or(ImageError::Empty).and_then(side_lengths).map_err(problem)?;
    write(frames, width, height, fps).map_err(|source| Error::EncodeImage { source: source.into() })
}

fn side_lengths(frame: &Pixels) -> Result<(u16, u16), ImageError> {
    let side = |pixels: u32| u16::try_from(pixels).ok();
    let (width, height) = (frame.width as usize, frame.height as usize);
    let too_large = ImageError::TooLarge { width, height, limit: u16::MAX.into() };
    side(frame.width).zip(side(frame.height)).ok_or(too_large)
}

fn write(frames: &[Pixels], width: u16, height: u16, fps: f32) -> Result<Vec<u8>, gif::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height, &[])?;
    encoder.set_repeat(Repeat::Infinite)?;
    for (index, frame) in frames.iter().enumerate() {
        let delay = delay(index, fps);
        encoder.write_frame(&Frame { delay, ..indexed(frame, width, height) })?;
    }
    drop(encoder);
    Ok(file)
}

/// How long a frame is shown, in hundredths of a second. Rounding is carried on from frame to frame, so that the whole
/// video takes as long as it should.
fn delay(index: usize, fps: f32) -> u16 {
    let at = |index: usize| (index as f64 * 100.0 / f64::from(fps)).round();
    ((at(index + 1) - at(index)) as u16).max(LEAST_DELAY)
}

/// The frame with a palette of its own: exact for up to 256 colours.
fn indexed(frame: &Pixels, width: u16, height: u16) -> Frame<'_> {
    if frame.colour == Colour::Grey {
        let greys = (0..=255).flat_map(|grey| [grey; 3]).collect();
        let buffer = Cow::Borrowed(&frame.data[..]);
        return Frame { width, height, palette: Some(greys), buffer, ..Frame::default() };
    }
    Frame::from_rgb_speed(width, height, &frame.to_rgb(), PALETTE_SPEED)
}
