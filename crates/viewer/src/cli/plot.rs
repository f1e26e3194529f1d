//! `nnviz-view plot`: a scalar tag as a picture.

use std::path::PathBuf;

use nnviz_viewer::chart::SmoothingMethod;
use nnviz_viewer::logdir::Keep;
use nnviz_viewer::plot::{BandOf, PlotOptions, write_plot};
use nnviz_viewer::theme::Paper;
use regex::Regex;

use super::axes::Axes;
use super::report::weight;
use super::source::Source;
use super::table::counted;
use super::{Console, Failure};

const EXAMPLES: &str = "\
Examples:
  nnviz-view plot loss runs -o loss.svg
  nnviz-view plot loss runs -o loss.pdf --smooth 0.9 --log-y --xlim 1000:
  nnviz-view plot loss runs -o loss.png --smoothing envelope --smooth 0.95
                                          the mean of the points around, in a band of their extremes
  nnviz-view plot loss runs -o loss.tex           for LaTeX, drawn by pgfplots
  nnviz-view plot weights/w runs --run a -o w.svg a histogram of one run, as ridges
  nnviz-view plot loss runs -o seeds.png --group-by '^(.*)/seed-[0-9]+$'
                                          the mean over seeds, in a band of one standard deviation";

/// Draws a tag as SVG, PNG, PDF or a figure for LaTeX
///
/// Scalars become curves, histograms ridges, and precision and recall the curves of their last steps. `nnviz-view export
/// --format svg -o DIRECTORY` draws all tags.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// The tag, as `nnviz-view ls` names it
    tag: String,

    #[command(flatten)]
    source: Source,

    /// Where the picture goes: .svg, .png, .pdf or .tex
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// Whose histogram, where several runs have the tag
    #[arg(long, value_name = "NAME")]
    run: Option<String>,

    #[command(flatten)]
    look: Look,
}

/// How curves are drawn.
#[derive(Debug, clap::Args)]
pub(super) struct Look {
    /// The weight of smoothing, from 0 to below 1 [default: 0.6 for noisy curves]
    #[arg(long, value_name = "WEIGHT", value_parser = weight)]
    smooth: Option<f64>,

    /// How curves are smoothed
    #[arg(long, value_name = "METHOD", value_enum, default_value = "exponential")]
    smoothing: Smoothing,

    #[command(flatten)]
    axes: Axes,

    /// Which runs belong together: what this matches in their names (its first group, if it has one) is the same
    #[arg(short, long, value_name = "REGEX")]
    group_by: Option<Regex>,

    /// What the band around the mean of such runs shows
    #[arg(long, value_name = "WHAT", value_enum, default_value = "std", requires = "group_by")]
    band: Spread,

    /// The colours of the picture; figures of LaTeX have those of their document
    #[arg(long, value_name = "COLOURS", value_enum, default_value = "light")]
    theme: Theme,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Theme {
    /// Dark on white
    Light,
    /// Light on nearly black
    Dark,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Spread {
    /// One standard deviation to each side
    Std,
    /// From the least to the greatest value
    Range,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Smoothing {
    /// TensorBoard's average
    Exponential,
    /// The same by steps, for points that are not evenly spaced
    Time,
    /// The mean of the points around each one
    Mean,
    /// Their median
    Median,
    /// Their mean, in a band from the least to the greatest of them
    Envelope,
}

impl Look {
    pub(super) fn options(&self) -> PlotOptions {
        let method = match self.smoothing {
            Smoothing::Exponential => SmoothingMethod::Exponential,
            Smoothing::Time => SmoothingMethod::TimeWeighted,
            Smoothing::Mean | Smoothing::Envelope => SmoothingMethod::Mean,
            Smoothing::Median => SmoothingMethod::Median,
        };
        let (limits, log_y) = (self.axes.limits(), self.axes.log_y);
        let (smoothing, group_by) = (self.smooth, self.group_by.clone());
        let envelope = matches!(self.smoothing, Smoothing::Envelope);
        let band = match self.band {
            Spread::Std => BandOf::Std,
            Spread::Range => BandOf::Range,
        };
        let paper = match self.theme {
            Theme::Light => Paper::Light,
            Theme::Dark => Paper::Dark,
        };
        PlotOptions { run: None, smoothing, method, envelope, log_y, limits, group_by, band, paper }
    }
}

pub(super) fn run(options: &Options, console: &mut Console<'_>) -> Result<(), Failure> {
    let logdir = options.source.load(Keep::ForReport, console)?;
    console.say_losses(&logdir.gaps)?;
    let plot = PlotOptions { run: options.run.clone(), ..options.look.options() };
    let written = write_plot(&logdir, &options.tag, &options.output, &plot)?;
    console.say(&format!("{}, {} KB", counted(written.curves, "curve"), written.bytes.div_ceil(1000)))?;
    console.say_kept(&logdir, |series| series.tag == options.tag)?;
    Ok(writeln!(console.out, "{}", options.output.display())?)
}
