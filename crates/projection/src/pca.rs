//! Principal components: the directions in which points vary most (Pearson 1901; Hotelling 1933).

use crate::eigen::{Operator, Pair, dot, largest};
use crate::parallel::{available_threads, fill_rows};
use crate::{Embedding, Error, Points};

/// Up to this many columns the covariances are computed once; beyond, products with the points take their place.
const COVARIANCE_UP_TO: usize = 1024;
/// How far, as a share of the largest variance, a component may be from being exact.
const TOLERANCE: f64 = 1e-7;

/// The principal components of points: the axes of the flat map that keeps most of their variance.
///
/// Signs are chosen so that the largest weight of each component is positive, as scikit-learn does.
///
/// ```
/// use nnviz_projection::{Pca, Points};
/// let line = [1.0, 2.0, 2.0, 4.0, 3.0, 6.0, 4.0, 8.0]; // four points on a line
/// let points = Points::new(&line, 2)?;
/// let pca = Pca::fit(points, 1)?;
/// assert!((pca.explained_variance_ratio()[0] - 1.0).abs() < 1e-9);
/// assert_eq!(pca.transform(points)?.rows(), 4);
/// # Ok::<(), nnviz_projection::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Pca {
    mean: Vec<f64>,
    components: Vec<Vec<f64>>,
    explained_variance: Vec<f64>,
    total_variance: f64,
}

impl Pca {
    /// Finds the first `components` components.
    ///
    /// # Errors
    /// [`Error::TooFewPoints`] for fewer than 2 points, [`Error::Option`] when `components` is 0 or more than there are
    /// points or columns.
    pub fn fit(points: Points<'_>, components: usize) -> Result<Self, Error> {
        Self::fit_with(points, components, available_threads())
    }

    pub(crate) fn fit_with(points: Points<'_>, components: usize, threads: usize) -> Result<Self, Error> {
        if points.rows() < 2 {
            return Err(Error::TooFewPoints { rows: points.rows(), needed: 2, what: "principal components".into() });
        }
        if components == 0 || components > points.rows().min(points.columns()) {
            let must_be = "at least 1, and no more than there are points and columns";
            return Err(Error::Option { option: "components", value: components as f64, must_be });
        }
        let centred = Centred::new(points);
        let variances = 1.0 / (points.rows() - 1) as f64;
        let total_variance = centred.by_column.iter().map(|value| value * value).sum::<f64>() * variances;
        let pairs = if points.columns() <= COVARIANCE_UP_TO {
            largest(&Covariance::new(&centred, threads), components, TOLERANCE, 0)
        } else {
            largest(&Products { centred: &centred, threads }, components, TOLERANCE, 0)
        };
        let explained_variance = pairs.iter().map(|pair| pair.value.max(0.0) * variances).collect();
        let components = pairs.into_iter().map(with_sign).collect();
        Ok(Self { mean: centred.mean, components, explained_variance, total_variance })
    }

    /// The components, of length 1, by descending variance; as many values each as the points have columns.
    pub fn components(&self) -> &[Vec<f64>] {
        &self.components
    }

    /// The variance along each component, of a sample: sums are divided by the number of points less 1.
    pub fn explained_variance(&self) -> &[f64] {
        &self.explained_variance
    }

    /// The share of the whole variance along each component, 0 to 1. Points that coincide have none to share: 0.
    pub fn explained_variance_ratio(&self) -> Vec<f64> {
        let share = |variance: &f64| if self.total_variance > 0.0 { variance / self.total_variance } else { 0.0 };
        self.explained_variance.iter().map(share).collect()
    }

    /// The mean of the points, where the axes of the map meet.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// The places of points on the map; they need not be those of [`Pca::fit`].
    ///
    /// # Errors
    /// [`Error::Mismatch`] when the points have another number of columns.
    pub fn transform(&self, points: Points<'_>) -> Result<Embedding, Error> {
        if points.columns() != self.mean.len() {
            return Err(Error::Mismatch {
                what: "the table of points",
                actual_rows: points.rows(),
                actual_columns: points.columns(),
                expected_rows: points.rows(),
                expected_columns: self.mean.len(),
            });
        }
        let mut values = Vec::with_capacity(points.rows() * self.components.len());
        for row in 0..points.rows() {
            let centred: Vec<f64> =
                points.row(row).iter().zip(&self.mean).map(|(value, mean)| f64::from(*value) - mean).collect();
            values.extend(self.components.iter().map(|component| dot(component, &centred) as f32));
        }
        Embedding::new(values, self.components.len())
    }
}

fn with_sign(pair: Pair) -> Vec<f64> {
    let largest =
        pair.vector.iter().fold(0.0_f64, |largest, value| if value.abs() > largest.abs() { *value } else { largest });
    let sign = if largest < 0.0 { -1.0 } else { 1.0 };
    pair.vector.into_iter().map(|value| sign * value).collect()
}

/// The points less their mean, column by column.
struct Centred {
    mean: Vec<f64>,
    rows: usize,
    by_column: Vec<f64>,
}

impl Centred {
    fn new(points: Points<'_>) -> Self {
        let (rows, columns) = (points.rows(), points.columns());
        let mut by_column = vec![0.0; rows * columns];
        for row in 0..rows {
            for (column, value) in points.row(row).iter().enumerate() {
                by_column[column * rows + row] = f64::from(*value);
            }
        }
        let mut mean = Vec::with_capacity(columns);
        for values in by_column.chunks_exact_mut(rows) {
            let middle = values.iter().sum::<f64>() / rows as f64;
            for value in values {
                *value -= middle;
            }
            mean.push(middle);
        }
        Self { mean, rows, by_column }
    }

    fn column(&self, column: usize) -> &[f64] {
        &self.by_column[column * self.rows..][..self.rows]
    }
}

/// The covariances of all pairs of columns, times the number of points less 1.
struct Covariance {
    size: usize,
    entries: Vec<f64>,
}

impl Covariance {
    fn new(centred: &Centred, threads: usize) -> Self {
        let size = centred.mean.len();
        let mut entries = vec![0.0; size * size];
        fill_rows(threads, &mut entries, size, |row, places| {
            for (column, place) in places.iter_mut().enumerate().skip(row) {
                *place = dot(centred.column(row), centred.column(column));
            }
        });
        for row in 0..size {
            for column in 0..row {
                entries[row * size + column] = entries[column * size + row];
            }
        }
        Self { size, entries }
    }
}

impl Operator for Covariance {
    fn size(&self) -> usize {
        self.size
    }

    fn lower_bound(&self) -> f64 {
        0.0
    }

    fn apply(&self, block: &[f64], width: usize) -> Vec<f64> {
        let mut out = vec![0.0; block.len()];
        for (sums, entries) in out.chunks_exact_mut(width).zip(self.entries.chunks_exact(self.size)) {
            for (entry, line) in entries.iter().zip(block.chunks_exact(width)) {
                sums.iter_mut().zip(line).for_each(|(sum, value)| *sum += entry * value);
            }
        }
        out
    }
}

/// The same operator by two products with the points, for tables too wide for all pairs of columns.
struct Products<'a> {
    centred: &'a Centred,
    threads: usize,
}

impl Operator for Products<'_> {
    fn size(&self) -> usize {
        self.centred.mean.len()
    }

    fn lower_bound(&self) -> f64 {
        0.0
    }

    fn apply(&self, block: &[f64], width: usize) -> Vec<f64> {
        let rows = self.centred.rows;
        let mut along = vec![0.0; width * rows]; // vector by vector, so that each is one thread's sum over the columns
        fill_rows(self.threads, &mut along, rows, |vector, sums| {
            for (column, weights) in block.chunks_exact(width).enumerate() {
                let values = self.centred.column(column);
                sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += weights[vector] * value);
            }
        });
        let mut out = vec![0.0; block.len()];
        fill_rows(self.threads, &mut out, width, |column, places| {
            for (place, along) in places.iter_mut().zip(along.chunks_exact(rows)) {
                *place = dot(self.centred.column(column), along);
            }
        });
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn both_ways_to_the_covariances_agree() {
        let mut random = Random::new(8);
        let values: Vec<f32> = (0..40 * 6).map(|at| (random.normal() * f64::from(at % 6 + 1)) as f32).collect();
        let centred = Centred::new(Points::new(&values, 6).unwrap());
        let dense = largest(&Covariance::new(&centred, 2), 3, 1e-12, 0);
        let products = largest(&Products { centred: &centred, threads: 2 }, 3, 1e-12, 1);
        for (a, b) in dense.into_iter().zip(products) {
            assert!((a.value / b.value - 1.0).abs() < 1e-9);
            assert!((dot(&with_sign(a), &with_sign(b)) - 1.0).abs() < 1e-9);
        }
    }
}
