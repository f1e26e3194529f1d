//! What is measured: a system and the way to run it once.

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use serde_json::{Value, json};

use crate::disk::bytes_below;
use crate::memory::peak_rss_mb;

/// Why a measurement did not come about.
pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// One of the systems of a case.
pub(crate) struct System {
    pub(crate) name: &'static str,
    pub(crate) run: Run,
}

/// How a system is run.
pub(crate) enum Run {
    /// By a function of this program, in a process of its own.
    Here(fn(&Job) -> Result<Outcome, Failure>),
    /// By a script of `python/`, which is given the name of the case and of the system.
    Python(&'static str),
    /// Not in this build; why.
    #[cfg_attr(all(feature = "peers", feature = "attach"), allow(dead_code, reason = "everything is built in"))]
    Missing(&'static str),
}

impl System {
    pub(crate) const fn here(name: &'static str, run: fn(&Job) -> Result<Outcome, Failure>) -> Self {
        Self { name, run: Run::Here(run) }
    }

    pub(crate) const fn python(name: &'static str, script: &'static str) -> Self {
        Self { name, run: Run::Python(script) }
    }

    #[cfg(not(all(feature = "peers", feature = "attach")))]
    pub(crate) const fn missing(name: &'static str, why: &'static str) -> Self {
        Self { name, run: Run::Missing(why) }
    }
}

/// One run of a system.
pub(crate) struct Job {
    /// How large the work is.
    pub(crate) n: usize,
    /// A fresh directory to write to.
    pub(crate) output: PathBuf,
    /// What the case prepared to be read.
    pub(crate) input: PathBuf,
}

/// What one run took.
pub(crate) struct Outcome {
    pub(crate) seconds: f64,
    pub(crate) bytes: u64,
    pub(crate) peak_rss_mb: Option<f64>,
    /// What only this case measures.
    pub(crate) details: Value,
}

impl Outcome {
    /// Times `work`, and takes the bytes of all files in its output.
    pub(crate) fn of_writing(job: &Job, work: impl FnOnce() -> Result<(), Failure>) -> Result<Self, Failure> {
        let seconds = timed(work)?;
        Ok(Self::new(seconds, bytes_below(&job.output)?))
    }

    pub(crate) fn new(seconds: f64, bytes: u64) -> Self {
        Self { seconds, bytes, peak_rss_mb: peak_rss_mb(), details: Value::Null }
    }

    pub(crate) fn to_json(&self) -> Value {
        let Self { seconds, bytes, peak_rss_mb, details } = self;
        json!({ "seconds": seconds, "bytes": bytes, "peak_rss_mb": peak_rss_mb, "details": details })
    }

    /// What a process printed last.
    pub(crate) fn from_output(output: &str) -> Result<Self, Failure> {
        let value: Value = serde_json::from_str(output.lines().last().unwrap_or_default())?;
        if let Some(missing) = value["missing"].as_str() {
            return Err(missing.into());
        }
        Ok(Self {
            seconds: value["seconds"].as_f64().ok_or("the peer told no time")?,
            bytes: value["bytes"].as_u64().unwrap_or_default(),
            peak_rss_mb: value["peak_rss_mb"].as_f64(),
            details: value["details"].clone(),
        })
    }
}

/// How long `work` takes, in seconds.
pub(crate) fn timed(work: impl FnOnce() -> Result<(), Failure>) -> Result<f64, Failure> {
    let begin = Instant::now();
    work()?;
    Ok(begin.elapsed().as_secs_f64())
}
