//! A run: one directory of event files.

use nnviz_record::Histogram;
use nnviz_record::summary::{Audio, Graph, Images, Layout, MeshPart, PrCurve, Tensor};

use super::{Data, Embedding, Session, TimeSeries};

/// A directory of event files, and what they hold together.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Run {
    /// The directory, relative to the logdir, its parts joined by `/`; `.` for the logdir itself.
    pub name: String,
    /// How many event files it has.
    pub event_files: usize,
    /// The wall times of the first and the last event, in seconds since the Unix epoch; `None` if no event has a time.
    pub wall_times: Option<(f64, f64)>,
    /// The values of each tag, in the order in which the files first name the tags.
    pub series: Vec<Series>,
    /// The graph of the run; the last one, if the files hold several.
    pub graph: Option<Graph>,
    /// The graphs that have a tag, in the order in which the files first name the tags. TensorFlow 2 traces functions so.
    pub tagged_graphs: Vec<(String, Graph)>,
    /// With what settings it was made, and how it ended.
    pub session: Session,
    /// Which charts of several tags its writer wants; the last layout, if the files hold several.
    pub layout: Option<Layout>,
    /// The points of the embedding projector, from the files beside the event files.
    pub embeddings: Vec<Embedding>,
}

/// The values of one tag in one run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Series {
    /// The tag, as it was written.
    pub tag: String,
    /// What to call it instead of the tag; empty if the writer gave nothing.
    pub display_name: String,
    /// What it means, in Markdown; empty if the writer gave nothing.
    pub description: String,
    /// The values.
    pub data: Data,
}

impl Run {
    /// The first and the last step of all that was logged; `None` if nothing was.
    pub fn steps(&self) -> Option<(i64, i64)> {
        let spans = || self.series.iter().filter_map(|series| series.data.steps());
        Some((spans().map(|(first, _)| first).min()?, spans().map(|(_, last)| last).max()?))
    }

    /// The tags that hold numbers.
    pub fn scalars(&self) -> impl Iterator<Item = (&Series, &TimeSeries<f32>)> {
        self.series.iter().filter_map(|series| match &series.data {
            Data::Scalars(scalars) => Some((series, scalars)),
            _ => None,
        })
    }

    /// The tags that hold distributions.
    pub fn histograms(&self) -> impl Iterator<Item = (&Series, &TimeSeries<Histogram>)> {
        self.series.iter().filter_map(|series| match &series.data {
            Data::Histograms(histograms) => Some((series, histograms)),
            _ => None,
        })
    }

    /// The tags that hold pictures.
    pub fn images(&self) -> impl Iterator<Item = (&Series, &TimeSeries<Images>)> {
        self.series.iter().filter_map(|series| match &series.data {
            Data::Images(images) => Some((series, images)),
            _ => None,
        })
    }

    /// The tags that hold Markdown.
    pub fn texts(&self) -> impl Iterator<Item = (&Series, &TimeSeries<String>)> {
        self.series.iter().filter_map(|series| match &series.data {
            Data::Texts(texts) => Some((series, texts)),
            _ => None,
        })
    }

    /// The tags that hold sound.
    pub fn audio(&self) -> impl Iterator<Item = (&Series, &TimeSeries<Audio>)> {
        self.series.iter().filter_map(|series| match &series.data {
            Data::Audio(clips) => Some((series, clips)),
            _ => None,
        })
    }

    /// The tags that hold precision-recall curves.
    pub fn pr_curves(&self) -> impl Iterator<Item = (&Series, &TimeSeries<PrCurve>)> {
        self.series.iter().filter_map(|series| match &series.data {
            Data::PrCurves(curves) => Some((series, curves)),
            _ => None,
        })
    }

    /// The tags that hold parts of meshes.
    pub fn meshes(&self) -> impl Iterator<Item = (&Series, &TimeSeries<MeshPart>)> {
        self.series.iter().filter_map(|series| match &series.data {
            Data::Meshes(parts) => Some((series, parts)),
            _ => None,
        })
    }

    /// The tags that hold arrays.
    pub fn tensors(&self) -> impl Iterator<Item = (&Series, &TimeSeries<Tensor>)> {
        self.series.iter().filter_map(|series| match &series.data {
            Data::Tensors(tensors) => Some((series, tensors)),
            _ => None,
        })
    }
}
