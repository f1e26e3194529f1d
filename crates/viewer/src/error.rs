//! What stops a report or a picture from being made. What merely leaves a hole in it is a [`Gap`](crate::logdir::Gap).

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::chart::ChartError;

/// Why there is no report, or no picture of a graph.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing is there.
    #[error("`{path}` does not exist; looked there for a directory with event files (`*tfevents*`)", path = .path.display())]
    Missing {
        /// The path that was given.
        path: PathBuf,
    },
    /// A file is there. If it is an event file, its directory is the logdir to name.
    #[error("`{path}` is a file; looked there for a directory with event files: name the directory that it lies in", path = .path.display())]
    NotADirectory {
        /// The path that was given.
        path: PathBuf,
    },
    /// Nothing was logged there, or it is the wrong directory.
    #[error("no event files in `{path}`: looked for names with `tfevents` in {directories} {noun}",
        path = .path.display(), noun = if *.directories == 1 { "directory" } else { "directories" })]
    NoEventFiles {
        /// The directory that was searched.
        path: PathBuf,
        /// How many directories that is, with those below it.
        directories: usize,
    },
    /// There are runs, but none of a name that was asked for.
    #[error("no run in `{path}` has a name that matches `{runs}`", path = .path.display())]
    NoRuns {
        /// The directory that was read.
        path: PathBuf,
        /// The expression.
        runs: String,
    },
    /// The logdir itself cannot be read.
    #[error("cannot read the directory `{path}`: {source}", path = .path.display())]
    Read {
        /// The directory.
        path: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
    /// No run has a graph, or none that was asked for.
    #[error("no graph in `{path}`{}: a training program writes one with `add_graph`", asked_for(.run.as_deref(), .tag.as_deref()), path = .path.display())]
    NoGraph {
        /// The directory that was read.
        path: PathBuf,
        /// The run that was asked for.
        run: Option<String>,
        /// The tag that was asked for.
        tag: Option<String>,
    },
    /// There are several graphs, and nothing says which one is meant.
    #[error("{} graphs in `{path}`; choose one: {}", .graphs.len(), .graphs.join(", "), path = .path.display())]
    SeveralGraphs {
        /// The directory that was read.
        path: PathBuf,
        /// What to ask for: `--run NAME`, `--run NAME --tag TAG`.
        graphs: Vec<String>,
    },
    /// The name of the picture does not say what kind of file it is.
    #[error("`{path}` does not tell a format: end it in {}", formats(), path = .path.display())]
    Format {
        /// The name.
        path: PathBuf,
    },
    /// No run has a tag of this name that can be drawn.
    #[error("no run in `{path}` has a chart `{tag}`", path = .path.display())]
    NoTag {
        /// The directory that was read.
        path: PathBuf,
        /// The tag that was asked for.
        tag: String,
        /// The tags that there are.
        known: Vec<String>,
    },
    /// Several runs have a histogram of this tag, and nothing says whose is meant.
    #[error("{} runs have a histogram `{tag}`; choose one of them: {}", .runs.len(), .runs.join(", "))]
    SeveralRuns {
        /// The tag.
        tag: String,
        /// The runs that have it.
        runs: Vec<String>,
    },
    /// The name of a plot does not say what kind of file it is.
    #[error("`{path}` does not tell a format: end it in {}", plot_formats(), path = .path.display())]
    PlotFormat {
        /// The name.
        path: PathBuf,
    },
    /// Nothing of a tag can be drawn.
    #[error("the tag `{tag}` is not drawn: {source}")]
    Plot {
        /// The tag.
        tag: String,
        /// What the drawing said.
        source: ChartError,
    },
    /// The graph cannot be drawn.
    #[error("the graph of the run `{run}` is not drawn: {source}")]
    Graph {
        /// Whose graph it is.
        run: String,
        /// What the drawing said.
        source: ChartError,
    },
    /// The file cannot be written; what was there before it is untouched.
    #[error("cannot write `{path}`: {source}", path = .path.display())]
    Write {
        /// Where it was to go.
        path: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
    /// The template could not be filled in.
    #[error("cannot render the report: {0}")]
    Render(#[from] askama::Error),
}

impl Error {
    /// Whether the logdir is at fault: there is nothing at the path that a report or a picture could be made of.
    pub fn is_logdir(&self) -> bool {
        !matches!(
            self,
            Self::Format { .. }
                | Self::PlotFormat { .. }
                | Self::Graph { .. }
                | Self::Plot { .. }
                | Self::Write { .. }
                | Self::Render(_)
        )
    }
}

fn asked_for(run: Option<&str>, tag: Option<&str>) -> String {
    let run = run.map(|run| format!(" for the run `{run}`"));
    let tag = tag.map(|tag| format!(" with the tag `{tag}`"));
    [run, tag].into_iter().flatten().collect()
}

fn plot_formats() -> &'static str {
    match (cfg!(feature = "png"), cfg!(feature = "pdf")) {
        (true, true) => "`.svg`, `.png`, `.pdf` or `.tex`",
        (true, false) => "`.svg`, `.png` or `.tex`",
        (false, true) => "`.svg`, `.pdf` or `.tex`",
        (false, false) => "`.svg` or `.tex`",
    }
}

fn formats() -> &'static str {
    if cfg!(feature = "png") { "`.svg`, `.png` or `.dot`" } else { "`.svg` or `.dot`" }
}
