//! The cases, one a file: what is done, by which systems, and how large it is.

mod attach;
mod call;
mod histogram;
mod images;
mod read;
mod report;
mod scalars;
mod scalars_mt;

use std::path::Path;

use crate::system::{Failure, Job, Outcome, Run, System};

/// Work that several systems do.
pub(crate) struct Case {
    /// As it is named on the command line; what follows a `/` is a variant.
    pub(crate) name: &'static str,
    /// How large the work is unless it is said.
    pub(crate) n: usize,
    /// Makes what is to be read.
    pub(crate) prepare: fn(&Path, usize) -> Result<(), Failure>,
    /// The first one is ours.
    pub(crate) systems: &'static [System],
}

impl Case {
    /// The name without its variant.
    pub(crate) fn group(&self) -> &str {
        self.name.split('/').next().unwrap_or_default()
    }
}

pub(crate) static ALL: [Case; 15] = [
    scalars::CASE,
    scalars_mt::CASE,
    call::CASE,
    histogram::CASE,
    images::CASE,
    attach::DIGITS_SCALARS,
    attach::DIGITS,
    attach::LARGE_SCALARS,
    attach::LARGE,
    read::SCALARS,
    read::TEN_FILES,
    read::HISTOGRAMS,
    report::TEN_RUNS,
    report::HUNDRED_RUNS,
    report::PICTURES,
];

/// Runs a system in this process.
pub(crate) fn run_here(case: &str, system: &str, job: &Job) -> Result<Outcome, Failure> {
    let case = ALL.iter().find(|known| known.name == case).ok_or("there is no such case")?;
    let system = case.systems.iter().find(|known| known.name == system).ok_or("there is no such system")?;
    match system.run {
        Run::Here(run) => run(job),
        _ => Err("this system is not run by this program".into()),
    }
}
