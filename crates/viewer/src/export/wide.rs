//! A table with a column for each scalar tag, and a row for each run and step.

use std::collections::BTreeMap;
use std::io;

use super::cell::{Cell, Column, ColumnKind, TakeRow};
use crate::Logdir;
use crate::series::Run;

/// `run`, `step` and the tags, in the order in which runs first name them.
pub(super) fn columns(logdir: &Logdir) -> Vec<Column> {
    let tags = tags(logdir);
    let mut names = vec![""; tags.len()];
    for (tag, &at) in &tags {
        names[at] = tag;
    }
    let fixed = [("run", ColumnKind::Text), ("step", ColumnKind::Integer)];
    let tags = names.into_iter().map(|tag| (tag, ColumnKind::OptionalNumber));
    fixed.into_iter().chain(tags).map(|(name, kind)| Column { name: name.to_owned(), kind }).collect()
}

/// The column of each tag, counted from the first tag.
fn tags(logdir: &Logdir) -> BTreeMap<&str, usize> {
    let mut tags = BTreeMap::new();
    for (series, _) in logdir.runs.iter().flat_map(Run::scalars) {
        let next = tags.len();
        tags.entry(series.tag.as_str()).or_insert(next);
    }
    tags
}

pub(super) fn scalars(logdir: &Logdir, out: &mut impl TakeRow) -> io::Result<()> {
    let tags = tags(logdir);
    for run in &logdir.runs {
        // All series step through their points together, so that no second copy of them is made.
        let mut series: Vec<_> =
            run.scalars().map(|(series, values)| (tags[series.tag.as_str()], values.points())).collect();
        while let Some(step) = series.iter().filter_map(|(_, points)| points.first()).map(|point| point.step).min() {
            let mut row = vec![Cell::Empty; tags.len() + 2];
            (row[0], row[1]) = (Cell::Text(&run.name), Cell::Integer(step));
            for (column, points) in &mut series {
                if let Some((point, rest)) = points.split_first().filter(|(point, _)| point.step == step) {
                    row[*column + 2] = Cell::Number(point.value.into());
                    *points = rest;
                }
            }
            out.take(&row)?;
        }
    }
    Ok(())
}
