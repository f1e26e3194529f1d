//! What can be wrong with weights and photographs.

use std::path::PathBuf;

use thiserror::Error;

/// Why there is no network, or nothing to show it. Each message says what to do.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// Nobody said where the weights are.
    #[error("{variable} is not set; run `examples/models/fetch.sh DIRECTORY`, then set {variable}=DIRECTORY")]
    NoWeights {
        /// The environment variable.
        variable: &'static str,
    },
    /// A file is not there, or cannot be read.
    #[error("{path} cannot be read; `examples/models/fetch.sh` gets the weights anew")]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file holds other tensors than the network has.
    #[error("{path} does not hold the weights of {network}: {reason}")]
    Weights {
        /// Which file.
        path: PathBuf,
        /// Which network.
        network: &'static str,
        /// What was amiss.
        reason: String,
    },
    /// The file should hold names, and holds something else.
    #[error("{path} is not a list of names: {reason}")]
    Names {
        /// Which file.
        path: PathBuf,
        /// What was amiss.
        reason: String,
    },
    /// The file is not there, is no image, or is one of a format that is not read here (JPEG and PNG are).
    #[error("{path} cannot be read as a JPEG or PNG image: {source}")]
    Image {
        /// Which file.
        path: PathBuf,
        /// What the decoder said.
        source: image::ImageError,
    },
}
