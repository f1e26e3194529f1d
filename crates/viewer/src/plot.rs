//! One scalar tag as a picture of its own: SVG, PNG or PDF.

use std::path::{Path, PathBuf};

use regex::Regex;

use crate::chart::{self, Band, ChartError, Line, ScalarChart};
use crate::file::replace;
use crate::series::Run;
use crate::statistics::{Group, Statistic, group_runs, reduce};
use crate::{Error, Logdir, svg};

/// How a tag is drawn.
#[derive(Clone, Debug, Default)]
pub struct PlotOptions {
    /// The weight of TensorBoard's smoothing, from 0 for none to just below 1. `None`: 0.6, of noisy curves alone.
    pub smoothing: Option<f64>,
    /// Whether the value axis is logarithmic.
    pub log_y: bool,
    /// Which runs are repetitions of one another, as [`group_runs`] has it: each group becomes its mean, with a band of one
    /// standard deviation.
    pub group_by: Option<Regex>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrittenPlot {
    /// Where the picture is.
    pub file: PathBuf,
    /// Its size.
    pub bytes: usize,
    /// How many curves it has.
    pub curves: usize,
}

/// Draws a scalar tag of all runs that have it into `out`, whose ending says what it becomes: `.svg`, `.png` or `.pdf`.
///
/// ```no_run
/// use nnviz_viewer::{Logdir, plot::{PlotOptions, write_plot}};
/// let written = write_plot(&Logdir::load("runs")?, "loss", "loss.svg", &PlotOptions::default())?;
/// assert_eq!(written.curves, 2);
/// # Ok::<(), nnviz_viewer::Error>(())
/// ```
///
/// # Errors
/// [`Error::PlotFormat`] for any other ending; [`Error::NoTag`] when no run has such a scalar, or no group of runs has it in
/// all; [`Error::Plot`] when nothing of it can be drawn; [`Error::Write`].
pub fn write_plot(
    logdir: &Logdir,
    tag: &str,
    out: impl AsRef<Path>,
    options: &PlotOptions,
) -> Result<WrittenPlot, Error> {
    let out = out.as_ref();
    let draw = painter(out)?;
    let mut plot = match &options.group_by {
        Some(by) => bands(&group_runs(&logdir.runs, Some(by)), tag),
        None => curves(&logdir.runs, tag),
    };
    if plot.lines.is_empty() {
        return Err(Error::NoTag { path: logdir.path.clone(), tag: tag.to_owned(), known: scalar_tags(logdir) });
    }
    (plot.smoothing, plot.log_y) = (options.smoothing, options.log_y);
    let drawn = chart::scalars(&plot).and_then(|drawing| draw(svg::standalone(&drawing)));
    let bytes = drawn.map_err(|source| Error::Plot { tag: tag.to_owned(), source })?;
    replace(out, &bytes).map_err(|source| Error::Write { path: out.to_owned(), source })?;
    Ok(WrittenPlot { file: out.to_owned(), bytes: bytes.len(), curves: plot.lines.len() })
}

/// What makes a file of an SVG.
type Painter = fn(String) -> Result<Vec<u8>, ChartError>;

fn painter(out: &Path) -> Result<Painter, Error> {
    let ending = out.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("svg") => Ok(|svg| Ok(svg.into_bytes())),
        #[cfg(feature = "png")]
        Some("png") => Ok(|svg| svg::to_png(&svg).map_err(ChartError::draw)),
        #[cfg(feature = "pdf")]
        Some("pdf") => Ok(|svg| svg::to_pdf(&svg).map_err(ChartError::draw)),
        _ => Err(Error::PlotFormat { path: out.to_owned() }),
    }
}

/// The scalar tags of a logdir, each once.
fn scalar_tags(logdir: &Logdir) -> Vec<String> {
    let mut tags: Vec<String> =
        logdir.runs.iter().flat_map(|run| run.scalars().map(|(series, _)| series.tag.clone())).collect();
    tags.sort();
    tags.dedup();
    tags
}

/// A curve for each run that has the tag.
fn curves(runs: &[Run], tag: &str) -> ScalarChart {
    let values = |run: &Run| {
        let (_, values) = run.scalars().find(|(series, _)| series.tag == tag)?;
        let points = values.points().iter().map(|point| (point.step as f64, f64::from(point.value))).collect();
        Some((run.name.clone(), points))
    };
    let lines = runs.iter().filter_map(values).enumerate();
    let lines = lines.map(|(color, (name, points))| Line { name, points, color }).collect();
    ScalarChart { lines, ..ScalarChart::default() }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn torch() -> Logdir {
        Logdir::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/corpus/torch")).unwrap()
    }

    #[test]
    fn the_ending_says_what_a_plot_becomes() {
        let directory = tempfile::tempdir().unwrap();
        let starts = [("a.svg", &b"<svg xmlns="[..]), ("a.PNG", b"\x89PNG"), ("a.pdf", b"%PDF-1.4")];
        for (name, start) in starts {
            let out = directory.path().join(name);
            let written = write_plot(&torch(), "loss/train", &out, &PlotOptions::default()).unwrap();
            let bytes = std::fs::read(&out).unwrap();
            assert!(bytes.starts_with(start) && bytes.len() == written.bytes && written.curves == 1, "{name}");
        }
        let other = write_plot(&torch(), "loss", directory.path().join("a.gif"), &PlotOptions::default());
        assert!(matches!(other, Err(Error::PlotFormat { .. })), "{other:?}");
    }

    #[test]
    fn a_tag_that_is_not_there_is_told_with_those_that_are() {
        let missing = write_plot(&torch(), "loss/trian", "a.svg", &PlotOptions::default());
        let Err(Error::NoTag { known, .. }) = missing else { panic!("{missing:?}") };
        assert!(known.contains(&"loss/train".to_owned()), "{known:?}");
    }
}
