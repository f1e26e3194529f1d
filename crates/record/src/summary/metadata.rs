//! Which of TensorBoard's plugins shows a summary, and how.
//!
//! TensorBoard reads the metadata of the first value of each tag in a run and keeps it. Its two readers guess
//! differently when the data class is missing, so a value written here always carries it.

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
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Scalar, Self::Histogram, Self::Image, Self::Text];

    /// The name under which TensorBoard knows the plugin (`tensorboard/plugins/*/metadata.py`).
    pub fn plugin_name(self) -> &'static str {
        match self {
            Self::Scalar => "scalars",
            Self::Histogram => "histograms",
            Self::Image => "images",
            Self::Text => "text",
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
            Self::Histogram | Self::Text => DataClass::Tensor,
            Self::Image => DataClass::BlobSequence,
        }
    }

    /// The metadata that the first value of a tag in a file carries. Display name and description may be added.
    pub fn metadata(self) -> SummaryMetadata {
        SummaryMetadata {
            // The plugins' own metadata is a version, and its zero is no bytes.
            plugin_data: Some(PluginData { plugin_name: self.plugin_name().to_owned(), content: Vec::new() }),
            display_name: String::new(),
            summary_description: String::new(),
            data_class: self.data_class().into(),
        }
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
        })
    }
}
