//! A long training in minutes: what is held and what a call costs stay what they were at its beginning.

use std::fs;
use std::time::{Duration, Instant};

use nnviz_logger::Logger;

use crate::concurrency::resident_mib;

const SCALARS: usize = 50_000_000;
const HISTOGRAMS: usize = 20_000;

/// Scalars between two histograms.
const STRIDE: usize = SCALARS / HISTOGRAMS;

/// The training in this many parts, each with its own figures.
const PARTS: usize = 10;

/// Memory that may be taken after the first part, when all buffers have their size.
const GROWTH_MIB: f64 = 16.0;

/// Another machine's work may slow a part, but not by so much; a cost that grows with what was logged would.
const SLOWER: u32 = 5;

/// `max_wait`, and what a busy machine adds until the caller goes on.
const LONGEST: Duration = Duration::from_secs(2);

/// What a part of the training cost.
#[derive(Debug)]
struct Part {
    /// The median of what `STRIDE` scalars took their caller.
    stride: Duration,
    /// The longest call of all.
    longest: Duration,
    memory_mib: f64,
}

#[test]
#[ignore = "takes minutes, and 3 GB of disk"]
fn fifty_million_scalars_cost_at_the_end_what_they_cost_at_the_beginning() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    let values: Vec<f32> = (0..1000).map(|at| (at as f32 * 0.37).sin()).collect();
    let begin = Instant::now();
    let parts: Vec<_> = (0..PARTS).map(|part| train(&logger, part, &values)).collect();
    logger.close().unwrap();
    let (took, stats) = (begin.elapsed(), logger.stats());
    let bytes: u64 = fs::read_dir(directory.path()).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
    println!("{took:?}, {bytes} bytes, {stats:?}");
    for part in &parts {
        println!("{part:?}");
        assert!(part.longest < LONGEST, "a call waits longer than it may");
    }
    assert_eq!((stats.written, stats.shed, stats.lost), ((SCALARS + HISTOGRAMS) as u64, 0, 0));
    let (first, last) = (&parts[0], &parts[PARTS - 1]);
    assert!(last.memory_mib < first.memory_mib + GROWTH_MIB, "memory is not flat");
    assert!(last.stride < first.stride * SLOWER, "a call costs more than it did");
}

fn train(logger: &Logger, part: usize, values: &[f32]) -> Part {
    let strides = HISTOGRAMS / PARTS;
    let mut longest = Duration::ZERO;
    let mut took: Vec<_> = (part * strides..(part + 1) * strides)
        .map(|stride| {
            let begin = Instant::now();
            longest = longest.max(scalars(logger, stride));
            let took = begin.elapsed();
            logger.add_histogram("weights", values, stride as i64);
            took
        })
        .collect();
    took.sort_unstable();
    Part { stride: took[strides / 2], longest, memory_mib: resident_mib() }
}

/// Logs as many scalars as lie between two histograms; the longest call of them.
fn scalars(logger: &Logger, stride: usize) -> Duration {
    let mut longest = Duration::ZERO;
    for step in stride * STRIDE..(stride + 1) * STRIDE {
        let begin = Instant::now();
        logger.add_scalar("loss", step as f64, step as i64);
        longest = longest.max(begin.elapsed());
    }
    longest
}
