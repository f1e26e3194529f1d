//! What a projection makes: each point's place on the map.

use crate::{Error, Points};

/// The places of points on a map of two or three dimensions, one a row, in the order of the points.
///
/// ```
/// use nnviz_projection::Embedding;
/// let map = Embedding::new(vec![0.0, 0.0, 3.0, 4.0], 2)?;
/// assert_eq!(map.iter().map(|place| place[0].hypot(place[1])).collect::<Vec<_>>(), [0.0, 5.0]);
/// # Ok::<(), nnviz_projection::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Embedding {
    values: Vec<f32>,
    dimensions: usize,
}

impl Embedding {
    /// Takes `values` as rows of `dimensions` values each: a layout that was kept, to start from.
    ///
    /// # Errors
    /// Those of [`Points::new`].
    pub fn new(values: Vec<f32>, dimensions: usize) -> Result<Self, Error> {
        Points::new(&values, dimensions)?;
        Ok(Self { values, dimensions })
    }

    pub(crate) fn of_rows<const D: usize>(rows: &[[f64; D]]) -> Self {
        Self { values: rows.iter().flatten().map(|value| *value as f32).collect(), dimensions: D }
    }

    /// The layout as rows of a fixed width, which the caller has checked.
    pub(crate) fn to_rows<const D: usize>(&self) -> Vec<[f64; D]> {
        self.iter().map(|place| std::array::from_fn(|axis| f64::from(place[axis]))).collect()
    }

    /// How many points were placed.
    pub fn rows(&self) -> usize {
        self.values.len() / self.dimensions
    }

    /// How many coordinates a place has: 2 or 3 for t-SNE and UMAP.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The place of one point.
    ///
    /// # Panics
    /// When there is no such row, as indexing a slice does.
    pub fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.dimensions..][..self.dimensions]
    }

    /// The places in the order of the points.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.values.chunks_exact(self.dimensions)
    }

    /// All coordinates, place by place.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The places as points, to measure or to project further.
    pub fn as_points(&self) -> Points<'_> {
        Points::trusted(&self.values, self.dimensions)
    }

    pub(crate) fn check_shape(&self, what: &'static str, rows: usize, columns: usize) -> Result<(), Error> {
        if (self.rows(), self.dimensions) == (rows, columns) {
            return Ok(());
        }
        let (actual_rows, actual_columns) = (self.rows(), self.dimensions);
        Err(Error::Mismatch { what, actual_rows, actual_columns, expected_rows: rows, expected_columns: columns })
    }
}
