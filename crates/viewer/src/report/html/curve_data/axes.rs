//! Steps and times, once for all series that share them.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The times of two series that are closer than this share of their length are one to the eye: writers that ask the clock
/// for every value would have no two series with the same times.
const SAME: f64 = 1e-3;

/// More axes of a run than these are not looked through.
const LOOKED_THROUGH: usize = 16;

/// An axis as the page has it.
#[derive(Debug)]
pub(in crate::report::html) struct AxisData {
    /// f64, little-endian, base64.
    pub(in crate::report::html) steps: String,
    /// Seconds since the Unix epoch.
    pub(in crate::report::html) began: f64,
    /// Seconds since then: f32, little-endian, base64.
    pub(in crate::report::html) seconds: String,
}

/// A step and its time.
type Tick = (i64, f64);

/// All axes of a page.
#[derive(Debug, Default)]
pub(super) struct Axes {
    axes: Vec<Vec<Tick>>,
    of_run: HashMap<usize, Vec<usize>>,
}

impl Axes {
    /// The number of an axis that a series of a run can have, which is added if there is none.
    pub(super) fn place(&mut self, run: usize, ticks: Vec<Tick>) -> usize {
        let known = self.of_run.entry(run).or_default();
        if let Some(&same) = known.iter().rev().take(LOOKED_THROUGH).find(|&&at| are_alike(&self.axes[at], &ticks)) {
            return same;
        }
        known.push(self.axes.len());
        self.axes.push(ticks);
        self.axes.len() - 1
    }

    pub(super) fn into_data(self) -> Vec<AxisData> {
        self.axes.iter().map(|ticks| AxisData::new(ticks)).collect()
    }
}

fn are_alike(one: &[Tick], other: &[Tick]) -> bool {
    let length = |ticks: &[Tick]| ticks.first().zip(ticks.last()).map_or(0.0, |(first, last)| last.1 - first.1);
    let near = SAME * length(one).max(length(other)).max(1.0);
    let same_time = |a: f64, b: f64| (a - b).abs() <= near || a.to_bits() == b.to_bits();
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| a.0 == b.0 && same_time(a.1, b.1))
}

impl AxisData {
    fn new(ticks: &[Tick]) -> Self {
        let began = ticks.iter().map(|tick| tick.1).find(|time| time.is_finite()).unwrap_or(0.0);
        let steps: Vec<u8> = ticks.iter().flat_map(|tick| (tick.0 as f64).to_le_bytes()).collect();
        let seconds: Vec<u8> = ticks.iter().flat_map(|tick| ((tick.1 - began) as f32).to_le_bytes()).collect();
        Self { steps: STANDARD.encode(steps), began, seconds: STANDARD.encode(seconds) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_one_loop_share_an_axis() {
        let mut axes = Axes::default();
        let ticks = |late: f64| (0..100).map(|step| (step, 1e9 + step as f64 * 60.0 + late)).collect::<Vec<_>>();
        assert_eq!([axes.place(0, ticks(0.0)), axes.place(0, ticks(0.4)), axes.place(1, ticks(0.0))], [0, 0, 1]);
        assert_eq!(axes.place(0, ticks(600.0)), 2, "ten minutes later");
        assert_eq!(axes.place(0, vec![(0, f64::NAN)]), axes.place(0, vec![(0, f64::NAN)]));
        assert_eq!(axes.into_data().len(), 4);
    }
}
