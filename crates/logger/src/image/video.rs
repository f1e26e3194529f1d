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

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame's delay and its pixels: red, green, blue, opacity.
    type Shown = (u16, Vec<u8>);

    /// Size, whether it plays for ever, and the frames.
    fn decode(gif: &[u8]) -> ((u16, u16), ::gif::Repeat, Vec<Shown>) {
        let mut options = ::gif::DecodeOptions::new();
        options.set_color_output(::gif::ColorOutput::RGBA);
        let mut decoder = options.read_info(gif).unwrap();
        let mut frames = Vec::new();
        while let Some(frame) = decoder.read_next_frame().unwrap() {
            frames.push((frame.delay, frame.buffer.to_vec()));
        }
        ((decoder.width(), decoder.height()), decoder.repeat(), frames)
    }

    fn grey(value: u8) -> Pixels {
        Pixels::grey(2, 1, vec![value; 2]).unwrap()
    }

    fn opaque(rgb: &[u8]) -> Vec<u8> {
        rgb.chunks(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect()
    }

    fn encode(video: impl Into<Video>) -> Vec<u8> {
        video.into().encode("x").unwrap().encoded.remove(0)
    }

    #[test]
    fn few_colours_are_kept_as_they_are_and_it_plays_for_ever() {
        let rgb = Pixels::rgb(2, 1, vec![1, 2, 3, 250, 251, 252]).unwrap();
        let (size, repeat, frames) = decode(&encode(Video::from(vec![grey(9), rgb]).fps(10.0)));
        assert_eq!((size, repeat), ((2, 1), ::gif::Repeat::Infinite));
        assert_eq!(frames, [(10, opaque(&[9; 6])), (10, opaque(&[1, 2, 3, 250, 251, 252]))]);
    }

    #[test]
    fn delays_add_up_to_the_length_and_have_a_least() {
        let delays = |fps: f32, count: usize| -> Vec<u16> {
            decode(&encode(Video::from(vec![grey(0); count]).fps(fps))).2.iter().map(|(delay, _)| *delay).collect()
        };
        assert_eq!(delays(30.0, 6), [3, 4, 3, 3, 4, 3]);
        assert_eq!(delays(50.0, 2), [2, 2]);
        assert_eq!(delays(1000.0, 2), [2, 2]);
        assert_eq!(delays(1e-6, 1), [u16::MAX]);
        assert_eq!(decode(&encode(vec![grey(0)])).2[0].0, 25);
    }

    #[test]
    fn what_cannot_be_played_is_named() {
        let message = |video: Video| video.encode("clip").unwrap_err().to_string();
        for fps in [0.0, -1.0, f32::NAN] {
            assert!(message(Video::from(vec![grey(0)]).fps(fps)).starts_with("`clip`: a video cannot have"));
        }
        assert_eq!(message(Video::from(Vec::<Pixels>::new())), "`clip`: there is no picture: log at least one");
        let wide = Pixels::grey(65_536, 1, vec![0; 65_536]).unwrap();
        assert!(message(vec![wide].into()).contains("65535 a side at most"));
    }

    #[test]
    fn clips_play_side_by_side() {
        // Three clips of two frames of one grey pixel: the fourth place stays empty.
        let video = Video::new(Layout::Chw, [3, 2, 1, 1, 1], vec![0_u8, 1, 10, 11, 20, 21]);
        let gif = video.encode("x").unwrap();
        assert_eq!((gif.width, gif.height), (2, 2));
        let (_, _, frames) = decode(&gif.encoded[0]);
        let greys = |frame: &[u8]| frame.chunks(4).map(|pixel| pixel[0]).collect::<Vec<_>>();
        assert_eq!(greys(&frames[0].1)[..3], [0, 10, 20]);
        assert_eq!(greys(&frames[1].1)[..3], [1, 11, 21]);
        assert_eq!([1, 2, 3, 4, 5, 8, 9, 16].map(columns), [1, 2, 2, 2, 4, 4, 4, 4]);
    }

    #[test]
    fn the_layouts_of_a_video_play_alike() {
        let planes: Vec<u8> = (0..4 * 3 * 2 * 5).collect();
        let at = |time: usize, y: usize, x: usize, channel: usize| planes[((time * 3 + channel) * 2 + y) * 5 + x];
        let packed: Vec<u8> = (0..planes.len()).map(|i| at(i / 30, i / 15 % 2, i / 3 % 5, i % 3)).collect();
        let chw = encode(Video::new(Layout::Chw, [4, 3, 2, 5], planes.clone()));
        assert_eq!(encode(Video::new(Layout::Hwc, [4, 2, 5, 3], packed)), chw);
        let shares: Vec<f64> = planes.iter().map(|&byte| f64::from(byte) / 255.0).collect();
        assert_eq!(encode(Video::new(Layout::Chw, [4, 3, 2, 5], shares)), chw);
    }
}
