//! `nnviz-view graph`: the graph of a model as a picture.

use std::path::PathBuf;

use nnviz_viewer::chart::{GraphStyle, Opening, Repeats};
use nnviz_viewer::graph_file::{GraphOptions, WrittenGraph};
use nnviz_viewer::write_graph;

use super::table::{counted, printable};
use super::{Console, Failure};

const EXAMPLES: &str = "\
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

/// Draws the graph of a model as SVG, PNG or DOT
///
/// Scopes are nested boxes; what is not opened is one box. Parameters and constants are lines in the boxes that they go
/// into. Graphs of any writer are drawn: nnviz, torch, tensorboardX, TensorFlow.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// Directory of a run, or a logdir with one run that has a graph
    logdir: PathBuf,

    /// Where the picture goes: .svg, .png, or .dot for Graphviz [default: graph.svg in the directory]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// How deep scopes are opened; 0 leaves all closed [default: as deep as about 120 boxes have room]
    #[arg(short, long, value_name = "N")]
    depth: Option<usize>,

    /// What is drawn of scopes that are alike and numbered, such as the layers of a transformer [default: one of them, if
    /// there is no room for each]
    #[arg(long, value_name = "WHICH", value_enum)]
    repeats: Option<Which>,

    /// In how many columns a tall picture is set
    #[arg(short, long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    columns: u8,

    /// The run, where several have a graph
    #[arg(long, value_name = "NAME")]
    run: Option<String>,

    /// The tag, for a graph that has one, as those that TensorFlow traces
    #[arg(long, value_name = "NAME")]
    tag: Option<String>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Which {
    /// One of them, and how many there are
    Once,
    /// All of them
    Each,
}

pub(super) fn run(options: &Options, console: &mut Console<'_>) -> Result<(), Failure> {
    let output = options.output.clone().unwrap_or_else(|| options.logdir.join("graph.svg"));
    let opening = options.depth.map_or(Opening::Fit, Opening::Depth);
    let repeats = match options.repeats {
        None => Repeats::Fit,
        Some(Which::Once) => Repeats::Once,
        Some(Which::Each) => Repeats::Each,
    };
    let style = GraphStyle { opening, repeats, columns: options.columns.into() };
    let choice = GraphOptions { run: options.run.clone(), tag: options.tag.clone(), style };
    let WrittenGraph { gaps, run, operations, bytes, .. } = write_graph(&options.logdir, &output, &choice)?;
    for gap in &gaps {
        console.say(&format!("nnviz-view: {}", printable(gap)))?;
    }
    let of = if run == "." { String::new() } else { format!(" of {}", printable(&run)) };
    console.say(&format!("the graph{of}: {}, {} KB", counted(operations, "operation"), bytes.div_ceil(1000)))?;
    Ok(writeln!(console.out, "{}", output.display())?)
}
