//! `nnviz-view`: turns a logdir into one HTML file, and into what else people ask of one.

mod cli;

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let options = cli::Options::parse();
    let (mut out, mut log) = (io::stdout(), io::stderr());
    let (quiet, watched) = (options.is_quiet(), log.is_terminal());
    cli::run(&options, &mut cli::Console { out: &mut out, log: &mut log, quiet, watched })
}
