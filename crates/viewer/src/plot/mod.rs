//! Tags as pictures of their own: SVG, PNG, PDF, or a figure of LaTeX.
//!
//! ```text
//!  Logdir ── figure: curves, ridges, precision over recall ── format: .svg .png .pdf .tex
//! ```

mod figure;
mod format;
mod names;
mod tex;

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use self::figure::{Figure, is_drawn};
pub use self::format::PlotFormat;
pub(crate) use self::names::Names;
use crate::chart::{Limits, SmoothingMethod};
use crate::file::replace;
use crate::theme::Paper;
use crate::{Error, Logdir};

/// How a tag is drawn. All but the first are for scalars.
#[derive(Clone, Debug, Default)]
pub struct PlotOptions {
    /// Whose distribution is drawn, where several runs have the tag.
    pub run: Option<String>,
    /// The weight of smoothing, from 0 for none to just below 1. `None`: 0.6, of noisy curves alone.
    pub smoothing: Option<f64>,
    /// How curves are smoothed.
    pub method: SmoothingMethod,
    /// Whether a band shows the least and the greatest value around each point, as far as smoothing reaches; not with groups,
    /// which have bands of their own.
    pub envelope: bool,
    /// Whether the value axis is logarithmic.
    pub log_y: bool,
    /// What part of the plane is shown.
    pub limits: Limits,
    /// Which runs are repetitions of one another, as [`group_runs`](crate::statistics::group_runs) has it: each group becomes
    /// its mean, with a band around it.
    pub group_by: Option<Regex>,
    /// What the band of a group shows.
    pub band: BandOf,
    /// What the picture lies on. Figures of LaTeX lie on the paper of their document.
    pub paper: Paper,
}

/// What the band around the mean of several runs shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BandOf {
    /// One standard deviation to each side.
    #[default]
    Std,
    /// From the least to the greatest value: no run leaves it.
    Range,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrittenPlot {
    /// Where the picture is.
    pub file: PathBuf,
    /// Its size.
    pub bytes: usize,
    /// How many curves it has; of a distribution one.
    pub curves: usize,
}

/// Draws a tag into `out`, whose ending says what it becomes: `.svg`, `.png`, `.pdf`, or `.tex` for pgfplots.
///
/// Scalars are curves of all runs that have the tag, precision and recall are the curves of their last steps, and a histogram
/// is the ridges of one run (in `.tex`, its percentiles).
///
/// ```no_run
/// use nnviz_viewer::{Logdir, plot::{PlotOptions, write_plot}};
/// let written = write_plot(&Logdir::load("runs")?, "loss", "loss.svg", &PlotOptions::default())?;
/// assert_eq!(written.curves, 2);
/// # Ok::<(), nnviz_viewer::Error>(())
/// ```
///
/// # Errors
/// [`Error::PlotFormat`] for any other ending; [`Error::NoTag`] when no run has such a tag, or no group of runs has it in
/// all; [`Error::SeveralRuns`] when several have a histogram of the tag and none is named; [`Error::Plot`] when nothing of it
/// can be drawn; [`Error::Write`].
pub fn write_plot(
    logdir: &Logdir,
    tag: &str,
    out: impl AsRef<Path>,
    options: &PlotOptions,
) -> Result<WrittenPlot, Error> {
    let out = out.as_ref();
    let format = PlotFormat::of(out).ok_or_else(|| Error::PlotFormat { path: out.to_owned() })?;
    let run = options.run.as_ref().and_then(|name| logdir.runs.iter().position(|run| run.name == *name));
    let figure = Figure::of_tag(logdir, tag, run, options);
    let unknown = || Error::NoTag { path: logdir.path.clone(), tag: tag.to_owned(), known: drawn_tags(logdir) };
    let figure = figure.ok_or_else(unknown)?;
    let runs = runs_with_histogram(logdir, tag);
    if matches!(figure, Figure::Ridges { .. }) && run.is_none() && runs.len() > 1 {
        return Err(Error::SeveralRuns { tag: tag.to_owned(), runs: runs.into_iter().map(|(_, name)| name).collect() });
    }
    write(&figure, tag, out, format, options.paper)
}

/// Draws every chart of a logdir into the directory `out`, which is made if it is not there: a file for each scalar tag and
/// each curve of precision and recall, and one for each histogram of each run, called as the tag.
///
/// # Errors
/// [`Error::Write`]. A tag of which nothing can be drawn is left out.
pub fn write_plots(
    logdir: &Logdir,
    out: impl AsRef<Path>,
    format: PlotFormat,
    options: &PlotOptions,
) -> Result<Vec<WrittenPlot>, Error> {
    let out = out.as_ref();
    fs::create_dir_all(out).map_err(|source| Error::Write { path: out.to_owned(), source })?;
    let mut names = Names::default();
    let mut written = Vec::new();
    let mut draw = |figure: Option<Figure>, tag: &str, name: &str| -> Result<(), Error> {
        let Some(figure) = figure else { return Ok(()) };
        let path = out.join(format!("{}.{}", names.take(name), format.ending()));
        match write(&figure, tag, &path, format, options.paper) {
            // All its values are NaN, or it has no bucket with a value.
            Err(Error::Plot { .. }) => Ok(()),
            done => done.map(|it| written.push(it)),
        }
    };
    for tag in drawn_tags(logdir) {
        match Figure::of_tag(logdir, &tag, None, options) {
            Some(Figure::Ridges { .. }) => {
                let runs = runs_with_histogram(logdir, &tag);
                for (run, name) in &runs {
                    let name = if runs.len() == 1 { tag.clone() } else { format!("{tag}-{name}") };
                    draw(Figure::of_tag(logdir, &tag, Some(*run), options), &tag, &name)?;
                }
            }
            figure => draw(figure, &tag, &tag)?,
        }
    }
    Ok(written)
}

fn write(figure: &Figure, tag: &str, out: &Path, format: PlotFormat, paper: Paper) -> Result<WrittenPlot, Error> {
    let bytes = format.paint(figure, tag, paper).map_err(|source| Error::Plot { tag: tag.to_owned(), source })?;
    replace(out, &bytes).map_err(|source| Error::Write { path: out.to_owned(), source })?;
    Ok(WrittenPlot { file: out.to_owned(), bytes: bytes.len(), curves: figure.curves_count() })
}

/// The tags that can be drawn, each once.
fn drawn_tags(logdir: &Logdir) -> Vec<String> {
    let series = logdir.runs.iter().flat_map(|run| &run.series);
    let mut tags: Vec<String> = series.filter(|series| is_drawn(series)).map(|series| series.tag.clone()).collect();
    tags.sort();
    tags.dedup();
    tags
}

fn runs_with_histogram(logdir: &Logdir, tag: &str) -> Vec<(usize, String)> {
    let runs = logdir.runs.iter().enumerate();
    let having = runs.filter(|(_, run)| run.histograms().any(|(series, _)| series.tag == tag));
    having.map(|(at, run)| (at, run.name.clone())).collect()
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
        let starts =
            [("a.svg", &b"<svg xmlns="[..]), ("a.PNG", b"\x89PNG"), ("a.pdf", b"%PDF-1.4"), ("a.tex", b"% Needs")];
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
    fn a_dark_plot_is_light_on_dark_and_needs_no_style() {
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("dark.svg");
        let options = PlotOptions { paper: Paper::Dark, ..PlotOptions::default() };
        write_plot(&torch(), "loss/train", &out, &options).unwrap();
        let svg = std::fs::read_to_string(out).unwrap();
        assert!(svg.contains("height=\"100%\" fill=\"#1a1d22\"") && svg.contains("\"#e4e5e3\""), "{svg}");
        assert!(!svg.contains("var(") && !svg.contains("#ffffff"), "{svg}");
    }

    #[test]
    fn a_tag_that_is_not_there_is_told_with_those_that_are() {
        let missing = write_plot(&torch(), "loss/trian", "a.svg", &PlotOptions::default());
        let Err(Error::NoTag { known, .. }) = missing else { panic!("{missing:?}") };
        assert!(known.contains(&"loss/train".to_owned()), "{known:?}");
    }

    #[test]
    fn every_chart_has_a_file_with_a_name_of_its_own() {
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("charts");
        let written = write_plots(&torch(), &out, PlotFormat::Tex, &PlotOptions::default()).unwrap();
        let mut names: Vec<_> =
            written.iter().map(|it| it.file.file_name().unwrap().to_string_lossy().into_owned()).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!((names.len(), std::fs::read_dir(&out).unwrap().count()), (count, count));
        assert!(names.contains(&"loss_train.tex".to_owned()), "{names:?}");
    }

    #[test]
    fn a_tag_names_no_other_directory() {
        let mut names = Names::default();
        let all = ["../../etc/passwd", "a/b", "a b", "A_b", "", ".."].map(|tag| names.take(tag));
        assert_eq!(all, ["etc_passwd", "a_b", "a_b-2", "A_b-3", "chart", "chart-2"]);
        assert_eq!(names.take(&"é".repeat(300)).chars().count(), 60);
    }
}
