//! Two networks with pretrained weights: EfficientNet-Lite0, which names what is on a photograph, and MiniLM, which
//! reads a sentence. Not published: the examples and the tests that need a real network use it.
//!
//! The weights are not in the repository. `examples/models/fetch.sh DIRECTORY` gets them, and the environment variable
//! `NNVIZ_MODELS` says where they are.
#![allow(clippy::doc_markdown, reason = "EfficientNet, ImageNet and MiniLM are names, not code")]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)
)]

mod efficientnet;
mod error;
mod labels;
mod minilm;
mod photograph;
mod topics;
mod weights;
mod wordpiece;

pub use efficientnet::{Block, ConvNorm, EfficientNet};
pub use error::Error;
pub use labels::Labels;
pub use minilm::{Embeddings, Layer, MiniLm, Reading};
pub use photograph::{Photograph, SIDE};
pub use topics::Topics;
pub use weights::{VARIABLE, Weights};
pub use wordpiece::WordPieces;
