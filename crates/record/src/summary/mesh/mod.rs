//! Meshes and point clouds: vertices, their colours, and the triangles between them, one batch a step.
//!
//! ```text
//!  NAME_VERTEX   DT_FLOAT [B, N, 3]   x, y, z of each vertex         one tag a part; the plugin data of each
//!  NAME_FACE     DT_INT32 [B, F, 3]   the three vertices of each     names the mesh, the part, and the
//!  NAME_COLOR    DT_UINT8 [B, N, 3]   red, green, blue of each       parts that belong together
//! ```
//!
//! The page draws with three.js; a JSON object of camera, lights and material may say how
//! (`tensorboard/plugins/mesh`).

mod part;

use thiserror::Error;

use super::Summary;

pub use part::{MeshElements, MeshPart};
pub(super) use part::{decode, encode, plugin_data};

/// One mesh; without faces, a cloud of points.
///
/// ```
/// use nnviz_record::summary::Mesh;
/// let triangle = Mesh::new(vec![[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
///     .with_faces(vec![[0, 1, 2]])
///     .with_config(r#"{"camera": {"cls": "PerspectiveCamera", "fov": 75}}"#);
/// let parts = triangle.parts("shape")?;
/// let tags: Vec<_> = parts.iter().map(|(tag, _)| tag.as_str()).collect();
/// assert_eq!(tags, ["shape_VERTEX", "shape_FACE"]);
/// # Ok::<(), nnviz_record::summary::MeshError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mesh {
    /// x, y and z of each vertex.
    pub vertices: Vec<[f32; 3]>,
    /// The corners of each triangle, as places in `vertices`. None at all makes a cloud of points.
    pub faces: Vec<[u32; 3]>,
    /// Red, green and blue of each vertex, or none at all.
    pub colors: Vec<[u8; 3]>,
    /// A JSON object that three.js gets: `camera`, `lights`, `material`, each with `cls` and what its class takes. Written
    /// as it is; empty for TensorBoard's own choice.
    pub config: String,
}

/// Why meshes cannot be written.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum MeshError {
    /// There is no mesh, or one without vertices.
    #[error("mesh {mesh} has no vertices")]
    Empty {
        /// Which mesh of the batch.
        mesh: usize,
    },
    /// A coordinate is infinite or not a number.
    #[error("vertex {vertex} of mesh {mesh} is at ({}, {}, {}); coordinates must be finite", at[0], at[1], at[2])]
    Vertex {
        /// Which mesh of the batch.
        mesh: usize,
        /// Which vertex.
        vertex: usize,
        /// Its coordinates.
        at: [f32; 3],
    },
    /// A triangle has a corner that is no vertex.
    #[error("face {face} of mesh {mesh} names vertex {index}, but there are {vertices}")]
    Face {
        /// Which mesh of the batch.
        mesh: usize,
        /// Which triangle.
        face: usize,
        /// The vertex that is not there.
        index: u32,
        /// How many vertices there are.
        vertices: usize,
    },
    /// Every vertex has a colour, or none has.
    #[error("mesh {mesh} has {colors} colors for {vertices} vertices")]
    Colors {
        /// Which mesh of the batch.
        mesh: usize,
        /// How many colours there are.
        colors: usize,
        /// How many vertices there are.
        vertices: usize,
    },
    /// The meshes of a batch have as many vertices, faces and colours each, and one configuration.
    #[error("mesh {mesh} differs from mesh 0 in its {what}; the meshes of a batch have equal sizes")]
    Unequal {
        /// Which mesh of the batch.
        mesh: usize,
        /// In what it differs.
        what: &'static str,
    },
    /// The configuration cannot be a JSON object.
    #[error("the mesh configuration is not a JSON object: it must begin with `{{` and end with `}}`")]
    Config,
}

impl Mesh {
    /// A cloud of points.
    pub fn new(vertices: Vec<[f32; 3]>) -> Self {
        Self { vertices, ..Self::default() }
    }

    /// With triangles between the points.
    #[must_use]
    pub fn with_faces(self, faces: Vec<[u32; 3]>) -> Self {
        Self { faces, ..self }
    }

    /// With a colour for each point.
    #[must_use]
    pub fn with_colors(self, colors: Vec<[u8; 3]>) -> Self {
        Self { colors, ..self }
    }

    /// With a JSON object that says how it is drawn; see [`config`](Self::config).
    #[must_use]
    pub fn with_config(self, json: impl Into<String>) -> Self {
        Self { config: json.into(), ..self }
    }

    /// What is written for this mesh: a tag and a summary for each part.
    ///
    /// # Errors
    /// [`MeshError`] when a vertex is not finite, a face names no vertex, or there are not as many colours as vertices.
    pub fn parts(&self, tag: &str) -> Result<Vec<(String, Summary)>, MeshError> {
        Self::batch_parts(std::slice::from_ref(self), tag)
    }

    /// What is written for several meshes of equal sizes, between which TensorBoard's page moves with a slider.
    ///
    /// # Errors
    /// [`MeshError`] as for [`parts`](Self::parts), when there is no mesh, and when the meshes differ in their sizes or their
    /// configuration.
    pub fn batch_parts(meshes: &[Self], tag: &str) -> Result<Vec<(String, Summary)>, MeshError> {
        let first = meshes.first().ok_or(MeshError::Empty { mesh: 0 })?;
        for (at, mesh) in meshes.iter().enumerate() {
            mesh.check(at)?;
            mesh.check_equal(first, at)?;
        }
        let vertices: Vec<_> = meshes.iter().flat_map(|mesh| mesh.vertices.iter().copied()).collect();
        let faces: Vec<_> = meshes.iter().flat_map(|mesh| mesh.faces.iter().copied()).collect();
        let colors: Vec<_> = meshes.iter().flat_map(|mesh| mesh.colors.iter().copied()).collect();
        let mut all = vec![MeshElements::Vertices(vertices)];
        if !faces.is_empty() {
            all.push(MeshElements::Faces(faces));
        }
        if !colors.is_empty() {
            all.push(MeshElements::Colors(colors));
        }
        let components = all.iter().map(MeshElements::component).sum();
        let config = if first.config.is_empty() { "{}" } else { &first.config };
        let part = |elements| MeshPart::new(tag, elements, meshes.len(), components, config);
        Ok(all.into_iter().map(part).map(|part| (part.tag(), Summary::Mesh(part))).collect())
    }

    fn check(&self, mesh: usize) -> Result<(), MeshError> {
        let vertices = self.vertices.len();
        if vertices == 0 {
            return Err(MeshError::Empty { mesh });
        }
        if let Some(vertex) = self.vertices.iter().position(|at| !at.iter().all(|number| number.is_finite())) {
            return Err(MeshError::Vertex { mesh, vertex, at: self.vertices[vertex] });
        }
        for (face, corners) in self.faces.iter().enumerate() {
            if let Some(&index) = corners.iter().find(|&&index| index as usize >= vertices) {
                return Err(MeshError::Face { mesh, face, index, vertices });
            }
        }
        if !self.colors.is_empty() && self.colors.len() != vertices {
            return Err(MeshError::Colors { mesh, colors: self.colors.len(), vertices });
        }
        self.check_config()
    }

    /// A light check: whether it is JSON inside is for TensorBoard to say.
    fn check_config(&self) -> Result<(), MeshError> {
        let config = self.config.trim();
        if config.is_empty() || (config.starts_with('{') && config.ends_with('}')) {
            Ok(())
        } else {
            Err(MeshError::Config)
        }
    }

    fn check_equal(&self, first: &Self, mesh: usize) -> Result<(), MeshError> {
        let what = if self.vertices.len() != first.vertices.len() {
            "number of vertices"
        } else if self.faces.len() != first.faces.len() {
            "number of faces"
        } else if self.colors.len() != first.colors.len() {
            "number of colors"
        } else if self.config != first.config {
            "configuration"
        } else {
            return Ok(());
        };
        Err(MeshError::Unequal { mesh, what })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square() -> Mesh {
        Mesh::new(vec![[0.0; 3], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 0.0]])
            .with_faces(vec![[0, 1, 2], [0, 2, 3]])
            .with_colors(vec![[255, 0, 0]; 4])
    }

    #[test]
    fn a_batch_has_three_parts_that_know_each_other() {
        let parts = Mesh::batch_parts(&[square(), square(), square()], "scene").unwrap();
        let tags: Vec<_> = parts.iter().map(|(tag, _)| tag.as_str()).collect();
        assert_eq!(tags, ["scene_VERTEX", "scene_FACE", "scene_COLOR"]);
        let sizes = parts.iter().map(|(_, summary)| match summary {
            Summary::Mesh(part) => (part.name(), part.shape(), part.components(), part.config()),
            other => panic!("{other:?}"),
        });
        assert_eq!(
            sizes.collect::<Vec<_>>(),
            [("scene", [3, 4], 14, "{}"), ("scene", [3, 2], 14, "{}"), ("scene", [3, 4], 14, "{}")]
        );
    }

    #[test]
    fn errors_name_the_place() {
        let mut far = square();
        far.vertices[2][1] = f32::NAN;
        let table = [
            (Mesh::default(), "mesh 1 has no vertices"),
            (far, "vertex 2 of mesh 1 is at (1, NaN, 0); coordinates must be finite"),
            (square().with_faces(vec![[0, 1, 2], [1, 4, 2]]), "face 1 of mesh 1 names vertex 4, but there are 4"),
            (square().with_colors(vec![[0; 3]; 3]), "mesh 1 has 3 colors for 4 vertices"),
            (
                square().with_faces(vec![[0, 1, 2]]),
                "mesh 1 differs from mesh 0 in its number of faces; the meshes of a batch have equal sizes",
            ),
            (
                square().with_config("[]"),
                "the mesh configuration is not a JSON object: it must begin with `{` and end with `}`",
            ),
        ];
        for (mesh, message) in table {
            assert_eq!(Mesh::batch_parts(&[square(), mesh], "x").unwrap_err().to_string(), message);
        }
        assert_eq!(Mesh::batch_parts(&[], "x").unwrap_err(), MeshError::Empty { mesh: 0 });
    }
}
