//! Points of many dimensions, for the embedding projector.

use super::Logger;
use crate::Step;
use crate::embedding::Embedding;
use crate::worker::Output;

impl Logger {
    /// Logs points for TensorBoard's *Projector*: files below the directory of this run, and a configuration that names
    /// all embeddings so far. TensorBoard reads it when it finds the run, and embeddings that come later when it is
    /// started again.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_logger::{Embedding, Pixels};
    /// let pictures = vec![Pixels::grey(8, 8, vec![0; 64])?, Pixels::grey(8, 8, vec![200; 64])?];
    /// let points = Embedding::from(vec![vec![0.1, 0.2, 0.3], vec![0.9, 0.8, 0.7]]);
    /// logger.add_embedding(points.labels(["dark", "light"]).label_images(pictures).tag("greys"), 1);
    /// # logger.close()?;
    /// # assert!(directory.path().join("projector_config.pbtxt").exists());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_embedding(&self, embedding: impl Into<Embedding>, step: impl Into<Step>) {
        if !self.is_enabled() {
            return;
        }
        let mut embedding = embedding.into();
        embedding.tag = self.tag(&embedding.tag);
        self.send_heavy(embedding.tag.clone(), step.into(), embedding.byte_len(), move || {
            embedding.encode().map(Output::Embedding)
        });
    }
}
