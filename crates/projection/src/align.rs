//! Turning a map to lie as another one: the orthogonal Procrustes problem (Schönemann 1966).
//!
//! Of all turns and reflections `R`, that one brings the points nearest which maximises the trace of `R·M`, where `M` sums
//! the products of both maps' coordinates: `R = V·Uᵀ` for the singular value decomposition `M = U·S·Vᵀ`.

use crate::eigen::{clear_of, dense, normalise};
use crate::{Embedding, Error};

impl Embedding {
    /// The same map, turned, reflected and shifted (not scaled) so that its points lie as near as they can to those of
    /// `other`. Components of PCA change their sign or their order from step to step; so aligned, they do not.
    ///
    /// ```
    /// use nnviz_projection::Embedding;
    /// let before = Embedding::new(vec![0.0, 0.0, 2.0, 0.0, 0.0, 1.0], 2)?;
    /// let mirrored = Embedding::new(vec![0.0, 0.0, -2.0, 0.0, 0.0, 1.0], 2)?;
    /// let aligned = mirrored.aligned_to(&before)?;
    /// assert!(aligned.values().iter().zip(before.values()).all(|(a, b)| (a - b).abs() < 1e-6));
    /// # Ok::<(), nnviz_projection::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Mismatch`] when the maps differ in size.
    pub fn aligned_to(&self, other: &Self) -> Result<Self, Error> {
        other.check_shape("the map to align to", self.rows(), self.dimensions())?;
        let (ours, theirs) = (mean(self), mean(other));
        let turn = best_turn(&products(self, &ours, other, &theirs), self.dimensions());
        let mut values = Vec::with_capacity(self.values().len());
        for place in self.iter() {
            for (row, shift) in turn.chunks_exact(self.dimensions()).zip(&theirs) {
                let centred = place.iter().zip(&ours).map(|(value, mean)| f64::from(*value) - mean);
                let turned: f64 = centred.zip(row).map(|(value, factor)| value * factor).sum();
                values.push((turned + shift) as f32);
            }
        }
        Self::new(values, self.dimensions())
    }
}

fn mean(map: &Embedding) -> Vec<f64> {
    let mut sums = vec![0.0; map.dimensions()];
    for place in map.iter() {
        sums.iter_mut().zip(place).for_each(|(sum, value)| *sum += f64::from(*value));
    }
    sums.into_iter().map(|sum| sum / map.rows().max(1) as f64).collect()
}

/// `M[i][j]`: the sum over all points of their coordinate `i` times the other map's coordinate `j`.
fn products(ours: &Embedding, our_mean: &[f64], theirs: &Embedding, their_mean: &[f64]) -> Vec<f64> {
    let size = our_mean.len();
    let mut sums = vec![0.0; size * size];
    for (a, b) in ours.iter().zip(theirs.iter()) {
        for (at, sum) in sums.iter_mut().enumerate() {
            let (i, j) = (at / size, at % size);
            *sum += (f64::from(a[i]) - our_mean[i]) * (f64::from(b[j]) - their_mean[j]);
        }
    }
    sums
}

/// The orthogonal table `R` that makes the trace of `R·M` largest.
fn best_turn(m: &[f64], size: usize) -> Vec<f64> {
    let entry = |at: usize| (0..size).map(|k| m[k * size + at / size] * m[k * size + at % size]).sum();
    let v = dense((0..size * size).map(entry).collect(), &mut vec![0.0; size]);
    let mut u: Vec<Vec<f64>> = Vec::with_capacity(size);
    for k in 0..size {
        let image =
            m.chunks_exact(size).map(|row| row.iter().enumerate().map(|(j, value)| value * v[j * size + k]).sum());
        u.push(perpendicular(image.collect(), &u));
    }
    (0..size * size).map(|at| (0..size).map(|k| v[at / size * size + k] * u[k][at % size]).sum()).collect()
}

/// A direction made perpendicular to others; an axis, where it has nothing of its own.
fn perpendicular(direction: Vec<f64>, others: &[Vec<f64>]) -> Vec<f64> {
    let size = direction.len();
    let axis = |at: usize| (0..size).map(|other| f64::from(u8::from(at == other))).collect();
    let mut tries = std::iter::once(direction).chain((0..size).map(axis));
    let perpendicular = |mut vector: Vec<f64>| {
        let scaled = normalise(&mut vector) > 0.0;
        (scaled && clear_of(others, &mut vector) > 1e-6 && clear_of(others, &mut vector) > 0.5).then_some(vector)
    };
    tries.find_map(perpendicular).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn cloud(rows: usize, dimensions: usize) -> Embedding {
        let mut random = Random::new(11);
        let stretch = |at: usize| (at % dimensions + 1) as f64;
        Embedding::new((0..rows * dimensions).map(|at| (random.normal() * stretch(at)) as f32).collect(), dimensions)
            .unwrap()
    }

    fn furthest(a: &Embedding, b: &Embedding) -> f32 {
        a.values().iter().zip(b.values()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn a_turned_mirrored_and_shifted_map_is_brought_back() {
        for dimensions in [1, 2, 3, 5] {
            let map = cloud(40, dimensions);
            let axes: Vec<usize> = (0..dimensions).rev().collect();
            let moved = map.iter().flat_map(|place| {
                let mut place: Vec<f32> = axes.iter().map(|axis| 7.0 - place[*axis]).collect();
                if dimensions > 1 {
                    (place[0], place[1]) = (0.6 * place[0] - 0.8 * place[1], 0.8 * place[0] + 0.6 * place[1]);
                }
                place
            });
            let moved = Embedding::new(moved.collect(), dimensions).unwrap();
            let back = moved.aligned_to(&map).unwrap();
            assert!(furthest(&back, &map) < 1e-4, "{dimensions} dimensions: {}", furthest(&back, &map));
        }
    }

    #[test]
    fn a_map_is_only_turned_never_stretched() {
        let (map, other) = (cloud(30, 2), Embedding::new(vec![0.5; 60], 2).unwrap());
        let aligned = map.aligned_to(&other).unwrap();
        let span = |map: &Embedding| (map.row(0)[0] - map.row(1)[0]).hypot(map.row(0)[1] - map.row(1)[1]);
        assert!((span(&map) - span(&aligned)).abs() < 1e-4);
        assert!(matches!(map.aligned_to(&cloud(30, 3)), Err(Error::Mismatch { .. })));
    }
}
