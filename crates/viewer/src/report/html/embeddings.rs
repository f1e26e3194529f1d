//! Embeddings: many dimensions on a plane, coloured by label.

use super::cards::{one_block, several};
use super::page::{Body, Card, Layout, Section};
use crate::chart::{self, SCATTER_CLASSES, ScatterPoint};
use crate::report::projection::principal_plane;
use crate::report::{Report, format};
use crate::series::{Embedding, LabelColumn};
use crate::theme;

/// Points with the names of their classes.
#[derive(Debug)]
pub(super) struct Scatter {
    /// SVG of the chart module.
    pub(super) svg: String,
    pub(super) classes: Vec<Class>,
}

/// A class of points: what marks it, and how many there are.
#[derive(Debug)]
pub(super) struct Class {
    pub(super) label: String,
    pub(super) color: usize,
    pub(super) is_ring: bool,
    pub(super) count: usize,
}

/// The section of the page.
pub(super) fn section(report: &Report<'_>) -> Section {
    let all = report
        .embeddings
        .iter()
        .map(|&(run, embedding)| Card { run: several(report, run, report.runs.len()), ..card(embedding) });
    Section {
        id: "embeddings",
        title: "Embeddings",
        lead: "Points in many dimensions, on the plane of their first two principal components.",
        blocks: one_block(Layout::Grid, all.collect()),
    }
}

fn card(embedding: &Embedding) -> Card {
    let plane = principal_plane(&embedding.rows);
    let column = embedding.columns.iter().find_map(|column| Some((column, classes(column)?)));
    let class_of = |at: usize| {
        let (column, classes) = column.as_ref()?;
        classes.iter().position(|class| class.label == column.labels[at])
    };
    let points = plane.points.iter().enumerate();
    let points: Vec<ScatterPoint> = points.map(|(at, &(x, y))| (x, y, class_of(at))).collect();
    let mut notes = vec![format!("the plane shows {:.0} % of the variance", plane.share * 100.0)];
    match &column {
        Some((column, _)) if !column.name.is_empty() => notes.push(format!("coloured by {}", column.name)),
        None if !embedding.columns.is_empty() => {
            notes.push(format!("not coloured: no column has 2 to {SCATTER_CLASSES} labels"));
        }
        _ => {}
    }
    if embedding.rows.len() < embedding.points {
        notes.push(format!("{} of {} points", embedding.rows.len(), embedding.points));
    }
    let classes = column.map(|(_, classes)| classes).unwrap_or_default();
    let body = match chart::scatter(&points) {
        Ok(svg) => Body::Scatter(Scatter { svg, classes }),
        Err(error) => Body::Failed(error.to_string()),
    };
    let dimensions = embedding.rows.first().map_or(0, Vec::len);
    let aside =
        format!("{} · {}", format::counted(embedding.points, "point"), format::counted(dimensions, "dimension"));
    Card { aside, notes: vec![notes.join(" · ")], ..Card::new(&embedding.name, body) }
}

/// The labels of a column in their order, if they are few enough to be told apart.
fn classes(column: &LabelColumn) -> Option<Vec<Class>> {
    let mut counts = std::collections::BTreeMap::new();
    for label in &column.labels {
        *counts.entry(label.as_str()).or_insert(0) += 1;
        if counts.len() > SCATTER_CLASSES {
            return None;
        }
    }
    let class = |(at, (label, count)): (usize, (&str, usize))| Class {
        label: label.to_owned(),
        color: at % theme::SERIES,
        is_ring: at >= theme::SERIES,
        count,
    };
    (counts.len() > 1).then(|| counts.into_iter().enumerate().map(class).collect())
}
