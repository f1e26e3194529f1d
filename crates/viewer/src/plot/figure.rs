//! What a tag is drawn as.

use nnviz_record::Histogram;

use super::{BandOf, PlotOptions};
use crate::chart::smoothing::DEFAULT;
use crate::chart::smoothing_window::{moving_extremes, reach};
use crate::chart::{self, Band, ChartError, Line, PrLine, ScalarChart};
use crate::report::{average_precision, pr_points};
use crate::sample::peaks;
use crate::series::{Data, Point, Run, Series};
use crate::statistics::{Group, Statistic, group_runs, reduce};
use crate::theme::Paper;
use crate::{Logdir, svg};

/// The edges of a band are taken at as many places as a chart has columns.
const COLUMNS: usize = 500;

/// A picture that is not yet drawn.
#[derive(Debug)]
pub(super) enum Figure {
    /// Curves over steps, of all runs.
    Curves(Box<ScalarChart>),
    /// How a distribution changes, in one run.
    Ridges { run: String, histograms: Vec<(i64, Histogram)> },
    /// Precision over recall at the last step, of all runs.
    PrCurves(Vec<PrLine>),
}

impl Figure {
    /// What is drawn of a tag: scalars before anything else, curves before distributions. `run` is whose distribution.
    pub(super) fn of_tag(logdir: &Logdir, tag: &str, run: Option<usize>, options: &PlotOptions) -> Option<Self> {
        let curves = Self::curves(logdir, tag, options);
        curves.or_else(|| Self::pr_curves(logdir, tag)).or_else(|| Self::ridges(&logdir.runs, tag, run))
    }

    fn curves(logdir: &Logdir, tag: &str, options: &PlotOptions) -> Option<Self> {
        let mut chart = match &options.group_by {
            Some(by) => bands(&group_runs(&logdir.runs, Some(by)), tag, options.band),
            None => curves(&logdir.runs, tag),
        };
        (chart.smoothing, chart.log_y, chart.method) = (options.smoothing, options.log_y, options.method);
        chart.limits = options.limits.clone();
        if options.envelope && options.group_by.is_none() {
            let weight = options.smoothing.unwrap_or(DEFAULT);
            chart.bands.extend(chart.lines.iter().map(|line| envelope(line, weight)));
        }
        (!chart.lines.is_empty()).then(|| Self::Curves(Box::new(chart)))
    }

    fn pr_curves(logdir: &Logdir, tag: &str) -> Option<Self> {
        let last = |(color, run): (usize, &Run)| {
            let (_, curves) = run.pr_curves().find(|(series, _)| series.tag == tag)?;
            let curve = &curves.last()?.value;
            let name = format!("{} · AP {:.3}", run.name, average_precision(curve));
            Some(PrLine { name, color, points: pr_points(curve) })
        };
        let lines: Vec<_> = logdir.runs.iter().enumerate().filter_map(last).collect();
        (!lines.is_empty()).then_some(Self::PrCurves(lines))
    }

    fn ridges(runs: &[Run], tag: &str, run: Option<usize>) -> Option<Self> {
        let runs = run.map_or(runs, |run| runs.get(run..=run).unwrap_or_default());
        let of = |run: &Run| run.histograms().find(|(series, _)| series.tag == tag).map(|(_, it)| it.points().to_vec());
        let (run, points) = runs.iter().find_map(|run| Some((run.name.clone(), of(run)?)))?;
        let histograms = points.into_iter().map(|point| (point.step, point.value)).collect();
        Some(Self::Ridges { run, histograms })
    }

    /// The picture, as a file of its own, under a title.
    pub(super) fn to_svg(&self, tag: &str, paper: Paper) -> Result<String, ChartError> {
        let drawing = match self {
            Self::Curves(chart) => chart::scalars(chart),
            Self::Ridges { histograms, .. } => chart::histograms(histograms),
            Self::PrCurves(lines) => chart::pr_curves(lines),
        };
        drawing.map(|drawing| svg::standalone(&chart::titled(&drawing, &self.title(tag)), paper))
    }

    /// What it shows: the tag, and of a single curve its name, for which there is no legend.
    fn title(&self, tag: &str) -> String {
        let name = match self {
            Self::Curves(chart) => single(chart.lines.iter().map(|line| &line.name)),
            Self::PrCurves(lines) => single(lines.iter().map(|line| &line.name)),
            Self::Ridges { run, .. } => Some(run.as_str()),
        };
        // The run of the logdir itself has no name worth telling.
        name.filter(|name| !["", "."].contains(name)).map_or_else(|| tag.to_owned(), |name| format!("{tag} — {name}"))
    }

    /// How many curves it has; of a distribution one.
    pub(super) fn curves_count(&self) -> usize {
        match self {
            Self::Curves(chart) => chart.lines.len(),
            Self::Ridges { .. } => 1,
            Self::PrCurves(lines) => lines.len(),
        }
    }
}

/// The name of the only curve there is.
fn single<'a>(mut names: impl Iterator<Item = &'a String>) -> Option<&'a str> {
    names.next().filter(|_| names.next().is_none()).map(String::as_str)
}

/// Whether a series can be drawn.
pub(super) fn is_drawn(series: &Series) -> bool {
    matches!(series.data, Data::Scalars(_) | Data::Histograms(_) | Data::PrCurves(_))
}

/// A curve for each run that has the tag.
fn curves(runs: &[Run], tag: &str) -> ScalarChart {
    let mut chart = ScalarChart::default();
    for run in runs {
        let Some((_, values)) = run.scalars().find(|(series, _)| series.tag == tag) else { continue };
        let at = chart.lines.len();
        chart.restarts.extend(values.restarts().iter().map(|&step| (step as f64, at)));
        let points = values.points().iter().map(|point| (point.step as f64, f64::from(point.value))).collect();
        chart.lines.push(Line { name: run.name.clone(), points, color: at });
    }
    chart
}

/// Between the least and the greatest value around each point, as far as smoothing of this weight reaches.
fn envelope(line: &Line, weight: f64) -> Band {
    let values: Vec<f64> = line.points.iter().map(|point| point.1).collect();
    let at = peaks(&line.points, COLUMNS);
    let extremes = moving_extremes(&values, &at, reach(weight));
    let edge = |(at, (least, greatest)): (usize, (f64, f64))| (line.points[at].0, least, greatest);
    Band { points: at.into_iter().zip(extremes).map(edge).collect(), color: line.color }
}

/// For each group that has the tag in all its runs the mean, and a band around it.
fn bands(groups: &[Group<'_>], tag: &str, band: BandOf) -> ScalarChart {
    let mut chart = ScalarChart::default();
    for group in groups {
        let mean = reduce(&group.runs, tag, Statistic::Mean);
        if mean.is_empty() {
            continue;
        }
        let color = chart.lines.len();
        chart.bands.push(Band { points: edges(group, tag, &mean, band), color });
        let points = mean.iter().map(|point| (point.step as f64, point.value)).collect();
        chart.lines.push(Line { name: mean_of(group), points, color });
    }
    chart
}

/// What the curve of a group is called; a group of all runs may have no name.
fn mean_of(Group { name, runs, .. }: &Group<'_>) -> String {
    let count = runs.len();
    if name.is_empty() { format!("mean of {count}") } else { format!("{name} (mean of {count})") }
}

/// Step, lower and upper edge of a band.
fn edges(group: &Group<'_>, tag: &str, mean: &[Point<f64>], band: BandOf) -> Vec<(f64, f64, f64)> {
    let each = |statistic| reduce(&group.runs, tag, statistic).into_iter();
    match band {
        BandOf::Std => {
            let pairs = mean.iter().zip(each(Statistic::Std));
            pairs.map(|(mean, std)| (mean.step as f64, mean.value - std.value, mean.value + std.value)).collect()
        }
        BandOf::Range => {
            let pairs = each(Statistic::Min).zip(each(Statistic::Max));
            pairs.map(|(min, max)| (min.step as f64, min.value, max.value)).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use nnviz_record::event_file::EventFileWriter;
    use nnviz_record::{Summary, WallTime};
    use regex::Regex;

    use super::*;

    #[test]
    fn a_band_is_a_deviation_or_the_whole_range() {
        let logdir = tempfile::tempdir().unwrap();
        for (run, value) in [("a", 1.0), ("b", 2.0), ("c", 6.0)] {
            fs::create_dir(logdir.path().join(run)).unwrap();
            let file = fs::File::create(logdir.path().join(run).join("events.out.tfevents.1.host")).unwrap();
            let mut writer = EventFileWriter::new(file, WallTime::EPOCH, "test").unwrap();
            writer.write_summary(WallTime::EPOCH, 4, vec![Summary::Scalar(value).into_value("loss", None)]).unwrap();
            writer.flush().unwrap();
        }
        let logdir = Logdir::load(logdir.path()).unwrap();
        let band = |band| {
            let options = PlotOptions { group_by: Some(Regex::new("^()").unwrap()), band, ..PlotOptions::default() };
            let figure = Figure::of_tag(&logdir, "loss", None, &options);
            let Some(Figure::Curves(chart)) = figure else { panic!("curves") };
            (chart.lines[0].points.clone(), chart.bands[0].points.clone())
        };
        let options = PlotOptions { group_by: Some(Regex::new("^()").unwrap()), ..PlotOptions::default() };
        let title = |options| Figure::of_tag(&logdir, "loss", None, options).unwrap().title("loss");
        assert_eq!(title(&options), "loss — mean of 3");
        assert_eq!(title(&PlotOptions::default()), "loss", "a legend names the runs");
        assert_eq!(band(BandOf::Range), (vec![(4.0, 3.0)], vec![(4.0, 1.0, 6.0)]));
        let std = 7f64.sqrt();
        assert_eq!(band(BandOf::Std).1, [(4.0, 3.0 - std, 3.0 + std)]);
    }
}
