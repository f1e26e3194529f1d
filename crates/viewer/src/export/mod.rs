//! The values of a logdir as a table: CSV, JSON or Parquet; pictures, sounds and embeddings as files of their own.
//!
//! | rows | columns |
//! |---|---|
//! | scalars | `run`, `tag`, `step`, `wall_time`, `value` |
//! | scalars, wide | `run`, `step`, and a column for each tag |
//! | histograms | `run`, `tag`, `step`, `wall_time`, `left`, `right`, `count`; a row for each bucket |
//! | hparams | `run`, `name`, `value` |
//! | hparams, wide | `run`, a column for each setting, and `TAG last`, `TAG min`, `TAG max` for each scalar tag |
//! | texts | `run`, `tag`, `step`, `wall_time`, `text` |
//!
//! Numbers are written so that reading them gives the same number to the bit: a scalar as the double that its single
//! precision is, which is what TensorBoard's `EventAccumulator` and its own downloads say.

mod cell;
mod csv;
mod json;
mod media;
#[cfg(feature = "parquet")]
mod parquet;
mod projector;
mod rows;
mod trials;
mod wide;

use std::io::{self, Write};
use std::path::Path;

use self::cell::RowSink;
pub use self::media::{write_audio, write_images};
pub use self::projector::write_embeddings;
use crate::Logdir;

/// What kind of file a table becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableFormat {
    /// Comma-separated values with a header, as RFC 4180 has them; `NaN`, `inf`, `-inf`.
    Csv,
    /// An array of objects, one a line; what is not finite is `"NaN"`, `"Infinity"`, `"-Infinity"`, as in TensorBoard.
    Json,
    /// Columns of their own types, compressed with Snappy. Needs the feature `parquet`.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// Which values make up a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rows {
    /// A row for each scalar.
    #[default]
    Scalars,
    /// A row for each run and step, a column for each scalar tag.
    WideScalars,
    /// A row for each bucket of each histogram.
    Histograms,
    /// A row for each hyperparameter of each run.
    Hparams,
    /// A row for each run that tells hyperparameters, with a column for each, and three for each scalar tag: the last, the
    /// least and the greatest value.
    WideHparams,
    /// A row for each text.
    Texts,
}

impl TableFormat {
    /// What the name of a file says: `.csv`, `.json`, `.parquet`. `None` for any other ending.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            #[cfg(feature = "parquet")]
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }
}

/// Writes the values of a logdir as a table; returns how many rows there are.
///
/// The logdir should be read with [`Keep::Everything`](crate::logdir::Keep::Everything) for histograms and texts, of which
/// otherwise only some are there.
///
/// ```
/// use nnviz_viewer::export::{Rows, TableFormat, export};
/// # let logdir = nnviz_viewer::Logdir::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/corpus/torch"))?;
/// let mut csv = Vec::new();
/// export(&logdir, Rows::Scalars, TableFormat::Csv, &mut csv)?;
/// assert!(csv.starts_with(b"run,tag,step,wall_time,value\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of `out`.
pub fn export(logdir: &Logdir, rows: Rows, format: TableFormat, out: &mut (dyn Write + Send)) -> io::Result<u64> {
    let columns = rows::columns(logdir, rows);
    match format {
        TableFormat::Csv => write_rows(logdir, rows, csv::CsvSink::new(&columns, out)?),
        TableFormat::Json => write_rows(logdir, rows, json::JsonSink::new(&columns, out)?),
        #[cfg(feature = "parquet")]
        TableFormat::Parquet => write_rows(logdir, rows, parquet::ParquetSink::new(&columns, out)?),
    }
}

/// What a tag of a run is called among those of all runs.
fn place_of(run: &str, tag: &str) -> String {
    if run == "." { tag.to_owned() } else { format!("{run}/{tag}") }
}

fn write_rows(logdir: &Logdir, rows: Rows, sink: impl RowSink) -> io::Result<u64> {
    let mut counted = Counted { sink, rows: 0 };
    match rows {
        Rows::Scalars => rows::scalars(logdir, &mut counted)?,
        Rows::WideScalars => wide::scalars(logdir, &mut counted)?,
        Rows::Histograms => rows::histograms(logdir, &mut counted)?,
        Rows::Hparams => rows::hparams(logdir, &mut counted)?,
        Rows::WideHparams => trials::rows(logdir, &mut counted)?,
        Rows::Texts => rows::texts(logdir, &mut counted)?,
    }
    counted.sink.finish()?;
    Ok(counted.rows)
}

/// Counts the rows on their way.
struct Counted<S> {
    sink: S,
    rows: u64,
}

impl<S: RowSink> cell::TakeRow for Counted<S> {
    fn take(&mut self, row: &[cell::Cell<'_>]) -> io::Result<()> {
        self.rows += 1;
        self.sink.row(row)
    }
}
