//! A matrix of plots: each result over each hyperparameter, a point for each run.

use std::fmt::Write as _;

use super::axis::Placed;
use super::{HparamAxis, HparamRun, LARGEST, colour, title};
use crate::chart::ChartError;
use crate::chart::canvas::shortened;
use crate::svg::escape;

/// The side of a plot, the room between plots, and what is left for labels at the left and below.
const SIDE: f64 = 128.0;
const APART: f64 = 16.0;
const LEFT: f64 = 70.0;
const FOOT: f64 = 36.0;

const MAX_COLUMNS: usize = 6;
const MAX_ROWS: usize = 3;

/// Draws a plot for each of `metrics`, which are results, over each of `hparams`.
///
/// # Errors
/// [`ChartError::Empty`] without runs, hyperparameters or results.
pub fn scatter_matrix(
    runs: &[HparamRun],
    hparams: &[HparamAxis],
    metrics: &[HparamAxis],
) -> Result<String, ChartError> {
    if runs.is_empty() || hparams.is_empty() || metrics.is_empty() {
        return Err(ChartError::Empty { what: "runs with hyperparameters and results" });
    }
    let columns: Vec<(&HparamAxis, Placed)> =
        hparams.iter().take(MAX_COLUMNS).map(|axis| (axis, axis.placed())).collect();
    let rows: Vec<(&HparamAxis, Placed)> = metrics.iter().take(MAX_ROWS).map(|axis| (axis, axis.placed())).collect();
    let (width, height) =
        (LEFT + (SIDE + APART) * columns.len() as f64, 8.0 + (SIDE + APART) * rows.len() as f64 + FOOT - APART);
    let mut out = format!(
        "<svg viewBox=\"0 0 {width} {height}\" style=\"max-width:{}px\" role=\"img\" aria-label=\"{} results over {} hyperparameters\" font-size=\"11\">",
        width * LARGEST,
        rows.len(),
        columns.len()
    );
    for (row, (metric, ys)) in rows.iter().enumerate() {
        out.push_str(&row_labels(metric, ys, row));
        for (column, (hparam, xs)) in columns.iter().enumerate() {
            let corner = corner(row, column);
            out.push_str(&frame(corner));
            if row + 1 == rows.len() {
                out.push_str(&column_labels(hparam, xs, corner));
            }
            points(&mut out, runs, corner, (hparam, xs), (metric, ys));
        }
    }
    Ok(out + "</svg>")
}

fn corner(row: usize, column: usize) -> (f64, f64) {
    (LEFT + (SIDE + APART) * column as f64, 8.0 + (SIDE + APART) * row as f64)
}

fn frame((x, y): (f64, f64)) -> String {
    format!("<rect x=\"{x}\" y=\"{y}\" width=\"{SIDE}\" height=\"{SIDE}\" fill=\"none\" stroke=\"var(--grid)\"/>")
}

fn row_labels(metric: &HparamAxis, placed: &Placed, row: usize) -> String {
    let (x, top) = corner(row, 0);
    let middle = top + SIDE / 2.0;
    let mut out = format!(
        "<text transform=\"translate(12 {middle}) rotate(-90)\" text-anchor=\"middle\" fill=\"var(--ink)\" font-weight=\"600\">{}</text>",
        escape(&shortened(&metric.name, 20))
    );
    for (share, text) in &placed.ticks {
        let y = top + SIDE * (1.0 - share) + 3.8;
        let text = escape(&shortened(text, 7));
        let _ =
            write!(out, "<text x=\"{}\" y=\"{y:.1}\" text-anchor=\"end\" fill=\"var(--muted)\">{text}</text>", x - 6.0);
    }
    out
}

/// The name below, and as many ticks as stand beside each other.
fn column_labels(hparam: &HparamAxis, placed: &Placed, (x, y): (f64, f64)) -> String {
    const DIGIT: f64 = 6.6;
    let mut out = format!(
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"var(--ink)\">{}</text>",
        x + SIDE / 2.0,
        y + SIDE + 30.0,
        escape(&shortened(&hparam.name, 20))
    );
    let mut free = x - 8.0;
    for (share, text) in &placed.ticks {
        let text = shortened(text, 9);
        let (at, half) = (x + SIDE * share, text.chars().count() as f64 * DIGIT / 2.0);
        if at - half >= free {
            let _ = write!(
                out,
                "<text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\" fill=\"var(--muted)\">{}</text>",
                y + SIDE + 15.0,
                escape(&text)
            );
            free = at + half + 4.0;
        }
    }
    out
}

/// A point for each run that has both values.
fn points(
    out: &mut String,
    runs: &[HparamRun],
    (x, y): (f64, f64),
    (hparam, xs): (&HparamAxis, &Placed),
    (metric, ys): (&HparamAxis, &Placed),
) {
    for (at, run) in runs.iter().enumerate() {
        let (Some(right), Some(up)) = (xs.shares[at], ys.shares[at]) else { continue };
        let _ = write!(
            out,
            "<g class=\"run\" data-run=\"{}\">{}<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"4\" fill=\"{}\"/></g>",
            run.run,
            title(run, at, &[hparam, metric]),
            x + SIDE * right,
            y + SIDE * (1.0 - up),
            colour(run, runs.len(), Some(up))
        );
    }
}
