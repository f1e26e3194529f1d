//! `images`: RGB pictures of 256 × 256 as PNG, from the first call to the closed file.

use nnviz_logger::{Logger, Pixels};

use super::{Case, scalars::all_written};
use crate::data::{self, SIDE};
use crate::system::{Failure, Job, Outcome, System};

pub(super) const CASE: Case = Case {
    name: "images",
    n: 500,
    prepare: data::picture_files,
    systems: &[System::here("us", us), System::python("tensorboardX", "write.py"), System::python("torch", "write.py")],
};

fn us(job: &Job) -> Result<Outcome, Failure> {
    let picture = |at: usize| std::fs::read(job.input.join(format!("{at}.rgb")));
    let pictures = (0..job.n).map(picture).collect::<Result<Vec<_>, _>>()?;
    Outcome::of_writing(job, || {
        let logger = Logger::create(&job.output)?;
        for (at, picture) in pictures.into_iter().enumerate() {
            logger.add_image("picture", Pixels::rgb(SIDE as u32, SIDE as u32, picture)?, at as i64);
        }
        logger.close()?;
        all_written(&logger, job.n)
    })
}
