//! The command line: what can be asked for, and what is said about it.
//!
//! The path of the file is all that goes to the standard output, so that a script can take it; what people read goes
//! to the standard error. The exit code is 0 for a report (with gaps or without), 2 when there is nothing to report on
//! or the command was not understood, and 1 when the file could not be written.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use nnviz_viewer::chart::{GraphStyle, Opening};
use nnviz_viewer::graph_file::{GraphOptions, WrittenGraph};
use nnviz_viewer::{Error, Written, write_graph, write_report};

const EXAMPLES: &str = "\
Examples:
  nnviz-view runs                     the report goes to runs/report.html
  nnviz-view runs/digits -o a.html    another logdir, another place
  nnviz-view graph runs/digits        the graph of the model alone, as a picture
  xdg-open \"$(nnviz-view runs)\"       look at it at once

Exit codes:
  0  the report is written; what could not be read is named in it
  1  the report could not be written
  2  there are no event files to report on, or the command was not understood";

const GRAPH_EXAMPLES: &str = "\
Examples:
  nnviz-view graph runs/digits                          the picture goes to runs/digits/graph.svg
  nnviz-view graph runs/digits -o model.svg --depth 2   scopes open two deep
  nnviz-view graph runs --run digits -o model.png       one run of several
  nnviz-view graph runs/digits -o a.png --columns 3     tall graphs, for a page or a screen
  nnviz-view graph runs/digits -o model.dot             for Graphviz

Exit codes:
  0  the picture is written
  1  it could not be drawn or written
  2  there is no graph, several and no word on which, or the command was not understood";

/// Turns a TensorBoard logdir into one HTML file that opens anywhere, offline.
///
/// The logdir is searched at every depth for event files, whoever wrote them: nnviz, torch, tensorboardX, TensorFlow.
/// The report shows what the runs were made with, scalars, gradient flow, histograms of weights and gradients, curves of
/// precision and recall, images, sounds, meshes, embeddings, texts and the graph of each run.
#[derive(Debug, clap::Parser)]
#[command(name = "nnviz-view", version, after_help = EXAMPLES)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true, disable_help_subcommand = true)]
pub(crate) struct Options {
    #[command(subcommand)]
    command: Option<Command>,

    /// Directory with event files, in it or below it; `./graph` for one that is called as the command
    #[arg(required = true)]
    logdir: Option<PathBuf>,

    /// Where the report goes [default: report.html in the logdir]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Say nothing on the standard error unless it fails
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Graph(Graph),
}

/// Draws the graph of a model as SVG, PNG or DOT
///
/// Scopes are nested boxes; what is not opened is one box. Parameters and constants are lines in the boxes that they go
/// into. Graphs of any writer are drawn: nnviz, torch, tensorboardX, TensorFlow.
#[derive(Debug, clap::Args)]
#[command(after_help = GRAPH_EXAMPLES)]
struct Graph {
    /// Directory of a run, or a logdir with one run that has a graph
    logdir: PathBuf,

    /// Where the picture goes: .svg, .png, or .dot for Graphviz [default: graph.svg in the directory]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// How deep scopes are opened; 0 leaves all closed [default: as deep as about 120 boxes have room]
    #[arg(short, long, value_name = "N")]
    depth: Option<usize>,

    /// In how many columns a tall picture is set
    #[arg(short, long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    columns: u8,

    /// The run, where several have a graph
    #[arg(long, value_name = "NAME")]
    run: Option<String>,

    /// The tag, for a graph that has one, as those that TensorFlow traces
    #[arg(long, value_name = "NAME")]
    tag: Option<String>,

    /// Say nothing on the standard error unless it fails
    #[arg(short, long)]
    quiet: bool,
}

/// Does what is asked for, and says so.
pub(crate) fn run(options: &Options, out: &mut impl Write, log: &mut impl Write) -> ExitCode {
    let done = match (&options.command, &options.logdir) {
        (Some(Command::Graph(options)), _) => graph(options, log),
        (None, Some(logdir)) => report(logdir, options, log),
        // clap asks for one of them.
        (None, None) => return ExitCode::from(2),
    };
    match done {
        // The file is there; but whoever waits for its path may not learn it.
        Ok((file, said)) => match said.and_then(|()| writeln!(out, "{}", file.display())) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(error) => fail(&error, log),
    }
}

/// The file that was written, and whether that could be said.
type Done = Result<(PathBuf, io::Result<()>), Error>;

fn report(logdir: &Path, options: &Options, log: &mut impl Write) -> Done {
    let output = options.output.clone().unwrap_or_else(|| logdir.join("report.html"));
    let written = write_report(logdir, &output)?;
    let said = if options.quiet { Ok(()) } else { describe(&written, log) };
    Ok((output, said))
}

fn graph(options: &Graph, log: &mut impl Write) -> Done {
    let output = options.output.clone().unwrap_or_else(|| options.logdir.join("graph.svg"));
    let opening = options.depth.map_or(Opening::Fit, Opening::Depth);
    let style = GraphStyle { opening, columns: options.columns.into() };
    let choice = GraphOptions { run: options.run.clone(), tag: options.tag.clone(), style };
    let written = write_graph(&options.logdir, &output, &choice)?;
    let said = if options.quiet { Ok(()) } else { describe_graph(&written, log) };
    Ok((output, said))
}

fn describe(written: &Written, log: &mut impl Write) -> io::Result<()> {
    say_gaps(&written.gaps, log)?;
    let Written { runs, tags, bytes, .. } = written;
    writeln!(log, "{}, {}, {} KB", counted(*runs, "run"), counted(*tags, "tag"), bytes.div_ceil(1000))
}

fn describe_graph(written: &WrittenGraph, log: &mut impl Write) -> io::Result<()> {
    say_gaps(&written.gaps, log)?;
    let WrittenGraph { run, operations, bytes, .. } = written;
    let of = if run == "." { String::new() } else { format!(" of {run}") };
    writeln!(log, "the graph{of}: {}, {} KB", counted(*operations, "operation"), bytes.div_ceil(1000))
}

fn say_gaps(gaps: &[String], log: &mut impl Write) -> io::Result<()> {
    gaps.iter().try_for_each(|gap| writeln!(log, "nnviz-view: {gap}"))
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn fail(error: &Error, log: &mut impl Write) -> ExitCode {
    // If even the standard error is closed, the exit code remains.
    let _ = writeln!(log, "nnviz-view: {error}");
    let is_asked_wrongly = error.is_logdir() || matches!(error, Error::Format { .. });
    ExitCode::from(if is_asked_wrongly { 2 } else { 1 })
}
