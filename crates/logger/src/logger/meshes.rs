//! Meshes and point clouds.

use nnviz_record::summary::Mesh;

use super::Logger;
use crate::worker::{Entry, Output};
use crate::{Error, Step};

impl Logger {
    /// Logs a mesh, or a point cloud where it has no faces. TensorBoard shows it under *Mesh*, to be turned.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use nnviz_record::summary::Mesh;
    ///
    /// let corners = vec![[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    /// let tetrahedron = Mesh::new(corners)
    ///     .with_colors(vec![[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 0]])
    ///     .with_faces(vec![[0, 1, 2], [0, 1, 3], [0, 2, 3], [1, 2, 3]]);
    /// logger.add_mesh("tetrahedron", tetrahedron, 1);
    /// # logger.flush()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_mesh(&self, tag: &str, mesh: Mesh, step: impl Into<Step>) {
        self.add_meshes(tag, vec![mesh], step);
    }

    /// Logs several meshes of one size under one tag; TensorBoard shows them side by side.
    pub fn add_meshes(&self, tag: &str, meshes: Vec<Mesh>, step: impl Into<Step>) {
        let tag = self.tag(tag);
        let bytes = meshes.iter().map(held).sum();
        self.send_heavy(tag.clone(), step.into(), bytes, move || {
            let parts = Mesh::batch_parts(&meshes, &tag).map_err(|source| Error::Mesh { tag, source })?;
            Ok(Output::Entries(parts.into_iter().map(|(tag, part)| Entry::new(tag, part)).collect()))
        });
    }
}

fn held(mesh: &Mesh) -> usize {
    size_of_val(&mesh.vertices[..]) + size_of_val(&mesh.faces[..]) + size_of_val(&mesh.colors[..])
}
