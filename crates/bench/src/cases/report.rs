//! `report`: a logdir into one HTML file, beside reading alone and beside TensorBoard's readers, which draw nothing.

use nnviz_viewer::write_report;

use super::{Case, read};
use crate::data;
use crate::system::{Failure, Job, Outcome, System};

const SYSTEMS: &[System] = &[
    System::here("us", us),
    System::here("read alone", read::us),
    System::python("tensorboard-data-server", "read.py"),
    System::python("EventAccumulator", "read.py"),
];

pub(super) const TEN_RUNS: Case =
    Case { name: "report/ten-runs", n: 10_000_000, prepare: data::ten_scalar_files, systems: SYSTEMS };

pub(super) const HUNDRED_RUNS: Case =
    Case { name: "report/hundred-runs", n: 1_000_000, prepare: data::hundred_scalar_files, systems: SYSTEMS };

pub(super) const PICTURES: Case =
    Case { name: "report/pictures", n: 5_000, prepare: data::picture_log, systems: SYSTEMS };

fn us(job: &Job) -> Result<Outcome, Failure> {
    let report = job.output.join("report.html");
    Outcome::of_writing(job, || {
        let written = write_report(&job.input, &report)?;
        if written.gaps.is_empty() { Ok(()) } else { Err("something was not read".into()) }
    })
}
