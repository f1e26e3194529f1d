//! The images of each tag, as many as a page can carry.

use nnviz_record::summary::Images;

use super::budget::{MAX_BYTES, thinned};
use crate::series::{Point, Run, Series};

/// The images of one tag in one run.
#[derive(Debug)]
pub(super) struct ImageSeries<'a> {
    /// Which run.
    pub(super) run: usize,
    pub(super) series: &'a Series,
    /// The steps that are shown, the last one always among them.
    pub(super) steps: Vec<&'a Point<Images>>,
    /// How many steps were logged.
    pub(super) logged: usize,
}

/// The tags that hold images.
pub(super) fn of_runs(runs: &[Run]) -> Vec<ImageSeries<'_>> {
    let mut found = Vec::new();
    for (run, of_run) in runs.iter().enumerate() {
        for (series, images) in of_run.images() {
            let steps = thinned(images.points().iter().collect(), MAX_BYTES, bytes);
            found.push(ImageSeries { run, series, steps, logged: images.logged() });
        }
    }
    found
}

fn bytes(images: &Images) -> usize {
    images.encoded.iter().map(Vec::len).sum()
}
