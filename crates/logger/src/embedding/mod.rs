//! Points for the embedding projector, with their labels and pictures.

mod sprite;

use std::fmt;

use nnviz_record::projector::{ProjectorError, Tensors, metadata_tsv};

use crate::Error;
use crate::distribution::Values;
use crate::image::Images;

/// Points in many dimensions: what [`add_embedding`](crate::Logger::add_embedding) takes.
///
/// ```
/// use nnviz_logger::Embedding;
/// let points = Embedding::new([2, 3], vec![0.1_f32, 0.2, 0.3, 0.4, 0.5, 0.6])
///     .labels(["cat", "dog"])
///     .tag("animals");
/// ```
pub struct Embedding {
    pub(crate) tag: String,
    shape: [usize; 2],
    values: Values,
    metadata: Option<Metadata>,
    label_images: Option<Images>,
}

/// What is known of each point.
struct Metadata {
    header: Option<Vec<String>>,
    rows: Vec<Vec<String>>,
}

/// The contents of an embedding's files.
pub(crate) struct EmbeddingFiles {
    pub(crate) tag: String,
    pub(crate) tensors: Tensors,
    pub(crate) metadata: Option<String>,
    pub(crate) sprite: Option<SpriteFile>,
}

/// Pictures of one size as one PNG file.
pub(crate) struct SpriteFile {
    pub(crate) png: Vec<u8>,
    /// Width and height of each picture in it.
    pub(crate) size: [u32; 2],
}

impl Embedding {
    /// Points `[points, dimensions]`, the numbers of a point side by side: slices and vectors of numbers, or the values of
    /// a tensor.
    pub fn new(shape: [usize; 2], values: impl Into<Values>) -> Self {
        Self { tag: "default".to_owned(), shape, values: values.into(), metadata: None, label_images: None }
    }

    /// A label for each point.
    #[must_use]
    pub fn labels<L: ToString>(mut self, labels: impl IntoIterator<Item = L>) -> Self {
        let rows = labels.into_iter().map(|label| vec![label.to_string()]).collect();
        self.metadata = Some(Metadata { header: None, rows });
        self
    }

    /// Several labels for each point, under names (two at least): TensorBoard colours and searches by each.
    #[must_use]
    pub fn columns<N: ToString, L: ToString>(
        mut self,
        header: impl IntoIterator<Item = N>,
        rows: impl IntoIterator<Item = impl IntoIterator<Item = L>>,
    ) -> Self {
        let texts = |row: Vec<L>| row.iter().map(L::to_string).collect();
        let rows = rows.into_iter().map(|row| texts(Vec::from_iter(row))).collect();
        let header = header.into_iter().map(|name| name.to_string()).collect();
        self.metadata = Some(Metadata { header: Some(header), rows });
        self
    }

    /// A picture for each point, all of one size. Large ones are made smaller: TensorBoard takes one sheet of 8192 x 8192
    /// pixels for all.
    #[must_use]
    pub fn label_images(mut self, images: impl Into<Images>) -> Self {
        self.label_images = Some(images.into());
        self
    }

    /// The name of the embedding, `default` without one. A later embedding of the same name and step replaces this one.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tag = tag.into();
        self
    }

    pub(crate) fn byte_len(&self) -> usize {
        let rows = self.metadata.iter().flat_map(|metadata| metadata.rows.iter().flatten());
        let images = self.label_images.as_ref().map_or(0, Images::byte_len);
        self.values.byte_len() + rows.map(String::len).sum::<usize>() + images
    }

    /// The contents of the files, checked against one another.
    pub(crate) fn encode(self) -> Result<EmbeddingFiles, Error> {
        let Self { tag, shape: [points, dimensions], values, metadata, label_images } = self;
        let problem = |source| Error::Embedding { tag: tag.clone(), source };
        let values = values.read()?.into_f32();
        if values.len() != points.saturating_mul(dimensions) {
            let (tag, actual) = (tag, values.len());
            return Err(Error::EmbeddingShape { tag, points, dimensions, actual });
        }
        let tensors = Tensors::encode(dimensions, &values).map_err(problem)?;
        let metadata = metadata.map(|metadata| metadata.encode(&tag, points)).transpose()?;
        let sprite = label_images.map(|images| sprite::encode(images, &tag, points)).transpose()?;
        Ok(EmbeddingFiles { tag, tensors, metadata, sprite })
    }
}

impl Metadata {
    fn encode(self, tag: &str, points: usize) -> Result<String, Error> {
        one_for_each("labels", self.rows.len(), points, tag)?;
        let problem = |source: ProjectorError| Error::Embedding { tag: tag.to_owned(), source };
        metadata_tsv(self.header.as_deref(), &self.rows).map_err(problem)
    }
}

fn one_for_each(what: &'static str, actual: usize, points: usize, tag: &str) -> Result<(), Error> {
    if actual == points { Ok(()) } else { Err(Error::EmbeddingCount { tag: tag.to_owned(), what, points, actual }) }
}

impl fmt::Debug for Embedding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tag, shape, .. } = self;
        write!(f, "Embedding({tag}, {shape:?})")
    }
}

/// `[points, dimensions]`.
#[cfg(feature = "burn")]
impl From<burn::tensor::Tensor<2>> for Embedding {
    fn from(points: burn::tensor::Tensor<2>) -> Self {
        let shape = points.dims();
        Self::new(shape, points)
    }
}

/// A row a point; rows of different lengths are an error for the next flush.
impl From<Vec<Vec<f32>>> for Embedding {
    fn from(points: Vec<Vec<f32>>) -> Self {
        let shape = [points.len(), points.first().map_or(0, Vec::len)];
        let uneven = points.iter().any(|point| point.len() != shape[1]);
        // Lengths that differ may still add up to a whole, so what is uneven is made to fail.
        let values = if uneven { Vec::new() } else { points.concat() };
        Self::new(shape, values)
    }
}
