#![doc = include_str!("../README.md")]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)
)]

#[cfg(feature = "burn")]
mod activations;
#[cfg(feature = "burn")]
pub mod attach;
mod audio;
mod distribution;
mod embedding;
mod error;
#[cfg(feature = "figure")]
pub mod figure;
#[cfg(feature = "burn")]
mod findings;
#[cfg(feature = "burn")]
mod gradient_flow;
#[cfg(feature = "burn")]
mod graph;
mod hparams;
mod image;
mod logger;
mod options;
#[cfg(feature = "burn")]
mod pictures;
#[cfg(feature = "burn")]
mod plan;
mod prefix;
mod sink;
mod stats;
mod step;
#[cfg(feature = "burn")]
mod tensor;
mod tensor_value;
#[cfg(feature = "tracing-layer")]
mod tracing_layer;
mod worker;

pub use self::image::{Image, ImageError, Images, Layout, Pixels, Samples, Video};
#[cfg(feature = "burn")]
pub use activations::{Intermediate, Intermediates, ProbeInput, intermediates};
pub use audio::{Clip, Sound, SoundError, Wave};
pub use distribution::{Bins, Values};
pub use embedding::Embedding;
pub use error::Error;
#[cfg(feature = "figure")]
pub use figure::{Boxes, LabelledBox};
#[cfg(feature = "burn")]
pub use findings::{Finding, FindingsConfig, Severity, Thresholds};
#[cfg(feature = "burn")]
pub use graph::{GraphConfig, Layer, ModelSummary, summary, summary_with};
pub use hparams::Hparams;
pub use logger::{Every, Logger};
#[cfg(feature = "burn")]
pub use nnviz_capture::{scope, tap};
pub use options::LoggerBuilder;
#[cfg(feature = "burn")]
pub use pictures::{FeatureMaps, Filters, Scaling};
pub use stats::Stats;
pub use step::Step;
pub use tensor_value::TensorValue;
#[cfg(feature = "tracing-layer")]
pub use tracing_layer::ScalarLayer;
