//! Gradient descent with momentum and a gain for each coordinate (Jacobs 1988), in the schedule of scikit-learn.

use super::forces::{Force, Repulsion, forces, freedom, total_divergence};
use crate::progress::{Watch, layout_moved};
use crate::sparse::Sparse;

/// Iterations between two looks at whether it is worth going on.
const CHECK: usize = 50;
/// Iterations without a better divergence that end a phase.
const PATIENCE: usize = 300;
/// The length of the gradient at which there is nowhere to go.
const LEVEL: f64 = 1e-7;

/// A part of the schedule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phase {
    /// The iterations of all phases up to the end of this one.
    pub(super) until: usize,
    /// The factor on what pulls points together.
    pub(super) exaggeration: f64,
    pub(super) momentum: f64,
}

/// Places that move.
#[derive(Debug)]
pub(super) struct Descent<'a, const D: usize> {
    pub(super) places: Vec<[f64; D]>,
    pub(super) joint: &'a Sparse,
    pub(super) repulsion: Repulsion,
    pub(super) learning_rate: f64,
    pub(super) threads: usize,
}

/// Where a descent ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) iterations: usize,
    pub(super) stopped: bool,
}

impl<const D: usize> Descent<'_, D> {
    /// Goes through the phases, of `total` iterations together, until done, level, or told to stop.
    pub(super) fn run(&mut self, phases: &[Phase], watch: Watch<'_>) -> End {
        let total = phases.last().map_or(0, |phase| phase.until);
        let mut end = End { iterations: 0, stopped: false };
        let mut out = vec![Force::NONE; self.places.len()];
        for phase in phases {
            let mut motion = Motion::new(self.places.len());
            let (mut best, mut best_at) = (f64::INFINITY, end.iterations);
            while end.iterations < phase.until && !end.stopped {
                let look = (end.iterations + 1).is_multiple_of(CHECK);
                let slope = self.step(*phase, look, &mut motion, &mut out);
                end.iterations += 1;
                end.stopped = layout_moved(watch, end.iterations, total);
                if !look {
                    continue;
                }
                let divergence = total_divergence(&out);
                if divergence < best {
                    (best, best_at) = (divergence, end.iterations);
                }
                if end.iterations - best_at > PATIENCE || slope <= LEVEL {
                    break;
                }
            }
        }
        end
    }

    /// Moves all places once; the length of the gradient.
    fn step(&mut self, phase: Phase, look: bool, motion: &mut Motion<D>, out: &mut [Force<D>]) -> f64 {
        forces(&self.places, self.joint, self.repulsion, look, self.threads, out);
        let weights = out.iter().map(|force| force.weights).sum::<f64>().max(f64::MIN_POSITIVE);
        let factor = 2.0 * (freedom(D) + 1.0) / freedom(D);
        let mut squared_slope = 0.0;
        for (row, force) in out.iter().enumerate() {
            for axis in 0..D {
                let slope = factor * (phase.exaggeration * force.pull[axis] - force.push[axis] / weights);
                squared_slope += slope * slope;
                self.places[row][axis] += motion.step(row, axis, slope, self.learning_rate, phase.momentum);
            }
        }
        squared_slope.sqrt()
    }

    /// The divergence of the places as they are.
    pub(super) fn divergence(&self) -> f64 {
        let mut out = vec![Force::NONE; self.places.len()];
        forces(&self.places, self.joint, self.repulsion, true, self.threads, &mut out);
        total_divergence(&out)
    }
}

/// How places moved last, and how willingly.
struct Motion<const D: usize> {
    last: Vec<[f64; D]>,
    gain: Vec<[f64; D]>,
}

impl<const D: usize> Motion<D> {
    fn new(rows: usize) -> Self {
        Self { last: vec![[0.0; D]; rows], gain: vec![[1.0; D]; rows] }
    }

    /// The next move of one coordinate. Its gain grows while the slope keeps its direction, and shrinks when it turns.
    fn step(&mut self, row: usize, axis: usize, slope: f64, learning_rate: f64, momentum: f64) -> f64 {
        let (last, gain) = (&mut self.last[row][axis], &mut self.gain[row][axis]);
        *gain = if *last * slope < 0.0 { *gain + 0.2 } else { (*gain * 0.8).max(0.01) };
        *last = momentum * *last - learning_rate * *gain * slope;
        *last
    }
}
