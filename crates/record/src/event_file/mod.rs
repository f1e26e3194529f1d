//! Event files: TFRecords that hold [`Event`](crate::proto::Event)s, under a name that TensorBoard looks for.
//!
//! The first event of a file is its version, `brain.Event:2`. TensorBoard reads the files of a directory in the order of
//! their names, never goes back to an older one, and takes everything after a torn record for lost. So a writer opens a
//! new file with a later name each time, and never appends to one that is there.

mod name;
mod reader;
mod scalar_event;
mod writer;

pub use name::{EventFileName, create_event_file, is_event_file_name};
pub use reader::{EventFileError, EventFileReader, ReadEvent, ReadScalar};
pub use scalar_event::ScalarEvent;
pub use writer::{EventFileWriter, append_event_record, file_version_event, session_start_event};
