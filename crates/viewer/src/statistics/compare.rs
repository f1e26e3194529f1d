//! Which scalars of two runs differ, by how much, and whether that is noise.
//!
//! What is compared is the end of each curve: the mean over its last quarter. Two ends differ when Welch's t-test says so
//! at 1 %, with values counted for what they are worth (neighbours on a curve are alike) and the level corrected for the
//! number of tags (Holm 1979). This tells two curves apart, and no more: whether a change made the difference, or the seed,
//! only several seeds can say.

use super::sample::{Sample, welch};
use crate::series::{Run, TimeSeries};

/// The part of a curve, at its end, that is compared.
const END: f64 = 0.25;
/// The chance of calling noise a difference, over all tags together.
const LEVEL: f64 = 0.01;

/// One tag in two runs.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Comparison {
    /// The tag.
    pub tag: String,
    /// The mean over the end of the curve in each run; `None` for a run without finite values of the tag.
    pub means: [Option<f64>; 2],
    /// The probability of such a difference between curves of the same level, not corrected for the number of tags.
    pub p: Option<f64>,
    /// What to make of it.
    pub verdict: Verdict,
}

/// What to make of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// Every value is the same, at the same steps.
    Same,
    /// The difference is more than the noise of the curves.
    Differs,
    /// The curves differ no more than each of them does from point to point.
    Noise,
    /// There are too few independent values to tell.
    TooFew,
    /// One of the runs has no such tag.
    Missing,
}

impl Comparison {
    /// By how much the second run lies above the first.
    pub fn difference(&self) -> Option<f64> {
        Some(self.means[1]? - self.means[0]?)
    }

    /// The same, as a part of the first run's mean.
    pub fn relative(&self) -> Option<f64> {
        let first = self.means[0].filter(|first| *first != 0.0)?;
        Some(self.difference()? / first.abs())
    }
}

/// Compares the scalars of two runs, in the order in which the first one names them.
pub fn compare(a: &Run, b: &Run) -> Vec<Comparison> {
    let of =
        |run: &Run, tag: &str| run.scalars().find(|(series, _)| series.tag == tag).map(|(_, values)| values.clone());
    let only_b = b.scalars().filter(|(series, _)| of(a, &series.tag).is_none());
    let tags = a.scalars().chain(only_b).map(|(series, _)| series.tag.as_str());
    let mut all: Vec<Comparison> = tags.map(|tag| comparison(tag, of(a, tag).as_ref(), of(b, tag).as_ref())).collect();
    judge(&mut all);
    all
}

/// What is known of one tag alone: whether it differs is judged when all are known.
fn comparison(tag: &str, a: Option<&TimeSeries<f32>>, b: Option<&TimeSeries<f32>>) -> Comparison {
    let ends = [a, b].map(|series| series.map(end).unwrap_or_default());
    let means = [0, 1].map(|of| mean(&ends[of]));
    let samples = [0, 1].map(|of: usize| Sample::of_curve(&ends[of]));
    let p = if let [Some(a), Some(b)] = samples { welch(a, b) } else { None };
    let verdict = match (a, b) {
        (Some(a), Some(b)) if is_same(a, b) => Verdict::Same,
        (Some(_), Some(_)) if p.is_some() => Verdict::Noise,
        (Some(_), Some(_)) => Verdict::TooFew,
        _ => Verdict::Missing,
    };
    Comparison { tag: tag.to_owned(), means, p, verdict }
}

/// Holm's correction: the least probability is held against the level by the number of tags, the next by one less, until
/// one is too great.
fn judge(all: &mut [Comparison]) {
    let mut open: Vec<&mut Comparison> = all.iter_mut().filter(|it| it.verdict == Verdict::Noise).collect();
    open.sort_by(|a, b| a.p.unwrap_or(1.0).total_cmp(&b.p.unwrap_or(1.0)));
    let count = open.len();
    let clear = |(rank, it): &(usize, &mut Comparison)| it.p.unwrap_or(1.0) * ((count - rank) as f64) < LEVEL;
    open.into_iter().enumerate().take_while(clear).for_each(|(_, it)| it.verdict = Verdict::Differs);
}

/// The finite values of the end of a curve.
fn end(series: &TimeSeries<f32>) -> Vec<f64> {
    let points = series.points();
    let count = (points.len() as f64 * END).ceil() as usize;
    points[points.len() - count..]
        .iter()
        .map(|point| f64::from(point.value))
        .filter(|value| value.is_finite())
        .collect()
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn is_same(a: &TimeSeries<f32>, b: &TimeSeries<f32>) -> bool {
    let bits =
        |series: &TimeSeries<f32>| series.points().iter().map(|it| (it.step, it.value.to_bits())).collect::<Vec<_>>();
    bits(a) == bits(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logdir::StepOrder;
    use crate::series::{Data, Point, Series};

    fn run(tags: &[(&str, &dyn Fn(i64) -> f32)]) -> Run {
        let series = |&(tag, value): &(&str, &dyn Fn(i64) -> f32)| {
            let mut scalars = TimeSeries::new(usize::MAX, StepOrder::Fast);
            (0..400).for_each(|step| scalars.push(0, Point { step, wall_time: 0.0, value: value(step) }));
            let (display_name, description) = (String::new(), String::new());
            Series { tag: tag.to_owned(), display_name, description, data: Data::Scalars(scalars) }
        };
        Run { series: tags.iter().map(series).collect(), ..Run::default() }
    }

    /// Noise of a fixed spread, another one for each seed.
    fn noise(step: i64, seed: i64) -> f32 {
        ((step * 7919 + seed * 104_729) * 2_654_435_761 % 1_000_003) as f32 / 1_000_003.0
    }

    #[test]
    fn noise_is_told_from_a_difference() {
        let a =
            run(&[("same", &|x| x as f32), ("noise", &|x| noise(x, 1)), ("level", &|x| noise(x, 2)), ("a", &|_| 0.0)]);
        let b = run(&[
            ("same", &|x| x as f32),
            ("noise", &|x| noise(x, 3)),
            ("level", &|x| noise(x, 4) + 0.5),
            ("b", &|_| 0.0),
        ]);
        let verdicts: Vec<_> = compare(&a, &b).into_iter().map(|it| (it.tag, it.verdict)).collect();
        let expected = [
            ("same", Verdict::Same),
            ("noise", Verdict::Noise),
            ("level", Verdict::Differs),
            ("a", Verdict::Missing),
            ("b", Verdict::Missing),
        ];
        assert_eq!(verdicts, expected.map(|(tag, verdict)| (tag.to_owned(), verdict)));
    }

    #[test]
    fn values_that_are_no_numbers_are_left_out() {
        let run = run(&[("x", &|x| if x % 2 == 0 { f32::NAN } else { 3.0 }), ("none", &|_| f32::NAN)]);
        let means: Vec<_> = compare(&run, &run).into_iter().map(|it| it.means[0]).collect();
        assert_eq!(means, [Some(3.0), None]);
    }
}
