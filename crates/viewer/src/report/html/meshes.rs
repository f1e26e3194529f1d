//! Meshes and clouds of points, a picture a step.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::cards::{described, kept, one_block, several};
use super::page::{Body, Card, Layout, Section};
use super::picture::Picture;
use super::strip::{Frame, Shown, Strip};
use crate::chart::{self, Solid};
use crate::report::meshes::{MeshSeries, MeshStep};
use crate::report::{Report, format};

/// The section of the page.
pub(super) fn section(report: &Report<'_>) -> Section {
    let cards = report.meshes.iter().map(|mesh| card(report, mesh)).collect();
    Section {
        id: "meshes",
        title: "Meshes",
        lead: "Each mesh from one side, at its last step; the slider goes back in time.",
        blocks: one_block(Layout::Grid, cards),
    }
}

fn card(report: &Report<'_>, mesh: &MeshSeries<'_>) -> Card {
    let bounds = chart::mesh_bounds(mesh.steps.iter().flat_map(|step| step.vertices));
    let frames = mesh.steps.iter().filter_map(|step| frame(mesh.name, step, bounds?)).collect();
    let body = Strip::new(frames).map_or_else(|| Body::Failed("no finite vertices".to_owned()), Body::Strip);
    Card {
        title: if mesh.series.display_name.is_empty() { mesh.name } else { &mesh.series.display_name }.to_owned(),
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

fn frame(name: &str, step: &MeshStep<'_>, bounds: [[f32; 3]; 2]) -> Option<Frame> {
    let solid = Solid { vertices: step.vertices, faces: step.faces, colors: step.colors };
    let png = chart::mesh(&solid, bounds).ok()?;
    let picture = Picture {
        media_type: "image/png",
        base64: STANDARD.encode(png),
        alt: format!("{name}, step {}", step.step),
        width: 0,
        enlarged: false,
    };
    let notes = if step.batch > 1 { vec![format!("the first of {} meshes", step.batch)] } else { Vec::new() };
    Some(Frame { step: step.step, shown: Shown::Pictures(vec![picture]), notes })
}
