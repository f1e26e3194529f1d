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
                levels.iter_mut().for_each(|levels| levels.push(1));
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
                levels.iter_mut().for_each(Vec::clear);
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
