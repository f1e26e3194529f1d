//! The fuzzy graph: how surely each point is a neighbour of each other one, on a scale of its own.
//!
//! The nearest neighbour of a point is one for sure; the weights of the others fall exponentially, at the rate that makes
//! all of them together as many as the logarithm of their number. Two points are neighbours if either says so.

use crate::neighbours::{Neighbour, Neighbours};
use crate::parallel::fill_rows;
use crate::sparse::Sparse;

/// Halvings of the range in which the scale lies.
const STEPS: usize = 64;
/// How near the sum of weights must come.
const TOLERANCE: f64 = 1e-5;
/// The least scale, as a share of the mean distance: else one duplicate would cut a point off from all others.
const LEAST_SCALE: f64 = 1e-3;

/// The joined weights of all neighbours. `count` is the number of neighbours with the point itself among them.
pub(super) fn fuzzy(neighbours: &Neighbours, count: usize, threads: usize) -> Sparse {
    let all: f64 = (0..neighbours.rows()).flat_map(|row| neighbours.row(row)).copied().map(distance).sum();
    let mean = all / (neighbours.rows() * count) as f64;
    let mut weights = vec![0.0; neighbours.rows() * neighbours.count()];
    fill_rows(threads, &mut weights, neighbours.count(), |row, places| {
        let distances: Vec<f64> = neighbours.row(row).iter().copied().map(distance).collect();
        memberships(&distances, (count as f64).log2(), count, mean, places);
    });
    Sparse::symmetric(neighbours, &weights, |there, back| there + back - there * back)
}

fn distance(neighbour: Neighbour) -> f64 {
    f64::from(neighbour.squared).sqrt()
}

/// The weights of one point's neighbours, into `out`.
fn memberships(distances: &[f64], target: f64, count: usize, mean_of_all: f64, out: &mut [f64]) {
    let nearest = distances.iter().copied().find(|distance| *distance > 0.0).unwrap_or(0.0);
    let mean = distances.iter().sum::<f64>() / count as f64;
    let least = LEAST_SCALE * if nearest > 0.0 { mean } else { mean_of_all };
    let scale = scale(distances, nearest, target).max(least);
    for (place, distance) in out.iter_mut().zip(distances) {
        let beyond = distance - nearest;
        *place = if beyond <= 0.0 || scale <= 0.0 { 1.0 } else { (-beyond / scale).exp() };
    }
}

/// The scale at which the weights sum to `target`.
fn scale(distances: &[f64], nearest: f64, target: f64) -> f64 {
    let (mut low, mut high, mut scale) = (0.0, f64::INFINITY, 1.0);
    for _ in 0..STEPS {
        let sum: f64 = distances.iter().map(|distance| (-(distance - nearest).max(0.0) / scale).exp()).sum();
        if (sum - target).abs() < TOLERANCE {
            break;
        }
        if sum > target {
            high = scale;
        } else {
            low = scale;
        }
        scale = if high.is_finite() { f64::midpoint(low, high) } else { scale * 2.0 };
    }
    scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_sum_to_the_logarithm_of_their_number() {
        let distances: Vec<f64> = (1..15).map(|at| f64::from(at).sqrt()).collect();
        let mut out = vec![0.0; 14];
        memberships(&distances, 15_f64.log2(), 15, 1.0, &mut out);
        assert_eq!(out[0], 1.0);
        assert!((out.iter().sum::<f64>() - 15_f64.log2()).abs() < 1e-4);
        assert!(out.windows(2).all(|pair| pair[0] > pair[1]));
    }

    #[test]
    fn duplicates_are_neighbours_for_sure() {
        let mut out = [0.0; 3];
        memberships(&[0.0, 0.0, 0.0], 2.0, 4, 0.0, &mut out);
        assert_eq!(out, [1.0; 3]);
        memberships(&[0.0, 0.0, 5.0], 2.0, 4, 1.0, &mut out);
        assert_eq!(out[..2], [1.0; 2]);
    }
    #[test]
    fn the_weights_are_umap_learns() {
        let reference = crate::reference::read();
        let (values, expected) = crate::reference::neighbourhoods(&reference, "fuzzy");
        let points = crate::Points::new(&values, 64).unwrap();
        let neighbours =
            crate::neighbours::nearest(points, 9, 0, 2, &mut |_| std::ops::ControlFlow::Continue(())).unwrap();
        let graph = fuzzy(&neighbours, 10, 2);
        for (row, expected) in expected.iter().enumerate() {
            let mut found = vec![0.0; expected.len()];
            graph.row(row).for_each(|(other, weight)| found[other] = weight);
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-4), "{row}: {found:?} {expected:?}");
        }
    }
}
