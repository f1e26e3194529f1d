//! `report`: a logdir into one HTML file, beside reading alone.

use nnviz_viewer::write_report;

use super::{Case, read};
use crate::data;
use crate::system::{Failure, Job, Outcome, System};

pub(super) const CASE: Case = Case {
    name: "report",
    n: 10_000_000,
    prepare: data::ten_scalar_files,
    systems: &[System::here("us", us), System::here("read alone", read::us)],
};

fn us(job: &Job) -> Result<Outcome, Failure> {
    let report = job.output.join("report.html");
    Outcome::of_writing(job, || {
        let written = write_report(&job.input, &report)?;
        if written.gaps.is_empty() { Ok(()) } else { Err("something was not read".into()) }
    })
}
