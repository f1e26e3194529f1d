//! What numbers say of runs: means and spreads over seeds, and whether a difference is more than noise.

mod beta;
mod compare;
mod reduce;
mod sample;

pub use compare::{Comparison, Verdict, compare};
pub use reduce::{Group, Statistic, aligned, group_runs, reduce, write_reduced};
pub use sample::{Sample, welch};
