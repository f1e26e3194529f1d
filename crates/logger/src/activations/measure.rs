//! Numbers on what a layer makes.

use nnviz_record::Summary;

use crate::distribution::{Distribution, Numbers};
use crate::worker::Entry;

/// What one layer made of a batch.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct LayerStats {
    /// `block1/relu`, or the name of a tap.
    pub(crate) path: String,
    /// The operation: `Relu`; for a tap, what its values look like.
    pub(crate) kind: String,
    /// The module with parameters that it comes from.
    pub(crate) weighted: Option<String>,
    /// Whether it is the model's answer.
    pub(crate) is_answer: bool,
    /// How many values the batch made.
    pub(crate) count: usize,
    pub(crate) not_finite: u64,
    /// Over the finite values.
    pub(crate) mean: f64,
    /// Over the finite values.
    pub(crate) std: f64,
    /// The share of values that are exactly 0.
    pub(crate) zeros: f64,
    /// The share of values where a sigmoid or tanh has less than a hundredth of its steepest slope; `None` for others.
    pub(crate) saturated: Option<f64>,
    /// The share of units (features, channels) that are 0 for the whole batch; `None` for what is no rectifier.
    pub(crate) dead: Option<f64>,
    /// The ratio of the greatest to the least standard deviation among the features; `None` for other than rows.
    pub(crate) spread: Option<f64>,
}

/// The slope of a sigmoid is s (1 - s), at most 1/4: less than a hundredth of that lies outside of these.
const SIGMOID_ENDS: (f64, f64) = (0.002_506, 0.997_494);

/// The slope of tanh is 1 - t²: less than a hundredth lies beyond.
const TANH_END: f64 = 0.994_987;

impl LayerStats {
    /// The numbers and their histogram, for values of this shape.
    pub(crate) fn of(numbers: &Numbers, shape: &[usize]) -> (Self, Distribution) {
        let distribution = Distribution::of(numbers);
        let finite = distribution.finite.max(1) as f64;
        let values = || numbers.iter();
        let mean = values().filter(|value| value.is_finite()).sum::<f64>() / finite;
        let variance =
            values().filter(|value| value.is_finite()).map(|value| (value - mean).powi(2)).sum::<f64>() / finite;
        let zeros = values().filter(|&value| value == 0.0).count();
        let count = numbers.len();
        let stats = Self {
            count,
            not_finite: distribution.nan + distribution.infinite,
            mean,
            std: variance.sqrt(),
            zeros: zeros as f64 / count.max(1) as f64,
            spread: (shape.len() == 2).then(|| spread(numbers, shape[1])),
            ..Self::default()
        };
        (stats, distribution)
    }

    /// Adds what only makes sense for the layer's kind.
    pub(crate) fn with_kind(mut self, kind: &str, numbers: &Numbers, shape: &[usize]) -> Self {
        let share_of = |inside: &dyn Fn(f64) -> bool| {
            numbers.iter().filter(|&value| inside(value)).count() as f64 / self.count.max(1) as f64
        };
        kind.clone_into(&mut self.kind);
        self.saturated = match kind {
            "Sigmoid" => Some(share_of(&|value| value < SIGMOID_ENDS.0 || value > SIGMOID_ENDS.1)),
            "Tanh" => Some(share_of(&|value| value.abs() > TANH_END)),
            _ => None,
        };
        self.dead = (kind == "Relu").then(|| dead(numbers, shape));
        self
    }

    /// Under `activations/PATH`: the histogram, and the numbers beside it.
    pub(crate) fn push_entries(&self, distribution: Distribution, entries: &mut Vec<Entry>) {
        let tag = format!("activations/{}", self.path);
        distribution.push_entries(&tag, entries);
        let shares = [("saturated", self.saturated), ("dead", self.dead)];
        let numbers = [("mean", Some(self.mean)), ("std", Some(self.std)), ("zeros", Some(self.zeros))];
        for (name, value) in numbers.into_iter().chain(shares) {
            entries.extend(value.map(|value| Entry::new(format!("{tag}/{name}"), Summary::Scalar(value as f32))));
        }
    }
}

/// What a tapped tensor looks like: a rectifier leaves no negative values and many zeros, tanh both signs up to 1.
pub(super) fn kind_of(numbers: &Numbers) -> &'static str {
    let (mut least, mut greatest, mut zeros) = (f64::INFINITY, f64::NEG_INFINITY, 0);
    for value in numbers.iter() {
        least = least.min(value);
        greatest = greatest.max(value);
        zeros += usize::from(value == 0.0);
    }
    match (least, greatest) {
        (0.0, _) if zeros > 0 => "Relu",
        (low, high) if low < -0.5 && high > 0.5 && low >= -1.0 && high <= 1.0 => "Tanh",
        _ => "",
    }
}

/// How many values lie between two of the same unit, and how many units there are: images and volumes have their channels
/// second, everything else its features last.
fn units(shape: &[usize]) -> (usize, usize) {
    match shape {
        [_, channels, inner @ ..] if inner.len() >= 2 => (inner.iter().product(), *channels),
        [.., features] => (1, *features),
        [] => (1, 1),
    }
}

/// The share of units that are 0 throughout.
fn dead(numbers: &Numbers, shape: &[usize]) -> f64 {
    let (inner, units) = units(shape);
    let mut alive = vec![false; units];
    for (index, value) in numbers.iter().enumerate() {
        if value != 0.0
            && let Some(alive) = alive.get_mut(index / inner.max(1) % units.max(1))
        {
            *alive = true;
        }
    }
    alive.iter().filter(|alive| !**alive).count() as f64 / units.max(1) as f64
}

/// The greatest over the least standard deviation of the columns that are not constant; 1 where there are none.
fn spread(numbers: &Numbers, columns: usize) -> f64 {
    let (mut sums, mut squares) = (vec![0.0; columns], vec![0.0; columns]);
    let rows = (numbers.len() / columns.max(1)).max(1) as f64;
    for (index, value) in numbers.iter().enumerate() {
        sums[index % columns] += value;
        squares[index % columns] += value * value;
    }
    let deviation = |(sum, squares): (&f64, &f64)| (squares / rows - (sum / rows).powi(2)).max(0.0).sqrt();
    let deviations: Vec<f64> =
        sums.iter().zip(&squares).map(deviation).filter(|&deviation| deviation > 1e-12).collect();
    let least = deviations.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = deviations.iter().copied().fold(0.0, f64::max);
    if greatest > 0.0 { greatest / least } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f32], shape: &[usize], kind: &str) -> LayerStats {
        let numbers = Numbers::F32(values.to_vec());
        LayerStats::of(&numbers, shape).0.with_kind(kind, &numbers, shape)
    }

    #[test]
    fn shares_are_counted() {
        let relu = of(&[0.0, 1.0, 0.0, 3.0, 0.0, 0.0], &[2, 3], "Relu");
        assert_eq!((relu.mean, relu.zeros, relu.dead), (4.0 / 6.0, 4.0 / 6.0, Some(1.0 / 3.0)));
        let images = of(&[0.0, 0.0, 0.0, 2.0], &[1, 2, 1, 2], "Relu");
        assert_eq!((images.dead, images.std), (Some(0.5), 0.75_f64.sqrt()));
        assert_eq!(of(&[0.001, 0.5, 0.999, 0.9], &[4], "Sigmoid").saturated, Some(0.5));
        assert_eq!(of(&[-0.999, 0.5, 0.99, 0.0], &[4], "Tanh").saturated, Some(0.25));
        assert_eq!(of(&[f32::NAN, 2.0, f32::INFINITY], &[3], "Gelu").not_finite, 2);
        assert_eq!(of(&[f32::NAN, 2.0, f32::INFINITY], &[3], "Gelu").mean, 2.0);
    }

    #[test]
    fn columns_of_different_scale_are_told() {
        assert_eq!(of(&[0.0, 0.0, 1.0, 100.0], &[2, 2], "").spread, Some(100.0));
        assert_eq!(of(&[3.0, 5.0, 3.0, 5.0], &[2, 2], "").spread, Some(1.0), "constant columns have no scale");
    }

    #[test]
    fn taps_tell_what_they_are() {
        let kind = |values: &[f32]| kind_of(&Numbers::F32(values.to_vec()));
        assert_eq!(kind(&[0.0, 2.0, 0.5]), "Relu");
        assert_eq!(kind(&[-0.9, 0.9]), "Tanh");
        assert_eq!(kind(&[-3.0, 0.9]), "");
    }
}
