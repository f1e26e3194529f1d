//! `call`: how long one `add_scalar` keeps its caller, beside an empty send to a channel and a bare clock read.
//!
//! Calls come with pauses, as in a training: the queue is never full, and the worker has time to sleep in between.

use std::time::{Duration, Instant};

use nnviz_logger::Logger;
use serde_json::json;

use super::Case;
use crate::data::{self, TAGS};
use crate::system::{Failure, Job, Outcome, System};

/// Calls in a row before a pause, and the pause.
const BURST: usize = 100;
const PAUSE: Duration = Duration::from_micros(100);

pub(super) const CASE: Case = Case {
    name: "call",
    n: 200_000,
    prepare: data::nothing,
    systems: &[System::here("us", us), System::here("channel send", send), System::here("clock read", clock)],
};

fn us(job: &Job) -> Result<Outcome, Failure> {
    let tags = data::tags();
    let logger = Logger::create(&job.output)?;
    let outcome = each_call(job.n, |at| logger.add_scalar(&tags[at % TAGS], 0.5, (at / TAGS) as i64));
    logger.close()?;
    Ok(outcome)
}

fn send(job: &Job) -> Result<Outcome, Failure> {
    let (sender, commands) = crossbeam::channel::bounded::<usize>(1 << 16);
    let reader = std::thread::Builder::new().spawn(move || commands.iter().count())?;
    let outcome = each_call(job.n, |at| {
        let _received_until_the_end = sender.send(at);
    });
    drop(sender);
    match reader.join() {
        Ok(count) if count == job.n => Ok(outcome),
        _ => Err("the channel lost something".into()),
    }
}

#[allow(clippy::unnecessary_wraps, reason = "as every system")]
fn clock(job: &Job) -> Result<Outcome, Failure> {
    Ok(each_call(job.n, |_| {
        std::hint::black_box(std::time::SystemTime::now());
    }))
}

/// Times every call: the outcome is what all of them take at the median. What a pair of clock reads takes is part of each
/// figure.
fn each_call(n: usize, mut call: impl FnMut(usize)) -> Outcome {
    let mut nanos = Vec::with_capacity(n);
    for at in 0..n {
        if at % BURST == 0 {
            std::thread::sleep(PAUSE);
        }
        let begin = Instant::now();
        call(at);
        nanos.push(begin.elapsed().as_nanos() as u64);
    }
    nanos.sort_unstable();
    let quantile = |p: f64| nanos[((nanos.len() - 1) as f64 * p) as usize];
    let mut outcome = Outcome::new(n as f64 * quantile(0.5) as f64 / 1e9, 0);
    outcome.details = json!({ "p50_ns": quantile(0.5), "p99_ns": quantile(0.99), "p999_ns": quantile(0.999) });
    outcome
}
