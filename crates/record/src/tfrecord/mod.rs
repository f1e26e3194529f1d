//! TFRecord: the frame around each event in an event file.
//!
//! ```text
//!  offset  0                 8                12               12+n             16+n
//!          ┌─────────────────┬────────────────┬────────────────┬────────────────┐
//!          │ length n        │ masked CRC     │ data           │ masked CRC     │
//!          │ u64, LE         │ of the length  │ n bytes        │ of the data    │
//!          └─────────────────┴────────────────┴────────────────┴────────────────┘
//! ```
//!
//! A file is nothing but such records, one after another: `tensorflow/core/lib/io/record_writer.h` defines it. The
//! bytes are in [`frame`](append_record), with no I/O; [`TfRecordReader`] reads a file that may still be growing, may
//! end in the middle of a record, and may lie.

mod batch;
mod frame;
mod reader;

pub use batch::RecordBatch;
pub use frame::{FOOTER_LEN, HEADER_LEN, append_record};
pub(crate) use reader::FoundRecord;
pub use reader::{DEFAULT_MAX_RECORD_LEN, Record, RecordError, TfRecordReader};
