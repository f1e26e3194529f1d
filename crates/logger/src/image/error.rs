//! Why something is no picture.

use thiserror::Error;

use super::Layout;

/// Why a picture cannot be made from what was logged.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum ImageError {
    /// The dimensions are not those of the layout.
    #[error("the shape {shape:?} is no {layout} picture, which is {}{}", layout.wants(), hint(*layout, shape))]
    Shape {
        /// The shape of one picture, without the dimension of a batch.
        shape: Vec<usize>,
        /// The layout that it was said to have.
        layout: Layout,
    },
    /// A batch lacks its first dimension, or has more than one.
    #[error("the shape {shape:?} is no batch of {layout} pictures: how many there are comes first, then {}", layout.wants())]
    Batch {
        /// The whole shape.
        shape: Vec<usize>,
        /// The layout of each picture.
        layout: Layout,
    },
    /// There are more or fewer values than the shape says.
    #[error("the shape {shape:?} needs {expected} values, not {actual}")]
    Length {
        /// The shape.
        shape: Vec<usize>,
        /// The values needed.
        expected: usize,
        /// The values given.
        actual: usize,
    },
    /// A value is not a number.
    #[error("value {index} is NaN: give floats from 0 to 1")]
    NotANumber {
        /// The first such value, counted from 0 in the order of the data.
        index: usize,
    },
    /// A whole number is not from 0 to 255.
    #[error(
        "value {index} is {value}: whole numbers must be from 0 to 255 (give floats from 0 to 1 for another range)"
    )]
    Range {
        /// The first such value, counted from 0 in the order of the data.
        index: usize,
        /// What it is.
        value: f64,
    },
    /// There is no picture.
    #[error("there is no picture: log at least one")]
    Empty,
    /// An encoded file is of no kind that TensorBoard shows.
    #[error("it is no PNG, JPEG, GIF or BMP file, which is what TensorBoard shows (it begins with {begin:02x?})")]
    UnknownFile {
        /// The first bytes, four at most.
        begin: Vec<u8>,
    },
    /// An encoded file ends before its size, or says that it has none.
    #[error("the header of its {media_type} file tells no size: the file is cut off or damaged")]
    BrokenFile {
        /// What the first bytes say that it is.
        media_type: &'static str,
    },
    /// An encoded file would have to be decoded.
    #[error("an encoded file cannot be drawn on, joined to a grid or made a frame: decode it and give its pixels")]
    Encoded,
    /// A box has no sound corners.
    #[error(
        "box {index} reaches from ({left}, {top}) to ({right}, {bottom}): give numbers, left before right, top before bottom"
    )]
    Corners {
        /// Which box, counted from 0.
        index: usize,
        /// The corner's x.
        left: f32,
        /// The corner's y.
        top: f32,
        /// The opposite corner's x.
        right: f32,
        /// The opposite corner's y.
        bottom: f32,
    },
    /// Boxes do not have four numbers each.
    #[error("{values} numbers are no boxes: give left, top, right and bottom of each, as [boxes, 4]")]
    Boxes {
        /// How many numbers there are.
        values: usize,
    },
    /// There are not as many labels as boxes.
    #[error("there are {labels} labels for {boxes} boxes: give one for each")]
    Labels {
        /// How many labels.
        labels: usize,
        /// How many boxes.
        boxes: usize,
    },
    /// A video cannot be played at this speed.
    #[error("a video cannot have {fps} frames a second: give more than 0")]
    Fps {
        /// Frames a second.
        fps: f32,
    },
    /// A picture is larger than its file format allows.
    #[error("{width} x {height} pixels are too large: {limit} a side at most")]
    TooLarge {
        /// Width, in pixels.
        width: usize,
        /// Height, in pixels.
        height: usize,
        /// The limit, in pixels.
        limit: usize,
    },
}

/// What the shape would be in another layout.
fn hint(layout: Layout, shape: &[usize]) -> String {
    let other = [Layout::Chw, Layout::Hwc, Layout::Hw].into_iter().find(|other| other.frame(shape).is_ok());
    match other.filter(|other| *other != layout) {
        Some(other) => format!(" (it could be {other}: say so with Layout::{other:?})"),
        None => String::new(),
    }
}
