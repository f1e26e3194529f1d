//! Meshes and clouds of points, a picture a step; the script turns those that are not too large for a page.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::cards::{described, kept, one_block, several};
use super::page::{Body, Card, Layout, Section};
use super::strip::{Frame, Shown, Strip};
use crate::chart::{self, Solid};
use crate::report::meshes::{MeshSeries, MeshStep};
use crate::report::{Report, format};

/// What the steps of a mesh may add to a page beside their pictures, in bytes; the last ones have it first.
const MAX_BYTES: usize = 1 << 20;

/// More triangles or points than these cannot be drawn while they are turned.
const MAX_ELEMENTS: usize = 20_000;

/// Vertices lie on a grid of so many places along each edge of their box.
const GRID: f32 = 65_535.0;

/// A mesh as a picture, and as what can be turned.
#[derive(Debug)]
pub(super) struct MeshShown {
    pub(super) png: String,
    pub(super) alt: String,
    pub(super) solid: Option<SolidData>,
}

/// The parts of a mesh, little-endian, base64.
#[derive(Debug)]
pub(super) struct SolidData {
    /// u16, from one end of the box to the other.
    pub(super) vertices: String,
    /// u32; empty for a cloud of points.
    pub(super) faces: String,
    /// u8; empty for none.
    pub(super) colors: String,
    /// The lengths of the edges of the box.
    pub(super) size: String,
}

/// The section of the page.
pub(super) fn section(report: &Report<'_>) -> Section {
    let cards = report.meshes.iter().map(|mesh| card(report, mesh)).collect();
    Section {
        id: "meshes",
        title: "Meshes",
        lead: "Each mesh at its last step.",
        how: "Dragging turns it, as the arrow keys do; the slider goes back in time.",
        blocks: one_block(Layout::Grid, cards),
    }
}

fn card(report: &Report<'_>, mesh: &MeshSeries<'_>) -> Card {
    let bounds = chart::mesh_bounds(mesh.steps.iter().flat_map(|step| step.vertices));
    let mut left = MAX_BYTES;
    let mut frames: Vec<Frame> =
        mesh.steps.iter().rev().filter_map(|step| frame(mesh.name, step, bounds?, &mut left)).collect();
    frames.reverse();
    let body = Strip::new(frames).map_or_else(|| Body::Failed("no finite vertices".to_owned()), Body::Strip);
    let name = if mesh.series.display_name.is_empty() { mesh.name } else { &mesh.series.display_name };
    Card {
        title: name.to_owned(),
        run: several(report, mesh.run, report.runs.len()),
        aside: mesh.steps.last().map(size).unwrap_or_default(),
        notes: kept(mesh.steps.len(), mesh.logged),
        ..described(mesh.series, body)
    }
}

fn size(step: &MeshStep<'_>) -> String {
    let points = format::counted(step.vertices.len(), "point");
    let faces = step.faces.len();
    if faces == 0 { points } else { format!("{points} · {}", format::counted(faces, "triangle")) }
}

fn frame(name: &str, step: &MeshStep<'_>, bounds: [[f32; 3]; 2], left: &mut usize) -> Option<Frame> {
    let solid = Solid { vertices: step.vertices, faces: step.faces, colors: step.colors };
    let png = STANDARD.encode(chart::mesh(&solid, bounds).ok()?);
    let mut notes = if step.batch > 1 { vec![format!("the first of {} meshes", step.batch)] } else { Vec::new() };
    let solid = SolidData::new(&solid, bounds).filter(|data| data.bytes() <= *left);
    match &solid {
        Some(data) => *left -= data.bytes(),
        None => notes.push("too large to be turned on a page".to_owned()),
    }
    let shown = MeshShown { png, alt: format!("{name}, step {}", step.step), solid };
    Some(Frame { step: step.step, shown: Shown::Mesh(shown), notes })
}

impl SolidData {
    /// `None` for a mesh of too many parts.
    fn new(solid: &Solid<'_>, [low, high]: [[f32; 3]; 2]) -> Option<Self> {
        let elements = if solid.faces.is_empty() { solid.vertices.len() } else { solid.faces.len() };
        if elements > MAX_ELEMENTS {
            return None;
        }
        let size: [f32; 3] = std::array::from_fn(|at| high[at] - low[at]);
        // A cast from a float stays in range, whatever the float; no number becomes a corner of the box.
        let on_grid = |vertex: &[f32; 3]| -> [u16; 3] {
            std::array::from_fn(|at| ((vertex[at] - low[at]) / size[at].max(f32::MIN_POSITIVE) * GRID).round() as u16)
        };
        let is_known = |face: &&[u32; 3]| face.iter().all(|&corner| (corner as usize) < solid.vertices.len());
        let known: Vec<u8> = solid.faces.iter().filter(is_known).flatten().flat_map(|it| it.to_le_bytes()).collect();
        let vertices: Vec<u8> = solid.vertices.iter().flat_map(on_grid).flat_map(u16::to_le_bytes).collect();
        Some(Self {
            vertices: STANDARD.encode(vertices),
            faces: STANDARD.encode(known),
            colors: STANDARD.encode(solid.colors.concat()),
            size: size.map(|edge| edge.to_string()).join(" "),
        })
    }

    fn bytes(&self) -> usize {
        self.vertices.len() + self.faces.len() + self.colors.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vertices_lie_on_a_grid_and_faces_name_only_them() {
        let vertices = [[0.0, 0.0, 0.0], [1.0, 2.0, f32::NAN], [2.0, 4.0, 0.0]];
        let solid = Solid { vertices: &vertices, faces: &[[0, 1, 2], [0, 1, 9]], colors: &[] };
        let data = SolidData::new(&solid, [[0.0; 3], [2.0, 4.0, 0.0]]).unwrap();
        let numbers: Vec<u16> = STANDARD
            .decode(&data.vertices)
            .unwrap()
            .as_chunks::<2>()
            .0
            .iter()
            .map(|it| u16::from_le_bytes(*it))
            .collect();
        assert_eq!(numbers, [0, 0, 0, 32_768, 32_768, 0, 65_535, 65_535, 0]);
        assert_eq!((STANDARD.decode(&data.faces).unwrap().len(), data.size.as_str()), (12, "2 4 0"));
        let many = vec![[0.0; 3]; MAX_ELEMENTS + 1];
        assert!(SolidData::new(&Solid { vertices: &many, ..Solid::default() }, [[0.0; 3]; 2]).is_none());
    }
}
