//! What a table is made of, whatever kind of file it becomes.

use std::io;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnKind {
    Text,
    Integer,
    Number,
    /// Numbers, with none in some rows.
    OptionalNumber,
}

/// A column: its name and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: ColumnKind,
}

/// A value of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    Text(&'a str),
    Integer(i64),
    Number(f64),
    Empty,
}

/// A file that a table becomes.
pub(super) trait RowSink {
    /// Writes the next row; it has a cell for each column.
    fn row(&mut self, row: &[Cell<'_>]) -> io::Result<()>;

    /// Writes what comes after the last row.
    fn finish(self) -> io::Result<()>;
}

/// Whatever takes the rows of a table.
pub(super) trait TakeRow {
    fn take(&mut self, row: &[Cell<'_>]) -> io::Result<()>;
}
