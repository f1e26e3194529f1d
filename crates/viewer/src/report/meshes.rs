//! The meshes: the parts of each, put together again, step by step.

use nnviz_record::summary::{MeshElements, MeshPart};

use crate::series::{Run, Series, TimeSeries};

/// A mesh of a run.
#[derive(Debug)]
pub(super) struct MeshSeries<'a> {
    /// Which run.
    pub(super) run: usize,
    /// Its name, without the ending that names a part.
    pub(super) name: &'a str,
    /// The series of its vertices.
    pub(super) series: &'a Series,
    pub(super) steps: Vec<MeshStep<'a>>,
    /// How many steps were logged.
    pub(super) logged: usize,
}

/// The first mesh of a step's batch.
#[derive(Debug)]
pub(super) struct MeshStep<'a> {
    pub(super) step: i64,
    pub(super) vertices: &'a [[f32; 3]],
    pub(super) faces: &'a [[u32; 3]],
    pub(super) colors: &'a [[u8; 3]],
    /// How many meshes the batch has.
    pub(super) batch: usize,
}

/// The meshes of all runs.
pub(super) fn of_runs(runs: &[Run]) -> Vec<MeshSeries<'_>> {
    runs.iter().enumerate().flat_map(|(index, run)| of_run(index, run)).collect()
}

fn of_run(index: usize, run: &Run) -> Vec<MeshSeries<'_>> {
    let mut found = Vec::new();
    for (series, vertices) in run.meshes() {
        let Some(MeshElements::Vertices(_)) = vertices.last().map(|point| point.value.elements()) else { continue };
        let name = vertices.last().map_or("", |point| point.value.name());
        // Other writers name no mesh in the metadata: then the tag tells which parts belong together.
        let name = if name.is_empty() { stem(&series.tag) } else { name };
        let others: Vec<_> = run.meshes().filter(|(other, _)| stem(&other.tag) == stem(&series.tag)).collect();
        let steps = vertices.points().iter().map(|point| MeshStep::new(point.step, &point.value, &others));
        found.push(MeshSeries { run: index, name, series, steps: steps.collect(), logged: vertices.logged() });
    }
    found
}

/// A tag without the ending that names a part.
fn stem(tag: &str) -> &str {
    ["_VERTEX", "_FACE", "_COLOR"].iter().find_map(|ending| tag.strip_suffix(ending)).unwrap_or(tag)
}

impl<'a> MeshStep<'a> {
    fn new(step: i64, part: &'a MeshPart, others: &[(&'a Series, &'a TimeSeries<MeshPart>)]) -> Self {
        let mut this = Self { step, vertices: &[], faces: &[], colors: &[], batch: part.shape()[0] };
        this.take(part);
        for (_, parts) in others {
            // A part that does not change may be logged once only.
            let behind = parts.points().partition_point(|point| point.step <= step);
            if let Some(point) = parts.points()[..behind].last()
                && !matches!(point.value.elements(), MeshElements::Vertices(_))
            {
                this.take(&point.value);
            }
        }
        this
    }

    fn take(&mut self, part: &'a MeshPart) {
        let [_, each] = part.shape();
        match part.elements() {
            MeshElements::Vertices(all) => self.vertices = &all[..each.min(all.len())],
            MeshElements::Faces(all) => self.faces = &all[..each.min(all.len())],
            MeshElements::Colors(all) => self.colors = &all[..each.min(all.len())],
            _ => {}
        }
    }
}
