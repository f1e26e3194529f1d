//! One part of a batch of meshes: what one tag holds.

use prost::Message as _;

use crate::proto::plugin_data::{MeshContentType, MeshPluginData};
use crate::proto::{DataType, Payload, TensorProto};
use crate::summary::{DecodeError, Kind, tensor};

/// All parts: what TensorBoard takes for granted when a writer does not say which there are.
const ALL_COMPONENTS: u32 = 0b1110;

/// The vertices, the faces or the colours of a batch of meshes. Made by [`Mesh::parts`](super::Mesh::parts), or read.
#[derive(Clone, Debug, PartialEq)]
pub struct MeshPart {
    name: String,
    elements: MeshElements,
    shape: [usize; 2],
    components: u32,
    config: String,
}

/// What a part of a batch holds: all of the first mesh, then all of the second, and so on.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum MeshElements {
    /// x, y and z of each vertex.
    Vertices(Vec<[f32; 3]>),
    /// The corners of each triangle, as places among the vertices of its mesh.
    Faces(Vec<[u32; 3]>),
    /// Red, green and blue of each vertex.
    Colors(Vec<[u8; 3]>),
}

impl MeshElements {
    pub(super) fn content_type(&self) -> MeshContentType {
        match self {
            Self::Vertices(_) => MeshContentType::Vertex,
            Self::Faces(_) => MeshContentType::Face,
            Self::Colors(_) => MeshContentType::Color,
        }
    }

    /// The bit that stands for it among the components.
    pub(super) fn component(&self) -> u32 {
        1 << self.content_type() as u32
    }

    fn len(&self) -> usize {
        match self {
            Self::Vertices(vertices) => vertices.len(),
            Self::Faces(faces) => faces.len(),
            Self::Colors(colors) => colors.len(),
        }
    }
}

impl MeshPart {
    /// `meshes` is not zero, and divides the number of elements.
    pub(super) fn new(name: &str, elements: MeshElements, meshes: usize, components: u32, config: &str) -> Self {
        let shape = [meshes, elements.len() / meshes.max(1)];
        Self { name: name.to_owned(), elements, shape, components, config: config.to_owned() }
    }

    /// The name of the mesh: the tag without the ending that names the part.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The tag of this part: the name of the mesh with `_VERTEX`, `_FACE` or `_COLOR`.
    pub fn tag(&self) -> String {
        let ending = match self.elements {
            MeshElements::Vertices(_) => "VERTEX",
            MeshElements::Faces(_) => "FACE",
            MeshElements::Colors(_) => "COLOR",
        };
        format!("{}_{ending}", self.name)
    }

    /// What it holds.
    pub fn elements(&self) -> &MeshElements {
        &self.elements
    }

    /// How many meshes there are, and how many elements each has.
    pub fn shape(&self) -> [usize; 2] {
        self.shape
    }

    /// The parts of the batch, a bit each: 2 for vertices, 4 for faces, 8 for colours.
    pub fn components(&self) -> u32 {
        self.components
    }

    /// The JSON object that says how it is drawn.
    pub fn config(&self) -> &str {
        &self.config
    }
}

pub(in crate::summary) fn plugin_data(part: &MeshPart) -> MeshPluginData {
    MeshPluginData {
        version: 0,
        name: part.name.clone(),
        content_type: part.elements.content_type().into(),
        json_config: part.config.clone(),
        shape: part.shape.iter().map(|&size| size as i32).chain([3]).collect(),
        components: part.components,
    }
}

pub(in crate::summary) fn encode(part: &MeshPart) -> Payload {
    let (dtype, bytes) = match &part.elements {
        MeshElements::Vertices(all) => (DataType::Float, all.iter().flatten().flat_map(|x| x.to_le_bytes()).collect()),
        MeshElements::Faces(all) => (DataType::Int32, all.iter().flatten().flat_map(|i| i.to_le_bytes()).collect()),
        MeshElements::Colors(all) => (DataType::Uint8, all.as_flattened().to_vec()),
    };
    let [meshes, each] = part.shape.map(|size| size as i64);
    Payload::Tensor(tensor::of_content(dtype, &[meshes, each, 3], bytes))
}

pub(in crate::summary) fn decode(tensor: &TensorProto, content: &[u8]) -> Result<MeshPart, DecodeError> {
    let data = MeshPluginData::decode(content);
    let data = data.map_err(|source| DecodeError::Message { kind: Kind::Mesh, source })?;
    let [meshes, each, 3] = tensor::dims(tensor)?[..] else {
        return Err(DecodeError::Tensor { reason: "a part of a mesh has the shape [b, n, 3]" });
    };
    let values = tensor::numbers(tensor)?;
    let triples = values.as_chunks::<3>().0.iter();
    let elements = match data.content_type() {
        MeshContentType::Vertex => MeshElements::Vertices(triples.map(|all| all.map(|x| x as f32)).collect()),
        MeshContentType::Face => MeshElements::Faces(triples.map(|all| all.map(|index| index as u32)).collect()),
        MeshContentType::Color => MeshElements::Colors(triples.map(|all| all.map(|color| color as u8)).collect()),
        MeshContentType::Undefined => {
            return Err(DecodeError::Tensor { reason: "the part of a mesh is not said" });
        }
    };
    let components = if data.components == 0 { ALL_COMPONENTS } else { data.components };
    Ok(MeshPart { name: data.name, elements, shape: [meshes, each], components, config: data.json_config })
}
