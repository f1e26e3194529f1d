//! Where UMAP begins: the eigenvectors of the graph's normalised Laplacian (Belkin & Niyogi 2003, "Laplacian eigenmaps"),
//! along which points that the graph holds together lie together.

use crate::eigen::{Operator, largest};
use crate::parallel::fill_rows;
use crate::sparse::Sparse;

/// How exact the eigenvectors have to be: they are only where points begin.
const TOLERANCE: f64 = 1e-3;

/// The places of a connected graph's points.
pub(super) fn spectral<const D: usize>(graph: &Sparse, seed: u64, threads: usize) -> Vec<[f64; D]> {
    let operator = Normalised::new(graph, threads);
    let pairs = largest(&operator, D, TOLERANCE, seed);
    let value = |axis: usize, row: usize| pairs.get(axis).map_or(0.0, |pair| pair.vector[row]);
    (0..graph.rows()).map(|row| std::array::from_fn(|axis| value(axis, row))).collect()
}

/// The graph's weights over the roots of both ends' degrees: the identity less the Laplacian. Its first eigenvector is
/// known (the roots of the degrees, with the eigenvalue 1) and says nothing, so it is taken out.
struct Normalised<'a> {
    graph: &'a Sparse,
    /// The inverse roots of the degrees.
    scales: Vec<f64>,
    first: Vec<f64>,
    threads: usize,
}

impl<'a> Normalised<'a> {
    fn new(graph: &'a Sparse, threads: usize) -> Self {
        let degrees: Vec<f64> = (0..graph.rows()).map(|row| graph.row(row).map(|pair| pair.1).sum()).collect();
        let whole = degrees.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let first = degrees.iter().map(|degree| (degree / whole).sqrt()).collect();
        let scales = degrees.iter().map(|degree| degree.max(f64::MIN_POSITIVE).sqrt().recip()).collect();
        Self { graph, scales, first, threads }
    }
}

impl Operator for Normalised<'_> {
    fn size(&self) -> usize {
        self.graph.rows()
    }

    fn lower_bound(&self) -> f64 {
        -1.0
    }

    fn apply(&self, block: &[f64], width: usize) -> Vec<f64> {
        let mut along = vec![0.0; width];
        for (first, line) in self.first.iter().zip(block.chunks_exact(width)) {
            along.iter_mut().zip(line).for_each(|(sum, value)| *sum += first * value);
        }
        let mut out = vec![0.0; block.len()];
        fill_rows(self.threads, &mut out, width, |row, sums| {
            for (other, weight) in self.graph.row(row) {
                let weight = weight * self.scales[row] * self.scales[other];
                sums.iter_mut().zip(&block[other * width..]).for_each(|(sum, value)| *sum += weight * value);
            }
            sums.iter_mut().zip(&along).for_each(|(sum, along)| *sum -= self.first[row] * along);
        });
        out
    }
}
