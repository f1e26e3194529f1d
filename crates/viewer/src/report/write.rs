//! Writes a report, whole or not at all.

use std::path::{Path, PathBuf};

use super::{Appearance, Report};
use crate::file::replace;
use crate::{Error, Logdir};

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// Where the report is.
    pub report: PathBuf,
    /// Its size.
    pub bytes: usize,
    /// How many runs it shows.
    pub runs: usize,
    /// How many tags it shows, those of each run counted.
    pub tags: usize,
    /// What it lacks, a sentence each; the report says the same.
    pub gaps: Vec<String>,
}

/// Reads the logdir `logdir` and writes the report `out`: one HTML file that needs nothing beside it.
///
/// The file appears at once and whole: it is written under another name first. A report that was there before is
/// replaced.
///
/// ```no_run
/// let written = nnviz_viewer::write_report("runs", "runs/report.html")?;
/// assert!(written.gaps.is_empty());
/// # Ok::<(), nnviz_viewer::Error>(())
/// ```
///
/// # Errors
/// Those of [`Logdir::load`], and [`Error::Write`] when `out` cannot be written.
pub fn write_report(logdir: impl AsRef<Path>, out: impl AsRef<Path>) -> Result<Written, Error> {
    write_report_of(&Logdir::load(logdir)?, out, &Appearance::default())
}

/// The report of a logdir that has been read, as HTML.
///
/// # Errors
/// [`Error::Render`].
pub fn page_of(logdir: &Logdir, appearance: &Appearance) -> Result<String, Error> {
    Ok(appearance.theme.apply(Report::new(logdir).with_appearance(appearance).to_html()?))
}

/// Writes the report of a logdir that has been read, in the same way.
///
/// # Errors
/// [`Error::Write`] when `out` cannot be written.
pub fn write_report_of(logdir: &Logdir, out: impl AsRef<Path>, appearance: &Appearance) -> Result<Written, Error> {
    let out = out.as_ref();
    let html = page_of(logdir, appearance)?;
    replace(out, html.as_bytes()).map_err(|source| Error::Write { path: out.to_owned(), source })?;
    Ok(Written {
        report: out.to_owned(),
        bytes: html.len(),
        runs: logdir.runs.len(),
        tags: logdir.runs.iter().map(|run| run.series.len()).sum(),
        gaps: logdir.gaps.iter().map(ToString::to_string).collect(),
    })
}
