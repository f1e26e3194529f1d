//! `scalars`: many `add_scalar` from one thread, from opening the file to closing it.

use std::fs::File;
use std::io::Write as _;

use nnviz_logger::Logger;
use nnviz_record::summary::append_scalar_record;

use super::Case;
use crate::data::{self, BEGIN, TAGS};
use crate::system::{Failure, Job, Outcome, System};

pub(super) const CASE: Case = Case {
    name: "scalars",
    n: 1_000_000,
    prepare: data::nothing,
    systems: &[
        System::here("us", us),
        System::here("limit", limit),
        TENSORBOARD_RS,
        TFRECORD,
        System::python("torch", "write.py"),
        System::python("tensorboardX", "write.py"),
    ],
};

fn us(job: &Job) -> Result<Outcome, Failure> {
    let tags = data::tags();
    Outcome::of_writing(job, || {
        let logger = Logger::create(&job.output)?;
        for at in 0..job.n {
            logger.add_scalar(&tags[at % TAGS], data::scalar(at), (at / TAGS) as i64);
        }
        logger.close()?;
        all_written(&logger, job.n)
    })
}

/// A fast logger that loses values is no fast logger.
pub(super) fn all_written(logger: &Logger, n: usize) -> Result<(), Failure> {
    match logger.stats().written {
        written if written == n as u64 => Ok(()),
        written => Err(format!("{written} of {n} values were written").into()),
    }
}

/// The same bytes, framed and checksummed by the calling thread, and written in large blocks.
fn limit(job: &Job) -> Result<Outcome, Failure> {
    const BLOCK: usize = 1 << 20;
    let tags = data::tags();
    Outcome::of_writing(job, || {
        let mut file = File::create(job.output.join("events.out.tfevents.limit"))?;
        let mut block = Vec::with_capacity(BLOCK + 1024);
        for at in 0..job.n {
            let (step, value) = ((at / TAGS) as i64, data::scalar(at) as f32);
            append_scalar_record(&mut block, BEGIN, step, &tags[at % TAGS], value);
            if block.len() >= BLOCK {
                file.write_all(&block)?;
                block.clear();
            }
        }
        Ok(file.write_all(&block)?)
    })
}

#[cfg(feature = "peers")]
const TENSORBOARD_RS: System = System::here("tensorboard-rs", |job| {
    let tags = data::tags();
    Outcome::of_writing(job, || {
        let mut writer = tensorboard_rs::summary_writer::SummaryWriter::new(&job.output);
        for at in 0..job.n {
            writer.add_scalar(&tags[at % TAGS], data::scalar(at) as f32, at / TAGS);
        }
        writer.flush();
        drop(writer); // waits for its thread
        Ok(())
    })
});

#[cfg(feature = "peers")]
const TFRECORD: System = System::here("tfrecord", |job| {
    let tags = data::tags();
    let prefix = job.output.join("tfrecord").display().to_string();
    Outcome::of_writing(job, || {
        let mut writer = tfrecord::EventWriter::from_prefix(&prefix, "", tfrecord::EventWriterConfig::default())?;
        for at in 0..job.n {
            writer.write_scalar(&tags[at % TAGS], (at / TAGS) as i64, data::scalar(at) as f32)?;
        }
        Ok(writer.flush()?)
    })
});

#[cfg(not(feature = "peers"))]
const UNBUILT: &str = "built without the feature `peers`";
#[cfg(not(feature = "peers"))]
const TENSORBOARD_RS: System = System::missing("tensorboard-rs", UNBUILT);
#[cfg(not(feature = "peers"))]
const TFRECORD: System = System::missing("tfrecord", UNBUILT);
