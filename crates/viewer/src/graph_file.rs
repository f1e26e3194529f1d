//! The graph of a run as a file of its own: SVG, PNG or DOT.

use std::path::{Path, PathBuf};

use nnviz_record::summary::Graph;

use crate::chart::{self, ChartError, GraphStyle};
use crate::file::replace;
use crate::logdir::{Gap, Missing};
use crate::series::Run;
use crate::{Error, Logdir};

/// Which graph is drawn, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GraphOptions {
    /// The run, relative to the logdir; needed where several runs have a graph.
    pub run: Option<String>,
    /// The tag, for a graph that has one, as those that TensorFlow traces.
    pub tag: Option<String>,
    /// How it is drawn.
    pub style: GraphStyle,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrittenGraph {
    /// Where the picture is.
    pub file: PathBuf,
    /// Its size.
    pub bytes: usize,
    /// Whose graph it is.
    pub run: String,
    /// How many operations the graph has.
    pub operations: usize,
    /// What of the logdir could not be read, a sentence each.
    pub gaps: Vec<String>,
}

/// What kind of file a graph is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Svg,
    #[cfg(feature = "png")]
    Png,
    Dot,
}

/// Reads `logdir`, which may be the directory of one run, and draws the graph in it into `out`. The ending of `out` says what
/// it becomes: `.svg`, `.png`, or `.dot` for Graphviz.
///
/// ```no_run
/// use nnviz_viewer::chart::{GraphStyle, Opening};
/// use nnviz_viewer::graph_file::GraphOptions;
/// let style = GraphStyle { opening: Opening::Depth(2), ..GraphStyle::default() };
/// let options = GraphOptions { style, ..GraphOptions::default() };
/// nnviz_viewer::write_graph("runs/digits", "model.svg", &options)?;
/// # Ok::<(), nnviz_viewer::Error>(())
/// ```
///
/// # Errors
/// Those of [`Logdir::load`]; [`Error::NoGraph`] and [`Error::SeveralGraphs`] when it is not clear which graph is meant;
/// [`Error::Format`] for any other ending; [`Error::Graph`] and [`Error::Write`].
pub fn write_graph(
    logdir: impl AsRef<Path>,
    out: impl AsRef<Path>,
    options: &GraphOptions,
) -> Result<WrittenGraph, Error> {
    let out = out.as_ref();
    let format = Format::of(out)?;
    let logdir = Logdir::load(logdir)?;
    let (run, graph) = chosen(&logdir, options)?;
    let bytes = format.draw(graph, options.style).map_err(|source| Error::Graph { run: run.name.clone(), source })?;
    replace(out, &bytes).map_err(|source| Error::Write { path: out.to_owned(), source })?;
    Ok(WrittenGraph {
        file: out.to_owned(),
        bytes: bytes.len(),
        run: run.name.clone(),
        operations: graph.nodes.len(),
        gaps: logdir.gaps.iter().filter(|gap| !is_beside_the_point(gap)).map(ToString::to_string).collect(),
    })
}

/// What a report has no place for is nothing that a picture of a graph lacks.
fn is_beside_the_point(gap: &Gap) -> bool {
    matches!(gap.what, Missing::Plugin { .. })
}

impl Format {
    fn of(path: &Path) -> Result<Self, Error> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("svg") => Ok(Self::Svg),
            #[cfg(feature = "png")]
            Some("png") => Ok(Self::Png),
            Some("dot" | "gv") => Ok(Self::Dot),
            _ => Err(Error::Format { path: path.to_owned() }),
        }
    }

    fn draw(self, graph: &Graph, style: GraphStyle) -> Result<Vec<u8>, ChartError> {
        match self {
            Self::Svg => chart::graph_svg(graph, style).map(String::into_bytes),
            #[cfg(feature = "png")]
            Self::Png => chart::graph_png(graph, style),
            Self::Dot => chart::graph_dot(graph, style).map(String::into_bytes),
        }
    }
}

/// A graph of a run, and its tag if it has one.
type Candidate<'a> = (&'a Run, Option<&'a str>, &'a Graph);

/// The one graph that can be meant. A graph without a tag is the run's own, and goes before the others.
fn chosen<'a>(logdir: &'a Logdir, options: &GraphOptions) -> Result<(&'a Run, &'a Graph), Error> {
    let is_meant = |(run, tag, _): &Candidate<'_>| {
        let is_run = options.run.as_ref().is_none_or(|name| name.trim_end_matches('/') == run.name);
        is_run && options.tag.as_deref().is_none_or(|name| *tag == Some(name))
    };
    let all: Vec<Candidate<'_>> = logdir.runs.iter().flat_map(candidates).filter(is_meant).collect();
    let own: Vec<_> = all.iter().filter(|(_, tag, _)| tag.is_none()).collect();
    match (&all[..], &own[..]) {
        ([], _) => {
            let (run, tag) = (options.run.clone(), options.tag.clone());
            Err(Error::NoGraph { path: logdir.path.clone(), run, tag })
        }
        ([(run, _, graph)], _) => Ok((run, graph)),
        (_, [(run, _, graph)]) if all.iter().all(|(other, ..)| other.name == run.name) => Ok((run, graph)),
        _ => Err(Error::SeveralGraphs { path: logdir.path.clone(), graphs: all.iter().map(ask_for).collect() }),
    }
}

fn candidates(run: &Run) -> impl Iterator<Item = Candidate<'_>> {
    let own = run.graph.iter().map(move |graph| (run, None, graph));
    own.chain(run.tagged_graphs.iter().map(move |(tag, graph)| (run, Some(tag.as_str()), graph)))
}

fn ask_for((run, tag, _): &Candidate<'_>) -> String {
    let tag = tag.map(|tag| format!(" --tag {tag}")).unwrap_or_default();
    format!("`--run {}{tag}`", run.name)
}
