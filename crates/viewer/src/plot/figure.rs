//! What a tag is drawn as.

use nnviz_record::Histogram;

use super::PlotOptions;
use crate::chart::{self, Band, ChartError, Line, PrLine, ScalarChart};
use crate::report::{average_precision, pr_points};
use crate::series::{Data, Run, Series};
use crate::statistics::{Group, Statistic, group_runs, reduce};
use crate::{Logdir, svg};

/// A picture that is not yet drawn.
#[derive(Debug)]
pub(super) enum Figure {
    /// Curves over steps, of all runs.
    Curves(Box<ScalarChart>),
    /// How a distribution changes, in one run.
    Ridges(Vec<(i64, Histogram)>),
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
            Some(by) => bands(&group_runs(&logdir.runs, Some(by)), tag),
            None => curves(&logdir.runs, tag),
        };
        (chart.smoothing, chart.log_y, chart.method) = (options.smoothing, options.log_y, options.method);
        chart.limits = options.limits.clone();
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
        let (_, histograms) = runs.iter().find_map(|run| run.histograms().find(|(series, _)| series.tag == tag))?;
        Some(Self::Ridges(histograms.points().iter().map(|point| (point.step, point.value.clone())).collect()))
    }

    /// The picture, as a file of its own.
    pub(super) fn to_svg(&self) -> Result<String, ChartError> {
        let drawing = match self {
            Self::Curves(chart) => chart::scalars(chart),
            Self::Ridges(histograms) => chart::histograms(histograms),
            Self::PrCurves(lines) => chart::pr_curves(lines),
        };
        drawing.map(|drawing| svg::standalone(&drawing))
    }

    /// How many curves it has; of a distribution one.
    pub(super) fn curves_count(&self) -> usize {
        match self {
            Self::Curves(chart) => chart.lines.len(),
            Self::Ridges(_) => 1,
            Self::PrCurves(lines) => lines.len(),
        }
    }
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

/// For each group that has the tag in all its runs the mean, and one standard deviation around it.
fn bands(groups: &[Group<'_>], tag: &str) -> ScalarChart {
    let mut chart = ScalarChart::default();
    for group in groups {
        let mean = reduce(&group.runs, tag, Statistic::Mean);
        if mean.is_empty() {
            continue;
        }
        let color = chart.lines.len();
        let spread = reduce(&group.runs, tag, Statistic::Std);
        let edges = mean.iter().zip(spread);
        let edges = edges.map(|(mean, std)| (mean.step as f64, mean.value - std.value, mean.value + std.value));
        chart.bands.push(Band { points: edges.collect(), color });
        let points = mean.iter().map(|point| (point.step as f64, point.value)).collect();
        chart.lines.push(Line { name: format!("{} (mean of {})", group.name, group.runs.len()), points, color });
    }
    chart
}
