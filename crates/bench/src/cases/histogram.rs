//! `histogram`: one tensor into a histogram event, from the call to the file. `n` is its elements.

use std::hint::black_box;

use nnviz_logger::Logger;

use super::{Case, scalars::all_written};
use crate::data;
use crate::system::{Failure, Job, Outcome, System, timed};

pub(super) const CASE: Case = Case {
    name: "histogram",
    n: 10_000_000,
    prepare: data::nothing,
    systems: &[
        System::here("us", |job| us(job, false)),
        System::here("us, from a slice", |job| us(job, true)),
        System::here("limit", sum),
        System::here("sum in order", sum_in_order),
        System::python("torch", "write.py"),
        System::python("tensorboardX", "write.py"),
    ],
};

/// A vector is handed over as it is; a slice is copied.
fn us(job: &Job, copied: bool) -> Result<Outcome, Failure> {
    let values = data::weights(job.n);
    let logger = Logger::builder(&job.output).queue_bytes(job.n * 8).build()?;
    Outcome::of_writing(job, || {
        if copied {
            logger.add_histogram("weights", &values[..], 1);
        } else {
            logger.add_histogram("weights", values, 1);
        }
        logger.flush()?;
        all_written(&logger, 1)
    })
}

/// One pass that sums, with as many sums side by side as the processor has lanes.
#[allow(clippy::unnecessary_wraps, reason = "as every system")]
fn sum(job: &Job) -> Result<Outcome, Failure> {
    let values = data::weights(job.n);
    let mut sums = [0.0_f32; 32];
    let seconds = timed(|| {
        for chunk in black_box(&values).chunks_exact(32) {
            chunk.iter().zip(&mut sums).for_each(|(value, sum)| *sum += value);
        }
        black_box(sums);
        Ok(())
    })?;
    Ok(Outcome::new(seconds, 0))
}

/// One pass that sums one value after another, as `iter().sum()` does.
#[allow(clippy::unnecessary_wraps, reason = "as every system")]
fn sum_in_order(job: &Job) -> Result<Outcome, Failure> {
    let values = data::weights(job.n);
    let seconds = timed(|| {
        black_box(black_box(&values).iter().sum::<f32>());
        Ok(())
    })?;
    Ok(Outcome::new(seconds, 0))
}
