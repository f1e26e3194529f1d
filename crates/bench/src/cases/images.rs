//! `images`: RGB pictures of 256 × 256 as PNG, from the first call to the closed file.

use nnviz_logger::{Logger, Pixels};

use super::{Case, scalars::all_written};
use crate::data;
use crate::system::{Failure, Job, Outcome, System};

const SIDE: usize = 256;

pub(super) const CASE: Case = Case {
    name: "images",
    n: 500,
    prepare: data::nothing,
    systems: &[System::here("us", us), System::python("tensorboardX", "write.py"), System::python("torch", "write.py")],
};

fn us(job: &Job) -> Result<Outcome, Failure> {
    let pictures: Vec<_> = (0..job.n).map(|at| data::picture(at, SIDE)).collect();
    Outcome::of_writing(job, || {
        let logger = Logger::create(&job.output)?;
        for (at, picture) in pictures.into_iter().enumerate() {
            logger.add_image("picture", Pixels::rgb(SIDE as u32, SIDE as u32, picture)?, at as i64);
        }
        logger.close()?;
        all_written(&logger, job.n)
    })
}
