//! The command line: what can be asked for, and what is said about it.
//!
//! What was asked for goes to the standard output, so that a script can take it: the path of a file that was written, or
//! a table. What else people read goes to the standard error. Each command has a file of its own; the work is done by the
//! library, which prints nothing.

mod advice;
mod axes;
mod brief;
mod compare;
mod console;
mod export;
mod failure;
mod graph;
mod inspect;
mod live;
mod ls;
mod plot;
mod reduce;
mod report;
mod shell;
mod source;
mod summary;
mod table;
mod tail;

use std::process::ExitCode;

pub(crate) use self::console::Console;
use self::failure::Failure;

const EXAMPLES: &str = "\
Examples:
  nnviz-view runs                     the report goes to runs/report.html
  nnviz-view runs/a runs/b -o a.html  two logdirs in one report
  nnviz-view runs --tags loss --open  some of the tags, and a browser to look at them
  nnviz-view runs --log-y --xlim 500: on a logarithmic axis, from step 500 on; the page can be set otherwise
  nnviz-view runs --serve             a page on a port of this machine that takes new points
  nnviz-view plot loss runs -o a.pdf  one tag as a picture
  nnviz-view ls runs                  what there is, as a table
  nnviz-view export runs -o all.csv   every scalar, for other programs

Exit codes:
  0  it is done; what could not be read is named on the standard error
  1  a file could not be written, or something else failed on the way
  2  there are no event files, nothing matches, or the command was not understood
  3  `inspect` found damage";

/// Turns a TensorBoard logdir into one HTML file that opens anywhere, offline
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

    #[command(flatten)]
    report: report::Options,

    /// Say nothing on the standard error unless it fails
    #[arg(short, long, global = true)]
    quiet: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Ls(ls::Options),
    Inspect(inspect::Options),
    Plot(plot::Options),
    Export(export::Options),
    Compare(compare::Options),
    Reduce(reduce::Options),
    Report(brief::Options),
    Graph(graph::Options),
    Tail(tail::Options),
    Completions(shell::Completions),
    /// Writes the manual page to the standard output
    Man,
}

impl Options {
    /// Whether nothing is to be said but failures.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }
}

/// Does what is asked for, and says so.
pub(crate) fn run(options: &Options, console: &mut Console<'_>) -> ExitCode {
    let done = match &options.command {
        None => report::run(&options.report, console),
        Some(Command::Ls(options)) => ls::run(options, console),
        Some(Command::Inspect(options)) => inspect::run(options, console),
        Some(Command::Plot(options)) => plot::run(options, console),
        Some(Command::Report(options)) => brief::run(options, console),
        Some(Command::Export(options)) => export::run(options, console),
        Some(Command::Compare(options)) => compare::run(options, console),
        Some(Command::Reduce(options)) => reduce::run(options, console),
        Some(Command::Completions(options)) => shell::completions(options, console),
        Some(Command::Man) => shell::man(console),
        Some(Command::Tail(options)) => tail::run(options, console),
        Some(Command::Graph(options)) => graph::run(options, console),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(console),
    }
}
