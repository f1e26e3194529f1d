//! Writes a report, whole or not at all.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Report;
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
    let (logdir, out) = (Logdir::load(logdir)?, out.as_ref());
    let html = Report::new(&logdir).to_html()?;
    replace(out, html.as_bytes()).map_err(|source| Error::Write { path: out.to_owned(), source })?;
    Ok(Written {
        report: out.to_owned(),
        bytes: html.len(),
        runs: logdir.runs.len(),
        tags: logdir.runs.iter().map(|run| run.series.len()).sum(),
        gaps: logdir.gaps.iter().map(ToString::to_string).collect(),
    })
}

/// Puts `bytes` at `path`, through a file beside it.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().ok_or(io::Error::new(io::ErrorKind::InvalidInput, "it names no file"))?;
    let mut unfinished = OsString::from(".");
    unfinished.push(name);
    unfinished.push(format!(".{}", std::process::id()));
    let unfinished = path.with_file_name(unfinished);
    let written = fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path));
    if written.is_err() {
        // It may not even have been created; the error that is told is the first one.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_replaces_the_one_before_it_and_leaves_nothing_beside_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("report.html");
        for text in ["old", "new"] {
            replace(&path, text.as_bytes()).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
        assert!(replace(&directory.path().join("none/report.html"), b"").is_err());
        assert!(replace(directory.path(), b"").is_err(), "a directory is not replaced");
    }
}
