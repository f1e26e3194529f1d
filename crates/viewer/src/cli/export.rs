//! `nnviz-view export`: values as a table for other programs.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use nnviz_viewer::Logdir;
use nnviz_viewer::export::{Rows, TableFormat, export};
use nnviz_viewer::logdir::Keep;
use nnviz_viewer::plot::{PlotFormat, write_plots};

use super::plot::Look;
use super::source::Source;
use super::table::counted;
use super::{Console, Failure};

const EXAMPLES: &str = "\
Examples:
  nnviz-view export runs > all.csv               run, tag, step, wall_time, value: a row for each scalar
  nnviz-view export runs -o all.json             the same as JSON
  nnviz-view export runs --wide --tags 'loss|acc' > wide.csv
                                                 a row for each run and step, a column for each tag
  nnviz-view export runs --kind histograms > h.csv
                                                 a row for each bucket
  nnviz-view export runs --kind hparams          run, name, value
  nnviz-view export runs --format svg -o charts  every chart as a picture, in a directory; png, pdf and tex too

Numbers are written in full: read back, they are the same to the bit.";

/// Writes scalars, histograms, hyperparameters or texts as CSV, JSON or Parquet, or every chart as a picture
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    #[command(flatten)]
    source: Source,

    /// Where the table goes [default: the standard output]; of pictures the directory
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// What is written [default: what the name of the file says, or csv]
    #[arg(short, long, value_enum)]
    format: Option<Format>,

    /// Which values
    #[arg(short, long, value_enum, default_value = "scalars")]
    kind: Kind,

    /// A row for each run and step, and a column for each tag; for scalars
    #[arg(short, long)]
    wide: bool,

    #[command(flatten, next_help_heading = "Pictures")]
    look: Look,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Csv,
    Json,
    #[cfg(feature = "parquet")]
    Parquet,
    Svg,
    #[cfg(feature = "png")]
    Png,
    #[cfg(feature = "pdf")]
    Pdf,
    Tex,
}

impl Format {
    /// The format of pictures; `None` for one of tables.
    fn of_pictures(self) -> Option<PlotFormat> {
        match self {
            Self::Svg => Some(PlotFormat::Svg),
            #[cfg(feature = "png")]
            Self::Png => Some(PlotFormat::Png),
            #[cfg(feature = "pdf")]
            Self::Pdf => Some(PlotFormat::Pdf),
            Self::Tex => Some(PlotFormat::Tex),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    Scalars,
    Histograms,
    Hparams,
    Texts,
}

pub(super) fn run(options: &Options, console: &mut Console<'_>) -> Result<(), Failure> {
    if let Some(format) = options.format.and_then(Format::of_pictures) {
        return pictures(options, format, console);
    }
    let (rows, format) = (options.rows()?, options.format()?);
    let keep = if options.kind == Kind::Scalars { Keep::Scalars } else { Keep::Everything };
    let logdir = options.source.load(keep, console)?;
    console.say_losses(&logdir.gaps)?;
    match &options.output {
        None => {
            export(&logdir, rows, format, console.out)?;
        }
        Some(path) => {
            let count =
                write(&logdir, rows, format, path).map_err(|source| Failure::Write { path: path.clone(), source })?;
            console.say(&format!("{count} rows"))?;
            writeln!(console.out, "{}", path.display())?;
        }
    }
    Ok(())
}

/// Draws every chart into a directory.
fn pictures(options: &Options, format: PlotFormat, console: &mut Console<'_>) -> Result<(), Failure> {
    let Some(directory) = &options.output else {
        return Err(Failure::Usage("pictures are files: say `-o DIRECTORY`".to_owned()));
    };
    let logdir = options.source.load(Keep::ForReport, console)?;
    console.say_losses(&logdir.gaps)?;
    let written = write_plots(&logdir, directory, format, &options.look.options())?;
    console.say(&counted(written.len(), "picture"))?;
    written.iter().try_for_each(|plot| writeln!(console.out, "{}", plot.file.display()))?;
    Ok(())
}

impl Options {
    fn rows(&self) -> Result<Rows, Failure> {
        match (self.kind, self.wide) {
            (Kind::Scalars, false) => Ok(Rows::Scalars),
            (Kind::Scalars, true) => Ok(Rows::WideScalars),
            (_, true) => Err(Failure::Usage("`--wide` is for scalars: leave `--kind` or `--wide` out".to_owned())),
            (Kind::Histograms, false) => Ok(Rows::Histograms),
            (Kind::Hparams, false) => Ok(Rows::Hparams),
            (Kind::Texts, false) => Ok(Rows::Texts),
        }
    }

    fn format(&self) -> Result<TableFormat, Failure> {
        match (self.format, &self.output) {
            (Some(Format::Csv), _) | (None, None) => Ok(TableFormat::Csv),
            (Some(Format::Json), _) => Ok(TableFormat::Json),
            #[cfg(feature = "parquet")]
            (Some(Format::Parquet), _) => Ok(TableFormat::Parquet),
            (Some(_), _) => Err(Failure::Usage("a table is csv, json or parquet".to_owned())),
            (None, Some(path)) => TableFormat::of(path).ok_or_else(|| unknown(path)),
        }
    }
}

fn unknown(path: &Path) -> Failure {
    let formats = if cfg!(feature = "parquet") { "csv, json or parquet" } else { "csv or json" };
    let built = if path.extension().is_some_and(|ending| ending == "parquet") {
        "; this program is built without the feature `parquet`"
    } else {
        ""
    };
    Failure::Usage(format!("`{}` does not tell a format: say `--format` {formats}{built}", path.display()))
}

/// Writes a file that appears whole or not at all.
fn write(logdir: &Logdir, rows: Rows, format: TableFormat, path: &Path) -> io::Result<u64> {
    let unfinished = path.with_added_extension(format!("{}.part", std::process::id()));
    let written = File::create(&unfinished).and_then(|mut file| export(logdir, rows, format, &mut file));
    let written = written.and_then(|count| fs::rename(&unfinished, path).map(|()| count));
    if written.is_err() {
        // It may not even have been created; the error that is told is the first one.
        let _ = fs::remove_file(&unfinished);
    }
    written
}
