#![doc = include_str!("../README.md")]

pub mod crc;
pub mod event_file;
pub mod proto;
pub mod summary;
pub mod tfrecord;
mod wall_time;

pub use summary::{Histogram, Images, Kind, Summary};
pub use wall_time::WallTime;
