//! The files of the embedding projector, in the directory of a run.
//!
//! ```text
//!  RUN/projector/TAG/STEP/{tensors.tsv, tensors.bytes}, metadata.tsv, sprite.png
//!  RUN/projector_config.pbtxt      written last, and in one go: a reader finds all that it names
//! ```

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use nnviz_record::crc::MaskedCrc;
use nnviz_record::projector::{Embedding, PROJECTOR_CONFIG_NAME, ProjectorConfig, Sprite};

use crate::embedding::EmbeddingFiles;
use crate::{Error, Step};

/// Writes the embeddings of one run.
pub(crate) struct Projector {
    directory: PathBuf,
    config: ProjectorConfig,
}

impl Projector {
    /// Goes on with the configuration that is there.
    pub(crate) fn open(directory: &Path) -> Result<Self, Error> {
        let path = directory.join(PROJECTOR_CONFIG_NAME);
        let config = match fs::read_to_string(&path) {
            Ok(text) => ProjectorConfig::parse(&text).map_err(|source| Error::ProjectorConfig { path, source })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => ProjectorConfig::default(),
            Err(source) => return Err(Error::Write { path: directory.to_path_buf(), source }),
        };
        Ok(Self { directory: directory.to_path_buf(), config })
    }

    /// Writes the files, then the configuration that names them.
    pub(crate) fn write(&mut self, files: &EmbeddingFiles, step: Step) -> Result<(), Error> {
        let step = step.unwrap_or_else(|| self.next_step(&files.tag));
        self.write_files(files, step).map_err(|source| Error::Write { path: self.directory.clone(), source })
    }

    fn write_files(&mut self, files: &EmbeddingFiles, step: i64) -> io::Result<()> {
        let folder = format!("projector/{}/{step}", file_name(&files.tag));
        fs::create_dir_all(self.directory.join(&folder))?;
        let tensors = if files.tensors.is_binary { "tensors.bytes" } else { "tensors.tsv" };
        let mut embedding = Embedding {
            tensor_shape: files.tensors.shape.to_vec(),
            ..Embedding::new(name(&files.tag, step), self.put(&folder, tensors, &files.tensors.bytes)?)
        };
        if let Some(metadata) = &files.metadata {
            embedding.metadata_path = self.put(&folder, "metadata.tsv", metadata.as_bytes())?;
        }
        if let Some(sprite) = &files.sprite {
            let image_path = self.put(&folder, "sprite.png", &sprite.png)?;
            embedding.sprite = Some(Sprite { image_path, single_image_dim: sprite.size.to_vec() });
        }
        self.config.embeddings.retain(|other| other.tensor_name != embedding.tensor_name);
        self.config.embeddings.push(embedding);
        self.put("", PROJECTOR_CONFIG_NAME, self.config.to_pbtxt().as_bytes()).map(drop)
    }

    /// Writes a file under another name and moves it into place; returns its path as the configuration says it.
    fn put(&self, folder: &str, name: &str, bytes: &[u8]) -> io::Result<String> {
        let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        let unfinished = self.directory.join(format!("{path}.tmp"));
        fs::write(&unfinished, bytes)?;
        fs::rename(&unfinished, self.directory.join(&path))?;
        Ok(path)
    }

    /// The number of embeddings of this tag so far.
    fn next_step(&self, tag: &str) -> i64 {
        let begin = name(tag, 0);
        let begin = begin.trim_end_matches("0)");
        self.config.embeddings.iter().filter(|embedding| embedding.tensor_name.starts_with(begin)).count() as i64
    }
}

/// What the projector calls an embedding.
fn name(tag: &str, step: i64) -> String {
    format!("{tag} (step {step})")
}

/// The longest name of a folder, but for nine characters that tell long tags apart.
const MAX_NAME: usize = 200;

/// A tag as the name of one folder on any system: what is not plain becomes its bytes in hexadecimal.
fn file_name(tag: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_ ".contains(&byte);
    let written = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02x}") };
    let mut name: String = tag.bytes().map(written).collect();
    // File systems take 255 bytes; the tag itself is in the configuration.
    if name.len() > MAX_NAME {
        name.truncate(MAX_NAME);
        return format!("{name}%{:08x}", MaskedCrc::of(tag.as_bytes()).0);
    }
    if name.is_empty() { "%".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_names_one_folder() {
        assert_eq!(file_name("layer4"), "layer4");
        assert_eq!(file_name("../a/b"), "%2e%2e%2fa%2fb");
        assert_eq!(file_name(""), "%");
        let long = "ü".repeat(500);
        assert_eq!(file_name(&long).len(), MAX_NAME + 9);
        assert_ne!(file_name(&long), file_name(&format!("{long}2")));
    }
}
