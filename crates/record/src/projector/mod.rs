//! The embedding projector: points in many dimensions, with labels and pictures. It reads files beside the events.
//!
//! ```text
//! run/projector_config.pbtxt      ProjectorConfig: which embeddings there are, and where their files are
//! run/words/tensors.tsv           Tensors: a row a point
//! run/words/metadata.tsv          metadata_tsv: a row a label
//! run/words/sprite.png            a picture of pictures, all of one size
//! ```
//!
//! Here are the bytes of these files, and nothing that writes files. TensorBoard reads the configuration when a run
//! appears and then no more: write it last, with all embeddings in it. All paths must lie below the directory of the
//! configuration (`tensorboard/plugins/projector/projector_plugin.py`).

mod config;
mod error;
mod labels;
mod pbtxt;
mod tensors;

pub use config::{Embedding, PROJECTOR_CONFIG_NAME, ProjectorConfig, Sprite};
pub use error::ProjectorError;
pub use labels::metadata_tsv;
pub use tensors::{Tensors, tensors_binary, tensors_tsv};
