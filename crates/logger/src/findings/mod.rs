//! What goes wrong in a training, found as it happens: the layer, the step, the evidence, and what to try.
//!
//! ```text
//!  worker: losses, looks at parameters and activations ──> Health ──> Monitor of the training ──> rules
//!                                                             └─ new findings ──> text `health/<rule>`, on_finding,
//!                                                                                 Logger::findings, burn's Interrupter
//! ```
//!
//! Each rule is a file in `rules/`, with its threshold and where that comes from. The thresholds are those of the papers
//! and of the rules of Amazon `SageMaker` Debugger where there are any; all can be set. The table of what each rule finds,
//! and of its false alarms, is in `docs/findings.md`.

mod config;
mod curve;
mod finding;
mod health;
mod monitor;
mod rules;
mod seen;
mod streak;

pub use config::{FindingsConfig, Thresholds};
pub use finding::{Finding, Severity};
pub(crate) use health::{Health, OnFinding, training_of};
pub(crate) use seen::{Look, Moments, ParameterSeen};

use crate::Logger;

impl Logger {
    /// What was found to be wrong with the trainings of this logger so far, in the order in which it was found. Call
    /// [`flush`](Self::flush) before to wait for what is still being measured.
    ///
    /// Findings are looked for once a model is [attached](Self::attach), [observed](Self::observe) or
    /// [probed](Self::probe), unless they are [turned off](crate::LoggerBuilder::findings).
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// logger.flush()?;
    /// for finding in logger.findings() {
    ///     println!("{finding}");
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn findings(&self) -> Vec<Finding> {
        self.health().found()
    }
}
