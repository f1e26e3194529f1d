//! A report: what a page shows of a logdir, and in which order.
//!
//! ```text
//!  Logdir ──> Report ──────────────────────────────> html ──> one file
//!             runs · findings · gaps                 template + style + script, all inside;
//!             scalars        one chart a tag         charts as SVG from `chart`
//!             layouts        charts of several tags
//!             settings       what differs between runs, and what came of it
//!             gradients      flow through the layers
//!             distributions  weights beside gradients
//!             pr_curves · images · audio · meshes · embeddings · texts · graphs
//! ```
//!
//! A [`Report`] is data that borrows from the logdir. It draws nothing and reads nothing: rendering has no other input.

mod appearance;
mod audio;
mod brief;
mod budget;
mod distributions;
mod findings;
mod format;
mod gradients;
mod html;
mod images;
mod layouts;
mod meshes;
mod outcome;
mod overview;
mod picture_file;
mod pr_curves;
mod projection;
mod scalars;
mod settings;
mod status;
mod texts;
mod wav;
mod write;

use std::path::Path;
use std::time::SystemTime;

use nnviz_record::WallTime;
use nnviz_record::summary::{Graph, Tensor};

use self::audio::AudioSeries;
use self::distributions::RunDistributions;
use self::gradients::Gradients;
use self::images::ImageSeries;
use self::layouts::CategoryOf;
use self::meshes::MeshSeries;
use self::overview::RunRow;
use self::pr_curves::CurveGroup;
use self::scalars::Scalars;
use self::settings::Settings;
use self::texts::TextSeries;
use crate::series::{Embedding, Run, Series, TimeSeries};
use crate::{Error, Logdir};

pub use appearance::{Appearance, CurveLook, Theme};
pub(crate) use pr_curves::{average_precision, points as pr_points};
pub use write::{Written, page_of, write_report, write_report_of};

/// What a page shows of a logdir.
///
/// ```no_run
/// let logdir = nnviz_viewer::Logdir::load("runs")?;
/// let html = nnviz_viewer::Report::new(&logdir).to_html()?;
/// # Ok::<(), nnviz_viewer::Error>(())
/// ```
#[derive(Debug)]
pub struct Report<'a> {
    name: String,
    made: WallTime,
    /// How curves are drawn.
    curves: CurveLook,
    gaps: Vec<String>,
    /// The tags whose last values stand in the table of runs.
    headline: Vec<&'a str>,
    runs: Vec<RunRow<'a>>,
    settings: Settings<'a>,
    scalars: Scalars<'a>,
    layouts: Vec<CategoryOf<'a>>,
    gradients: Gradients<'a>,
    distributions: Vec<RunDistributions<'a>>,
    pr_curves: Vec<CurveGroup<'a>>,
    images: Vec<ImageSeries<'a>>,
    audio: Vec<AudioSeries<'a>>,
    meshes: Vec<MeshSeries<'a>>,
    /// The run that each embedding belongs to.
    embeddings: Vec<(usize, &'a Embedding)>,
    /// Texts that tell what went wrong.
    findings: Vec<TextSeries<'a>>,
    texts: Vec<TextSeries<'a>>,
    /// The run and the tag that arrays belong to.
    tensors: Vec<(usize, &'a Series, &'a TimeSeries<Tensor>)>,
    /// The run that each graph belongs to, and its tag, which is empty for the run's own.
    graphs: Vec<(usize, &'a str, &'a Graph)>,
}

impl<'a> Report<'a> {
    /// Sorts what a logdir holds into the sections of a page.
    pub fn new(logdir: &'a Logdir) -> Self {
        let runs = &logdir.runs;
        let (scalars, gradients) = scalars::sort(runs);
        let headline = overview::headline_tags(&scalars);
        let (findings, texts) = findings::parted(texts::of_runs(runs));
        Self {
            name: name_of(&logdir.path),
            made: SystemTime::now().into(),
            curves: CurveLook::default(),
            gaps: logdir.gaps.iter().map(ToString::to_string).collect(),
            runs: overview::rows(runs, &headline, &logdir.gaps),
            headline,
            settings: Settings::of_runs(runs),
            scalars,
            layouts: layouts::of_runs(runs),
            gradients,
            distributions: distributions::of_runs(runs),
            pr_curves: pr_curves::of_runs(runs),
            images: images::of_runs(runs),
            audio: audio::of_runs(runs),
            meshes: meshes::of_runs(runs),
            embeddings: embeddings_of(runs).collect(),
            findings,
            texts,
            tensors: tensors_of(runs).collect(),
            graphs: runs.iter().enumerate().flat_map(|(run, it)| graphs_of(run, it)).collect(),
        }
    }

    /// Says when the report was made, in place of now.
    #[must_use]
    pub fn made_at(mut self, made: WallTime) -> Self {
        self.made = made;
        self
    }

    /// Takes the title and the look of curves that are asked for. Of the theme nothing is known before the page is written.
    #[must_use]
    pub fn with_appearance(mut self, appearance: &Appearance) -> Self {
        if let Some(title) = &appearance.title {
            self.name.clone_from(title);
        }
        self.curves = appearance.curves.clone();
        self
    }

    /// The whole page, with nothing outside it: styles, script, charts and images are inside.
    ///
    /// # Errors
    /// [`Error::Render`]; a chart that cannot be drawn is a note in the page, not an error.
    pub fn to_html(&self) -> Result<String, Error> {
        html::render(self)
    }
}

fn embeddings_of(runs: &[Run]) -> impl Iterator<Item = (usize, &Embedding)> {
    runs.iter().enumerate().flat_map(|(index, run)| run.embeddings.iter().map(move |embedding| (index, embedding)))
}

fn tensors_of(runs: &[Run]) -> impl Iterator<Item = (usize, &Series, &TimeSeries<Tensor>)> {
    runs.iter()
        .enumerate()
        .flat_map(|(index, run)| run.tensors().map(move |(series, tensors)| (index, series, tensors)))
}

fn graphs_of(index: usize, run: &Run) -> impl Iterator<Item = (usize, &str, &Graph)> {
    let own = run.graph.iter().map(|graph| ("", graph));
    let tagged = run.tagged_graphs.iter().map(|(tag, graph)| (tag.as_str(), graph));
    own.chain(tagged).map(move |(tag, graph)| (index, tag, graph))
}

/// What the logdir is called, also when it is given as `.` or `runs/..`.
fn name_of(path: &Path) -> String {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    whole.file_name().unwrap_or(whole.as_os_str()).to_string_lossy().into_owned()
}
