//! `nnviz-view plot`: a scalar tag as a picture.

use std::path::PathBuf;

use nnviz_viewer::logdir::Keep;
use nnviz_viewer::plot::{PlotOptions, write_plot};
use regex::Regex;

use super::report::weight;
use super::source::Source;
use super::table::counted;
use super::{Console, Failure};

const EXAMPLES: &str = "\
Examples:
  nnviz-view plot loss runs -o loss.svg
  nnviz-view plot loss runs -o loss.pdf --smooth 0.9 --log-y
  nnviz-view plot loss runs -o seeds.png --group-by '^(.*)/seed-[0-9]+$'
                                          the mean over seeds, in a band of one standard deviation";

/// Draws a scalar tag as SVG, PNG or PDF
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// The tag, as `nnviz-view ls` names it
    tag: String,

    #[command(flatten)]
    source: Source,

    /// Where the picture goes: .svg, .png or .pdf
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// The weight of smoothing, from 0 to below 1 [default: 0.6 for noisy curves]
    #[arg(long, value_name = "WEIGHT", value_parser = weight)]
    smooth: Option<f64>,

    /// Draw values on a logarithmic axis
    #[arg(long)]
    log_y: bool,

    /// Which runs belong together: what this matches in their names (its first group, if it has one) is the same
    #[arg(short, long, value_name = "REGEX")]
    group_by: Option<Regex>,
}

pub(super) fn run(options: &Options, console: &mut Console<'_>) -> Result<(), Failure> {
    let logdir = options.source.load(Keep::Scalars, console)?;
    console.say_losses(&logdir.gaps)?;
    let Options { smooth, log_y, group_by, .. } = options;
    let plot = PlotOptions { smoothing: *smooth, log_y: *log_y, group_by: group_by.clone() };
    let written = write_plot(&logdir, &options.tag, &options.output, &plot)?;
    console.say(&format!("{}, {} KB", counted(written.curves, "curve"), written.bytes.div_ceil(1000)))?;
    Ok(writeln!(console.out, "{}", options.output.display())?)
}
