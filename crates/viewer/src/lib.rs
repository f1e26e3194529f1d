#![doc = include_str!("../README.md")]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)
)]

mod beside;
pub mod chart;
mod error;
pub mod export;
mod file;
pub mod graph_file;
pub mod inspection;
pub mod listing;
pub mod logdir;
pub mod plot;
pub mod report;
mod sample;
pub mod select;
pub mod series;
pub mod serve;
pub mod statistics;
mod svg;
pub mod theme;

pub use error::Error;
pub use graph_file::write_graph;
pub use logdir::Logdir;
pub use report::{Report, Written, write_report, write_report_of};
