//! A table as an array of JSON objects.

use std::io::{self, BufWriter, Write};

use super::cell::{Cell, Column, RowSink};

/// Writes JSON, an object a line.
pub(super) struct JsonSink<'a> {
    out: BufWriter<&'a mut (dyn Write + Send)>,
    /// The names of the columns as JSON.
    names: Vec<String>,
    is_first: bool,
}

impl<'a> JsonSink<'a> {
    pub(super) fn new(columns: &[Column], out: &'a mut (dyn Write + Send)) -> io::Result<Self> {
        let mut out = BufWriter::new(out);
        out.write_all(b"[")?;
        let names = columns.iter().map(|column| serde_json::to_string(&column.name)).collect::<Result<_, _>>()?;
        Ok(Self { out, names, is_first: true })
    }

    fn cell(&mut self, cell: Cell<'_>) -> io::Result<()> {
        match cell {
            Cell::Text(text) => Ok(serde_json::to_writer(&mut self.out, text)?),
            Cell::Integer(integer) => write!(self.out, "{integer}"),
            Cell::Number(number) if number.is_finite() => Ok(serde_json::to_writer(&mut self.out, &number)?),
            Cell::Number(number) if number.is_nan() => self.out.write_all(b"\"NaN\""),
            Cell::Number(number) => self.out.write_all(if number > 0.0 { b"\"Infinity\"" } else { b"\"-Infinity\"" }),
            Cell::Empty => self.out.write_all(b"null"),
        }
    }
}

impl RowSink for JsonSink<'_> {
    fn row(&mut self, row: &[Cell<'_>]) -> io::Result<()> {
        self.out.write_all(if self.is_first { b"\n{" } else { b",\n{" })?;
        self.is_first = false;
        for (index, cell) in row.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(self.out, "{comma}{}: ", self.names[index])?;
            self.cell(*cell)?;
        }
        self.out.write_all(b"}")
    }

    fn finish(mut self) -> io::Result<()> {
        self.out.write_all(b"\n]\n")?;
        self.out.flush()
    }
}
