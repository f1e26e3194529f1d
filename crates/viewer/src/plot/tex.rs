//! Figures for LaTeX: the numbers stay numbers, and the fonts are those of the paper.
//!
//! The manual of pgfplots is the reference: axes, `addplot`, and `fill between` for bands.

use std::fmt::Write as _;

use super::figure::Figure;
use crate::chart::{ChartError, Line, PrLine, ScalarChart, percentile_chart};
use crate::sample::{Point, peaks, pieces};
use crate::theme;

/// Columns in which curves are thinned; their peaks stay. LaTeX has little memory.
const COLUMNS: usize = 200;

/// A figure with its axes, which a paper can include by `\\input`.
pub(super) fn figure(figure: &Figure, tag: &str) -> Result<String, ChartError> {
    match figure {
        Figure::Curves(chart) => curves(chart, tag),
        Figure::Ridges { histograms, .. } => curves(&percentile_chart(histograms), tag),
        Figure::PrCurves(lines) => pr_curves(lines, tag),
    }
}

fn curves(chart: &ScalarChart, tag: &str) -> Result<String, ChartError> {
    let limits = &chart.limits;
    let mut options = vec![("xlabel", "step".to_owned()), ("ylabel", escaped(tag))];
    let scales = [(limits.log_x, "xmode"), (chart.log_y, "ymode")];
    options.extend(scales.into_iter().filter(|(is_log, _)| *is_log).map(|(_, key)| (key, "log".to_owned())));
    let zero = if limits.zero { Some(0.0) } else { None };
    let ends = [("xmin", limits.x.0), ("xmax", limits.x.1), ("ymin", limits.y.0.or(zero)), ("ymax", limits.y.1)];
    options.extend(ends.into_iter().filter_map(|(key, end)| Some((key, end?.to_string()))));
    let mut body = String::new();
    for (at, band) in chart.bands.iter().enumerate() {
        let edges = |of: fn(&(f64, f64, f64)) -> Point| band.points.iter().map(of).collect::<Vec<_>>();
        for (side, points) in [("low", edges(|it| (it.0, it.1))), ("high", edges(|it| (it.0, it.2)))] {
            let name = format!("draw=none, forget plot, name path={side}{at}");
            push_plot(&mut body, &name, &points, None);
        }
        let colour = colour(band.color);
        let _ =
            writeln!(body, "  \\addplot [{colour}, opacity=0.18, forget plot] fill between [of=low{at} and high{at}];");
    }
    let names = chart.lines.len() > 1;
    for Line { name, points, color } in &chart.lines {
        let is_smoothed = chart.smoothing.is_some_and(|weight| weight > 0.0);
        if is_smoothed {
            push_plot(&mut body, &format!("{}, opacity=0.3, forget plot", self::colour(*color)), points, None);
        }
        let smoothed = chart.smoothing.filter(|_| is_smoothed).map(|weight| smoothed(chart, points, weight));
        let points = smoothed.as_deref().unwrap_or(points);
        push_plot(&mut body, &format!("{}, thick", self::colour(*color)), points, names.then_some(name));
    }
    whole(chart.lines.iter().flat_map(|line| &line.points), &options, &body, !chart.bands.is_empty())
}

fn smoothed(chart: &ScalarChart, points: &[Point], weight: f64) -> Vec<Point> {
    chart.method.at(points, &peaks(points, COLUMNS), weight)
}

fn pr_curves(lines: &[PrLine], tag: &str) -> Result<String, ChartError> {
    let ends = [("xmin", "0"), ("xmax", "1"), ("ymin", "0"), ("ymax", "1.02")].map(|(key, end)| (key, end.to_owned()));
    let labels = [("xlabel", "recall".to_owned()), ("ylabel", "precision".to_owned()), ("title", escaped(tag))];
    let options: Vec<_> = labels.into_iter().chain(ends).collect();
    let mut body = String::new();
    for line in lines {
        push_plot(&mut body, &format!("{}, thick", colour(line.color)), &line.points, Some(&line.name));
    }
    whole(lines.iter().flat_map(|line| &line.points), &options, &body, false)
}

fn whole<'p>(
    mut points: impl Iterator<Item = &'p Point>,
    options: &[(&str, String)],
    body: &str,
    has_bands: bool,
) -> Result<String, ChartError> {
    if !points.any(|(x, y)| x.is_finite() && y.is_finite()) {
        return Err(ChartError::Empty { what: "finite values" });
    }
    let needs = if has_bands { " and \\usepgfplotslibrary{fillbetween}" } else { "" };
    let mut given = String::new();
    for (key, value) in options {
        let _ = writeln!(given, "  {key}={{{value}}},");
    }
    Ok(format!(
        "% Needs \\usepackage{{pgfplots}}{needs}.\n\\begin{{tikzpicture}}\n\\begin{{axis}}[\n{given}  grid=major, \
         grid style={{black!10}}, axis lines=left, legend style={{draw=none}}, legend cell align=left,\n  unbounded \
         coords=jump,\n]\n{body}\\end{{axis}}\n\\end{{tikzpicture}}\n"
    ))
}

/// The points of a curve, a line each; a break is a point that is not a number.
fn push_plot(body: &mut String, style: &str, points: &[Point], name: Option<&String>) {
    let kept: Vec<Point> = peaks(points, COLUMNS).into_iter().map(|at| points[at]).collect();
    let _ = write!(body, "  \\addplot [{style}] coordinates {{");
    for (at, piece) in pieces(&kept).enumerate() {
        if at > 0 {
            let _ = write!(body, " ({}, nan)", piece[0].0);
        }
        for (x, y) in piece {
            let _ = write!(body, " ({x}, {y})");
        }
    }
    let _ = writeln!(body, " }};");
    if let Some(name) = name {
        let _ = writeln!(body, "  \\addlegendentry{{{}}}", escaped(name));
    }
}

fn colour(index: usize) -> String {
    let hex = theme::light_series(index);
    let part = |at: usize| hex.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or_default();
    format!("color={{rgb,255:red,{};green,{};blue,{}}}", part(0), part(2), part(4))
}

/// A text as it may stand in LaTeX: nothing in it is a command.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '{' | '}' | '_' | '&' | '%' | '$' | '#' => out.extend(['\\', character]),
            character if character.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{Band, Limits};

    #[test]
    fn curves_of_two_runs_read_like_this() {
        let line = |name: &str, color, points: &[Point]| Line { name: name.into(), points: points.to_vec(), color };
        let chart = ScalarChart {
            lines: vec![
                line("a_b", 0, &[(0.0, 1.0), (1.0, f64::NAN), (2.0, 0.25)]),
                line("\\input{x}", 1, &[(0.0, 2.0), (2.0, 1e-7)]),
            ],
            bands: vec![Band { points: vec![(0.0, 0.5, 1.5), (2.0, 0.0, 0.5)], color: 0 }],
            log_y: true,
            limits: Limits { x: (Some(0.5), None), ..Limits::default() },
            ..ScalarChart::default()
        };
        insta::assert_snapshot!(curves(&chart, "loss/train_50%").unwrap());
    }

    #[test]
    fn what_has_no_numbers_is_no_figure() {
        let chart = ScalarChart {
            lines: vec![Line { points: vec![(0.0, f64::NAN)], ..Line::default() }],
            ..ScalarChart::default()
        };
        assert!(matches!(curves(&chart, "x"), Err(ChartError::Empty { .. })));
    }
}
