//! A table as comma-separated values.

use std::io::{self, Write};

use super::cell::{Cell, Column, RowSink};

/// Writes CSV.
pub(super) struct CsvSink<'a> {
    writer: csv::Writer<&'a mut (dyn Write + Send)>,
}

impl<'a> CsvSink<'a> {
    pub(super) fn new(columns: &[Column], out: &'a mut (dyn Write + Send)) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(columns.iter().map(|column| &column.name))?;
        Ok(Self { writer })
    }
}

impl RowSink for CsvSink<'_> {
    fn row(&mut self, row: &[Cell<'_>]) -> io::Result<()> {
        for cell in row {
            match cell {
                Cell::Text(text) => self.writer.write_field(text)?,
                Cell::Integer(integer) => self.writer.write_field(integer.to_string())?,
                Cell::Number(number) => self.writer.write_field(number.to_string())?,
                Cell::Empty => self.writer.write_field("")?,
            }
        }
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
