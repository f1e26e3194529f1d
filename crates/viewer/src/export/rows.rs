//! The rows of each kind of table, and its columns.

use std::io;

use nnviz_record::summary::HparamValue;

use super::Rows;
use super::cell::{Cell, Column, ColumnKind, TakeRow};
use super::{trials, wide};
use crate::Logdir;

/// The columns of a table.
pub(super) fn columns(logdir: &Logdir, rows: Rows) -> Vec<Column> {
    use ColumnKind::{Integer, Number, Text};
    let place = [("run", Text), ("tag", Text), ("step", Integer), ("wall_time", Number)];
    let named = |columns: &[(&str, ColumnKind)]| {
        columns.iter().map(|&(name, kind)| Column { name: name.to_owned(), kind }).collect::<Vec<_>>()
    };
    match rows {
        Rows::Scalars => named(&[&place[..], &[("value", Number)]].concat()),
        Rows::Histograms => named(&[&place[..], &[("left", Number), ("right", Number), ("count", Number)]].concat()),
        Rows::Texts => named(&[&place[..], &[("text", Text)]].concat()),
        Rows::Hparams => named(&[("run", Text), ("name", Text), ("value", Text)]),
        Rows::WideScalars => wide::columns(logdir),
        Rows::WideHparams => trials::columns(logdir),
    }
}

pub(super) fn scalars(logdir: &Logdir, out: &mut impl TakeRow) -> io::Result<()> {
    for run in &logdir.runs {
        for (series, values) in run.scalars() {
            for point in values.points() {
                let value = Cell::Number(point.value.into());
                out.take(&[
                    Cell::Text(&run.name),
                    Cell::Text(&series.tag),
                    Cell::Integer(point.step),
                    Cell::Number(point.wall_time),
                    value,
                ])?;
            }
        }
    }
    Ok(())
}

pub(super) fn histograms(logdir: &Logdir, out: &mut impl TakeRow) -> io::Result<()> {
    for run in &logdir.runs {
        for (series, values) in run.histograms() {
            for point in values.points() {
                let place = [
                    Cell::Text(&run.name),
                    Cell::Text(&series.tag),
                    Cell::Integer(point.step),
                    Cell::Number(point.wall_time),
                ];
                for bucket in &point.value.buckets {
                    let numbers = [bucket.left, bucket.right, bucket.count].map(Cell::Number);
                    out.take(&[&place[..], &numbers[..]].concat())?;
                }
            }
        }
    }
    Ok(())
}

pub(super) fn texts(logdir: &Logdir, out: &mut impl TakeRow) -> io::Result<()> {
    for run in &logdir.runs {
        for (series, values) in run.texts() {
            for point in values.points() {
                let text = Cell::Text(&point.value);
                out.take(&[
                    Cell::Text(&run.name),
                    Cell::Text(&series.tag),
                    Cell::Integer(point.step),
                    Cell::Number(point.wall_time),
                    text,
                ])?;
            }
        }
    }
    Ok(())
}

pub(super) fn hparams(logdir: &Logdir, out: &mut impl TakeRow) -> io::Result<()> {
    for run in &logdir.runs {
        for (name, value) in run.session.start.iter().flat_map(|start| &start.values) {
            let value = match value {
                HparamValue::Text(text) => text.clone(),
                HparamValue::Number(number) => number.to_string(),
                HparamValue::Bool(is) => is.to_string(),
                other => other.to_string(),
            };
            out.take(&[Cell::Text(&run.name), Cell::Text(name), Cell::Text(&value)])?;
        }
    }
    Ok(())
}
