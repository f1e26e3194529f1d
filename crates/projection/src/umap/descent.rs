//! Stochastic gradient descent: edges of the graph pull their ends together, as often as they are heavy, and with each
//! pull some points drawn at random are pushed away.
//!
//! The points move one after the other, each seeing where the others are by then. That is one thread's work: moves that
//! saw each other as threads happen to run would differ from run to run.

use super::curve::Curve;
use crate::progress::{Watch, layout_moved};
use crate::random::Random;
use crate::sparse::Sparse;

/// Points that are pushed away for each pull.
const PUSHES: usize = 5;
/// The longest move along an axis, before the learning rate.
const LONGEST: f32 = 4.0;
/// Keeps the push of near points finite.
const NEAR: f32 = 1e-3;

/// A pull that comes round every `period` epochs.
struct Edge {
    ends: [u32; 2],
    period: f32,
    due: f32,
}

/// How long and how far points move.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schedule {
    pub(super) epochs: usize,
    /// The rate of the first epoch; it falls to 0 evenly.
    pub(super) learning_rate: f32,
    pub(super) curve: Curve,
    pub(super) seed: u64,
}

/// Where the descent ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) epochs: usize,
    pub(super) stopped: bool,
}

/// Moves the places.
pub(super) fn run<const D: usize>(
    places: &mut [[f32; D]],
    graph: &Sparse,
    schedule: Schedule,
    watch: Watch<'_>,
) -> End {
    let mut edges = edges(graph, schedule.epochs);
    let mut random = Random::new(schedule.seed);
    let slope = Slope { a: schedule.curve.a as f32, b: schedule.curve.b as f32 };
    for epoch in 0..schedule.epochs {
        let rate = schedule.learning_rate * (1.0 - epoch as f32 / schedule.epochs as f32);
        for edge in edges.iter_mut().filter(|edge| edge.due <= epoch as f32) {
            edge.due += edge.period;
            let [from, to] = edge.ends.map(|end| end as usize);
            pull(places, from, to, slope, rate);
            for _ in 0..PUSHES {
                let other = random.below(places.len());
                push(places, from, other, slope, rate);
            }
        }
        if layout_moved(watch, epoch + 1, schedule.epochs) {
            return End { epochs: epoch + 1, stopped: true };
        }
    }
    End { epochs: schedule.epochs, stopped: false }
}

/// The edges, in both directions, that are due within `epochs` at all.
fn edges(graph: &Sparse, epochs: usize) -> Vec<Edge> {
    let heaviest = graph.weights().iter().copied().fold(0.0, f64::max);
    let mut edges = Vec::with_capacity(graph.weights().len());
    for row in 0..graph.rows() {
        for (other, weight) in graph.row(row) {
            let period = (heaviest / weight) as f32;
            if period <= epochs as f32 {
                edges.push(Edge { ends: [row as u32, other as u32], period, due: period });
            }
        }
    }
    edges
}

/// The curve's slopes over the distance, for both kinds of move.
#[derive(Clone, Copy)]
struct Slope {
    a: f32,
    b: f32,
}

impl Slope {
    fn pull(self, squared: f32) -> f32 {
        let power = squared.powf(self.b);
        -2.0 * self.a * self.b * (power / squared) / (1.0 + self.a * power)
    }

    fn push(self, squared: f32) -> f32 {
        2.0 * self.b / ((NEAR + squared) * (1.0 + self.a * squared.powf(self.b)))
    }
}

fn pull<const D: usize>(places: &mut [[f32; D]], from: usize, to: usize, slope: Slope, rate: f32) {
    let (squared, way) = between(&places[from], &places[to]);
    if squared > 0.0 {
        let factor = slope.pull(squared);
        for (axis, step) in way.into_iter().enumerate() {
            let step = rate * (factor * step).clamp(-LONGEST, LONGEST);
            places[from][axis] += step;
            places[to][axis] -= step;
        }
    }
}

fn push<const D: usize>(places: &mut [[f32; D]], from: usize, other: usize, slope: Slope, rate: f32) {
    let (squared, way) = between(&places[from], &places[other]);
    if squared > 0.0 {
        let factor = slope.push(squared);
        let moves = places[from].iter_mut().zip(way);
        moves.for_each(|(value, step)| *value += rate * (factor * step).clamp(-LONGEST, LONGEST));
    }
}

fn between<const D: usize>(a: &[f32; D], b: &[f32; D]) -> (f32, [f32; D]) {
    let way: [f32; D] = std::array::from_fn(|axis| a[axis] - b[axis]);
    (way.iter().map(|step| step * step).sum(), way)
}
