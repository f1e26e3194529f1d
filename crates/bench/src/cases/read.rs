//! `read`: a logdir into memory, decoded and by tag.

use nnviz_viewer::Logdir;

use super::Case;
use crate::system::{Failure, Job, Outcome, System, timed};
use crate::{data, disk};

const SYSTEMS: &[System] = &[
    System::here("us", us),
    System::here("limit", limit),
    System::python("tensorboard-data-server", "read.py"),
    System::python("EventAccumulator", "read.py"),
    System::python("tbparse", "read.py"),
];

pub(super) const SCALARS: Case =
    Case { name: "read/one-file", n: 1_000_000, prepare: data::scalar_file, systems: SYSTEMS };

pub(super) const TEN_FILES: Case =
    Case { name: "read/ten-files", n: 10_000_000, prepare: data::ten_scalar_files, systems: SYSTEMS };

pub(super) const HISTOGRAMS: Case =
    Case { name: "read/histograms", n: 10_000, prepare: data::histogram_file, systems: SYSTEMS };

pub(super) fn us(job: &Job) -> Result<Outcome, Failure> {
    let bytes = disk::bytes_below(&job.input)?;
    let seconds = timed(|| {
        let logdir = Logdir::load(&job.input)?;
        if logdir.gaps.is_empty() { Ok(()) } else { Err("something was not read".into()) }
    })?;
    Ok(Outcome::new(seconds, bytes))
}

/// The bytes of all files, with their checksums and nothing else.
fn limit(job: &Job) -> Result<Outcome, Failure> {
    let bytes = disk::bytes_below(&job.input)?;
    let seconds = timed(|| checksums_below(&job.input))?;
    Ok(Outcome::new(seconds, bytes))
}

fn checksums_below(directory: &std::path::Path) -> Result<(), Failure> {
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            checksums_below(&path)?;
        } else {
            let mut records = nnviz_record::tfrecord::TfRecordReader::new(std::fs::File::open(path)?);
            while records.read_record()?.is_some() {}
        }
    }
    Ok(())
}
