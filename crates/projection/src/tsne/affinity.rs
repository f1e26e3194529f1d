//! How likely each point takes each other one for its neighbour: the side of t-SNE that looks at the data.
//!
//! Around each point lies a Gaussian, as wide as makes its neighbourhood as rich as `perplexity` equal neighbours. The
//! probabilities of both directions are averaged, and all pairs together sum to 1.

use crate::neighbours::Neighbours;
use crate::parallel::fill_rows;
use crate::sparse::Sparse;

/// Halvings of the range in which the width lies.
const STEPS: usize = 100;
/// How near the entropy must come to the logarithm of the perplexity, in nats.
const TOLERANCE: f64 = 1e-5;

/// The joint probabilities of all pairs of neighbours.
pub(crate) fn joint(neighbours: &Neighbours, perplexity: f64, threads: usize) -> Sparse {
    let mut conditional = vec![0.0; neighbours.rows() * neighbours.count()];
    fill_rows(threads, &mut conditional, neighbours.count(), |row, places| {
        let squared: Vec<f64> = neighbours.row(row).iter().map(|one| f64::from(one.squared)).collect();
        search(&squared, perplexity.ln(), places);
    });
    let pairs = 2.0 * neighbours.rows() as f64;
    Sparse::symmetric(neighbours, &conditional, |there, back| (there + back) / pairs)
}

/// Finds the precision (the width's inverse) whose probabilities have the entropy `target`, and leaves those in `out`.
fn search(squared: &[f64], target: f64, out: &mut [f64]) {
    let nearest = squared.iter().copied().fold(f64::INFINITY, f64::min);
    let mean = squared.iter().map(|value| value - nearest).sum::<f64>() / squared.len() as f64;
    let mut precision = if mean > 0.0 { mean.recip() } else { 1.0 };
    let (mut low, mut high) = (0.0, f64::INFINITY);
    for _ in 0..STEPS {
        let surplus = gaussian(squared, nearest, precision, out) - target;
        if surplus.abs() <= TOLERANCE {
            return;
        }
        // Too rich a neighbourhood: narrower.
        if surplus > 0.0 {
            low = precision;
            precision = if high.is_finite() { f64::midpoint(low, high) } else { (2.0 * precision).min(f64::MAX / 4.0) };
        } else {
            high = precision;
            precision = f64::midpoint(low, high);
        }
    }
}

/// The probabilities at a precision, into `out`; their entropy in nats.
fn gaussian(squared: &[f64], nearest: f64, precision: f64, out: &mut [f64]) -> f64 {
    let (mut sum, mut weighted) = (0.0, 0.0);
    for (place, value) in out.iter_mut().zip(squared) {
        let exponent = precision * (value - nearest);
        *place = (-exponent).exp();
        sum += *place;
        // Far beyond what a Gaussian reaches, infinity times 0 would be no number.
        weighted += if *place > 0.0 { exponent * *place } else { 0.0 };
    }
    for place in out {
        *place /= sum;
    }
    sum.ln() + weighted / sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entropy_is_that_of_the_perplexity() {
        let squared: Vec<f64> = (0..90).map(|at| f64::from(at * at) * 0.3).collect();
        let mut out = vec![0.0; 90];
        for perplexity in [2.0, 10.0, 60.0_f64] {
            search(&squared, perplexity.ln(), &mut out);
            let entropy: f64 = out.iter().map(|p| if *p > 0.0 { -p * p.ln() } else { 0.0 }).sum();
            assert!((entropy - perplexity.ln()).abs() < 2e-5);
            assert!((out.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn points_that_coincide_share_equally() {
        let mut out = [0.0; 4];
        search(&[0.0; 4], 2.0_f64.ln(), &mut out);
        assert_eq!(out, [0.25; 4]);
        search(&[0.0, 1e30, 1e30, 1e30], 2.0_f64.ln(), &mut out);
        assert!(out.iter().all(|p| p.is_finite()));
    }
    #[test]
    fn the_probabilities_are_scikit_learns() {
        let reference = crate::reference::read();
        let (values, expected) = crate::reference::neighbourhoods(&reference, "joint");
        let points = crate::Points::new(&values, 64).unwrap();
        let neighbours = crate::neighbours::all(points, 2, &mut |_| std::ops::ControlFlow::Continue(())).unwrap();
        let joint = joint(&neighbours, 5.0, 2);
        for (row, expected) in expected.iter().enumerate() {
            for (other, probability) in joint.row(row) {
                // The reference stops at the same tolerance of the entropy from another side.
                assert!((probability - expected[other]).abs() < 1e-4 * probability + 1e-9, "{row} {other}");
            }
        }
    }
}
