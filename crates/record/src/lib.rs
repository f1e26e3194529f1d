#![doc = include_str!("../README.md")]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)
)]

pub mod crc;
pub mod event_file;
pub mod projector;
pub mod proto;
pub mod summary;
pub mod tfrecord;
mod wall_time;

pub use summary::{Histogram, Images, Kind, Summary};
pub use wall_time::WallTime;
