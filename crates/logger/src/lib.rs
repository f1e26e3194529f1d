#![doc = include_str!("../README.md")]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)
)]

#[cfg(feature = "burn")]
pub mod attach;
mod distribution;
mod error;
#[cfg(feature = "figure")]
pub mod figure;
#[cfg(feature = "burn")]
mod graph;
mod image;
mod logger;
mod options;
#[cfg(feature = "burn")]
mod plan;
mod sink;
mod stats;
mod worker;

pub use distribution::Values;
pub use error::Error;
#[cfg(feature = "burn")]
pub use graph::{GraphConfig, Layer, ModelSummary, scope, summary, summary_with, tap};
pub use image::Pixels;
pub use logger::Logger;
pub use options::LoggerBuilder;
pub use stats::Stats;
