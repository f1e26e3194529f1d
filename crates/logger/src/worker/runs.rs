//! The runs of a logger, each with a directory of its own, and what they share.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, Mutex, PoisonError};

use crate::sink::StorageFor;
use crate::stats::Ledger;

/// Which of the logger's runs: an index into its list of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RunId(pub(crate) usize);

impl RunId {
    /// The run that the logger was created for.
    pub(crate) const ROOT: Self = Self(0);
}

/// The runs of a logger: the directory of each, by its [`RunId`].
#[derive(Debug, Default)]
pub(crate) struct Runs(Mutex<Vec<PathBuf>>);

impl Runs {
    /// The run of a directory, old or new.
    pub(crate) fn id(&self, directory: PathBuf) -> RunId {
        let mut runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = runs.iter().position(|run| *run == directory);
        RunId(known.unwrap_or_else(|| {
            runs.push(directory);
            runs.len() - 1
        }))
    }

    pub(crate) fn directory(&self, run: RunId) -> PathBuf {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(run.0).cloned().unwrap_or_default()
    }
}

/// What all runs of a logger share.
pub(crate) struct Files {
    pub(crate) runs: Arc<Runs>,
    pub(crate) ledger: Arc<Ledger>,
    /// The end of the names of event files.
    pub(crate) suffix: String,
    /// Where the session begins, if that was said.
    pub(crate) purge_step: Option<i64>,
    /// Whether any run has hyperparameters, which TensorBoard looks up the scalars of all runs for.
    pub(crate) has_hparams: AtomicBool,
    #[cfg(feature = "burn")]
    pub(crate) health: Arc<crate::findings::Health>,
    /// Bytes of records that the disk refused, of all runs.
    pub(crate) unwritten: AtomicUsize,
    /// What an event file is written to.
    pub(crate) storage: StorageFor,
}
