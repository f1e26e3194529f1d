//! `nnviz-view LOGDIR`: the report.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use nnviz_viewer::logdir::Keep;
use nnviz_viewer::report::{Appearance, CurveLook, Theme};
use nnviz_viewer::{Logdir, Written, write_report_of};

use super::axes::Axes;
use super::source::Source;
use super::table::counted;
use super::{Console, Failure, live, summary};

/// What is asked for when no command is named.
#[derive(Debug, clap::Args)]
#[group(skip)] // its name is that of all options
pub(super) struct Options {
    #[command(flatten)]
    pub(super) source: Source,

    /// Where the report goes [default: report.html in the logdir, or here if there are several]
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// What the report is called [default: the name of the logdir]
    #[arg(long)]
    title: Option<String>,

    /// Its colours
    #[arg(long, value_enum, default_value = "system")]
    theme: Colours,

    /// The weight of smoothing at the beginning, from 0 to below 1 [default: 0.6 for noisy curves]
    #[arg(long, value_name = "WEIGHT", value_parser = weight)]
    smooth: Option<f64>,

    #[command(flatten)]
    axes: Axes,

    /// Show the report in a browser when it is written
    #[arg(long)]
    pub(super) open: bool,

    /// Write it again whenever the event files have changed
    #[arg(long, conflicts_with = "serve")]
    watch: bool,

    /// Show it on a port of this machine, and take new points to the page
    #[arg(long, conflicts_with = "output")]
    serve: bool,

    /// The port of `--serve`; 0 for any that is free
    #[arg(long, value_name = "PORT", default_value_t = 6007, requires = "serve")]
    port: u16,

    /// How often `--watch` and `--serve` look for changes, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "2", value_parser = seconds)]
    interval: Interval,
}

/// How long to wait between looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Interval(pub(super) Duration);

/// A time in seconds, from a tenth on.
pub(super) fn seconds(text: &str) -> Result<Interval, String> {
    let seconds: f64 = text.parse().map_err(|_| "it is no number".to_owned())?;
    if (0.1..=86_400.0).contains(&seconds) {
        Ok(Interval(Duration::from_secs_f64(seconds)))
    } else {
        Err("it is not from 0.1 to 86400".to_owned())
    }
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Colours {
    /// Light or dark, as the reader's system is
    System,
    Light,
    Dark,
}

pub(super) fn run(options: &Options, console: &mut Console<'_>) -> Result<(), Failure> {
    if options.serve {
        return live::serve(options, options.port, options.interval.0, console);
    }
    if options.watch {
        return live::watch(options, options.interval.0, console);
    }
    let logdir = options.source.load(Keep::ForReport, console)?;
    write(options, &logdir, console)?;
    if options.open { open(&options.output()) } else { Ok(()) }
}

/// Writes the report and says what is in it.
pub(super) fn write(options: &Options, logdir: &Logdir, console: &mut Console<'_>) -> Result<(), Failure> {
    let output = options.output();
    let written = write_report_of(logdir, &output, &options.appearance())?;
    console.say_gaps(&logdir.gaps)?;
    let Written { runs, tags, bytes, .. } = written;
    console.say(&format!("{}, {}, {} KB", counted(runs, "run"), counted(tags, "tag"), bytes.div_ceil(1000)))?;
    summary::rows(logdir).iter().try_for_each(|row| console.say(row))?;
    writeln!(console.out, "{}", output.display())?;
    Ok(console.out.flush()?)
}

impl Options {
    pub(super) fn output(&self) -> PathBuf {
        let beside = || match &self.source.logdirs[..] {
            [logdir] => logdir.join("report.html"),
            _ => PathBuf::from("report.html"),
        };
        self.output.clone().unwrap_or_else(beside)
    }

    pub(super) fn appearance(&self) -> Appearance {
        let theme = match self.theme {
            Colours::System => Theme::System,
            Colours::Light => Theme::Light,
            Colours::Dark => Theme::Dark,
        };
        let curves = CurveLook { smoothing: self.smooth, log_y: self.axes.log_y, limits: self.axes.limits() };
        Appearance { title: self.title.clone(), theme, curves }
    }
}

/// A weight of smoothing.
pub(super) fn weight(text: &str) -> Result<f64, String> {
    let weight: f64 = text.parse().map_err(|_| "it is no number".to_owned())?;
    if (0.0..1.0).contains(&weight) { Ok(weight) } else { Err("it is not from 0 to below 1".to_owned()) }
}

/// Hands a file to whatever the system opens such files with.
pub(super) fn open(path: &Path) -> Result<(), Failure> {
    let mut opener = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        Command::new("explorer")
    } else {
        Command::new("xdg-open")
    };
    // The browser's own words are not for this terminal.
    let opener = opener.arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match opener.spawn() {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::Usage(format!(
            "the report is written, but no browser could be started ({}: {error}); open `{}` yourself",
            opener.get_program().display(),
            path.display()
        ))),
    }
}
