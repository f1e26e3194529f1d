//! Which of TensorBoard's plugins shows a summary, and how.
//!
//! TensorBoard reads the metadata of the first value of each tag in a run and keeps it. Its two readers guess
//! differently when the data class is missing, so a value written here always carries it.

use prost::Message as _;

use super::{Summary, audio, hparams, mesh, pr_curve};
use crate::proto::{DataClass, PluginData, SummaryMetadata};

/// The kind of a summary: one plugin of TensorBoard each. A tag holds one kind only, for the life of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// A number: the plugin `scalars`.
    Scalar,
    /// A distribution: the plugin `histograms`.
    Histogram,
    /// Pictures: the plugin `images`.
    Image,
    /// Markdown: the plugin `text`.
    Text,
    /// Sound: the plugin `audio`.
    Audio,
    /// Precision-recall curves: the plugin `pr_curves`.
    PrCurve,
    /// Meshes and point clouds: the plugin `mesh`.
    Mesh,
    /// A layout of charts: the plugin `custom_scalars`.
    CustomScalars,
    /// Hyperparameters: the plugin `hparams`.
    Hparams,
    /// Arrays that no page shows: `tensor`.
    Tensor,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::Scalar,
        Self::Histogram,
        Self::Image,
        Self::Text,
        Self::Audio,
        Self::PrCurve,
        Self::Mesh,
        Self::CustomScalars,
        Self::Hparams,
        Self::Tensor,
    ];

    /// The name under which TensorBoard knows the plugin (`tensorboard/plugins/*/metadata.py`).
    pub fn plugin_name(self) -> &'static str {
        match self {
            Self::Scalar => "scalars",
            Self::Histogram => "histograms",
            Self::Image => "images",
            Self::Text => "text",
            Self::Audio => "audio",
            Self::PrCurve => "pr_curves",
            Self::Mesh => "mesh",
            Self::CustomScalars => "custom_scalars",
            Self::Hparams => "hparams",
            Self::Tensor => "tensor",
        }
    }

    /// The kind that a plugin shows.
    pub fn from_plugin_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.plugin_name() == name)
    }

    /// How TensorBoard stores the plugin's data.
    pub fn data_class(self) -> DataClass {
        match self {
            Self::Scalar => DataClass::Scalar,
            Self::Image | Self::Audio => DataClass::BlobSequence,
            _ => DataClass::Tensor,
        }
    }

    /// The metadata that the first value of a tag in a file carries. Display name and description may be added.
    ///
    /// Precision-recall curves, meshes and hyperparameters have plugin data that differs from one summary to the next:
    /// take [`Summary::metadata`] for them, which is right for every kind.
    pub fn metadata(self) -> SummaryMetadata {
        // For most, the plugin data is a version, and its zero is no bytes.
        let content = if self == Self::Audio { audio::plugin_data().encode_to_vec() } else { Vec::new() };
        SummaryMetadata {
            plugin_data: Some(PluginData { plugin_name: self.plugin_name().to_owned(), content }),
            display_name: String::new(),
            summary_description: String::new(),
            data_class: self.data_class().into(),
        }
    }
}

impl Summary {
    /// The metadata that the first value of a tag in a file carries, plugin data included. Display name and description
    /// may be added.
    pub fn metadata(&self) -> SummaryMetadata {
        let mut metadata = self.kind().metadata();
        let content = match self {
            Self::PrCurve(curve) => Some(pr_curve::plugin_data(curve).encode_to_vec()),
            Self::Mesh(part) => Some(mesh::plugin_data(part).encode_to_vec()),
            Self::Hparams(hparams) => Some(hparams::plugin_data(hparams).encode_to_vec()),
            _ => None,
        };
        if let (Some(content), Some(plugin_data)) = (content, &mut metadata.plugin_data) {
            plugin_data.content = content;
        }
        metadata
    }
}

/// The word for the kind in a message.
impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Scalar => "scalar",
            Self::Histogram => "histogram",
            Self::Image => "image",
            Self::Text => "text",
            Self::Audio => "audio",
            Self::PrCurve => "precision-recall curve",
            Self::Mesh => "mesh",
            Self::CustomScalars => "custom scalars layout",
            Self::Hparams => "hparams",
            Self::Tensor => "tensor",
        })
    }
}
