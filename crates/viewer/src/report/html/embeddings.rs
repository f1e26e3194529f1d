//! Embeddings: many dimensions on a plane, in several ways beside each other, coloured by label.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::cards::{one_block, several};
use super::page::{Body, Card, Layout, Section};
use crate::chart::{self, SCATTER_CLASSES, ScatterPoint, scatter_places};
use crate::report::picture_file::media_type;
use crate::report::projection::{self, Map};
use crate::report::{Report, format};
use crate::series::{Embedding, LabelColumn, Sprite};
use crate::theme;

/// Of more embeddings than these, the last ones alone have the maps that take time.
const MAPPED: usize = 6;

/// More columns of labels than these, and more characters of a label, are not on the page.
const MAX_COLUMNS: usize = 8;
const MAX_LABEL: usize = 160;

/// Larger sprites are left out.
const MAX_SPRITE: usize = 2 << 20;

/// The maps of an embedding.
#[derive(Debug)]
pub(super) struct Maps {
    pub(super) planes: Vec<Plane>,
    /// The classes of the column that the pictures are coloured by.
    pub(super) classes: Vec<Class>,
    /// Which column that is, if any.
    pub(super) colored_by: Option<usize>,
    pub(super) columns: Vec<Column>,
    pub(super) sprite: Option<SpriteData>,
    /// From little to much, ten colours.
    pub(super) heat: String,
}

/// One map.
#[derive(Debug)]
pub(super) struct Plane {
    pub(super) name: &'static str,
    pub(super) note: String,
    /// SVG of the chart module.
    pub(super) svg: String,
    /// Where each point is in it: x and y in tenths, u16, little-endian, base64.
    pub(super) places: String,
}

/// A class of points: what marks it, and how many there are.
#[derive(Debug)]
pub(super) struct Class {
    pub(super) label: String,
    pub(super) color: usize,
    pub(super) is_ring: bool,
    pub(super) count: usize,
}

/// A column of labels, each label once.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) labels: Vec<String>,
    /// The label of each point: u16, little-endian, base64.
    pub(super) indices: String,
}

/// The pictures of the points.
#[derive(Debug)]
pub(super) struct SpriteData {
    pub(super) media_type: &'static str,
    pub(super) base64: String,
    pub(super) size: [u32; 2],
    /// How many are in a row.
    pub(super) across: usize,
    /// Of the points of the file, one in so many is on the page.
    pub(super) every: usize,
}

/// The section of the page.
pub(super) fn section(report: &Report<'_>) -> Section {
    let mut before: Vec<Map> = Vec::new();
    let simple = report.embeddings.len().saturating_sub(MAPPED);
    let mut card = |(at, &(run, embedding)): (usize, &(usize, &Embedding))| {
        let maps = projection::maps(&embedding.rows, at >= simple, &before);
        let card = card_of(embedding, maps.as_deref().map_err(ToString::to_string));
        before = maps.unwrap_or_default();
        Card { run: several(report, run, report.runs.len()), ..card }
    };
    let cards = report.embeddings.iter().enumerate().map(&mut card).collect();
    Section {
        id: "embeddings",
        title: "Embeddings",
        lead: "Points in many dimensions, on a plane. PCA is their shadow: its distances are real ones. In t-SNE and UMAP \
               near is near, and far tells nothing.",
        how: "Point at a dot to find it in every map.",
        blocks: one_block(Layout::Wide, cards),
    }
}

fn card_of(embedding: &Embedding, maps: Result<&[Map], String>) -> Card {
    let dimensions = embedding.rows.first().map_or(0, Vec::len);
    let aside =
        format!("{} · {}", format::counted(embedding.points, "point"), format::counted(dimensions, "dimension"));
    let body = maps.and_then(|maps| Maps::new(embedding, maps).map_err(|error| error.to_string()));
    let body = body.map_or_else(Body::Failed, Body::Maps);
    Card { aside, notes: notes(embedding, &body), ..Card::new(&embedding.name, body) }
}

fn notes(embedding: &Embedding, body: &Body) -> Vec<String> {
    let mut notes = Vec::new();
    if embedding.rows.len() < embedding.points {
        notes.push(format!("{} of {} points, evenly spread over the file", embedding.rows.len(), embedding.points));
    }
    if let Body::Maps(maps) = body {
        if maps.planes.len() == 1 {
            notes.push(format!("t-SNE and UMAP are made of the last {MAPPED} embeddings of five points or more"));
        }
        if maps.colored_by.is_none() && !maps.columns.is_empty() {
            notes.push(format!("not coloured without the script: no column has 2 to {SCATTER_CLASSES} labels"));
        }
    }
    if notes.is_empty() { notes } else { vec![notes.join(" · ")] }
}

impl Maps {
    fn new(embedding: &Embedding, maps: &[Map]) -> Result<Self, chart::ChartError> {
        let columns = &embedding.columns[..embedding.columns.len().min(MAX_COLUMNS)];
        let colored = columns.iter().enumerate().find_map(|(at, column)| Some((at, classes(column)?)));
        let (colored_by, classes) = colored.map_or((None, Vec::new()), |(at, classes)| (Some(at), classes));
        let class_of = |point: usize| {
            let label = &columns[colored_by?].labels[point];
            classes.iter().position(|class| class.label == *label)
        };
        let planes = maps.iter().map(|map| Plane::new(map, class_of)).collect::<Result<_, _>>()?;
        Ok(Self {
            planes,
            colored_by,
            columns: columns.iter().map(Column::new).collect(),
            sprite: embedding.sprite.as_ref().and_then(|sprite| SpriteData::new(sprite, embedding)),
            heat: heat(),
            classes,
        })
    }
}

impl Plane {
    fn new(map: &Map, class_of: impl Fn(usize) -> Option<usize>) -> Result<Self, chart::ChartError> {
        let points = map.points();
        let places = scatter_places(points.iter().copied())?;
        let tenths = |place: &Option<(f64, f64)>| {
            let (x, y) = place.unwrap_or_default();
            [x, y].map(|value| (value * 10.0).round() as u16)
        };
        let classed: Vec<ScatterPoint> = points.iter().enumerate().map(|(at, &(x, y))| (x, y, class_of(at))).collect();
        Ok(Self {
            name: map.method.name(),
            note: map.note.clone(),
            svg: chart::scatter(&classed)?,
            places: encode(places.iter().flat_map(tenths)),
        })
    }
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

impl Column {
    fn new(column: &LabelColumn) -> Self {
        let mut labels: Vec<&str> = column.labels.iter().map(String::as_str).collect();
        labels.sort_unstable();
        labels.dedup();
        let index = |label: &String| labels.binary_search(&label.as_str()).unwrap_or_default() as u16;
        Self {
            name: column.name.clone(),
            indices: encode(column.labels.iter().map(index)),
            labels: labels.into_iter().map(shortened).collect(),
        }
    }
}

fn shortened(label: &str) -> String {
    if label.chars().count() <= MAX_LABEL {
        return label.to_owned();
    }
    label.chars().take(MAX_LABEL - 1).chain(['…']).collect()
}

impl SpriteData {
    /// `None` for what is no image, or too large for a page.
    fn new(sprite: &Sprite, embedding: &Embedding) -> Option<Self> {
        let media_type = media_type(&sprite.encoded).ok().filter(|_| sprite.encoded.len() <= MAX_SPRITE)?;
        Some(Self {
            media_type,
            base64: STANDARD.encode(&sprite.encoded),
            size: sprite.size,
            across: (embedding.points as f64).sqrt().ceil() as usize,
            every: embedding.file_row(1),
        })
    }
}

fn heat() -> String {
    let colours = (0..10).map(|at| theme::heat(f64::from(at) / 9.0));
    let hex = colours.map(|colour| format!("#{:02x}{:02x}{:02x}", colour.0, colour.1, colour.2));
    hex.collect::<Vec<_>>().join(" ")
}

fn encode(numbers: impl Iterator<Item = u16>) -> String {
    STANDARD.encode(numbers.flat_map(u16::to_le_bytes).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_keeps_its_label() {
        let labels = ["b", "a", "b", &"x".repeat(500)].map(str::to_owned).to_vec();
        let column = Column::new(&LabelColumn { name: "n".into(), labels });
        assert_eq!(
            (&column.labels[..2], column.labels[2].chars().count()),
            (&["a".to_owned(), "b".to_owned()][..], MAX_LABEL)
        );
        assert_eq!(STANDARD.decode(column.indices).unwrap(), [1, 0, 0, 0, 1, 0, 2, 0]);
    }
}
