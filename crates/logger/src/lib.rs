#![doc = include_str!("../README.md")]

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
pub use image::Pixels;
pub use logger::Logger;
pub use options::LoggerBuilder;
pub use stats::Stats;
