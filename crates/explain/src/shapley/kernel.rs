//! KernelSHAP: Shapley values as a weighted least squares over coalitions, for any model.
//!
//! Lundberg & Lee 2017, section 4.1. Which coalitions are seen, and with which weights, is as in shap's `KernelExplainer`:
//! sizes from the outside in are enumerated as long as the samples last, with the complement of each coalition, and the
//! rest is drawn. With all 2ᴹ − 2 of them the values are exact. That the values sum to score less base is put into the
//! equations, not hoped for. There is no selection of features (shap's `l1_reg`): every part has its value.

use std::collections::HashMap;
use std::ops::ControlFlow;

use burn::tensor::Tensor;

use super::game::{Coalition, Game, Worth, transposed};
use super::{Groups, ShapleyValues, solve};
use crate::progress::silent;
use crate::random::Random;
use crate::{Error, Progress};

/// Shapley values of the parts of one input, from scores alone.
///
/// | option | default |
/// |---|---|
/// | samples | 2 × parts + 2048 (shap's `"auto"`), never more than there are coalitions |
/// | seed | 0 |
/// | batch | 64 inputs at once |
#[derive(Clone, Debug)]
pub struct KernelShap {
    samples: Option<usize>,
    seed: u64,
    batch: usize,
}

impl Default for KernelShap {
    fn default() -> Self {
        Self::new()
    }
}

impl KernelShap {
    /// With the defaults.
    pub fn new() -> Self {
        Self { samples: None, seed: 0, batch: 64 }
    }

    /// How many coalitions are seen, besides the empty one and the whole.
    #[must_use]
    pub fn samples(mut self, samples: usize) -> Self {
        self.samples = Some(samples);
        self
    }

    /// The same seed draws the same coalitions.
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

    /// The values of one input's parts for all classes.
    ///
    /// `input` is `[1, …]`; `background` is `[samples, …]`, over which an absent part is averaged.
    ///
    /// # Errors
    /// [`Error::Shape`] and [`Error::Size`] when input, background and groups do not fit, [`Error::Output`] for what is no
    /// row of class scores, [`Error::Option`] when the samples are too few to tell the parts apart.
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
        let values = self.values(groups.count(), &scores, &base, &mut worth)?;
        Ok(ShapleyValues { groups: groups.clone(), values, base, scores, errors: Vec::new() })
    }

    /// `[classes][players]`
    fn values(&self, players: usize, scores: &[f64], base: &[f64], worth: Worth<'_>) -> Result<Vec<Vec<f64>>, Error> {
        let differences: Vec<f64> = scores.iter().zip(base).map(|(score, base)| score - base).collect();
        if players == 1 {
            return Ok(differences.into_iter().map(|difference| vec![difference]).collect());
        }
        let samples = self.samples.unwrap_or(2 * players + 2048);
        let design = Design::new(players, samples, &mut Random::new(self.seed));
        let gains: Vec<Vec<f64>> = transposed(&worth(&design.coalitions)?)
            .into_iter()
            .zip(base)
            .map(|(worth, base)| worth.into_iter().map(|worth| worth - base).collect())
            .collect();
        design.fit(players, &gains, &differences).ok_or(Error::Option {
            option: "the number of samples",
            value: samples as f64,
            must_be: "large enough to tell the parts apart: some times their number",
        })
    }
}

/// The coalitions that are seen, with their weights.
struct Design {
    coalitions: Vec<Coalition>,
    weights: Vec<f64>,
}

impl Design {
    fn new(players: usize, samples: usize, random: &mut Random) -> Self {
        let most = if players < 30 { (1 << players) - 2 } else { usize::MAX };
        let samples = samples.min(most);
        let sizes = Sizes::new(players);
        let mut design = Self { coalitions: Vec::new(), weights: Vec::new() };
        let whole = design.enumerate(&sizes, samples);
        if whole < sizes.weights.len() {
            design.draw(&sizes, whole, samples, random);
        }
        design
    }

    /// Takes whole sizes, from the outside in, as long as the samples last; how many sizes.
    fn enumerate(&mut self, sizes: &Sizes, samples: usize) -> usize {
        let mut left = samples as f64;
        let mut open = sizes.weights.clone();
        for (index, weight) in sizes.weights.iter().enumerate() {
            let (size, paired) = (index + 1, sizes.is_paired(index + 1));
            let one_side = binomial(sizes.players, size);
            let both = one_side * if paired { 2.0 } else { 1.0 };
            if left * open[index] / both < 1.0 - 1e-8 {
                return index;
            }
            left -= both;
            if open[index] < 1.0 {
                let rest = 1.0 - open[index];
                for weight in &mut open {
                    *weight /= rest;
                }
            }
            for coalition in combinations(sizes.players, size) {
                let complement = paired.then(|| coalition.iter().map(|there| !there).collect());
                for coalition in std::iter::once(coalition).chain(complement) {
                    self.coalitions.push(coalition);
                    self.weights.push(weight / both);
                }
            }
        }
        sizes.weights.len()
    }

    /// Draws from the sizes that are left; one that is drawn again weighs more.
    fn draw(&mut self, sizes: &Sizes, whole: usize, samples: usize, random: &mut Random) {
        let fixed = self.coalitions.len();
        let rest = &sizes.weights[whole..];
        // A coalition and its complement are drawn together, so that a paired size is drawn half as often.
        let chances: Vec<f64> = (whole..sizes.weights.len())
            .map(|index| sizes.weights[index] / if sizes.is_paired(index + 1) { 2.0 } else { 1.0 })
            .collect();
        let mut known = HashMap::new();
        for _ in 0..4 * samples.saturating_sub(fixed) {
            if self.coalitions.len() >= samples {
                break;
            }
            let size = whole + 1 + random.weighted(&chances);
            let mut coalition = vec![false; sizes.players];
            random.permutation(sizes.players).iter().take(size).for_each(|player| coalition[*player] = true);
            let complement = coalition.iter().map(|there| !there).collect();
            self.note(coalition, &mut known);
            if self.coalitions.len() < samples && sizes.is_paired(size) {
                self.note(complement, &mut known);
            }
        }
        let drawn: f64 = self.weights[fixed..].iter().sum();
        let due: f64 = rest.iter().sum();
        self.weights[fixed..].iter_mut().for_each(|weight| *weight *= due / drawn);
    }

    fn note(&mut self, coalition: Coalition, known: &mut HashMap<Coalition, usize>) {
        if let Some(index) = known.get(&coalition) {
            self.weights[*index] += 1.0;
        } else {
            known.insert(coalition.clone(), self.coalitions.len());
            self.coalitions.push(coalition);
            self.weights.push(1.0);
        }
    }

    /// The values that fit the gains best and sum to `differences`: the last player's is what the others leave.
    fn fit(&self, players: usize, gains: &[Vec<f64>], differences: &[f64]) -> Option<Vec<Vec<f64>>> {
        let free = players - 1;
        let mut a = vec![0.0; free * free];
        let mut sides = vec![vec![0.0; free]; gains.len()];
        let mut row = vec![0.0; free];
        for (index, (coalition, weight)) in self.coalitions.iter().zip(&self.weights).enumerate() {
            let last = f64::from(u8::from(coalition[free]));
            row.iter_mut().zip(coalition).for_each(|(x, there)| *x = f64::from(u8::from(*there)) - last);
            for (one, x) in row.iter().enumerate().filter(|(_, x)| **x != 0.0) {
                (0..free).for_each(|other| a[one * free + other] += weight * x * row[other]);
                for (class, side) in sides.iter_mut().enumerate() {
                    side[one] += weight * x * (gains[class][index] - last * differences[class]);
                }
            }
        }
        let mut values = solve::symmetric(a, sides)?;
        for (values, difference) in values.iter_mut().zip(differences) {
            values.push(difference - values.iter().sum::<f64>());
        }
        Some(values)
    }
}

/// How much the coalitions of each size weigh together, up to half of the players; the other half has the complements.
struct Sizes {
    players: usize,
    weights: Vec<f64>,
}

impl Sizes {
    fn new(players: usize) -> Self {
        let all = (players - 1) as f64;
        let mut sizes = Self { players, weights: Vec::new() };
        sizes.weights = (1..=(players - 1).div_ceil(2))
            .map(|size| {
                let weight = all / (size as f64 * (players - size) as f64);
                if sizes.is_paired(size) { 2.0 * weight } else { weight }
            })
            .collect();
        let sum: f64 = sizes.weights.iter().sum();
        sizes.weights.iter_mut().for_each(|weight| *weight /= sum);
        sizes
    }

    /// Whether the complements are of another size.
    fn is_paired(&self, size: usize) -> bool {
        size <= (self.players - 1) / 2
    }
}

fn binomial(from: usize, choose: usize) -> f64 {
    (0..choose).map(|index| (from - index) as f64 / (index + 1) as f64).product()
}

/// All coalitions of a size, in the order of their first players.
fn combinations(players: usize, size: usize) -> impl Iterator<Item = Coalition> {
    let mut chosen: Option<Vec<usize>> = Some((0..size).collect());
    std::iter::from_fn(move || {
        let members = chosen.take()?;
        let mut coalition = vec![false; players];
        for member in &members {
            coalition[*member] = true;
        }
        chosen = following(members, players);
        Some(coalition)
    })
}

/// The next members: the last one that can moves up, and those after it follow on its heels.
fn following(mut members: Vec<usize>, players: usize) -> Option<Vec<usize>> {
    let size = members.len();
    let moving = (0..size).rev().find(|index| members[*index] < players - size + index)?;
    let first = members[moving] + 1;
    members[moving..].iter_mut().enumerate().for_each(|(offset, member)| *member = first + offset);
    Some(members)
}

#[cfg(test)]
mod tests {
    use super::super::game::tests::{Table, exact};
    use super::*;

    fn kernel(table: &Table, samples: usize) -> Vec<f64> {
        let (scores, base) = table.ends();
        let shap = KernelShap::new().samples(samples);
        shap.values(table.players, &scores, &base, &mut |coalitions| Ok(table.worth(coalitions)))
            .unwrap()
            .swap_remove(0)
    }

    #[test]
    fn all_coalitions_give_the_exact_values() {
        for players in [2, 3, 4, 7] {
            let table = Table::random(players, 11);
            for (ours, truth) in kernel(&table, usize::MAX).iter().zip(exact(&table)) {
                assert!((ours - truth).abs() < 1e-9, "{players} players: {ours} {truth}");
            }
        }
    }

    #[test]
    fn samples_come_near_and_sum_exactly() {
        let table = Table::random(12, 5);
        let ours = kernel(&table, 1500);
        let (scores, base) = table.ends();
        assert!((ours.iter().sum::<f64>() - (scores[0] - base[0])).abs() < 1e-12);
        let apart = ours.iter().zip(exact(&table)).map(|(one, other)| (one - other).abs()).fold(0.0, f64::max);
        assert!(apart < 0.1, "{apart}");
        assert_eq!(ours, kernel(&table, 1500), "the same seed gives the same values");
    }

    #[test]
    fn combinations_are_all_and_different() {
        let all: std::collections::HashSet<_> = combinations(6, 3).collect();
        assert_eq!((all.len(), combinations(6, 3).count(), binomial(6, 3)), (20, 20, 20.0));
        assert!(all.iter().all(|one| one.iter().filter(|there| **there).count() == 3));
    }

    #[test]
    fn too_few_samples_are_an_error() {
        let table = Table::random(10, 1);
        let (scores, base) = table.ends();
        let few = KernelShap::new().samples(3).values(10, &scores, &base, &mut |some| Ok(table.worth(some)));
        assert!(matches!(few, Err(Error::Option { .. })));
    }
}
