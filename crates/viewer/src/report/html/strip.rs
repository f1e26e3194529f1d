//! What a tag holds at each of several steps, with a slider between them.

use super::curves::PrChart;
use super::meshes::MeshShown;
use super::picture::Picture;
use super::sound::Clip;

/// A frame a step.
#[derive(Debug)]
pub(super) struct Strip {
    /// The frame of the last step: what shows without the script.
    pub(super) last: Frame,
    /// The frames before it.
    pub(super) earlier: Vec<Frame>,
}

/// One step.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) step: i64,
    pub(super) shown: Shown,
    /// What of the step is not shown, and why.
    pub(super) notes: Vec<String>,
}

/// What is in a frame.
#[derive(Debug)]
pub(super) enum Shown {
    Pictures(Vec<Picture>),
    Clips(Vec<Clip>),
    PrCurves(PrChart),
    Mesh(MeshShown),
}

impl Strip {
    /// `None` if there is no step at all.
    pub(super) fn new(mut frames: Vec<Frame>) -> Option<Self> {
        Some(Self { last: frames.pop()?, earlier: frames })
    }

    /// Whether it can be a film, and show what changes from step to step.
    pub(super) fn has_pictures(&self) -> bool {
        matches!(self.last.shown, Shown::Pictures(_))
    }

    /// The greatest value of the slider.
    pub(super) fn last_index(&self) -> usize {
        self.earlier.len()
    }
}
