//! The points to project: a table that is borrowed, checked once, and then trusted.

use crate::Error;

/// Points of a high-dimensional space, one a row, in row-major order. All values are finite.
///
/// ```
/// use nnviz_projection::{Error, Points};
/// let points = Points::new(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], 3)?;
/// assert_eq!((points.rows(), points.columns()), (2, 3));
/// assert_eq!(points.row(1), [3.0, 4.0, 5.0]);
/// assert!(matches!(Points::new(&[0.0, f32::NAN], 1), Err(Error::NotFinite { row: 1, column: 0, .. })));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Points<'a> {
    values: &'a [f32],
    columns: usize,
}

impl<'a> Points<'a> {
    /// Takes `values` as rows of `columns` values each. No rows at all is fine here; the methods ask for their minimum.
    ///
    /// # Errors
    /// [`Error::Shape`] when the rows are not whole, [`Error::NotFinite`] for the first value that is NaN or infinite.
    pub fn new(values: &'a [f32], columns: usize) -> Result<Self, Error> {
        if columns == 0 || !values.len().is_multiple_of(columns) {
            return Err(Error::Shape { values: values.len(), columns });
        }
        let points = Self { values, columns };
        if u32::try_from(points.rows()).is_err() {
            return Err(Error::TooManyPoints { rows: points.rows() });
        }
        match values.iter().position(|value| !value.is_finite()) {
            Some(at) => Err(Error::NotFinite { row: at / columns, column: at % columns, value: values[at] }),
            None => Ok(points),
        }
    }

    /// Values that were checked before, or made here.
    pub(crate) fn trusted(values: &'a [f32], columns: usize) -> Self {
        Self { values, columns }
    }

    /// How many points there are.
    pub fn rows(&self) -> usize {
        self.values.len() / self.columns
    }

    /// How many coordinates each point has.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The coordinates of one point.
    ///
    /// # Panics
    /// When there is no such row, as indexing a slice does.
    pub fn row(&self, row: usize) -> &'a [f32] {
        &self.values[row * self.columns..][..self.columns]
    }

    /// All coordinates, row by row.
    pub fn values(&self) -> &'a [f32] {
        self.values
    }

    /// The coordinates times the power of two that brings the largest to between 1 and 2, so that squares neither
    /// overflow nor vanish. Neighbourhoods do not change by it, nor does any rounding.
    pub(crate) fn scaled(&self) -> Vec<f32> {
        let largest = self.values.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        let factor = if largest > 0.0 { (-f64::from(largest).log2().floor()).exp2() } else { 1.0 };
        self.values.iter().map(|value| (f64::from(*value) * factor) as f32).collect()
    }
}
