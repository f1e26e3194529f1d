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

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(side: u32, value: u8) -> Pixels {
        Pixels::grey(side, side, vec![value; (side * side) as usize]).unwrap()
    }

    fn message(images: impl Into<Images>) -> String {
        images.into().encode("faces").unwrap_err().to_string()
    }

    #[test]
    fn a_batch_is_the_pictures_one_after_the_other() {
        let bytes: Vec<u8> = (0..2 * 3 * 4 * 5).collect();
        let batch = Images::new(Layout::Chw, [2, 3, 4, 5], bytes.clone()).pixels("x").unwrap();
        for (pixels, bytes) in batch.iter().zip(bytes.chunks(60)) {
            let one = Images::from(vec![Image::new(Layout::Chw, [3, 4, 5], bytes)]).pixels("x").unwrap();
            assert_eq!(*pixels, one[0]);
        }
        assert_eq!(batch.len(), 2);
        let greys = Images::new(Layout::Hw, [3, 4, 10], bytes).encode("x").unwrap();
        assert_eq!((greys.width, greys.height, greys.encoded.len()), (10, 4, 3));
    }

    #[test]
    fn pictures_of_one_summary_have_one_size() {
        assert_eq!(
            message(vec![grey(2, 0), grey(2, 0), grey(3, 0)]),
            "`faces`: picture 2 is 3 x 3, but the first is 2 x 2: the pictures of one summary must have one size \
             (use a tag for each size)"
        );
    }

    #[test]
    fn what_is_no_batch_is_named() {
        let none = "`faces`: there is no picture: log at least one";
        assert_eq!(message(Vec::<Pixels>::new()), none);
        assert_eq!(message(Images::new(Layout::Hw, [0, 2, 2], Vec::<u8>::new())), none);
        assert_eq!(message(Images::from(Vec::<Pixels>::new()).grid(3)), none);
        let one = Images::new(Layout::Chw, [3, 2, 2], vec![0_u8; 12]);
        assert!(message(one).contains("is no batch of CHW pictures: how many there are comes first"));
        let short = Images::new(Layout::Chw, [2, 3, 2, 2], vec![0_u8; 12]);
        assert_eq!(message(short), "`faces`: the shape [2, 3, 2, 2] needs 24 values, not 12");
        let file = Image::from(grey(2, 0)).encode("x").unwrap().encoded.remove(0);
        assert!(message(Images::from(vec![Image::encoded(file)]).grid(1)).contains("decode it"));
    }

    #[test]
    fn a_grid_is_one_picture() {
        let sheet = Images::from(vec![grey(4, 0); 5]).grid(3).encode("x").unwrap();
        assert_eq!((sheet.width, sheet.height, sheet.encoded.len()), (3 * 6 + 2, 2 * 6 + 2, 1));
    }
}
