//! Moving pictures.

use super::{Image, Images, Layout, Pixels, Samples, gif, grid};
use crate::Error;

/// Frames of one size to log as a moving picture, which TensorBoard shows among the images: an animated GIF that plays
/// for ever.
///
/// Made from a vector of whatever is an [`Image`], from numbers, or from a tensor of burn: `[time, channels, height,
/// width]` is one clip, and `[clips, time, channels, height, width]` are clips that play side by side.
///
/// ```
/// use nnviz_logger::{Layout, Video};
///
/// let frames = vec![0_u8; 16 * 32 * 32 * 3];
/// let video = Video::new(Layout::Hwc, [16, 32, 32, 3], frames).fps(8.0);
/// ```
#[derive(Debug)]
pub struct Video {
    frames: Images,
    /// How many clips there are, one after the other in `frames`.
    clips: usize,
    fps: f32,
}

impl Video {
    /// Frames a second, unless it is said.
    const FPS: f32 = 4.0;

    /// A video of `shape`: the dimensions of a frame are in the order of `layout`; before them is how many frames there
    /// are, and before that how many clips, if there are several.
    pub fn new(layout: Layout, shape: impl Into<Vec<usize>>, data: impl Into<Samples>) -> Self {
        let mut shape = shape.into();
        let clips = if shape.len() == layout.rank() + 2 { shape.remove(0) } else { 1 };
        if let Some(frames) = shape.first_mut() {
            *frames = frames.saturating_mul(clips);
        }
        Self { frames: Images::new(layout, shape, data), clips, fps: Self::FPS }
    }

    /// How many frames are shown in a second; 4 if nothing is said.
    ///
    /// A GIF counts in hundredths of a second, and browsers play nothing faster than two of them: more than 50 frames a
    /// second are played as 50, since a video that is slow is better than none.
    #[must_use]
    pub fn fps(mut self, fps: f32) -> Self {
        self.fps = fps;
        self
    }

    /// Another order of a frame's dimensions than [`Layout::Chw`], which a tensor has by itself.
    #[must_use]
    pub fn layout(mut self, layout: Layout) -> Self {
        self.frames = self.frames.layout(layout);
        self
    }

    /// How much memory it holds while it waits.
    pub(crate) fn byte_len(&self) -> usize {
        self.frames.byte_len()
    }

    /// The video as one GIF, for one summary.
    pub(crate) fn encode(self, tag: &str) -> Result<nnviz_record::Images, Error> {
        let frames = side_by_side(self.frames.pixels(tag)?, self.clips);
        let (width, height) = frames.first().map(|frame| (frame.width, frame.height)).unwrap_or_default();
        let encoded = vec![gif::encode(tag, &frames, self.fps)?];
        Ok(nnviz_record::Images { width, height, encoded })
    }
}

/// The frames of all clips at a time as one frame.
fn side_by_side(frames: Vec<Pixels>, clips: usize) -> Vec<Pixels> {
    if clips < 2 {
        return frames;
    }
    let length = frames.len() / clips;
    let at = |time: usize| frames.iter().skip(time).step_by(length).cloned().collect::<Vec<_>>();
    (0..length).filter_map(|time| grid::edge_to_edge(&at(time), columns(clips))).collect()
}

/// Twice as wide as high, or square: 2, 2 x 2, 4 x 2, 4 x 4, … as `SummaryWriter` arranges them.
fn columns(clips: usize) -> usize {
    1 << clips.next_power_of_two().ilog2().div_ceil(2)
}

impl From<Images> for Video {
    fn from(frames: Images) -> Self {
        Self { frames, clips: 1, fps: Self::FPS }
    }
}

impl<T: Into<Image>> From<Vec<T>> for Video {
    fn from(frames: Vec<T>) -> Self {
        Images::from(frames).into()
    }
}
