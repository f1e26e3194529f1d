//! The directory of weights that `fetch.sh` makes.

use std::path::{Path, PathBuf};

use crate::Error;

/// The environment variable that names the directory.
pub const VARIABLE: &str = "NNVIZ_MODELS";

/// A directory of weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weights(PathBuf);

impl Weights {
    /// The weights in this directory.
    pub fn at(directory: impl Into<PathBuf>) -> Self {
        Self(directory.into())
    }

    /// The weights in the directory that [`VARIABLE`] names.
    ///
    /// # Errors
    /// [`Error::NoWeights`] when it names none.
    pub fn from_env() -> Result<Self, Error> {
        let directory = std::env::var_os(VARIABLE).filter(|directory| !directory.is_empty());
        directory.map(Self::at).ok_or(Error::NoWeights { variable: VARIABLE })
    }

    /// EfficientNet-Lite0, a checkpoint of PyTorch.
    pub fn efficientnet(&self) -> PathBuf {
        self.0.join("efficientnet-lite0.pth")
    }

    /// The names of ImageNet's 1,000 classes.
    pub fn imagenet_names(&self) -> PathBuf {
        self.0.join("imagenet-names.json")
    }

    /// MiniLM's weights in the format safetensors.
    pub fn minilm(&self) -> PathBuf {
        self.0.join("minilm.safetensors")
    }

    /// The word pieces that MiniLM knows, one a line.
    pub fn vocabulary(&self) -> PathBuf {
        self.0.join("minilm-vocab.txt")
    }
}

/// Reads a text file of the directory.
pub(crate) fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })
}
