//! `nnviz-view report`: the report as a page, or in a few lines of Markdown.

use std::fs;

use nnviz_viewer::Report;
use nnviz_viewer::logdir::Keep;

use super::{Console, Failure, report};

const EXAMPLES: &str = "\
Examples:
  nnviz-view report runs --format md            a table for a pull request, on the standard output
  nnviz-view report runs --format md -o runs.md
  nnviz-view report runs                        the same as `nnviz-view runs`";

/// Writes the report as HTML, or in a few lines of Markdown
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    #[command(flatten)]
    report: report::Options,

    /// What is written
    #[arg(short, long, value_enum, default_value = "html")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Html,
    Md,
}

pub(super) fn run(options: &Options, console: &mut Console<'_>) -> Result<(), Failure> {
    match options.format {
        Format::Html => report::run(&options.report, console),
        Format::Md => markdown(&options.report, console),
    }
}

fn markdown(options: &report::Options, console: &mut Console<'_>) -> Result<(), Failure> {
    let logdir = options.source.load(Keep::Scalars, console)?;
    let markdown = Report::new(&logdir).with_appearance(&options.appearance()).to_markdown();
    match &options.output {
        None => console.out.write_all(markdown.as_bytes())?,
        Some(path) => {
            fs::write(path, markdown).map_err(|source| Failure::Write { path: path.clone(), source })?;
            writeln!(console.out, "{}", path.display())?;
        }
    }
    Ok(())
}
