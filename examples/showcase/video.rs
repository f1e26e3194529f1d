//! Moving pictures: *Images*.

use nnviz::prelude::*;

use crate::data::Digit;
use crate::evaluation::Evaluation;
use crate::relief::{self, POINTS};

/// Frames from one digit to the next.
const BETWEEN: usize = 6;

/// What the network takes for a 0 becomes what it takes for a 1, and so on to 9.
pub(crate) fn log(valid: &Logger, evaluation: &Evaluation, digits: &[Digit]) {
    let prototypes = relief::prototypes(evaluation, digits);
    let mixed = |frame: usize| {
        let (from, to) = (&prototypes[frame / BETWEEN], &prototypes[frame / BETWEEN + 1]);
        let share = (frame % BETWEEN) as f32 / BETWEEN as f32;
        from.iter().zip(to).map(move |(from, to)| from * (1.0 - share) + to * share)
    };
    let frames = BETWEEN * (prototypes.len() - 1);
    let pixels: Vec<f32> = (0..frames).flat_map(mixed).collect();
    valid.add_video("from 0 to 9", Video::new(Layout::Hw, [frames, POINTS, POINTS], pixels).fps(12.0), evaluation.step);
}
