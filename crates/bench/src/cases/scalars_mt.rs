//! `scalars-mt`: the scalars of `scalars`, from eight threads that share a logger. Each thread has tags of its own, since
//! the steps of a tag must increase.

use nnviz_logger::Logger;

use super::{Case, scalars::all_written};
use crate::data;
use crate::system::{Failure, Job, Outcome, System};

const THREADS: usize = 8;

pub(super) const CASE: Case = Case {
    name: "scalars-mt",
    n: 1_000_000,
    prepare: data::nothing,
    systems: &[System::here("us", |job| us(job, THREADS)), System::here("us, one thread", |job| us(job, 1))],
};

fn us(job: &Job, threads: usize) -> Result<Outcome, Failure> {
    let each = job.n / threads;
    Outcome::of_writing(job, || {
        let logger = Logger::create(&job.output)?;
        std::thread::scope(|scope| {
            for thread in 0..threads {
                let logger = logger.clone();
                scope.spawn(move || {
                    let tag = format!("group/thread_{thread}");
                    (0..each).for_each(|at| logger.add_scalar(&tag, data::scalar(at), at as i64));
                });
            }
        });
        logger.close()?;
        all_written(&logger, each * threads)
    })
}
