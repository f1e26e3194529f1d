//! A model as a game: parts of an input are the players, and a coalition's worth is what the model says when only they are
//! there.

use burn::tensor::{Int, Tensor, TensorData};

use super::Groups;
use crate::model::{at_least_one, check_alike, check_one, sample_len, score_rows, with_batch};
use crate::progress::{Watch, tell};
use crate::tensor::tensor;
use crate::{Error, Heatmap};

/// Which players are there.
pub(super) type Coalition = Vec<bool>;

/// The worth of coalitions: a row of class scores each.
pub(super) type Worth<'a> = &'a mut dyn FnMut(&[Coalition]) -> Result<Vec<Vec<f64>>, Error>;

/// What each part of one input adds to the score of each class.
#[derive(Clone, Debug, PartialEq)]
pub struct ShapleyValues {
    pub(super) groups: Groups,
    /// `[classes][parts]`
    pub(super) values: Vec<Vec<f64>>,
    pub(super) base: Vec<f64>,
    pub(super) scores: Vec<f64>,
    /// `[classes][parts]`; empty where the method cannot know it.
    pub(super) errors: Vec<Vec<f64>>,
}

impl ShapleyValues {
    /// How many classes the model has.
    pub fn classes(&self) -> usize {
        self.values.len()
    }

    /// The parts that share the score.
    pub fn groups(&self) -> &Groups {
        &self.groups
    }

    /// The value of each part for one class. They sum to the score less the base.
    ///
    /// # Errors
    /// [`Error::Class`] when there is no such class.
    pub fn values(&self, class: usize) -> Result<&[f64], Error> {
        self.of(&self.values, class)
    }

    /// The standard error of each value for one class; empty for a method that draws no independent samples.
    ///
    /// # Errors
    /// [`Error::Class`] when there is no such class.
    pub fn errors(&self, class: usize) -> Result<&[f64], Error> {
        if self.errors.is_empty() && class < self.classes() { Ok(&[]) } else { self.of(&self.errors, class) }
    }

    fn of<'a>(&self, rows: &'a [Vec<f64>], class: usize) -> Result<&'a [f64], Error> {
        rows.get(class).map(Vec::as_slice).ok_or(Error::Class { class, classes: self.classes() })
    }

    /// The mean score of each class over the background.
    pub fn base(&self) -> &[f64] {
        &self.base
    }

    /// The score of each class on the input.
    pub fn scores(&self) -> &[f64] {
        &self.scores
    }

    /// The values for one class as a map: each place has the value of its part.
    ///
    /// # Errors
    /// [`Error::Class`] when there is no such class, [`Error::Size`] when the input is smaller than the map.
    pub fn heatmap(&self, class: usize, width: usize, height: usize) -> Result<Heatmap, Error> {
        self.groups.heatmap(width, height, self.values(class)?)
    }
}

/// An input against a background.
pub(super) struct Game<'a, const D: usize, F> {
    pub(super) model: &'a F,
    pub(super) input: Tensor<D>,
    pub(super) background: Tensor<D>,
    pub(super) groups: &'a Groups,
    pub(super) batch: usize,
}

impl<const D: usize, F: Fn(Tensor<D>) -> Tensor<2>> Game<'_, D, F> {
    pub(super) fn check(&self) -> Result<(), Error> {
        check_one(&self.input)?;
        check_alike("the background", &self.input, &self.background)?;
        at_least_one("the batch", self.batch)?;
        let (expected, values) = (sample_len(&self.input), self.groups.of().len());
        if expected == values {
            Ok(())
        } else {
            Err(Error::Size { what: "the groups of an input", shape: vec![expected], values })
        }
    }

    /// The scores of the input, and their means over the background.
    pub(super) fn ends(&self) -> Result<(Vec<f64>, Vec<f64>), Error> {
        let scores = score_rows(self.model, self.input.clone())?.swap_remove(0);
        let samples = self.background.dims()[0];
        let mut base = vec![0.0; scores.len()];
        for start in (0..samples).step_by(self.batch) {
            let some = self.background.clone().narrow(0, start, self.batch.min(samples - start));
            score_rows(self.model, some)?.iter().for_each(|row| add(&mut base, row, 1.0 / samples as f64));
        }
        Ok((scores, base))
    }

    /// The worth of coalitions; `watch` is told of inputs that the model has seen.
    pub(super) fn worth(&self, coalitions: &[Coalition], watch: Watch<'_>) -> Result<Vec<Vec<f64>>, Error> {
        let samples = self.background.dims()[0];
        let total = coalitions.len() * samples;
        let mut worth: Vec<Vec<f64>> = vec![Vec::new(); coalitions.len()];
        for start in (0..total).step_by(self.batch) {
            let pairs = start..(start + self.batch).min(total);
            let rows = score_rows(self.model, self.mixed(coalitions, pairs.clone()))?;
            for (pair, row) in pairs.clone().zip(rows) {
                let sum = &mut worth[pair / samples];
                sum.resize(row.len(), 0.0);
                add(sum, &row, 1.0 / samples as f64);
            }
            tell(watch, pairs.end, total)?;
        }
        Ok(worth)
    }

    /// The input where a player is there, and a sample of the background elsewhere, for each pair of the two.
    fn mixed(&self, coalitions: &[Coalition], pairs: std::ops::Range<usize>) -> Tensor<D> {
        let (samples, players, device) = (self.background.dims()[0], self.groups.count(), self.input.device());
        let indices = |values: Vec<i64>| {
            let count = values.len();
            Tensor::<1, Int>::from_data(TensorData::new(values, [count]), &device)
        };
        let there =
            pairs.clone().flat_map(|pair| coalitions[pair / samples].iter().map(|there| f32::from(u8::from(*there))));
        let there: Tensor<2> = tensor(there.collect(), [pairs.len(), players], &device);
        let of = indices(self.groups.of().iter().map(|group| *group as i64).collect());
        let open = there.select(1, of).reshape(with_batch(self.input.dims(), pairs.len()));
        let background =
            self.background.clone().select(0, indices(pairs.map(|pair| (pair % samples) as i64).collect()));
        // Not background + (input − background) × open: a present part must have the input's numbers to the bit.
        self.input.clone() * open.clone() + background * (1.0 - open)
    }
}

/// Adds `factor` of a row to a sum.
pub(super) fn add(sum: &mut [f64], row: &[f64], factor: f64) {
    sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += factor * value);
}

/// Rows as columns.
pub(super) fn transposed(rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let columns = rows.first().map_or(0, Vec::len);
    (0..columns).map(|column| rows.iter().map(|row| row[column]).collect()).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::random::Random;
    use burn::tensor::Device;

    /// A game whose worths stand in a table: bit i of the index says whether player i is there.
    pub(in super::super) struct Table {
        pub(in super::super) players: usize,
        worths: Vec<f64>,
    }

    impl Table {
        pub(in super::super) fn random(players: usize, seed: u64) -> Self {
            let mut random = Random::new(seed);
            Self { players, worths: (0..1 << players).map(|_| random.normal()).collect() }
        }

        pub(in super::super) fn of(players: usize, worth: impl Fn(&[bool]) -> f64) -> Self {
            let coalition = |index: usize| (0..players).map(|player| index >> player & 1 == 1).collect::<Vec<_>>();
            Self { players, worths: (0..1 << players).map(|index| worth(&coalition(index))).collect() }
        }

        pub(in super::super) fn worth(&self, coalitions: &[Coalition]) -> Vec<Vec<f64>> {
            let index =
                |coalition: &Coalition| coalition.iter().rev().fold(0, |index, there| 2 * index + usize::from(*there));
            coalitions.iter().map(|coalition| vec![self.worths[index(coalition)]]).collect()
        }

        /// The worth of all, and of none.
        pub(in super::super) fn ends(&self) -> (Vec<f64>, Vec<f64>) {
            (vec![self.worths[self.worths.len() - 1]], vec![self.worths[0]])
        }
    }

    /// The values by their definition.
    pub(in super::super) fn exact(table: &Table) -> Vec<f64> {
        let players = table.players;
        let factorial = |number: usize| (1..=number).map(|factor| factor as f64).product::<f64>();
        let share = |player: usize| {
            let without = (0..table.worths.len()).filter(move |set| set >> player & 1 == 0);
            without.map(move |set| {
                let size = set.count_ones() as usize;
                let weight = factorial(size) * factorial(players - size - 1) / factorial(players);
                weight * (table.worths[set | 1 << player] - table.worths[set])
            })
        };
        (0..players).map(|player| share(player).sum()).collect()
    }

    fn product(inputs: Tensor<2>) -> Tensor<2> {
        inputs.clone().narrow(1, 0, 1) * inputs.narrow(1, 1, 1)
    }

    #[test]
    fn an_absent_part_is_averaged_over_the_background() {
        let device = Device::default();
        let groups = Groups::each(2).unwrap();
        let game = Game {
            model: &product,
            input: Tensor::from_data([[3.0, 5.0]], &device),
            background: Tensor::from_data([[0.0, 1.0], [2.0, 4.0], [4.0, 1.0]], &device),
            groups: &groups,
            batch: 2,
        };
        assert_eq!(game.ends().unwrap(), (vec![15.0], vec![4.0]));
        let coalitions = [vec![true, false], vec![false, true], vec![true, true]];
        let mut seen = Vec::new();
        let worth = game.worth(&coalitions, &mut |progress| {
            seen.push(progress.done);
            std::ops::ControlFlow::Continue(())
        });
        assert_eq!(worth.unwrap(), [[6.0], [10.0], [15.0]]);
        assert_eq!(seen, [2, 4, 6, 8, 9]);
    }
}
