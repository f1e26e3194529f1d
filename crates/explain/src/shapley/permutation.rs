//! Shapley values by drawing the orders in which the parts arrive.
//!
//! Castro, Gómez & Tejada 2009, "Polynomial calculation of the Shapley value based on sampling"; Captum's
//! `ShapleyValueSampling`. Each order shares the whole difference among the parts, so that any number of orders is additive,
//! and the spread between orders says how far to trust the means.

use std::ops::ControlFlow;

use burn::tensor::Tensor;

use super::game::{Coalition, Game, Worth, transposed};
use super::{Groups, ShapleyValues};
use crate::model::at_least_one;
use crate::progress::silent;
use crate::random::Random;
use crate::{Error, Progress};

/// Shapley values of the parts of one input, with their standard errors: a check on [`KernelShap`](super::KernelShap).
///
/// | option | default |
/// |---|---|
/// | permutations | 25 (Captum's) |
/// | seed | 0 |
/// | batch | 64 inputs at once |
#[derive(Clone, Debug)]
pub struct PermutationShap {
    permutations: usize,
    seed: u64,
    batch: usize,
}

impl Default for PermutationShap {
    fn default() -> Self {
        Self::new()
    }
}

impl PermutationShap {
    /// With the defaults.
    pub fn new() -> Self {
        Self { permutations: 25, seed: 0, batch: 64 }
    }

    /// How many orders are drawn.
    #[must_use]
    pub fn permutations(mut self, permutations: usize) -> Self {
        self.permutations = permutations;
        self
    }

    /// The same seed draws the same orders.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How many inputs the model sees at once.
    #[must_use]
    pub fn batch(mut self, inputs: usize) -> Self {
        self.batch = inputs;
        self
    }

    /// The values of one input's parts for all classes; arguments as for [`KernelShap`](super::KernelShap).
    ///
    /// # Errors
    /// As [`KernelShap::explain`](super::KernelShap::explain); [`Error::Option`] for no permutations.
    pub fn explain<const D: usize>(
        &self,
        model: impl Fn(Tensor<D>) -> Tensor<2>,
        input: Tensor<D>,
        background: Tensor<D>,
        groups: &Groups,
    ) -> Result<ShapleyValues, Error> {
        self.explain_with(model, input, background, groups, silent)
    }

    /// As [`Self::explain`]; `progress` is told of inputs that the model has seen, and may stop.
    ///
    /// # Errors
    /// As [`Self::explain`], and [`Error::Stopped`].
    pub fn explain_with<const D: usize>(
        &self,
        model: impl Fn(Tensor<D>) -> Tensor<2>,
        input: Tensor<D>,
        background: Tensor<D>,
        groups: &Groups,
        mut progress: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<ShapleyValues, Error> {
        let game = Game { model: &model, input, background, groups, batch: self.batch };
        game.check()?;
        let (scores, base) = game.ends()?;
        let mut worth = |coalitions: &[Coalition]| game.worth(coalitions, &mut progress);
        let (values, errors) = self.values(groups.count(), &scores, &base, &mut worth)?;
        Ok(ShapleyValues { groups: groups.clone(), values, base, scores, errors })
    }

    /// Means and their standard errors: `[classes][players]` each.
    #[allow(clippy::type_complexity, reason = "two tables of one shape")]
    fn values(
        &self,
        players: usize,
        scores: &[f64],
        base: &[f64],
        worth: Worth<'_>,
    ) -> Result<(Vec<Vec<f64>>, Vec<Vec<f64>>), Error> {
        at_least_one("the number of permutations", self.permutations)?;
        let mut random = Random::new(self.seed);
        let orders: Vec<Vec<usize>> = (0..self.permutations).map(|_| random.permutation(players)).collect();
        let coalitions: Vec<Coalition> = orders.iter().flat_map(|order| arrivals(order)).collect();
        let worths = transposed(&worth(&coalitions)?);
        let mut tables = (Vec::new(), Vec::new());
        for (class, (score, base)) in scores.iter().zip(base).enumerate() {
            // A single player needs no coalition between none and all.
            let worths = worths.get(class).map_or(&[][..], Vec::as_slice);
            let (means, errors) = shares(&orders, worths, *base, *score);
            tables.0.push(means);
            tables.1.push(errors);
        }
        Ok(tables)
    }
}

/// The coalitions that grow as the players arrive, without the empty one and the whole.
fn arrivals(order: &[usize]) -> Vec<Coalition> {
    let mut there = vec![false; order.len()];
    let so_far = order.iter().take(order.len().saturating_sub(1)).map(|player| {
        there[*player] = true;
        there.clone()
    });
    so_far.collect()
}

/// The mean of what each player brings over all orders, and its standard error.
fn shares(orders: &[Vec<usize>], worths: &[f64], base: f64, score: f64) -> (Vec<f64>, Vec<f64>) {
    let players = orders[0].len();
    let mut sums = vec![0.0; players];
    let mut squares = vec![0.0; players];
    for (index, order) in orders.iter().enumerate() {
        let between = &worths[index * (players - 1)..][..players - 1];
        let before = std::iter::once(base).chain(between.iter().copied());
        let after = between.iter().copied().chain(std::iter::once(score));
        for (player, (before, after)) in order.iter().zip(before.zip(after)) {
            sums[*player] += after - before;
            squares[*player] += (after - before).powi(2);
        }
    }
    let count = orders.len() as f64;
    let error =
        |(sum, square): (&f64, &f64)| ((square - sum * sum / count).max(0.0) / (count - 1.0).max(1.0) / count).sqrt();
    let errors = sums.iter().zip(&squares).map(error).collect();
    (sums.iter().map(|sum| sum / count).collect(), errors)
}

#[cfg(test)]
mod tests {
    use super::super::game::tests::{Table, exact};
    use super::*;
    use proptest::prelude::*;

    fn sampled(table: &Table, permutations: usize) -> (Vec<f64>, Vec<f64>) {
        let (scores, base) = table.ends();
        let shap = PermutationShap::new().permutations(permutations);
        let (mut values, mut errors) =
            shap.values(table.players, &scores, &base, &mut |some| Ok(table.worth(some))).unwrap();
        (values.swap_remove(0), errors.swap_remove(0))
    }

    #[test]
    fn the_truth_lies_within_four_standard_errors() {
        let table = Table::random(6, 8);
        let (values, errors) = sampled(&table, 800);
        for ((ours, error), truth) in values.iter().zip(errors).zip(exact(&table)) {
            assert!(error < 0.1 && (ours - truth).abs() < 4.0 * error, "{ours} {truth} ± {error}");
        }
    }

    proptest! {
        #[test]
        fn the_axioms_hold(seed in 0_u64..1000, gain in -2.0_f64..2.0, permutations in 1_usize..5) {
            // Player 3 adds the same to every coalition; players 0 and 1 are alike; player 4 adds nothing.
            let random = Table::random(3, seed);
            let table = Table::of(5, |there| {
                let pair = usize::from(there[0]) + usize::from(there[1]);
                let inner = vec![pair >= 1, pair == 2, there[2]];
                random.worth(&[inner])[0][0] + if there[3] { gain } else { 0.0 }
            });
            let (scores, base) = table.ends();
            let (values, _) = sampled(&table, permutations);
            prop_assert!((values.iter().sum::<f64>() - (scores[0] - base[0])).abs() < 1e-9); // completeness
            prop_assert!((values[3] - gain).abs() < 1e-9 && values[4].abs() < 1e-9); // dummy
            let truth = exact(&table);
            prop_assert!((truth[0] - truth[1]).abs() < 1e-9); // symmetry
        }
    }
}
