//! How well a run did by a tag: its last value, and its best one where the tag tells which is better.

use crate::series::TimeSeries;

/// Which values of a tag are better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Better {
    Lower,
    Higher,
}

/// Parts of tags that tell it; whatever else a tag says, the first that is found counts.
const LOWER: [&str; 13] =
    ["loss", "error", "err", "perplexity", "ppl", "mse", "rmse", "mae", "nll", "entropy", "wer", "cer", "fid"];
const HIGHER: [&str; 14] = [
    "accuracy",
    "acc",
    "f1",
    "precision",
    "recall",
    "auc",
    "auroc",
    "map",
    "miou",
    "iou",
    "dice",
    "bleu",
    "reward",
    "score",
];

/// What a run reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Outcome {
    pub(super) first: f64,
    pub(super) last: f64,
    /// The best value and its step, if the tag tells what is better.
    pub(super) best: Option<(f64, i64)>,
}

impl Better {
    /// What a tag tells, by the words that it is made of; `None` for one like a learning rate.
    pub(super) fn of_tag(tag: &str) -> Option<Self> {
        let lower_case = tag.to_lowercase();
        let words = || lower_case.split(|character: char| !character.is_alphanumeric());
        let has = |known: &[&str]| {
            words().any(|word| {
                known.contains(&word.trim_end_matches(|it: char| it.is_ascii_digit())) || known.contains(&word)
            })
        };
        match (has(&LOWER), has(&HIGHER)) {
            (true, _) => Some(Self::Lower),
            (false, true) => Some(Self::Higher),
            (false, false) => None,
        }
    }

    /// Whether a value beats another.
    pub(super) fn beats(self, value: f64, other: f64) -> bool {
        match self {
            Self::Lower => value < other,
            Self::Higher => value > other,
        }
    }
}

impl Outcome {
    /// `None` for a series without points. The best of equal values is the first.
    pub(super) fn of(values: &TimeSeries<f32>, better: Option<Better>) -> Option<Self> {
        let (first, last) = (values.points().first()?.value, values.last()?.value);
        let finite = || values.points().iter().filter(|point| point.value.is_finite());
        let best = better.and_then(|better| {
            let beats = |value: f32, other: f32| better.beats(value.into(), other.into());
            finite().reduce(|best, point| if beats(point.value, best.value) { point } else { best })
        });
        Some(Self { first: first.into(), last: last.into(), best: best.map(|it| (it.value.into(), it.step)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logdir::StepOrder;
    use crate::series::Point;

    #[test]
    fn tags_tell_what_is_better() {
        let table = [
            ("loss", Some(Better::Lower)),
            ("val_loss", Some(Better::Lower)),
            ("train/cross_entropy", Some(Better::Lower)),
            ("accuracy", Some(Better::Higher)),
            ("Top5-Acc", Some(Better::Higher)),
            ("acc5", Some(Better::Higher)),
            ("f1", Some(Better::Higher)),
            ("learning_rate", None),
            ("epoch", None),
            ("glossary", None),
        ];
        for (tag, expected) in table {
            assert_eq!(Better::of_tag(tag), expected, "{tag}");
        }
    }

    #[test]
    fn the_best_is_finite_and_the_first_of_its_value() {
        let mut series = TimeSeries::new(usize::MAX, StepOrder::default());
        for (step, value) in [3.0, f32::NEG_INFINITY, 1.0, 1.0, f32::NAN].into_iter().enumerate() {
            series.push(0, Point { step: step as i64, wall_time: 0.0, value });
        }
        let outcome = Outcome::of(&series, Some(Better::Lower)).unwrap();
        assert!(outcome.best == Some((1.0, 2)) && outcome.first == 3.0 && outcome.last.is_nan());
        assert_eq!(Outcome::of(&series, None).unwrap().best, None);
        assert_eq!(Outcome::of(&TimeSeries::new(9, StepOrder::default()), None), None);
    }
}
