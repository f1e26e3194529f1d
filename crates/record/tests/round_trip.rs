//! What is written is what is read, whatever it is; and no bytes make a reader fall over.

mod strategies;

use std::io::Read;

use nnviz_record::event_file::{EventFileReader, EventFileWriter, ReadEvent, append_event_record};
use nnviz_record::projector::ProjectorConfig;
use nnviz_record::proto::{self, Event, What};
use nnviz_record::summary::{Graph, SummaryDecoder, WavInfo, append_scalar_record, encode_wav};
use nnviz_record::tfrecord::{FOOTER_LEN, HEADER_LEN, TfRecordReader, append_record};
use nnviz_record::{Kind, Summary, WallTime};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use strategies::{graph, projector_config, tagged_summary, value, wall_time};

fn frame(records: &[Vec<u8>]) -> Vec<u8> {
    let mut file = Vec::new();
    for record in records {
        append_record(&mut file, |data| data.extend_from_slice(record));
    }
    file
}

/// All that can be read now. The file may end inside a record; anything else fails.
fn read_on<R: Read>(reader: &mut TfRecordReader<R>, found: &mut Vec<Vec<u8>>) {
    loop {
        match reader.read_record() {
            Ok(Some(record)) => found.push(record.data.to_vec()),
            Ok(None) => return,
            Err(error) if error.is_truncated() => return,
            Err(error) => panic!("{error}"),
        }
    }
}

/// All records that damage leaves over.
fn read_around_damage(file: &[u8]) -> Vec<Vec<u8>> {
    let mut reader = TfRecordReader::new(file);
    let mut found = Vec::new();
    loop {
        match reader.read_record() {
            Ok(Some(record)) => found.push(record.data.to_vec()),
            Ok(None) => return found,
            Err(error) if error.is_damage() => assert!(reader.skip_damage().unwrap() > 0, "it gets on"),
            Err(_truncated) => return found,
        }
    }
}

/// All summaries of a file.
fn summaries(file: &[u8]) -> Vec<(i64, String, Summary)> {
    let mut reader = EventFileReader::new(file);
    let mut decoder = SummaryDecoder::default();
    let mut found = Vec::new();
    while let Some(event) = reader.read_event().unwrap() {
        if let Some(What::Summary(summary)) = event.what {
            for value in summary.value {
                let (tag, summary) = decoder.decode(value).unwrap();
                found.push((event.step, tag, summary));
            }
        }
    }
    found
}

/// Reads everything as a viewer does, and forgets it.
fn read_all(file: &[u8]) {
    let mut reader = EventFileReader::new(file);
    let mut decoder = SummaryDecoder::default();
    while let Ok(Some(found)) = reader.read_lossy() {
        if let ReadEvent::Event(_, Event { what: Some(what), .. }) = found {
            decode(what, &mut decoder);
        }
    }
}

fn decode(what: What, decoder: &mut SummaryDecoder) {
    match what {
        What::Summary(summary) => summary.value.into_iter().for_each(|value| drop(decoder.decode(value))),
        What::GraphDef(bytes) => drop(Graph::decode(&bytes)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn records_are_read_as_they_were_written(records in vec(vec(any::<u8>(), 0..300), 0..20)) {
        let file = frame(&records);
        let lengths: usize = records.iter().map(|record| HEADER_LEN + record.len() + FOOTER_LEN).sum();
        prop_assert_eq!(file.len(), lengths);
        let mut found = Vec::new();
        read_on(&mut TfRecordReader::new(&file[..]), &mut found);
        prop_assert_eq!(found, records);
    }

    #[test]
    fn a_file_that_grows_is_read_in_parts(
        records in vec(vec(any::<u8>(), 0..300), 1..20),
        cuts in vec(any::<Index>(), 0..6),
    ) {
        let file = frame(&records);
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(file.len() + 1)).chain([file.len()]).collect();
        cuts.sort_unstable();
        let mut reader = TfRecordReader::new(&file[..0]);
        let (mut found, mut begin) = (Vec::new(), 0);
        for end in cuts {
            *reader.source_mut() = &file[begin..end];
            read_on(&mut reader, &mut found);
            begin = end;
        }
        prop_assert_eq!(found, records);
        prop_assert_eq!(reader.offset(), file.len() as u64);
    }

    /// A stretch of the file is overwritten; the records that it does not touch are all found, and in order.
    #[test]
    fn damage_costs_no_record_that_it_does_not_touch(
        records in vec(vec(any::<u8>(), 0..100), 1..12),
        at in any::<Index>(),
        masks in vec(1_u8.., 1..40),
    ) {
        let mut file = frame(&records);
        let at = at.index(file.len());
        let damaged = at..file.len().min(at + masks.len());
        file[damaged.clone()].iter_mut().zip(&masks).for_each(|(byte, mask)| *byte ^= mask);
        let mut begin = 0;
        let untouched = records.into_iter().filter(|record| {
            let end = begin + HEADER_LEN + record.len() + FOOTER_LEN;
            let touched = begin < damaged.end && damaged.start < end;
            begin = end;
            !touched
        });
        prop_assert_eq!(read_around_damage(&file), untouched.collect::<Vec<_>>());
    }

    #[test]
    fn summaries_are_read_as_they_were_written(
        steps in vec((wall_time(), any::<i64>(), vec(tagged_summary(), 0..5)), 0..12),
    ) {
        let mut writer = EventFileWriter::new(Vec::new(), WallTime::EPOCH, "test").unwrap();
        let mut seen = std::collections::HashSet::new();
        for (at, step, summaries) in &steps {
            let values = summaries.iter().cloned().map(|(tag, summary)| {
                let metadata = seen.insert(tag.clone()).then(|| summary.metadata());
                summary.into_value(&tag, metadata)
            });
            let values = values.collect();
            writer.write_summary(*at, *step, values).unwrap();
        }
        let written = steps.into_iter().flat_map(|(_, step, summaries)| {
            summaries.into_iter().map(move |(tag, summary)| (step, tag, summary))
        });
        prop_assert_eq!(summaries(&writer.into_inner()), written.collect::<Vec<_>>());
    }

    /// Infinities and NaN too, to the bit, with the time that they came at.
    #[test]
    fn scalars_are_kept_to_the_bit(at in wall_time(), step in any::<i64>(), tag in any::<String>(), bits in any::<u32>()) {
        let value = Summary::Scalar(f32::from_bits(bits)).into_value(&tag, Some(Kind::Scalar.metadata()));
        let mut writer = EventFileWriter::new(Vec::new(), at, "test").unwrap();
        writer.write_summary(at, step, vec![value]).unwrap();
        let file = writer.into_inner();
        let mut reader = EventFileReader::new(&file[..]);
        reader.read_event().unwrap();
        let event = reader.read_event().unwrap().unwrap();
        prop_assert_eq!(event.wall_time, at.seconds());
        let Some(What::Summary(proto::Summary { value })) = event.what else { panic!("no summary") };
        let (name, summary) = SummaryDecoder::default().decode(value[0].clone()).unwrap();
        let Summary::Scalar(value) = summary else { panic!("{summary:?}") };
        prop_assert_eq!((event.step, name, value.to_bits()), (step, tag, bits));
    }

    #[test]
    fn graphs_are_read_as_they_were_written(at in wall_time(), graph in graph()) {
        let mut writer = EventFileWriter::new(Vec::new(), at, "test").unwrap();
        writer.write_graph(at, &graph).unwrap();
        let file = writer.into_inner();
        let mut reader = EventFileReader::new(&file[..]);
        reader.read_event().unwrap();
        let Some(What::GraphDef(bytes)) = reader.read_event().unwrap().unwrap().what else { panic!("no graph") };
        prop_assert_eq!(Graph::decode(&bytes).unwrap(), graph);
    }

    #[test]
    fn projector_configurations_are_read_as_they_were_written(config in projector_config()) {
        prop_assert_eq!(ProjectorConfig::parse(&config.to_pbtxt()).unwrap(), config);
    }

    #[test]
    fn any_text_is_survived(text in prop_oneof![any::<String>(), "(embeddings|sprite|a|[:{}<>\\[\\],;#'\"\\\\ \n0-9.x]){0,60}"]) {
        drop(ProjectorConfig::parse(&text));
    }

    #[test]
    fn any_sound_is_survived(bytes in vec(any::<u8>(), 0..80), samples in vec(proptest::num::f32::ANY, 0..9), channels in 0..4_u16) {
        let _ = WavInfo::decode(&bytes);
        let mut file = encode_wav(8000, channels, &samples);
        prop_assert_eq!(WavInfo::decode(&file).unwrap().frames, (samples.len() / usize::from(channels.max(1))) as u64);
        file.splice(12.., bytes);
        let _ = WavInfo::decode(&file);
    }

    /// The hot path writes by hand what prost would write.
    #[test]
    fn a_scalar_record_has_the_bytes_of_its_event(
        wall_time in proptest::num::f64::ANY,
        step in any::<i64>(),
        tag in any::<String>(),
        value in proptest::num::f32::ANY,
    ) {
        let values = vec![Summary::Scalar(value).into_value(&tag, None)];
        let what = Some(What::Summary(proto::Summary { value: values }));
        let (mut by_hand, mut by_prost) = (Vec::new(), Vec::new());
        append_scalar_record(&mut by_hand, wall_time, step, &tag, value);
        append_event_record(&mut by_prost, &Event { wall_time, step, what, ..Event::default() });
        prop_assert_eq!(by_hand, by_prost);
    }

    #[test]
    fn any_bytes_are_survived(bytes in vec(any::<u8>(), 0..2000)) {
        read_all(&bytes);
        drop(Graph::decode(&bytes));
    }

    /// The checksums are right, so the bytes get as far as protobuf and the decoder.
    #[test]
    fn any_records_are_survived(records in vec(vec(any::<u8>(), 0..200), 0..10)) {
        read_all(&frame(&records));
    }

    /// Most of these are understood in part: a good event in which some bytes were changed before it was framed.
    #[test]
    fn events_that_were_changed_are_survived(
        summary in tagged_summary(),
        changes in vec((any::<Index>(), any::<u8>()), 1..5),
    ) {
        let (tag, summary) = summary;
        let value = vec![summary.clone().into_value(&tag, Some(summary.metadata()))];
        let what = Some(What::Summary(proto::Summary { value }));
        let mut record = Vec::new();
        append_event_record(&mut record, &Event { wall_time: 1.0, step: 1, what, ..Event::default() });
        let mut data = record[HEADER_LEN..record.len() - FOOTER_LEN].to_vec();
        for (at, byte) in changes {
            let at = at.index(data.len());
            data[at] = byte;
        }
        read_all(&frame(&[data]));
    }

    /// Shapes, types and elements that have nothing to do with one another.
    #[test]
    fn any_values_are_survived(values in vec(value(), 1..4)) {
        let mut decoder = SummaryDecoder::default();
        for value in values {
            drop(decoder.decode(value));
        }
    }
}
