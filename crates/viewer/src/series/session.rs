//! With what settings a run was made, and how it ended.

use nnviz_record::summary::{Experiment, Hparams, SessionEnd, SessionStart};

/// What a run says of itself to TensorBoard's hyperparameters page.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Session {
    /// The settings.
    pub start: Option<SessionStart>,
    /// How and when it ended; `None` while it is running, and for one that was killed.
    pub end: Option<SessionEnd>,
    /// What the runs of the logdir have in common.
    pub experiment: Option<Experiment>,
}

impl Session {
    /// Takes what a file says. Of a kind of which TensorBoard wants one, the last counts.
    pub(crate) fn take(&mut self, hparams: Hparams) {
        match hparams {
            Hparams::SessionStart(start) => self.start = Some(start),
            Hparams::SessionEnd(end) => self.end = Some(end),
            Hparams::Experiment(experiment) => self.experiment = Some(experiment),
            _ => {}
        }
    }
}
