//! The sounds of each tag, as many as a page can carry.

use nnviz_record::summary::Audio;

use super::budget::{MAX_BYTES, thinned};
use crate::series::{Point, Run, Series};

/// The sounds of one tag in one run.
#[derive(Debug)]
pub(super) struct AudioSeries<'a> {
    /// Which run.
    pub(super) run: usize,
    pub(super) series: &'a Series,
    /// The steps that are shown, the last one always among them.
    pub(super) steps: Vec<&'a Point<Audio>>,
    /// How many steps were logged.
    pub(super) logged: usize,
}

/// The tags that hold sounds.
pub(super) fn of_runs(runs: &[Run]) -> Vec<AudioSeries<'_>> {
    let mut found = Vec::new();
    for (run, of_run) in runs.iter().enumerate() {
        for (series, clips) in of_run.audio() {
            let bytes = |audio: &Audio| audio.clips.iter().map(Vec::len).sum();
            let steps = thinned(clips.points().iter().collect(), MAX_BYTES, bytes);
            found.push(AudioSeries { run, series, steps, logged: clips.logged() });
        }
    }
    found
}
