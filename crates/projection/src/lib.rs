#![doc = include_str!("../README.md")]
#![allow(clippy::doc_markdown, reason = "McInnes is a name, not code")]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)
)]

mod align;
mod distance;
mod eigen;
mod embedding;
mod error;
mod neighbours;
mod parallel;
mod pca;
mod points;
mod progress;
mod quality;
mod random;
#[cfg(test)]
mod reference;
mod sparse;
mod start;
mod tsne;
mod umap;

pub use embedding::Embedding;
pub use error::Error;
pub use pca::Pca;
pub use points::Points;
pub use progress::{Progress, Stage};
pub use quality::trustworthiness;
pub use tsne::{Tsne, TsneFit, kl_divergence};
pub use umap::{Umap, UmapFit};
