#![doc = include_str!("../README.md")]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)
)]

#[cfg(feature = "explain")]
pub mod explain;

pub use nnviz_logger::*;
pub use nnviz_record as record;

/// What most training code needs, for `use nnviz::prelude::*`.
pub mod prelude {
    #[cfg(feature = "figure")]
    pub use nnviz_logger::LabelledBox;
    pub use nnviz_logger::{Bins, Clip, Embedding, Hparams, Image, Images, Layout, Logger, Pixels, Video};
    pub use nnviz_record::summary::{Mesh, markdown_table};

    #[cfg(feature = "explain")]
    pub use crate::explain::ExplainEvery;
    #[cfg(feature = "burn")]
    pub use nnviz_logger::attach::{WatchConfig, Watched};
    #[cfg(feature = "burn")]
    pub use nnviz_logger::{FeatureMaps, FindingsConfig, GraphConfig, Severity, scope, summary, tap};
}
