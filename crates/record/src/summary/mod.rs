//! Summaries: what a tag holds at a step. One kind a file, encoded and decoded side by side.
//!
//! | kind | file | plugin | data class | written as |
//! |---|---|---|---|---|
//! | [`Summary::Scalar`] | `scalar.rs` | `scalars` | scalar | `simple_value` |
//! | [`Summary::Histogram`] | `histogram.rs` | `histograms` | tensor | doubles `[k, 3]` |
//! | [`Summary::Image`] | `image.rs` | `images` | blob sequence | strings `[2 + k]` |
//! | [`Summary::Text`] | `text.rs` | `text` | tensor | string of rank 0 |
//! | [`Graph`] | `graph.rs` | `graphs` | – | `graph_def` of an event |
//! | [`Profile`] | `profile.rs` | `graphs` | – | `tagged_run_metadata` of an event |
//!
//! TensorBoard has two readers that disagree about most forms. The forms written here are those that both show, always
//! with an explicit data class. Read are these and the forms of other writers too.

mod decoder;
mod graph;
mod histogram;
mod image;
mod metadata;
mod profile;
mod scalar;
mod tensor;
mod text;

use thiserror::Error;

pub use decoder::SummaryDecoder;
pub use graph::{Attribute, Graph, Node};
pub use histogram::{Bucket, Histogram};
pub use image::{Images, image_media_type};
pub use metadata::Kind;
pub use profile::{NodeOutput, NodeTime, Profile};
pub use scalar::append_scalar_record;
pub use text::markdown_table;

use crate::proto::{SummaryMetadata, Value};

/// What a tag holds at a step.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Summary {
    /// A number.
    Scalar(f32),
    /// A distribution.
    Histogram(Histogram),
    /// Encoded pictures.
    Image(Images),
    /// Markdown.
    Text(String),
}

impl Summary {
    /// Which plugin shows it.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Scalar(_) => Kind::Scalar,
            Self::Histogram(_) => Kind::Histogram,
            Self::Image(_) => Kind::Image,
            Self::Text(_) => Kind::Text,
        }
    }

    /// The message for one tag. The first value of a tag in a file needs [`Kind::metadata`]; later ones need none.
    pub fn into_value(self, tag: &str, metadata: Option<SummaryMetadata>) -> Value {
        let value = match self {
            Self::Scalar(value) => scalar::encode(value),
            Self::Histogram(histogram) => histogram::encode(&histogram),
            Self::Image(images) => image::encode(images),
            Self::Text(markdown) => text::encode(markdown),
        };
        Value { tag: tag.to_owned(), node_name: String::new(), metadata, value: Some(value) }
    }
}

/// Why a value of an event file was not understood. The file is well; the next value can be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The tensor is not what its plugin expects.
    #[error("its tensor was not understood: {reason}")]
    Tensor {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A histogram of the older form has as many limits as counts.
    #[error("it is a histogram with {limits} bucket limits and {counts} counts")]
    Histogram {
        /// How many limits.
        limits: usize,
        /// How many counts.
        counts: usize,
    },
    /// It belongs to a plugin that is not read here.
    #[error("the plugin `{plugin}` is not read")]
    Plugin {
        /// The plugin's name; empty when the file names none.
        plugin: String,
    },
    /// The bytes of a profile are no `RunMetadata`.
    #[error("the event holds no run metadata")]
    Profile {
        /// What the decoder said.
        source: prost::DecodeError,
    },
    /// The bytes of a graph are no `GraphDef`.
    #[error("its graph was not understood")]
    Graph {
        /// What protobuf said.
        source: prost::DecodeError,
    },
}
