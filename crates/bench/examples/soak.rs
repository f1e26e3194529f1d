//! A day of training in minutes: scalars and histograms until their numbers are reached, with the memory and the latency of
//! each tenth. Both must stay flat; it ends with a failure if they do not, or if a value is missing.
//!
//! ```text
//! cargo run --release -p nnviz-bench --example soak -- [SCALARS] [HISTOGRAMS] [DIRECTORY]
//! ```

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use nnviz_logger::Logger;

/// How many tags the scalars are spread over, as a large model's are.
const TAGS: usize = 100;

/// How many values a histogram counts.
const VALUES: usize = 10_000;

/// How many of the calls are timed: the clock costs as much as the call.
const TIMED: u64 = 64;

/// What a tenth of the soak has shown.
struct Tenth {
    resident_mb: f64,
    median: Duration,
    p999: Duration,
    longest: Duration,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let mut number = |otherwise: u64| arguments.next().and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let (scalars, histograms) = (number(50_000_000), number(20_000));
    let temporary = tempfile::tempdir().expect("a temporary directory");
    let directory = arguments.next().map_or_else(|| temporary.path().join("soak"), PathBuf::from);
    match soak(&directory, scalars, histograms) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn soak(directory: &std::path::Path, scalars: u64, histograms: u64) -> Result<(), Box<dyn std::error::Error>> {
    let logger = Logger::builder(directory).max_wait(Duration::from_secs(10)).build()?;
    let tags: Vec<_> = (0..TAGS).map(|tag| format!("layer{tag}/loss")).collect();
    let values: Vec<f32> = (0..VALUES).map(|index| (index as f32 * 0.37).sin()).collect();
    let (begin, tenth) = (Instant::now(), (scalars / 10).max(1));
    let every = (scalars / histograms.max(1)).max(1);
    let (mut tenths, mut times) = (Vec::new(), Vec::new());
    println!("{:>12} {:>10} {:>10} {:>10} {:>12}", "scalars", "MB", "median ns", "99.9 % ns", "longest us");
    for index in 0..scalars {
        let step = (index / TAGS as u64) as i64 + 1;
        let tag = &tags[(index % TAGS as u64) as usize];
        if index % TIMED == 0 {
            let call = Instant::now();
            logger.add_scalar(tag, 0.5, step);
            times.push(call.elapsed());
        } else {
            logger.add_scalar(tag, 0.5, step);
        }
        if index % every == 0 && index / every < histograms {
            logger.add_histogram("weights", &values[..], (index / every) as i64 + 1);
        }
        if (index + 1) % tenth == 0 {
            let shown = summed_up(&mut times);
            let nanos = |time: Duration| time.as_nanos();
            println!(
                "{:>12} {:>10.1} {:>10} {:>10} {:>12}",
                index + 1,
                shown.resident_mb,
                nanos(shown.median),
                nanos(shown.p999),
                shown.longest.as_micros()
            );
            tenths.push(shown);
        }
    }
    logger.close()?;
    let stats = logger.stats();
    println!("{:.0} s; {stats:?}", begin.elapsed().as_secs_f64());
    is_flat(&tenths)?;
    // A histogram brings no values of its own besides: it has no NaN to count.
    if stats.written + stats.shed != scalars + histograms || stats.lost > 0 || stats.rejected > 0 {
        return Err(format!("{} values were logged", scalars + histograms).into());
    }
    Ok(())
}

fn summed_up(times: &mut Vec<Duration>) -> Tenth {
    times.sort();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
    let tenth = Tenth { resident_mb: resident_mb(), median: at(0.5), p999: at(0.999), longest: at(1.0) };
    times.clear();
    tenth
}

/// The resident set, in MB of 10⁶ bytes; 0 where the system does not tell.
fn resident_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kibibytes.unwrap_or_default() * 1024.0 / 1e6
}

/// The last tenth against the second: the first fills caches and buffers.
fn is_flat(tenths: &[Tenth]) -> Result<(), String> {
    let (Some(early), Some(late)) = (tenths.get(1), tenths.last()) else { return Ok(()) };
    if late.resident_mb > early.resident_mb * 1.2 + 10.0 {
        return Err(format!("the memory grew from {:.1} to {:.1} MB", early.resident_mb, late.resident_mb));
    }
    if late.median > early.median * 2 {
        return Err(format!("the median call grew from {:?} to {:?}", early.median, late.median));
    }
    Ok(())
}
