//! `nnviz-view`: turns a logdir into one HTML file.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let options = cli::Options::parse();
    cli::run(&options, &mut std::io::stdout().lock(), &mut std::io::stderr().lock())
}
