//! The texts of each tag.

use crate::series::{Run, Series, TimeSeries};

/// The texts of one tag in one run.
#[derive(Debug)]
pub(super) struct TextSeries<'a> {
    /// Which run.
    pub(super) run: usize,
    pub(super) series: &'a Series,
    pub(super) texts: &'a TimeSeries<String>,
}

/// The tags that hold texts.
pub(super) fn of_runs(runs: &[Run]) -> Vec<TextSeries<'_>> {
    let mut found = Vec::new();
    for (run, of_run) in runs.iter().enumerate() {
        found.extend(of_run.texts().map(|(series, texts)| TextSeries { run, series, texts }));
    }
    found
}
