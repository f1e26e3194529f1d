//! What `export` says of logdirs of other programs, beside what TensorBoard's own `EventAccumulator` says of them.
//!
//! The tables in `tests/corpus` were written by `accumulate.py` there, with TensorBoard. Numbers are held equal to the bit,
//! but for NaN, which is one for all.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use nnviz_viewer::Logdir;
use nnviz_viewer::export::{Rows, TableFormat, export};
use nnviz_viewer::logdir::{Keep, LoadOptions, StepOrder};

const LOGDIRS: [&str; 5] = ["torch", "tensorboardx", "tensorflow", "keras", "lightning"];

/// A row, in a form in which equal numbers are equal texts.
type Row = Vec<String>;

fn corpus(logdir: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/corpus")).join(logdir)
}

/// The cells of a table but for its header. From the column `from` on they are numbers.
fn rows(csv: &[u8], from: usize) -> Vec<Row> {
    let normal = |(at, cell): (usize, &str)| match cell.parse::<f64>() {
        Ok(number) if at >= from && number.is_nan() => "NaN".to_owned(),
        Ok(number) if at >= from => format!("{:x}", number.to_bits()),
        _ => cell.to_owned(),
    };
    let mut reader = csv::Reader::from_reader(csv);
    reader.records().map(|row| row.unwrap().iter().enumerate().map(normal).collect()).collect()
}

fn exported(logdir: &str, kind: Rows, from: usize) -> Vec<Row> {
    let options = LoadOptions { keep: Keep::Everything, order: StepOrder::Slow, ..LoadOptions::default() };
    let loaded = Logdir::load_with(corpus(logdir), &options).unwrap();
    let mut csv = Vec::new();
    export(&loaded, kind, TableFormat::Csv, &mut csv).unwrap();
    rows(&csv, from)
}

/// The rows that TensorBoard finds; none, if it finds none of that kind.
fn accumulated(logdir: &str, table: &str, from: usize) -> Vec<Row> {
    fs::read(corpus(logdir).join(table)).map(|csv| rows(&csv, from)).unwrap_or_default()
}

/// In the order of TensorBoard, which sorts neither runs nor tags as we do; the order within a tag must be the same.
fn by_series(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by(|a, b| a[..2].cmp(&b[..2]));
    rows
}

/// A number of a row, and whether single precision holds it.
fn single(bits: &str) -> (String, bool) {
    let Ok(bits) = u64::from_str_radix(bits, 16) else { return (bits.to_owned(), true) };
    let single = f64::from(f64::from_bits(bits) as f32);
    (format!("{:x}", single.to_bits()), single.to_bits() == bits)
}

#[test]
fn every_scalar_is_the_one_of_tensorboard() {
    let mut doubles = BTreeSet::new();
    for logdir in LOGDIRS {
        let mut expected = accumulated(logdir, "scalars.csv", 3);
        assert!(!expected.is_empty(), "{logdir}");
        for row in &mut expected {
            let (value, is_single) = single(&row[4]);
            row[4] = value;
            doubles.extend((!is_single).then(|| row[1].clone()));
        }
        assert_eq!(by_series(exported(logdir, Rows::Scalars, 3)), by_series(expected), "{logdir}");
    }
    // What is written in double precision is kept in single precision, as TensorBoard's default reader shows nothing of it.
    assert_eq!(doubles, BTreeSet::from(["double".to_owned()]));
}

/// TensorBoard's older reader turns the older form of histograms into single precision, and keeps buckets without values.
fn filled(rows: Vec<Row>) -> Vec<Row> {
    let zero = format!("{:x}", 0f64.to_bits());
    let filled = by_series(rows).into_iter().filter(|row| row[6] != zero);
    let edges = |mut row: Row| {
        (row[4], row[5]) = (single(&row[4]).0, single(&row[5]).0);
        row
    };
    filled.map(edges).collect()
}

#[test]
fn every_histogram_is_the_one_of_tensorboard() {
    let mut compared = 0;
    for logdir in LOGDIRS {
        let expected = filled(accumulated(logdir, "histograms.csv", 3));
        compared += expected.len();
        assert_eq!(filled(exported(logdir, Rows::Histograms, 3)), expected, "{logdir}");
    }
    assert!(compared > 50, "{compared}");
}

#[test]
fn every_hyperparameter_is_the_one_of_tensorboard() {
    let as_python = |mut row: Row| {
        // `repr` of Python: True, 'text', 0.1
        let value = row[3].clone();
        row[3] = match row[2].as_str() {
            "string" => value[1..value.len() - 1].to_owned(),
            "bool" => value.to_lowercase(),
            _ => value.parse::<f64>().unwrap().to_string(),
        };
        vec![row[0].clone(), row[1].clone(), row[3].clone()]
    };
    let mut compared = 0;
    for logdir in LOGDIRS {
        let expected: BTreeSet<Row> = accumulated(logdir, "hparams.csv", 9).into_iter().map(as_python).collect();
        compared += expected.len();
        let found: BTreeSet<Row> = exported(logdir, Rows::Hparams, 9).into_iter().collect();
        assert_eq!(found, expected, "{logdir}");
    }
    assert!(compared > 5, "{compared}");
}
