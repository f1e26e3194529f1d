//! From series to charts: the one file that knows what the chart module wants.

use std::collections::BTreeSet;

use nnviz_record::Histogram;
use nnviz_record::summary::Graph;

use super::curve_data::Curves;
use super::page::{Body, CurveChart};
use crate::beside::beside;
use crate::chart::{self, Band, ChartError, Heatmap, LayerFlow, Limits, Line, ScalarChart};
use crate::report::gradients::Layer;
use crate::report::{CurveLook, format};
use crate::series::TimeSeries;

/// A curve to draw.
pub(super) struct LineOf<'a> {
    /// Which run.
    pub(super) run: usize,
    pub(super) name: &'a str,
    /// Which of the theme's colours.
    pub(super) color: usize,
    pub(super) values: &'a TimeSeries<f32>,
    /// What is shaded around it.
    pub(super) band: Option<Edges<'a>>,
}

/// A row of a heatmap.
pub(super) type Row<'a> = (&'a str, &'a TimeSeries<f32>);

/// The lower and the upper edge of what lies around a curve.
pub(super) type Edges<'a> = (&'a TimeSeries<f32>, &'a TimeSeries<f32>);

/// How many points are many.
const MANY: usize = 20_000;

/// Curves in one chart: a picture, and data for the script of the page.
pub(super) fn curves(lines: &[LineOf<'_>], log_y: bool, data: &mut Curves) -> Body {
    let bands = lines.iter().filter_map(|line| Some(band(line.color, line.band?))).collect();
    let restarts = |(at, line): (usize, &LineOf<'_>)| {
        line.values.restarts().iter().map(move |&it| (it as f64, at)).collect::<Vec<_>>()
    };
    let CurveLook { smoothing, log_y: all_log, limits } = data.look().clone();
    let chart = ScalarChart {
        lines: lines.iter().map(scalar_line).collect(),
        bands,
        log_y: log_y || all_log,
        smoothing,
        restarts: lines.iter().enumerate().flat_map(restarts).collect(),
        limits,
        ..ScalarChart::default()
    };
    let draw = || match chart::scalars(&chart) {
        // What a reader limits for some charts may leave nothing of another one.
        Err(ChartError::Empty { .. }) => {
            chart::scalars(&ScalarChart { log_y, limits: Limits::default(), ..chart.clone() })
        }
        drawn => drawn,
    };
    let mut add = || lines.iter().map(|line| data.add(line)).collect();
    // A thread is worth its start where there is much to draw.
    let (svg, curves) = if lines.iter().map(|line| line.values.points().len()).sum::<usize>() > MANY {
        beside(draw, add)
    } else {
        (draw(), add())
    };
    drawn(svg, |svg| Body::Curves(CurveChart { svg, curves, log_y }))
}

fn scalar_line(line: &LineOf<'_>) -> Line {
    let points = line.values.points().iter().map(|point| (point.step as f64, f64::from(point.value)));
    Line { name: line.name.to_owned(), points: points.collect(), color: line.color }
}

/// A band at the steps that both edges have.
fn band(color: usize, (lower, upper): Edges<'_>) -> Band {
    let points = lower.points().iter().filter_map(|low| {
        let at = upper.points().binary_search_by_key(&low.step, |point| point.step).ok()?;
        Some((low.step as f64, f64::from(low.value), f64::from(upper.points()[at].value)))
    });
    Band { points: points.collect(), color }
}

/// Says where a curve has values that cannot be drawn. They are what a reader most wants to know of.
pub(super) fn not_finite(line: &LineOf<'_>, named: bool) -> Option<String> {
    let mut odd = line.values.points().iter().filter(|point| !point.value.is_finite());
    let first = odd.next()?;
    let count = 1 + odd.count();
    let name = if named { format!("{}: ", line.name) } else { String::new() };
    let value = format::number(f64::from(first.value));
    Some(format!(
        "{name}not a finite number at {}, first {value} at step {}",
        format::counted(count, "step"),
        first.step
    ))
}

/// Says of the first curve that is not whole how much of it there is.
pub(super) fn thinned(lines: &[LineOf<'_>], body: &Body) -> Option<String> {
    let Body::Curves(chart) = body else { return None };
    let logged = lines.iter().map(|line| line.values.points().len());
    let (curve, logged) = chart.curves.iter().zip(logged).find(|(curve, logged)| curve.kept < *logged)?;
    let name = if lines.len() > 1 { format!("{}: ", curve.name) } else { String::new() };
    Some(format!("{name}{} of {logged} points are drawn, every peak among them", curve.kept))
}

/// Histograms over the steps.
pub(super) fn histograms(histograms: &TimeSeries<Histogram>) -> Body {
    let by_step = histograms.points().iter().map(|point| (point.step, point.value.clone())).collect::<Vec<_>>();
    let both = chart::histograms(&by_step).and_then(|ridges| Ok((ridges, chart::percentile_bands(&by_step)?)));
    both.map_or_else(|error| Body::Failed(error.to_string()), |(ridges, bands)| Body::Distribution(ridges, bands))
}

/// Bars of the last values of each layer, and the last step that any of them has.
pub(super) fn gradient_bars(layers: &[Layer<'_>]) -> (Body, Option<i64>) {
    let flows = layers.iter().map(|layer| LayerFlow {
        name: layer.name.to_owned(),
        mean: last_value(layer.mean),
        max: last_value(layer.max),
    });
    let last_points = layers.iter().flat_map(|layer| [layer.mean, layer.max]).filter_map(|values| values?.last());
    (
        drawn(chart::gradient_flow(&flows.collect::<Vec<_>>()), Body::BroadChart),
        last_points.map(|point| point.step).max(),
    )
}

/// Not a number, where there is none.
fn last_value(values: Option<&TimeSeries<f32>>) -> f64 {
    values.and_then(TimeSeries::last).map_or(f64::NAN, |point| f64::from(point.value))
}

/// Rows of values over the steps of all rows, coloured on a logarithmic scale.
pub(super) fn heatmap(rows: &[Row<'_>], label: &str) -> Body {
    let steps: BTreeSet<i64> = rows.iter().flat_map(|(_, values)| values.points()).map(|point| point.step).collect();
    let steps: Vec<i64> = steps.into_iter().collect();
    let value_at = |values: &TimeSeries<f32>, step: &i64| {
        let at = values.points().binary_search_by_key(step, |point| point.step).ok()?;
        Some(f64::from(values.points()[at].value))
    };
    let values = rows.iter().map(|(_, values)| steps.iter().map(|step| value_at(values, step)).collect()).collect();
    let rows = rows.iter().map(|(name, _)| (*name).to_owned()).collect();
    drawn(chart::heatmap(&Heatmap { rows, steps, values, log: true, label: label.to_owned() }), Body::BroadChart)
}

/// The operations of a model.
pub(super) fn graph(graph: &Graph) -> Body {
    drawn(chart::live_graph(graph), Body::Graph)
}

/// What goes into a card; a chart that cannot be drawn leaves a note in its place.
fn drawn(svg: Result<String, ChartError>, body: impl FnOnce(String) -> Body) -> Body {
    match svg {
        Ok(svg) => body(svg),
        Err(error) => Body::Failed(error.to_string()),
    }
}
