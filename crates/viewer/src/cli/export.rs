//! `nnviz-view export`: values as a table for other programs.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use clap::ValueEnum as _;
use nnviz_viewer::Logdir;
use nnviz_viewer::export::{Rows, TableFormat, export, write_audio, write_embeddings, write_images};
use nnviz_viewer::logdir::Keep;
use nnviz_viewer::plot::{PlotFormat, write_plots};
use nnviz_viewer::series::Data;

use super::plot::Look;
use super::source::Source;
use super::table::{counted, printable};
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
  nnviz-view export runs --kind hparams --wide   a row for each run: its settings, and the last, least and greatest
                                                 value of each tag
  nnviz-view export runs --kind images -o pictures
                                                 every image of every step, as it was logged; `audio` too
  nnviz-view export runs --kind embeddings -o points
                                                 tensors.tsv and metadata.tsv, as the projector loads them
  nnviz-view export runs --format svg -o charts  every chart as a picture, in a directory; png, pdf and tex too
  nnviz-view export runs --format svg,png,csv -o charts
                                                 several formats at once; the table is charts/scalars.csv

Numbers are written in full: read back, they are the same to the bit.";

/// Writes values as CSV, JSON or Parquet, images, sounds and embeddings as files, or every chart as a picture
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    #[command(flatten)]
    source: Source,

    /// Where the table goes [default: the standard output]; of several files the directory
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// What is written, several with commas between [default: what the name of the file says, or csv]
    #[arg(short, long, value_enum, value_delimiter = ',')]
    format: Vec<Format>,

    /// Which values
    #[arg(short, long, value_enum, default_value = "scalars")]
    kind: Kind,

    /// A row for each run and step, and a column for each tag; of hparams a row for each run, with what came of it
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

    /// The format of tables, and the ending of its files; `None` for one of pictures.
    fn of_tables(self) -> Option<(TableFormat, &'static str)> {
        match self {
            Self::Csv => Some((TableFormat::Csv, "csv")),
            Self::Json => Some((TableFormat::Json, "json")),
            #[cfg(feature = "parquet")]
            Self::Parquet => Some((TableFormat::Parquet, "parquet")),
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
    Images,
    Audio,
    Embeddings,
}

pub(super) fn run(options: &Options, console: &mut Console<'_>) -> Result<(), Failure> {
    let pictures: Vec<PlotFormat> = options.format.iter().filter_map(|format| format.of_pictures()).collect();
    let Some(rows) = options.rows()? else { return files(options, console) };
    if options.format.len() < 2 && pictures.is_empty() {
        return table(options, rows, options.format()?, options.output.as_deref(), console);
    }
    let Some(directory) = &options.output else {
        return Err(Failure::Usage("pictures, and several formats, are files: say `-o DIRECTORY`".to_owned()));
    };
    fs::create_dir_all(directory).map_err(|source| Failure::Write { path: directory.clone(), source })?;
    if !pictures.is_empty() {
        draw(options, &pictures, directory, console)?;
    }
    for (format, ending) in options.format.iter().filter_map(|format| format.of_tables()) {
        let name = options.kind.to_possible_value().map_or_else(String::new, |kind| kind.get_name().to_owned());
        table(options, rows, format, Some(&directory.join(name).with_extension(ending)), console)?;
    }
    Ok(())
}

/// Writes a table to a file, or to the standard output.
fn table(
    options: &Options,
    rows: Rows,
    format: TableFormat,
    output: Option<&Path>,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let keep = if options.kind == Kind::Scalars { Keep::Scalars } else { Keep::Everything };
    let logdir = options.source.load(keep, console)?;
    console.say_losses(&logdir.gaps)?;
    match output {
        None => {
            if export(&logdir, rows, format, console.out)? == 0 {
                console.say("no rows: nothing matches; `nnviz-view ls` names what there is")?;
            }
        }
        Some(path) => {
            let count = write(&logdir, rows, format, path)
                .map_err(|source| Failure::Write { path: path.to_owned(), source })?;
            console.say(&format!("{count} rows"))?;
            writeln!(console.out, "{}", path.display())?;
        }
    }
    Ok(())
}

/// Writes what is files already: images and sounds as they were logged, embeddings as the projector loads them.
fn files(options: &Options, console: &mut Console<'_>) -> Result<(), Failure> {
    if options.wide || !options.format.is_empty() {
        return Err(Failure::Usage(
            "images, audio and embeddings have formats of their own: leave out `--format` and `--wide`".to_owned(),
        ));
    }
    let Some(directory) = &options.output else {
        return Err(Failure::Usage("images, audio and embeddings are files: say `-o DIRECTORY`".to_owned()));
    };
    let logdir = options.source.load(Keep::Everything, console)?;
    console.say_losses(&logdir.gaps)?;
    let written = match options.kind {
        Kind::Images => write_images(&logdir, directory),
        Kind::Audio => write_audio(&logdir, directory),
        _ => write_embeddings(&logdir, directory),
    };
    let written = written.map_err(|source| Failure::Write { path: directory.clone(), source })?;
    console.say(&counted(written.len(), "file"))?;
    say_kept(&logdir, options.kind, console)?;
    written.iter().try_for_each(|file| writeln!(console.out, "{}", file.display()))?;
    Ok(())
}

/// Says of which embeddings not every point was kept.
fn say_kept(logdir: &Logdir, kind: Kind, console: &mut Console<'_>) -> io::Result<()> {
    let embeddings = logdir.runs.iter().flat_map(|run| &run.embeddings).filter(|_| kind == Kind::Embeddings);
    for embedding in embeddings.filter(|embedding| embedding.rows.len() < embedding.points) {
        let (kept, all, name) = (embedding.rows.len(), embedding.points, printable(&embedding.name));
        console.say(&format!("{name}: {kept} of {all} points, evenly spread"))?;
    }
    Ok(())
}

/// Draws every chart into a directory, in each of some formats.
fn draw(options: &Options, formats: &[PlotFormat], directory: &Path, console: &mut Console<'_>) -> Result<(), Failure> {
    let logdir = options.source.load(Keep::ForReport, console)?;
    console.say_losses(&logdir.gaps)?;
    for &format in formats {
        let written = write_plots(&logdir, directory, format, &options.look.options())?;
        console.say(&counted(written.len(), "picture"))?;
        written.iter().try_for_each(|plot| writeln!(console.out, "{}", plot.file.display()))?;
    }
    Ok(console.say_kept(&logdir, |series| {
        matches!(series.data, Data::Scalars(_) | Data::Histograms(_) | Data::PrCurves(_))
    })?)
}

impl Options {
    /// The rows of a table; `None` for what is files of its own.
    fn rows(&self) -> Result<Option<Rows>, Failure> {
        match (self.kind, self.wide) {
            (Kind::Images | Kind::Audio | Kind::Embeddings, _) => Ok(None),
            (Kind::Scalars, false) => Ok(Some(Rows::Scalars)),
            (Kind::Scalars, true) => Ok(Some(Rows::WideScalars)),
            (Kind::Hparams, true) => Ok(Some(Rows::WideHparams)),
            (_, true) => {
                Err(Failure::Usage("`--wide` is for scalars and hparams: leave `--kind` or `--wide` out".to_owned()))
            }
            (Kind::Histograms, false) => Ok(Some(Rows::Histograms)),
            (Kind::Hparams, false) => Ok(Some(Rows::Hparams)),
            (Kind::Texts, false) => Ok(Some(Rows::Texts)),
        }
    }

    fn format(&self) -> Result<TableFormat, Failure> {
        let asked_for = self.format.first().and_then(|format| format.of_tables());
        match (asked_for, &self.output) {
            (Some((format, _)), _) => Ok(format),
            (None, None) => Ok(TableFormat::Csv),
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
