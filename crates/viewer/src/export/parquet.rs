//! A table as a Parquet file.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use super::cell::{Cell, Column, ColumnKind, RowSink};

/// How many rows are held before they are written as a group: a few dozen megabytes.
const GROUP: usize = 262_144;

/// Writes Parquet. Rows are turned into columns, a group at a time.
pub(super) struct ParquetSink<'a> {
    writer: SerializedFileWriter<&'a mut (dyn Write + Send)>,
    columns: Vec<Values>,
    rows: usize,
}

/// The values of one column in the group that is being gathered.
enum Values {
    Text(Vec<ByteArray>),
    Integer(Vec<i64>),
    /// The numbers that are there, and for each row whether one is.
    Number(Vec<f64>, Option<Vec<i16>>),
}

impl<'a> ParquetSink<'a> {
    pub(super) fn new(columns: &[Column], out: &'a mut (dyn Write + Send)) -> io::Result<Self> {
        let fields = columns.iter().map(field).collect::<Result<_, _>>().map_err(io_error)?;
        let schema = Type::group_type_builder("nnviz").with_fields(fields).build().map_err(io_error)?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(io_error)?;
        Ok(Self { writer, columns: columns.iter().map(|column| Values::none(column.kind)).collect(), rows: 0 })
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for values in &mut self.columns {
            let Some(mut column) = group.next_column()? else { break };
            match values {
                Values::Text(texts) => column.typed::<ByteArrayType>().write_batch(texts, None, None)?,
                Values::Integer(integers) => column.typed::<Int64Type>().write_batch(integers, None, None)?,
                Values::Number(numbers, levels) => {
                    column.typed::<DoubleType>().write_batch(numbers, levels.as_deref(), None)?
                }
            };
            column.close()?;
            values.clear();
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

impl RowSink for ParquetSink<'_> {
    fn row(&mut self, row: &[Cell<'_>]) -> io::Result<()> {
        self.columns.iter_mut().zip(row).for_each(|(values, cell)| values.push(*cell));
        self.rows += 1;
        if self.rows == GROUP { self.write_group().map_err(io_error) } else { Ok(()) }
    }

    fn finish(mut self) -> io::Result<()> {
        if self.rows > 0 {
            self.write_group().map_err(io_error)?;
        }
        self.writer.close().map(drop).map_err(io_error)
    }
}

impl Values {
    fn none(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Text => Self::Text(Vec::new()),
            ColumnKind::Integer => Self::Integer(Vec::new()),
            ColumnKind::Number => Self::Number(Vec::new(), None),
            ColumnKind::OptionalNumber => Self::Number(Vec::new(), Some(Vec::new())),
        }
    }

    /// A cell is of the kind that its column says, or empty where that may be.
    fn push(&mut self, cell: Cell<'_>) {
        match (self, cell) {
            (Self::Text(texts), Cell::Text(text)) => texts.push(ByteArray::from(text)),
            (Self::Integer(integers), Cell::Integer(integer)) => integers.push(integer),
            (Self::Number(numbers, levels), Cell::Number(number)) => {
                numbers.push(number);
                if let Some(levels) = levels {
                    levels.push(1);
                }
            }
            (Self::Number(_, Some(levels)), Cell::Empty) => levels.push(0),
            _ => {}
        }
    }

    fn clear(&mut self) {
        match self {
            Self::Text(texts) => texts.clear(),
            Self::Integer(integers) => integers.clear(),
            Self::Number(numbers, levels) => {
                numbers.clear();
                if let Some(levels) = levels {
                    levels.clear();
                }
            }
        }
    }
}

fn field(column: &Column) -> Result<TypePtr, ParquetError> {
    let physical = match column.kind {
        ColumnKind::Text => PhysicalType::BYTE_ARRAY,
        ColumnKind::Integer => PhysicalType::INT64,
        ColumnKind::Number | ColumnKind::OptionalNumber => PhysicalType::DOUBLE,
    };
    let repetition =
        if column.kind == ColumnKind::OptionalNumber { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    let logical = (column.kind == ColumnKind::Text).then_some(LogicalType::String);
    let field = Type::primitive_type_builder(&column.name, physical).with_repetition(repetition);
    field.with_logical_type(logical).build().map(Arc::new)
}

fn io_error(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::RowAccessor as _;

    use crate::Logdir;
    use crate::export::{Rows, TableFormat, export};

    /// The rows of the corpus of torch, as the reader of the format tells them.
    fn rows(rows: Rows) -> Vec<parquet::record::Row> {
        let logdir = Logdir::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/corpus/torch")).unwrap();
        let mut file = tempfile::tempfile().unwrap();
        export(&logdir, rows, TableFormat::Parquet, &mut file).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        reader.get_row_iter(None).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn scalars_are_read_back_to_the_bit() {
        let logdir = Logdir::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/corpus/torch")).unwrap();
        let mut read = rows(Rows::Scalars).into_iter();
        for run in &logdir.runs {
            for (series, values) in run.scalars() {
                for point in values.points() {
                    let row = read.next().unwrap();
                    assert_eq!((row.get_string(0).unwrap(), row.get_string(1).unwrap()), (&run.name, &series.tag));
                    assert_eq!((row.get_long(2).unwrap(), row.get_double(3).unwrap()), (point.step, point.wall_time));
                    assert_eq!(row.get_double(4).unwrap().to_bits(), f64::from(point.value).to_bits());
                }
            }
        }
        assert!(read.next().is_none());
    }

    #[test]
    fn what_a_step_lacks_is_null() {
        let wide = rows(Rows::WideScalars);
        let is_null = |row: &parquet::record::Row| row.get_column_iter().any(|(_, field)| field.to_string() == "null");
        assert!(!wide.is_empty() && wide.iter().any(is_null), "{wide:?}");
    }
}
