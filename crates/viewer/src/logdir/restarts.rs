//! How TensorBoard's older reader tells that a training was restarted.
//!
//! The rules are those of `plugin_event_accumulator.py` in TensorBoard 2.21: in files that tell their version, the start of
//! a session, but for the first one of the run; in files that do not, a step that is less than the one before it.

/// What a run has said of restarts so far.
#[derive(Debug, Default)]
pub(super) struct Restarts {
    has_version: bool,
    has_started: bool,
    last_step: Option<i64>,
}

impl Restarts {
    /// Takes the version that a file begins with: `brain.Event:2`.
    pub(super) fn take_version(&mut self, version: &str) {
        let number = version.rsplit(':').next().and_then(|number| number.parse::<f64>().ok());
        self.has_version = number.is_some_and(|number| number >= 2.0);
    }

    /// Whether the start of a session is that of a restart.
    pub(super) fn is_restart(&mut self) -> bool {
        self.has_version && std::mem::replace(&mut self.has_started, true)
    }

    /// Whether the step of a summary lies before that of the summary before it, where that means a restart.
    pub(super) fn is_step_back(&mut self, step: i64) -> bool {
        let before = self.last_step.replace(step);
        !self.has_version && before.is_some_and(|before| step < before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_start_of_a_session_is_no_restart() {
        let mut restarts = Restarts::default();
        assert!(!restarts.is_restart(), "without a version it means nothing");
        restarts.take_version("brain.Event:2");
        assert_eq!([restarts.is_restart(), restarts.is_restart()], [false, true]);
    }

    #[test]
    fn a_step_back_is_a_restart_where_no_version_is_told() {
        let mut restarts = Restarts::default();
        assert_eq!([3, 3, 2, 5].map(|step| restarts.is_step_back(step)), [false, false, true, false]);
        restarts.take_version("brain.Event:2");
        assert!(!restarts.is_step_back(1));
    }
}
