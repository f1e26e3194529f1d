//! Several pictures of one size under one tag.

use std::fmt;

use super::picture::Checked;
use super::{Image, ImageError, Layout, Pixels, Samples, grid};
use crate::Error;

/// Pictures of one size to log under one tag. TensorBoard shows them behind a slider, or side by side with
/// [`grid`](Self::grid).
///
/// Made from a vector of whatever is an [`Image`], from numbers, or from a tensor of burn: `[count, channels, height,
/// width]`.
///
/// ```
/// use nnviz_logger::{Images, Layout};
///
/// let digits = vec![0.5_f32; 10 * 28 * 28];
/// let sheet = Images::new(Layout::Hw, [10, 28, 28], digits).grid(5);
/// ```
pub struct Images {
    source: Source,
    /// How many pictures a row of the grid has.
    columns: Option<usize>,
}

enum Source {
    List(Vec<Image>),
    Batch { layout: Layout, shape: Vec<usize>, samples: Samples },
}

impl Images {
    /// A batch of `shape`: how many pictures there are, then the dimensions of each in the order of `layout`.
    pub fn new(layout: Layout, shape: impl Into<Vec<usize>>, data: impl Into<Samples>) -> Self {
        Self { source: Source::Batch { layout, shape: shape.into(), samples: data.into() }, columns: None }
    }

    /// Another order of the dimensions than [`Layout::Chw`], which a tensor has by itself.
    #[must_use]
    pub fn layout(mut self, new: Layout) -> Self {
        match &mut self.source {
            Source::Batch { layout, .. } => *layout = new,
            Source::List(images) => *images = images.drain(..).map(|image| image.layout(new)).collect(),
        }
        self
    }

    /// Joins the pictures into one, so many a row (1 at least), with a thin frame around each.
    #[must_use]
    pub fn grid(mut self, columns: usize) -> Self {
        self.columns = Some(columns.max(1));
        self
    }

    /// How much memory they hold while they wait.
    pub(crate) fn byte_len(&self) -> usize {
        match &self.source {
            Source::List(images) => images.iter().map(Image::byte_len).sum(),
            Source::Batch { samples, .. } => samples.byte_len(),
        }
    }

    /// The pictures as files, for one summary.
    pub(crate) fn encode(self, tag: &str) -> Result<nnviz_record::Images, Error> {
        if let Some(columns) = self.columns {
            let sheet = grid::framed(&self.pixels(tag)?, columns);
            let problem = || Error::Image { tag: tag.to_owned(), problem: ImageError::Empty };
            return Image::from(sheet.ok_or_else(problem)?).encode(tag);
        }
        let pictures = self.check(tag)?;
        let (width, height) = pictures.first().map(Checked::size).unwrap_or_default();
        let encoded = pictures.into_iter().map(Checked::into_file).collect::<Result<_, _>>()?;
        Ok(nnviz_record::Images { width, height, encoded })
    }

    /// The pictures in memory; they are of one size, and there is at least one.
    pub(crate) fn pixels(self, tag: &str) -> Result<Vec<Pixels>, Error> {
        self.check(tag)?.into_iter().map(|picture| picture.into_pixels(tag)).collect()
    }

    fn check(self, tag: &str) -> Result<Vec<Checked>, Error> {
        let problem = |problem| Error::Image { tag: tag.to_owned(), problem };
        let pictures: Vec<_> = match self.source {
            Source::List(images) => images.into_iter().map(|image| image.check(tag)).collect::<Result<_, _>>()?,
            Source::Batch { layout, shape, samples } => {
                let pixels = batch(layout, shape, &samples.read(tag)?).map_err(problem)?;
                pixels.into_iter().map(Checked::Pixels).collect()
            }
        };
        let first = pictures.first().map(Checked::size).ok_or_else(|| problem(ImageError::Empty))?;
        match pictures.iter().position(|picture| picture.size() != first) {
            None => Ok(pictures),
            Some(index) => Err(Error::ImageBatch { tag: tag.to_owned(), index, size: pictures[index].size(), first }),
        }
    }
}

/// The pictures that lie one after the other in `bytes`.
fn batch(layout: Layout, shape: Vec<usize>, bytes: &[u8]) -> Result<Vec<Pixels>, ImageError> {
    let [count, one @ ..] = &shape[..] else { return Err(ImageError::Batch { shape, layout }) };
    if one.len() != layout.rank() {
        return Err(ImageError::Batch { shape, layout });
    }
    let frame = layout.frame(one)?;
    let (expected, actual) = (frame.byte_len().saturating_mul(*count), bytes.len());
    if expected != actual {
        return Err(ImageError::Length { shape, expected, actual });
    }
    Ok(bytes.chunks_exact(frame.byte_len()).map(|bytes| frame.pixels(bytes)).collect())
}

impl fmt::Debug for Images {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Images({} bytes)", self.byte_len())
    }
}

impl<T: Into<Image>> From<Vec<T>> for Images {
    fn from(images: Vec<T>) -> Self {
        Self { source: Source::List(images.into_iter().map(Into::into).collect()), columns: None }
    }
}
