//! One hyperparameter or result on an axis: numbers by their size, other values in a row.

use std::ops::Range;

use crate::chart::axis;

/// Numbers that span more than this, and are all positive, lie on a logarithmic axis: learning rates do.
const FAR: f64 = 50.0;

/// More names than these on one axis cannot be told apart.
const MAX_NAMES: usize = 12;

/// A hyperparameter or a result, in every run.
#[derive(Clone, Debug, Default)]
pub struct HparamAxis {
    /// What it is called.
    pub name: String,
    /// A value for each run.
    pub cells: Vec<HparamCell>,
}

/// What a run has of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum HparamCell {
    /// A number; one that is not finite has no place.
    Number(f64),
    /// A name, or whether it is on.
    Text(String),
    /// Nothing.
    #[default]
    Missing,
}

impl HparamCell {
    /// How it is written; `None` where there is nothing.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Number(number) => Some(axis::number(*number)).filter(|_| number.is_finite()),
            Self::Text(text) => Some(text.clone()),
            Self::Missing => None,
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number).filter(|number| number.is_finite()),
            _ => None,
        }
    }
}

/// Where each value lies on an axis, from 0 to 1, and what stands beside it.
pub(super) struct Placed {
    pub(super) shares: Vec<Option<f64>>,
    pub(super) ticks: Vec<(f64, String)>,
}

impl HparamAxis {
    pub(super) fn placed(&self) -> Placed {
        let is_text = self.cells.iter().any(|cell| matches!(cell, HparamCell::Text(_)));
        if is_text { self.by_name() } else { self.by_size() }
    }

    fn by_name(&self) -> Placed {
        let texts: Vec<Option<String>> = self.cells.iter().map(HparamCell::text).collect();
        let mut names: Vec<&String> = texts.iter().flatten().collect();
        names.sort_unstable();
        names.dedup();
        let share = |at: usize| (at as f64 + 0.5) / names.len() as f64;
        let every = names.len().div_ceil(MAX_NAMES).max(1);
        let ticks = names.iter().enumerate().step_by(every).map(|(at, name)| (share(at), (*name).clone()));
        let shares = texts.iter().map(|text| names.binary_search(&text.as_ref()?).ok().map(share));
        Placed { shares: shares.collect(), ticks: ticks.collect() }
    }

    fn by_size(&self) -> Placed {
        let numbers = || self.cells.iter().filter_map(HparamCell::number);
        let Some((low, high)) = axis::extent(numbers()) else {
            return Placed { shares: vec![None; self.cells.len()], ticks: Vec::new() };
        };
        let is_log = low > 0.0 && high / low > FAR;
        let scale = |number: f64| if is_log { number.log10() } else { number };
        let range = axis::padded((scale(low), scale(high)), 0.06);
        let share = |number: f64| ((number - range.start) / (range.end - range.start)).clamp(0.0, 1.0);
        let ticks = ticks(&range, is_log).into_iter().map(|(at, text)| (share(at), text)).collect();
        Placed { shares: self.cells.iter().map(|cell| cell.number().map(|it| share(scale(it)))).collect(), ticks }
    }
}

fn ticks(range: &Range<f64>, is_log: bool) -> Vec<(f64, String)> {
    let ticks = if is_log { axis::decade_ticks(range, 5) } else { axis::ticks(range, 4) };
    let labels = if is_log { axis::decade_labels(&ticks) } else { axis::labels(&ticks) };
    ticks.into_iter().zip(labels).collect()
}
