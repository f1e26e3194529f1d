//! Event files of other programs are read whole: every value, step, tag and description.
//!
//! The files of programs in Python lie in `tests/corpus/` of the workspace, beside the script that wrote each and the values that it logged. The
//! peer in Rust, tensorboard-rs, writes its file during the test.

mod expected;
mod found;
mod plugins;
#[path = "../../../../tests/support/png.rs"]
mod png;
mod tensorboard_rs;

use std::path::{Path, PathBuf};

use found::Found;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus")
}

fn is_read_whole(case: &str) {
    let directory = corpus().join(case);
    expected::of(&directory).assert_found(&Found::in_directory(&directory));
}

#[test]
fn torch_is_read_whole() {
    is_read_whole("torch");
}

#[test]
fn tensorboardx_is_read_whole() {
    is_read_whole("tensorboardx");
}

#[test]
fn tensorflow_is_read_whole() {
    is_read_whole("tensorflow");
}

/// A case that nobody reads proves nothing; `damaged` is read by `bad_files.rs`, and `graphs`, `keras` and `lightning` by the
/// viewer's tests.
#[test]
fn every_case_of_the_corpus_has_a_test() {
    let folders = std::fs::read_dir(corpus()).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir());
    let mut cases: Vec<_> = folders.map(|folder| folder.file_name().into_string().unwrap()).collect();
    cases.retain(|name| name != "__pycache__");
    cases.sort();
    assert_eq!(cases, ["damaged", "graphs", "keras", "lightning", "tensorboardx", "tensorflow", "torch"]);
}
