//! The weights, where there are any, and the files that `PyTorch` made.
#![allow(dead_code, reason = "no test uses all of it")]

use std::path::PathBuf;

use burn::tensor::TensorData;
use burn_store::{ModuleStore, SafetensorsStore};
use nnviz_models::Weights;

/// The weights. Without them the test says what to do, and passes: they are too big for the repository.
pub(crate) fn weights() -> Option<Weights> {
    Weights::from_env().inspect_err(|error| eprintln!("skipped: {error}")).ok()
}

/// A file of this crate.
pub(crate) fn file(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A tensor that the reference computed.
pub(crate) fn reference(archive: &str, name: &str) -> TensorData {
    let mut store = SafetensorsStore::from_file(file(&format!("golden/{archive}.safetensors")));
    let tensor = store.get_tensor(name).unwrap().unwrap();
    burn_store::bridge::to_data(tensor).unwrap()
}
