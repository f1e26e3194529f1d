//! Summaries: what a tag holds at a step. One kind a file, encoded and decoded side by side.
//!
//! | kind | file | plugin | data class | written as |
//! |---|---|---|---|---|
//! | [`Summary::Scalar`] | `scalar.rs` | `scalars` | scalar | `simple_value` |
//! | [`Summary::Histogram`] | `histogram.rs` | `histograms` | tensor | doubles `[k, 3]` |
//! | [`Summary::Image`] | `image.rs` | `images` | blob sequence | strings `[2 + k]` |
//! | [`Summary::Text`] | `text.rs` | `text` | tensor | string of rank 0 |
//! | [`Summary::Audio`] | `audio.rs`, `wav.rs` | `audio` | blob sequence | strings `[k]` |
//! | [`Summary::PrCurve`] | `pr_curve.rs` | `pr_curves` | tensor | floats `[6, n]` |
//! | [`Summary::Mesh`] | `mesh/` | `mesh` | tensor | numbers `[b, n, 3]`, a tag a part |
//! | [`Summary::CustomScalars`] | `custom_scalars.rs` | `custom_scalars` | tensor | message in a string of rank 0 |
//! | [`Summary::Hparams`] | `hparams/` | `hparams` | tensor | message in the metadata |
//! | [`Summary::Tensor`] | `tensor/` | `tensor` | tensor | any tensor |
//! | [`Graph`] | `graph.rs` | `graphs` | – | `graph_def` of an event |
//! | [`Profile`] | `profile.rs` | `graphs` | – | `tagged_run_metadata` of an event |
//!
//! TensorBoard has two readers that disagree about most forms. The forms written here are those that both show, always
//! with an explicit data class. Read are these and the forms of other writers too.

mod audio;
mod custom_scalars;
mod decoder;
mod graph;
mod histogram;
mod hparams;
mod image;
mod mesh;
mod metadata;
mod pr_curve;
mod profile;
mod scalar;
mod tensor;
mod text;
mod wav;

use thiserror::Error;

pub use audio::Audio;
pub use custom_scalars::{CUSTOM_SCALARS_TAG, Category, Chart, ChartContent, Layout, MarginSeries, exact_tag_pattern};
pub use decoder::SummaryDecoder;
pub use graph::{Attribute, Graph, Node};
pub use histogram::{Bucket, Histogram};
pub use hparams::{
    DatasetType, EXPERIMENT_TAG, Experiment, HparamDomain, HparamInfo, HparamType, HparamValue, Hparams, MetricInfo,
    SESSION_END_TAG, SESSION_START_TAG, SessionEnd, SessionStart, SessionState,
};
pub use image::{Images, image_media_type};
pub use mesh::{Mesh, MeshElements, MeshError, MeshPart};
pub use metadata::Kind;
pub use pr_curve::{PrCurve, PrCurveError, PrPoint};
pub use profile::{NodeOutput, NodeTime, Profile};
pub use scalar::append_scalar_record;
pub use tensor::{Element, Tensor, TensorData, TensorError};
pub use text::markdown_table;
pub use wav::{WavInfo, encode_wav};

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
    /// Sound clips.
    Audio(Audio),
    /// How a binary classifier does at each threshold.
    PrCurve(PrCurve),
    /// One part of a batch of meshes; [`Mesh::parts`] makes them.
    Mesh(MeshPart),
    /// Which charts the custom scalars page has, under [`CUSTOM_SCALARS_TAG`].
    CustomScalars(Layout),
    /// Hyperparameters, under [`Hparams::tag`]. They are in the metadata: a value without it says nothing.
    Hparams(Hparams),
    /// An array.
    Tensor(Tensor),
}

impl Summary {
    /// Which plugin shows it.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Scalar(_) => Kind::Scalar,
            Self::Histogram(_) => Kind::Histogram,
            Self::Image(_) => Kind::Image,
            Self::Text(_) => Kind::Text,
            Self::Audio(_) => Kind::Audio,
            Self::PrCurve(_) => Kind::PrCurve,
            Self::Mesh(_) => Kind::Mesh,
            Self::CustomScalars(_) => Kind::CustomScalars,
            Self::Hparams(_) => Kind::Hparams,
            Self::Tensor(_) => Kind::Tensor,
        }
    }

    /// The message for one tag. The first value of a tag in a file needs [`Summary::metadata`]; later ones need none.
    pub fn into_value(self, tag: &str, metadata: Option<SummaryMetadata>) -> Value {
        let value = match self {
            Self::Scalar(value) => scalar::encode(value),
            Self::Histogram(histogram) => histogram::encode(&histogram),
            Self::Image(images) => image::encode(images),
            Self::Text(markdown) => text::encode(markdown),
            Self::Audio(audio) => audio::encode(audio),
            Self::PrCurve(curve) => pr_curve::encode(&curve),
            Self::Mesh(part) => mesh::encode(&part),
            Self::CustomScalars(layout) => custom_scalars::encode(layout),
            Self::Hparams(_) => hparams::encode(),
            Self::Tensor(tensor) => tensor::encode(tensor),
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
    /// The plugin's own message, in the value or its metadata, is damaged.
    #[error("its {kind} message was not understood")]
    Message {
        /// The kind that it would be.
        kind: Kind,
        /// What protobuf said.
        source: prost::DecodeError,
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
