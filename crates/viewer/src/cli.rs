//! The command line: what can be asked for, and what is said about it.
//!
//! The path of the report is all that goes to the standard output, so that a script can take it; what people read goes
//! to the standard error. The exit code is 0 for a report (with gaps or without), 2 when there is nothing to report on
//! or the command was not understood, and 1 when the report could not be written.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use nnviz_viewer::{Error, Written, write_report};

const EXAMPLES: &str = "\
Examples:
  nnviz-view runs                     the report goes to runs/report.html
  nnviz-view runs/digits -o a.html    another logdir, another place
  xdg-open \"$(nnviz-view runs)\"       look at it at once

Exit codes:
  0  the report is written; what could not be read is named in it
  1  the report could not be written
  2  there are no event files to report on, or the command was not understood";

/// Turns a TensorBoard logdir into one HTML file that opens anywhere, offline.
///
/// The logdir is searched at every depth for event files, whoever wrote them: nnviz, torch, tensorboardX, TensorFlow.
/// The report shows scalars, gradient flow, histograms of weights and gradients, images, texts and the graph of each
/// run.
#[derive(Debug, clap::Parser)]
#[command(name = "nnviz-view", version, after_help = EXAMPLES)]
pub(crate) struct Options {
    /// Directory with event files, in it or below it
    logdir: PathBuf,

    /// Where the report goes [default: report.html in the logdir]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Say nothing on the standard error unless it fails
    #[arg(short, long)]
    quiet: bool,
}

/// Makes the report, and says so.
pub(crate) fn run(options: &Options, out: &mut impl Write, log: &mut impl Write) -> ExitCode {
    let output = options.output.clone().unwrap_or_else(|| options.logdir.join("report.html"));
    let written = match write_report(&options.logdir, &output) {
        Ok(written) => written,
        Err(error) => return fail(&error, log),
    };
    let said = if options.quiet { Ok(()) } else { describe(&written, log) };
    // The report is there; but whoever waits for its path does not learn it.
    match said.and_then(|()| writeln!(out, "{}", output.display())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn describe(written: &Written, log: &mut impl Write) -> io::Result<()> {
    for gap in &written.gaps {
        writeln!(log, "nnviz-view: {gap}")?;
    }
    let Written { runs, tags, bytes, .. } = written;
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    writeln!(log, "{runs} run{}, {tags} tag{}, {} KB", plural(*runs), plural(*tags), bytes.div_ceil(1000))
}

fn fail(error: &Error, log: &mut impl Write) -> ExitCode {
    // If even the standard error is closed, the exit code remains.
    let _ = writeln!(log, "nnviz-view: {error}");
    ExitCode::from(if error.is_logdir() { 2 } else { 1 })
}
