//! Logging at some steps only.

use super::Logger;
use crate::Step;

/// A logger that records at every n-th step, and evaluates what it is given only then; made by [`Logger::every`].
#[derive(Clone, Debug)]
pub struct Every {
    logger: Logger,
    steps: i64,
}

impl Logger {
    /// Logs at every n-th step only: at 0, n, 2n, …. What is costly to make is not made in between, nor when the logger is
    /// [disabled](Self::disabled).
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// # let costly_embedding_norms = || vec![0.1_f32, 0.2];
    /// for step in 0..1000 {
    ///     logger.every(100).at(step, |logger| {
    ///         logger.add_histogram("norms", costly_embedding_norms(), step);
    ///     });
    /// }
    /// # logger.flush()?;
    /// # assert_eq!(logger.stats().written, 10);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn every(&self, steps: u32) -> Every {
        Every { logger: self.clone(), steps: i64::from(steps.max(1)) }
    }
}

impl Every {
    /// Calls `log` if the step is one that is recorded, and returns what it returns then.
    pub fn at<R>(&self, step: impl Into<Step>, log: impl FnOnce(&Logger) -> R) -> Option<R> {
        self.is_due(step).then(|| log(&self.logger))
    }

    /// Whether the step is one that is recorded.
    pub fn is_due(&self, step: impl Into<Step>) -> bool {
        self.logger.is_enabled() && step.into().unwrap_or_else(|| 0) % self.steps == 0
    }
}
