//! The weights, where there are any, and the files that `PyTorch` made.

use std::path::PathBuf;

use nnviz_models::Weights;

/// The weights. Without them the test says what to do, and passes: they are too big for the repository.
pub(crate) fn weights() -> Option<Weights> {
    Weights::from_env().inspect_err(|error| eprintln!("skipped: {error}")).ok()
}

/// A file of this crate.
pub(crate) fn file(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}
