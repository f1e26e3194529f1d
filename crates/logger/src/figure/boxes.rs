//! Boxes with labels over a picture: what a detector found, and what it should have found.

use super::draw_boxes::draw_boxes;
use super::labelled_box::LabelledBox;
use crate::distribution::Numbers;
use crate::image::{Image, ImageError};
use crate::{Error, Values};

/// Boxes to draw on one picture: a vector or an array of them, or the numbers of [`Boxes::new`].
#[derive(Debug)]
pub struct Boxes {
    source: Source,
    labels: Option<Vec<String>>,
}

#[derive(Debug)]
enum Source {
    List(Vec<LabelledBox>),
    Rows(Values),
}

impl Boxes {
    /// Left, top, right and bottom of each box, in pixels: `[boxes, 4]`, in a slice or a tensor of burn.
    pub fn new(edges: impl Into<Values>) -> Self {
        Self { source: Source::Rows(edges.into()), labels: None }
    }

    /// A label for each box, in their order.
    #[must_use]
    pub fn labels<L: Into<String>>(mut self, labels: impl IntoIterator<Item = L>) -> Self {
        self.labels = Some(labels.into_iter().map(Into::into).collect());
        self
    }

    fn byte_len(&self) -> usize {
        match &self.source {
            Source::List(boxes) => size_of_val(&boxes[..]),
            Source::Rows(edges) => edges.byte_len(),
        }
    }

    /// The boxes with their labels, all checked.
    fn read(self, tag: &str) -> Result<Vec<LabelledBox>, Error> {
        let problem = |problem| Error::Image { tag: tag.to_owned(), problem };
        let boxes = match self.source {
            Source::List(boxes) => boxes,
            Source::Rows(edges) => match edges.read()? {
                Numbers::F32(edges) => rows(&edges).map_err(problem)?,
                Numbers::F64(edges) => {
                    rows(&edges.into_iter().map(|edge| edge as f32).collect::<Vec<_>>()).map_err(problem)?
                }
            },
        };
        checked(labelled(boxes, self.labels).map_err(problem)?).map_err(problem)
    }
}

fn rows(edges: &[f32]) -> Result<Vec<LabelledBox>, ImageError> {
    match edges.as_chunks::<4>() {
        (rows, []) => Ok(rows.iter().copied().map(LabelledBox::from).collect()),
        _ => Err(ImageError::Boxes { values: edges.len() }),
    }
}

fn labelled(boxes: Vec<LabelledBox>, labels: Option<Vec<String>>) -> Result<Vec<LabelledBox>, ImageError> {
    match labels {
        None => Ok(boxes),
        Some(labels) if labels.len() != boxes.len() => {
            Err(ImageError::Labels { labels: labels.len(), boxes: boxes.len() })
        }
        Some(labels) => Ok(boxes.into_iter().zip(labels).map(|(one, label)| one.label(label)).collect()),
    }
}

fn checked(boxes: Vec<LabelledBox>) -> Result<Vec<LabelledBox>, ImageError> {
    match boxes.iter().position(|one| !one.is_sound()) {
        None => Ok(boxes),
        Some(index) => {
            let LabelledBox { left, top, right, bottom, .. } = boxes[index];
            Err(ImageError::Corners { index, left, top, right, bottom })
        }
    }
}

impl<T: Into<LabelledBox>> From<Vec<T>> for Boxes {
    fn from(boxes: Vec<T>) -> Self {
        Self { source: Source::List(boxes.into_iter().map(Into::into).collect()), labels: None }
    }
}

impl<T: Into<LabelledBox>, const N: usize> From<[T; N]> for Boxes {
    fn from(boxes: [T; N]) -> Self {
        Vec::from(boxes).into()
    }
}

/// `[boxes, 4]`: left, top, right and bottom of each, in pixels.
#[cfg(feature = "burn")]
impl From<burn::tensor::Tensor<2>> for Boxes {
    fn from(edges: burn::tensor::Tensor<2>) -> Self {
        Self::new(edges)
    }
}

impl Image {
    /// The picture with boxes and their labels drawn on it, by the worker. It becomes one of red, green and blue.
    ///
    /// What is outside the picture is cut off. A box that is not a number, or reversed, is an error.
    ///
    /// ```
    /// use nnviz_logger::{Image, LabelledBox, Layout};
    /// let photo = Image::new(Layout::Hw, [240, 320], vec![0.8_f32; 240 * 320]);
    /// let found = photo.with_boxes([LabelledBox::new(24.0, 30.0, 180.0, 200.0).label("cat 0.93")]);
    /// ```
    #[must_use]
    pub fn with_boxes(self, boxes: impl Into<Boxes>) -> Self {
        let boxes = boxes.into();
        self.overlaid(boxes.byte_len(), move |tag, pixels| draw_boxes(&pixels, &boxes.read(tag)?))
    }
}
