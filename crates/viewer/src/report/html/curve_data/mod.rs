//! What the script draws curves from, beside the picture that is there without it.
//!
//! A short series is on the page whole, and the script smooths it. A long one is there as the points that a chart of many
//! columns needs (every peak among them), each with its smoothed values at the stops of the slider: an average over all
//! points of the series cannot be taken from those that are left. So both are exact, and no page grows with its log. A page
//! of thousands of long series has fewer stops and no windows, so that its curves may have more points.
//!
//! ```text
//!  Curves ─┬─ axes    steps and times, shared by the series that have the same ones: all tags of a loop
//!          └─ budget  how many bytes a series may take: less, the more there are
//!  CurveData ── axis · values · smoothed (f32, little-endian, base64)
//! ```

mod axes;
mod budget;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub(super) use axes::AxisData;

use self::axes::Axes;
use self::budget::Budget;
use super::draw::{Edges, LineOf};
use crate::beside::beside;
use crate::chart::smoothing::{self, smoothed_at};
use crate::chart::smoothing_window::{moving_means, moving_medians, reach};
use crate::report::CurveLook;
use crate::sample::{Point, peaks};
use crate::series::TimeSeries;

/// The data of all curves of a page.
#[derive(Debug)]
pub(super) struct Curves {
    axes: Axes,
    budget: Budget,
    /// Whether a curve is long enough to be smoothed from the beginning.
    has_noisy: bool,
    /// How they are drawn at the beginning.
    look: CurveLook,
    /// The weights that the slider stops at.
    stops: Vec<f64>,
    /// Whether curves can be smoothed by moving averages and medians too.
    has_windows: bool,
}

/// Exponential averages, moving averages, moving medians.
const METHODS: usize = 3;

/// Curves of more points than this are noise to the eye.
pub(super) const NOISY: usize = 100;

/// One curve.
#[derive(Debug)]
pub(super) struct CurveData {
    /// Which run.
    pub(super) run: usize,
    pub(super) name: String,
    /// Which of the theme's colours.
    pub(super) color: usize,
    /// Which of the page's axes.
    pub(super) axis: usize,
    /// How many of the points are on the page.
    pub(super) kept: usize,
    pub(super) values: String,
    /// The smoothed values, stop by stop; empty for a series that is there whole.
    pub(super) smoothed: String,
    /// The steps that a restart went on from, with spaces between.
    pub(super) restarts: String,
    /// The edges of the band around it: the lower ones, then the upper ones; empty for none.
    pub(super) band: String,
}

impl Curves {
    /// For a page with series of these lengths.
    pub(super) fn new(lengths: &[usize], look: &CurveLook) -> Self {
        let stops = smoothing::stops(look.smoothing);
        let budget = Budget::new(lengths.len(), METHODS * stops.len());
        let look = look.clone();
        let whole = Self { axes: Axes::default(), budget, has_noisy: false, look, stops, has_windows: true };
        if !budget.is_tight() || lengths.iter().all(|&length| length <= budget.whole()) {
            return whole;
        }
        let stops = smoothing::few_stops(whole.look.smoothing);
        Self { budget: Budget::new(lengths.len(), stops.len()), stops, has_windows: false, ..whole }
    }

    /// Adds a curve.
    pub(super) fn add(&mut self, line: &LineOf<'_>) -> CurveData {
        let run = line.run;
        let points = line.values.points();
        self.has_noisy |= points.len() > NOISY;
        let kept = self.kept(line.values);
        let values = kept.iter().map(|&at| points[at].value);
        CurveData {
            run,
            name: line.name.to_owned(),
            color: line.color,
            axis: self.axes.place(run, kept.iter().map(|&at| (points[at].step, points[at].wall_time)).collect()),
            kept: kept.len(),
            values: encode(values),
            smoothed: if kept.len() < points.len() { self.all_smoothed(line.values, &kept) } else { String::new() },
            restarts: line.values.restarts().iter().map(i64::to_string).collect::<Vec<_>>().join(" "),
            band: line.band.map(|edges| edges_at(edges, kept.iter().map(|&at| points[at].step))).unwrap_or_default(),
        }
    }

    /// What all curves have, when they have all been added.
    pub(super) fn into_axes(self) -> Vec<AxisData> {
        self.axes.into_data()
    }

    /// How they are drawn at the beginning.
    pub(super) fn look(&self) -> &CurveLook {
        &self.look
    }

    /// The weights that the slider stops at.
    pub(super) fn stops(&self) -> &[f64] {
        &self.stops
    }

    /// The weight at the beginning: the one that is asked for, or TensorBoard's if there is a noisy curve.
    pub(super) fn first_weight(&self) -> f64 {
        self.look.smoothing.unwrap_or(if self.has_noisy { smoothing::DEFAULT } else { 0.0 })
    }

    /// Whether curves can be smoothed by moving averages and medians too.
    pub(super) fn has_windows(&self) -> bool {
        self.has_windows
    }

    /// The smoothed values at some points, for each stop of the slider, all taken over every point: exponential averages,
    /// then moving averages and moving medians, if there are any.
    fn all_smoothed(&self, values: &TimeSeries<f32>, kept: &[usize]) -> String {
        let all: Vec<f64> = values.points().iter().map(|point| f64::from(point.value)).collect();
        if !self.has_windows {
            return encode_all([smoothed_at(&all, kept, &self.stops)]);
        }
        let reaches = || self.stops.iter().map(|&weight| reach(weight));
        // Medians take as long as all the rest.
        let (medians, [averages, means]) = beside(
            || reaches().map(|reach| moving_medians(&all, kept, reach)).collect::<Vec<_>>(),
            || {
                let means = reaches().map(|reach| moving_means(&all, kept, reach)).collect();
                [smoothed_at(&all, kept, &self.stops), means]
            },
        );
        encode_all([averages, means, medians])
    }

    fn kept(&self, values: &TimeSeries<f32>) -> Vec<usize> {
        let len = values.points().len();
        if len <= self.budget.whole() { (0..len).collect() } else { peaks(&plain(values), self.budget.columns()) }
    }
}

/// Steps and values as numbers of one kind.
fn plain(values: &TimeSeries<f32>) -> Vec<Point> {
    values.points().iter().map(|point| (point.step as f64, f64::from(point.value))).collect()
}

/// The lower edges of a band at some steps, then the upper ones; not a number where there is none.
fn edges_at((lower, upper): Edges<'_>, steps: impl Iterator<Item = i64> + Clone) -> String {
    let at = |edge: &TimeSeries<f32>, step: i64| {
        edge.points().binary_search_by_key(&step, |point| point.step).map_or(f32::NAN, |at| edge.points()[at].value)
    };
    encode(steps.clone().map(|step| at(lower, step)).chain(steps.map(|step| at(upper, step))))
}

/// One method after another, and one stop after another.
fn encode_all<const N: usize>(methods: [Vec<Vec<f64>>; N]) -> String {
    encode(methods.into_iter().flatten().flatten().map(|value| value as f32))
}

fn encode(values: impl Iterator<Item = f32>) -> String {
    STANDARD.encode(values.flat_map(f32::to_le_bytes).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::smoothing::STOPS;
    use crate::logdir::StepOrder;
    use crate::series::Point;

    fn series(values: impl Iterator<Item = f32>) -> TimeSeries<f32> {
        let mut series = TimeSeries::new(usize::MAX, StepOrder::default());
        for (step, value) in values.enumerate() {
            series.push(0, Point { step: step as i64, wall_time: step as f64, value });
        }
        series
    }

    fn decode(text: &str) -> Vec<f32> {
        let bytes = STANDARD.decode(text).unwrap();
        bytes.as_chunks::<4>().0.iter().map(|float| f32::from_le_bytes(*float)).collect()
    }

    fn data_of(values: &TimeSeries<f32>, series: usize) -> (CurveData, Vec<f64>) {
        let mut curves = Curves::new(&vec![values.points().len(); series], &CurveLook::default());
        let curve = curves.add(&LineOf { run: 0, name: "run", color: 0, values, band: None });
        let steps = STANDARD.decode(&curves.into_axes()[curve.axis].steps).unwrap();
        let steps = steps.as_chunks::<8>().0.iter().map(|float| f64::from_le_bytes(*float)).collect();
        (curve, steps)
    }

    /// TensorBoard's formula, written again as its charts have it, over all points.
    fn as_tensorboard(values: &[f32], weight: f64) -> Vec<f64> {
        let (mut last, mut count) = (0.0, 0);
        let mut smooth = Vec::new();
        for &value in values {
            last = last * weight + (1.0 - weight) * f64::from(value);
            count += 1;
            smooth.push(last / (1.0 - weight.powi(count)));
        }
        smooth
    }

    #[test]
    fn smoothing_is_that_of_the_whole_series() {
        let noise = |at: usize| (at as f32 * 12.9898).sin() * 43_758.547 % 1.0 + 1e4 / (at as f32 + 100.0);
        let values: Vec<f32> = (0..100_000).map(noise).collect();
        let (curve, steps) = data_of(&series(values.iter().copied()), 1);
        let found = decode(&curve.smoothed);
        assert!(steps.len() < 4_000 && found.len() == 3 * steps.len() * STOPS.len());
        for (smoothed, weight) in found.chunks(steps.len()).zip(STOPS) {
            let expected = as_tensorboard(&values, weight);
            for (step, value) in steps.iter().zip(smoothed) {
                let expected = expected[*step as usize];
                assert!((f64::from(*value) - expected).abs() < 1e-5 * expected.abs(), "{weight} {step}: {value}");
            }
        }
    }

    #[test]
    fn of_thousands_of_long_series_there_are_fewer_stops_and_more_points() {
        let values: Vec<f32> = (0..1_000).map(|at| (at as f32 * 0.7).sin()).collect();
        let (curve, steps) = data_of(&series(values.iter().copied()), 25_000);
        let weights = smoothing::few_stops(None);
        let found = decode(&curve.smoothed);
        assert!(steps.len() > 45 && found.len() == steps.len() * weights.len(), "{} {}", steps.len(), found.len());
        let expected = as_tensorboard(&values, weights[1])[steps[9] as usize];
        assert!((f64::from(found[steps.len() + 9]) - expected).abs() < 1e-5, "taken over the whole series");
        let lengths = vec![100; 25_000];
        assert!(Curves::new(&lengths, &CurveLook::default()).has_windows(), "the page smooths short series itself");
        let asked_for = CurveLook { smoothing: Some(0.97), ..CurveLook::default() };
        assert_eq!(Curves::new(&vec![1_000; 25_000], &asked_for).stops(), [0.6, 0.9, 0.97, 0.99]);
    }

    #[test]
    fn a_short_series_is_there_whole_and_a_long_one_with_its_peaks() {
        let short = series((0..500).map(|at| at as f32));
        let (curve, steps) = data_of(&short, 1);
        assert_eq!((steps.len(), curve.smoothed.len(), decode(&curve.values)[499]), (500, 0, 499.0));
        let spiked = series((0..50_000).map(|at| if at == 33_333 { 9.0 } else { 0.0 }));
        for count in [1, 25_000] {
            let (curve, steps) = data_of(&spiked, count);
            let at = steps.iter().position(|&step| step == 33_333.0).unwrap();
            assert_eq!(decode(&curve.values)[at], 9.0);
        }
    }

    #[test]
    fn what_is_no_number_is_where_it_was() {
        let (curve, _) = data_of(&series([1.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY].into_iter()), 1);
        let values = decode(&curve.values);
        assert!(values[1].is_nan() && values[2] == f32::INFINITY && values[3] == f32::NEG_INFINITY);
    }
}
