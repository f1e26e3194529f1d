//! What is done with hostile bytes: one function for each reader. A panic is a finding, and so is an answer that
//! contradicts itself.
//!
//! The fuzzer calls these with bytes of its own making; `crates/viewer/tests/mutations.rs` calls the same with files of the
//! corpus, changed by a seeded generator.

use std::fs;

use nnviz_record::event_file::EventFileReader;
use nnviz_record::projector::ProjectorConfig;
use nnviz_record::proto::{Summary as SummaryMessage, Value};
use nnviz_record::summary::{Graph, SummaryDecoder};
use nnviz_record::tfrecord::{TfRecordReader, append_record};
use nnviz_viewer::{Logdir, Report};
use prost::Message as _;

/// The longest record that is let through: enough for any lie about it.
const MAX_RECORD_LEN: u64 = 1 << 20;

/// Frames: every record that is found is in the bytes, whole, and after the one before it.
pub fn framing(data: &[u8]) {
    let mut reader = TfRecordReader::new(data).max_record_len(MAX_RECORD_LEN);
    let mut end = 0;
    loop {
        match reader.read_record() {
            Ok(Some(record)) => {
                let mut frame = Vec::new();
                append_record(&mut frame, |out| out.extend_from_slice(record.data));
                let begin = record.offset as usize;
                assert!(begin >= end && data[begin..].starts_with(&frame), "a record that is not there");
                end = begin + frame.len();
            }
            Err(error) if error.is_damage() => assert!(reader.skip_damage().expect("memory does not fail") > 0),
            Ok(None) | Err(_) => break,
        }
    }
    assert!(reader.offset() <= data.len() as u64);
}

/// Events: those that can be read, and what each says in place of those that cannot.
pub fn events(data: &[u8]) {
    let records = || TfRecordReader::new(data).max_record_len(MAX_RECORD_LEN);
    let mut reader = EventFileReader::from_records(records());
    let mut decoder = SummaryDecoder::default();
    while let Ok(Some(event)) = reader.read_lossy() {
        let _shown = format!("{event:?}");
    }
    let mut strict = EventFileReader::from_records(records());
    while let Ok(Some(event)) = strict.read_event() {
        if let Some(nnviz_record::proto::What::Summary(summary)) = event.what {
            decode(&mut decoder, summary.value);
        }
    }
    let mut scalars = EventFileReader::from_records(records());
    while let Ok(Some(_)) = scalars.read_lossy_scalars() {}
}

/// Summaries of every kind: what was understood can be written, and understood again.
pub fn summaries(data: &[u8]) {
    if let Ok(message) = SummaryMessage::decode(data) {
        decode(&mut SummaryDecoder::default(), message.value);
    }
}

fn decode(decoder: &mut SummaryDecoder, values: Vec<Value>) {
    for value in values {
        let Ok((tag, summary)) = decoder.decode(value) else { continue };
        let (kind, metadata) = (summary.kind(), summary.metadata());
        let again = SummaryDecoder::default().decode(summary.into_value(&tag, Some(metadata)));
        if let Ok((_, again)) = again {
            assert_eq!(again.kind(), kind, "{tag} became another kind");
        }
    }
}

/// The configuration of the projector: what was understood means the same when it is written.
pub fn projector(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(config) = ProjectorConfig::parse(text) {
        let again = ProjectorConfig::parse(&config.to_pbtxt()).expect("what was written can be read");
        assert_eq!(again, config);
    }
}

/// Graphs: what was understood can be written, and understood again.
pub fn graph(data: &[u8]) {
    if let Ok(graph) = Graph::decode(data) {
        Graph::decode(&graph.encode()).expect("what was written can be read");
    }
}

/// A logdir of one event file, or of one configuration of the projector, made into a page.
pub fn directory(data: &[u8]) {
    let logdir = tempfile::tempdir().expect("a directory");
    let run = logdir.path().join("run");
    fs::create_dir(&run).expect("a directory");
    let (config, events) = match data.split_first() {
        Some((b'p', config)) => (config, &[][..]),
        _ => (&[][..], data),
    };
    fs::write(run.join("events.out.tfevents.0000000001.host.1.0"), events).expect("a file");
    if !config.is_empty() {
        fs::write(run.join("projector_config.pbtxt"), config).expect("a file");
    }
    if let Ok(logdir) = Logdir::load(logdir.path()) {
        let page = Report::new(&logdir).to_html().expect("a page of whatever was read");
        assert!(page.ends_with("</html>\n") || page.trim_end().ends_with("</html>"), "the page is whole");
    }
}
