//! What pulls and pushes each place on the map: the gradient of t-SNE, and what it descends.
//!
//! With `w = (1 + d²/ν)^(−(ν+1)/2)` for two places at the distance `d` and `Z` the sum of all `w`, a place is pulled to
//! others by `p · s · (a − b)` and pushed by `w/Z · s · (a − b)`, where `s = 1/(1 + d²/ν)`. On a plane ν is 1 and `w` is
//! `s`; in space it is 2, as in scikit-learn (van der Maaten 2009, "Learning a parametric embedding by preserving local
//! structure", on degrees of freedom).

use super::tree::Tree;
use crate::distance::between;
use crate::parallel::fill_rows;
use crate::sparse::Sparse;

/// What acts on one place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Force<const D: usize> {
    pub(super) pull: [f64; D],
    /// Still to be divided by the sum of all `weights`.
    pub(super) push: [f64; D],
    /// The sum of `w` over all other places.
    pub(super) weights: f64,
    /// The part of the divergence that does not depend on `Z`: the sum of `p · (ln p − ln w)`.
    pub(super) divergence: f64,
}

impl<const D: usize> Force<D> {
    pub(super) const NONE: Self = Self { pull: [0.0; D], push: [0.0; D], weights: 0.0, divergence: 0.0 };
}

/// How the push of all places is summed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Repulsion {
    /// Place by place.
    Exact,
    /// Groups that are narrower than `angle` times their distance count as one.
    Grouped {
        /// 0.5, unless told otherwise.
        angle: f64,
    },
}

/// Degrees of freedom of the weights on a map of `dimensions`.
pub(super) fn freedom(dimensions: usize) -> f64 {
    dimensions.saturating_sub(1).max(1) as f64
}

/// `s` and `w` at a squared distance.
fn weigh<const D: usize>(squared: f64) -> (f64, f64) {
    if D <= 2 {
        let near = 1.0 / (1.0 + squared);
        return (near, near);
    }
    let freedom = freedom(D);
    let near = freedom / (freedom + squared);
    (near, near.powf(f64::midpoint(freedom, 1.0)))
}

/// The forces on all places. The divergence costs a logarithm a pair, so it is taken only when it is asked for.
pub(super) fn forces<const D: usize>(
    places: &[[f64; D]],
    joint: &Sparse,
    repulsion: Repulsion,
    with_divergence: bool,
    threads: usize,
    out: &mut [Force<D>],
) {
    let tree = match repulsion {
        Repulsion::Exact => None,
        Repulsion::Grouped { angle } => Some((Tree::new(places), angle * angle)),
    };
    fill_rows(threads, out, 1, |row, force| {
        let mut sum = Force::NONE;
        pull(&mut sum, places, row, joint);
        if with_divergence {
            sum.divergence = divergence(places, row, joint);
        }
        let push = |count, squared, way: &[f64; D]| push(&mut sum, count, squared, way);
        match &tree {
            Some((tree, squared_angle)) => tree.walk(&places[row], *squared_angle, push),
            None => one_by_one(places, row, push),
        }
        sum.weights -= 1.0; // the place itself was counted, at distance 0
        force[0] = sum;
    });
}

fn pull<const D: usize>(sum: &mut Force<D>, places: &[[f64; D]], row: usize, joint: &Sparse) {
    for (other, probability) in joint.row(row) {
        let (squared, way) = between(&places[row], &places[other]);
        let strength = probability * weigh::<D>(squared).0;
        sum.pull.iter_mut().zip(way).for_each(|(sum, step)| *sum += strength * step);
    }
}

fn push<const D: usize>(sum: &mut Force<D>, count: f64, squared: f64, way: &[f64; D]) {
    let (near, weight) = weigh::<D>(squared);
    let weight = count * weight;
    sum.weights += weight;
    sum.push.iter_mut().zip(way).for_each(|(sum, step)| *sum += weight * near * step);
}

fn one_by_one<const D: usize>(places: &[[f64; D]], row: usize, mut push: impl FnMut(f64, f64, &[f64; D])) {
    for other in places {
        let (squared, way) = between(&places[row], other);
        push(1.0, squared, &way);
    }
}

fn divergence<const D: usize>(places: &[[f64; D]], row: usize, joint: &Sparse) -> f64 {
    let term = |(other, probability): (usize, f64)| {
        let (squared, _) = between(&places[row], &places[other]);
        if probability > 0.0 { probability * (probability.ln() - weigh::<D>(squared).1.ln()) } else { 0.0 }
    };
    joint.row(row).map(term).sum()
}

/// The Kullback-Leibler divergence of the map from the data, from forces that were taken with it.
pub(super) fn total_divergence<const D: usize>(forces: &[Force<D>]) -> f64 {
    let weights: f64 = forces.iter().map(|force| force.weights).sum();
    let terms: f64 = forces.iter().map(|force| force.divergence).sum();
    terms + weights.max(f64::MIN_POSITIVE).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Points;
    use crate::neighbours::all;
    use crate::random::Random;
    use crate::tsne::affinity::joint;

    fn example<const D: usize>() -> (Vec<[f64; D]>, Sparse) {
        let mut random = Random::new(4);
        let values: Vec<f32> = (0..60 * 5).map(|_| random.normal() as f32).collect();
        let points = Points::new(&values, 5).unwrap();
        let neighbours = all(points, 1, &mut |_| std::ops::ControlFlow::Continue(())).unwrap();
        let places = (0..60).map(|_| std::array::from_fn(|_| 3.0 * random.normal())).collect();
        (places, joint(&neighbours, 8.0, 1))
    }

    fn all_forces<const D: usize>(places: &[[f64; D]], joint: &Sparse, repulsion: Repulsion) -> Vec<Force<D>> {
        let mut out = vec![Force::NONE; places.len()];
        forces(places, joint, repulsion, true, 2, &mut out);
        out
    }

    /// The gradient of the divergence, against its differences.
    fn check_gradient<const D: usize>() {
        let (mut places, joint) = example::<D>();
        let forces = all_forces(&places, &joint, Repulsion::Exact);
        let weights: f64 = forces.iter().map(|force| force.weights).sum();
        let factor = 2.0 * (freedom(D) + 1.0) / freedom(D);
        for (row, axis) in [(0, 0), (7, 1), (59, D - 1)] {
            let gradient = factor * (forces[row].pull[axis] - forces[row].push[axis] / weights);
            let mut at = |offset: f64| {
                places[row][axis] += offset;
                let divergence = total_divergence(&all_forces(&places, &joint, Repulsion::Exact));
                places[row][axis] -= offset;
                divergence
            };
            let difference = (at(1e-5) - at(-1e-5)) / 2e-5;
            assert!((gradient - difference).abs() < 1e-7, "{gradient} {difference}");
        }
    }

    #[test]
    fn the_forces_are_the_gradient_of_the_divergence() {
        check_gradient::<2>();
        check_gradient::<3>();
    }

    #[test]
    fn groups_come_near_the_exact_push() {
        let (places, joint) = example::<2>();
        let exact = all_forces(&places, &joint, Repulsion::Exact);
        let whole = all_forces(&places, &joint, Repulsion::Grouped { angle: 0.0 });
        let grouped = all_forces(&places, &joint, Repulsion::Grouped { angle: 0.5 });
        let (mut worst, mut longest) = (0.0_f64, 0.0_f64);
        for ((exact, whole), grouped) in exact.iter().zip(&whole).zip(&grouped) {
            assert!((exact.weights / whole.weights - 1.0).abs() < 1e-12);
            assert!((exact.weights / grouped.weights - 1.0).abs() < 0.1);
            assert_eq!(exact.divergence, grouped.divergence);
            worst = worst.max(between(&exact.push, &grouped.push).0.sqrt());
            longest = longest.max(between(&exact.push, &[0.0; 2]).0.sqrt());
        }
        assert!(worst < 0.05 * longest, "{worst} of {longest}");
        assert_ne!(worst, 0.0, "some places are seen in groups");
    }
}
