//! Parallel coordinates: an axis for each hyperparameter and each result, a line for each run. (Inselberg 1985.)

use std::fmt::Write as _;

use super::axis::Placed;
use super::{HparamAxis, HparamRun, LARGEST, colour, title};
use crate::chart::ChartError;
use crate::chart::canvas::shortened;
use crate::svg::escape;

const HEIGHT: f64 = 250.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 232.0;
/// From axis to axis, and what is left for labels before the first one.
const APART: f64 = 120.0;
const LEFT: f64 = 64.0;

/// More axes than these do not fit on a page.
const MAX_AXES: usize = 10;

/// Draws a line for each run across the axes of `hparams` and then of `metrics`, which are results. Where a run has no value
/// its line is broken.
///
/// # Errors
/// [`ChartError::Empty`] without runs or axes.
pub fn parallel_coordinates(
    runs: &[HparamRun],
    hparams: &[HparamAxis],
    metrics: &[HparamAxis],
) -> Result<String, ChartError> {
    let axes: Vec<&HparamAxis> =
        hparams.iter().take(MAX_AXES - metrics.len().min(3)).chain(metrics.iter().take(3)).collect();
    if runs.is_empty() || axes.is_empty() {
        return Err(ChartError::Empty { what: "runs with hyperparameters" });
    }
    let placed: Vec<Placed> = axes.iter().map(|axis| axis.placed()).collect();
    let width = LEFT + APART * (axes.len() - 1) as f64 + 64.0;
    let first_metric = axes.len() - metrics.len().min(3);
    let mut out = format!(
        "<svg viewBox=\"0 0 {width} {HEIGHT}\" style=\"max-width:{}px\" role=\"img\" aria-label=\"Runs across {} axes\" font-size=\"11\">",
        width * LARGEST,
        axes.len()
    );
    for (at, run) in runs.iter().enumerate() {
        let result = placed.get(first_metric).and_then(|placed| placed.shares[at]);
        let look = colour(run, runs.len(), result);
        // Writing to a text cannot fail.
        let _ = write!(
            out,
            "<g class=\"run\" data-run=\"{}\">{}<path d=\"{}\" fill=\"none\" stroke=\"{look}\" stroke-width=\"1.8\"/></g>",
            run.run,
            title(run, at, &axes),
            path(&placed, at)
        );
    }
    // Names lie on the lines, with a rim of paper, and let the pointer through.
    out.push_str("<g stroke-linejoin=\"round\" style=\"paint-order:stroke;pointer-events:none\">");
    for (at, (axis, placed)) in axes.iter().zip(&placed).enumerate() {
        out.push_str(&axis_of(axis, placed, x(at), at >= first_metric));
    }
    Ok(out + "</g></svg>")
}

fn x(at: usize) -> f64 {
    LEFT + APART * at as f64
}

fn y(share: f64) -> f64 {
    BOTTOM - (BOTTOM - TOP) * share
}

fn axis_of(axis: &HparamAxis, placed: &Placed, x: f64, is_metric: bool) -> String {
    let weight = if is_metric { " font-weight=\"600\"" } else { "" };
    let mut out = format!(
        "<path d=\"M{x} {TOP}V{BOTTOM}\" stroke=\"var(--muted)\" stroke-opacity=\"0.5\"/>\
         <text x=\"{x}\" y=\"18\" text-anchor=\"middle\" fill=\"var(--ink)\"{weight}>{}</text>",
        escape(&shortened(&axis.name, 18))
    );
    for (share, text) in &placed.ticks {
        let (y, text) = (y(*share), escape(&shortened(text, 10)));
        let _ = write!(
            out,
            "<path d=\"M{x} {y:.1}h-4\" stroke=\"var(--muted)\"/>\
             <text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"var(--muted)\" stroke=\"var(--paper)\" stroke-width=\"3\">{text}</text>",
            x - 7.0,
            y + 3.8
        );
    }
    out
}

/// The line of a run; broken where it has no value, and a dot where it has none on either side.
fn path(placed: &[Placed], row: usize) -> String {
    let mut path = String::new();
    let share = |at: usize| placed.get(at).and_then(|placed| placed.shares[row]);
    for at in 0..placed.len() {
        let Some(here) = share(at) else { continue };
        let is_first = at == 0 || share(at - 1).is_none();
        let _ = write!(path, "{}{} {:.1}", if is_first { "M" } else { "L" }, x(at), y(here));
        if is_first && share(at + 1).is_none() {
            path.push_str("m-3 0h6");
        }
    }
    path
}
