//! Writes events, whole records at a time.

use std::io::{self, Write};

use prost::Message as _;

use crate::WallTime;
use crate::proto::{Event, SessionLog, SessionStatus, SourceMetadata, What};
use crate::tfrecord::append_record;

/// What every file of this format says first.
pub(super) const FILE_VERSION: &str = "brain.Event:2";

/// Appends the record of an event.
pub fn append_event_record(out: &mut Vec<u8>, event: &Event) {
    append_record(out, |data| event.encode_raw(data));
}

/// The event that every file begins with; `writer` is the name of the program (at most 128 characters are read).
pub fn file_version_event(wall_time: WallTime, writer: &str) -> Event {
    Event {
        wall_time: wall_time.seconds(),
        what: Some(What::FileVersion(FILE_VERSION.to_owned())),
        source_metadata: Some(SourceMetadata { writer: writer.chars().take(128).collect() }),
        ..Event::default()
    }
}

/// The event that tells TensorBoard's slower reader to forget what older files hold at `step` and later. It heeds the
/// second one of a run and those after it, so every file has one, the first file too.
pub fn session_start_event(wall_time: WallTime, step: i64) -> Event {
    let status = SessionStatus::Start.into();
    Event {
        wall_time: wall_time.seconds(),
        step,
        what: Some(What::SessionLog(SessionLog { status })),
        ..Event::default()
    }
}

/// Writes events to any sink: a file, a buffer, a socket.
///
/// ```
/// use nnviz_record::event_file::EventFileWriter;
/// use nnviz_record::{Kind, Summary, WallTime};
///
/// let now = WallTime::new(1_700_000_000.5).expect("a finite time");
/// let mut writer = EventFileWriter::new(Vec::new(), now, "my program")?;
/// let loss = Summary::Scalar(0.25).into_value("loss", Some(Kind::Scalar.metadata()));
/// writer.write_summary(now, 1, vec![loss])?;
/// let bytes: Vec<u8> = writer.into_inner();
/// # assert!(bytes.len() > 50);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct EventFileWriter<W> {
    sink: W,
    record: Vec<u8>,
}

impl<W: Write> EventFileWriter<W> {
    /// Begins a file: writes its version.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn new(sink: W, wall_time: WallTime, writer: &str) -> io::Result<Self> {
        let mut this = Self { sink, record: Vec::new() };
        this.write(&file_version_event(wall_time, writer))?;
        Ok(this)
    }

    /// Writes one event as one record, in one call of the sink.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn write(&mut self, event: &Event) -> io::Result<()> {
        self.record.clear();
        append_event_record(&mut self.record, event);
        self.sink.write_all(&self.record)
    }

    /// Writes the values of one step as one event.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn write_summary(&mut self, at: WallTime, step: i64, value: Vec<crate::proto::Value>) -> io::Result<()> {
        let what = Some(What::Summary(crate::proto::Summary { value }));
        self.write(&Event { wall_time: at.seconds(), step, what, ..Event::default() })
    }

    /// Writes the graph of the run.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn write_graph(&mut self, at: WallTime, graph: &crate::summary::Graph) -> io::Result<()> {
        let what = Some(What::GraphDef(graph.encode()));
        self.write(&Event { wall_time: at.seconds(), what, ..Event::default() })
    }

    /// Makes the sink pass on what it holds back.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }

    /// The sink, as far as it was written.
    pub fn into_inner(self) -> W {
        self.sink
    }
}
