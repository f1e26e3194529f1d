//! Ways to write that look right and show nothing, or the wrong thing: what this crate does not do, and why.
//!
//! Each is written here raw, and TensorBoard does fail on it; the tests of the other files show what is right instead.

use std::fs::File;

use nnviz::Logger;
use nnviz::record::event_file::{EventFileWriter, session_start_event};
use nnviz::record::proto::{
    DataType, Event, HistogramProto, Payload, Summary, TensorProto, TensorShapeProto, Value, What,
};
use nnviz::record::{Kind, Summary as Content, WallTime};

use crate::boards::{END, directory, logger, scalars, shown, shown_to_end};
use crate::support::tensorboard::Reader;

/// Writes a value as it is, at a time that depends on its step only.
fn write(logger: &Logger, step: i64, value: Value) {
    let what = Some(What::Summary(Summary { value: vec![value] }));
    logger.add_event(Event { wall_time: 1.7e9 + step as f64, step, what, ..Event::default() });
}

fn scalar(tag: &str, value: f32) -> Value {
    Content::Scalar(value).into_value(tag, Some(Kind::Scalar.metadata()))
}

/// `SummaryWriter(…, double_precision=True)` writes these.
#[test]
fn a_scalar_in_double_precision_is_lost() {
    let run = "traps/double";
    let logger = logger(run);
    let tensor = TensorProto {
        dtype: DataType::Double.into(),
        tensor_shape: Some(TensorShapeProto::default()),
        double_val: vec![0.5],
        ..TensorProto::default()
    };
    let value = Value { value: Some(Payload::Tensor(tensor)), ..scalar("loss", 0.0) };
    write(&logger, 1, value);
    for board in shown(run, &logger) {
        let expected = if board.reader == Reader::Fast { vec![] } else { vec![(1, 0.5)] };
        assert_eq!(scalars(board, run, "loss"), expected, "{:?}", board.reader);
    }
}

#[test]
fn a_step_backwards_deletes_what_came_after_it() {
    let run = "traps/backwards";
    let logger = logger(run);
    for step in [1, 2, 3, 4, 2] {
        write(&logger, step, scalar("loss", step as f32));
    }
    for board in shown(run, &logger) {
        let all = [1, 2, 3, 4, 2].map(|step| (step, step as f32));
        let expected = if board.reader == Reader::Fast { vec![(1, 1.0), (2, 2.0)] } else { all.into() };
        assert_eq!(scalars(board, run, "loss"), expected, "{:?}", board.reader);
    }
}

#[test]
fn two_kinds_under_one_tag_lose_one_and_break_the_other() {
    let run = "traps/kinds";
    let logger = logger(run);
    let histogram = nnviz::record::Histogram::new([(0.0, 1.0, 3.0)]);
    write(&logger, 1, scalar("w", 1.0));
    write(&logger, 2, Content::Histogram(histogram).into_value("w", Some(Kind::Histogram.metadata())));
    for board in shown(run, &logger) {
        let status = |route: &str| board.get(route, &[("run", run), ("tag", "w")]).status;
        let broken = if board.reader == Reader::Fast { 200 } else { 500 };
        assert_eq!(status("plugin/scalars/scalars"), broken, "{:?}", board.reader);
        assert_eq!(status("plugin/histograms/histograms"), 404, "{:?}", board.reader);
    }
}

/// The first form of audio summaries, which all other writers but TensorFlow's second use.
#[test]
fn audio_in_its_first_form_is_no_sound() {
    let run = "traps/audio";
    let logger = logger(run);
    let audio = nnviz::record::proto::Audio {
        sample_rate: 8000.0,
        num_channels: 1,
        length_frames: 4,
        encoded_audio_string: nnviz::record::summary::encode_wav(8000, 1, &[0.0; 4]),
        content_type: "audio/wav".to_owned(),
    };
    write(&logger, 1, Value { tag: "tone".to_owned(), value: Some(Payload::Audio(audio)), ..Value::default() });
    for board in shown(run, &logger) {
        let clips = board.json("plugin/audio/audio", &[("run", run), ("tag", "tone"), ("sample", "0")]);
        let expected = if board.reader == Reader::Fast { "application/octet-stream" } else { "audio/wav" };
        assert_eq!(clips[0]["contentType"], expected, "{:?}: {clips}", board.reader);
    }
}

/// Histograms as torch writes them: an empty bucket before the values and one after them, up to the largest number.
#[test]
fn histograms_in_their_first_form_have_edges_without_values() {
    let run = "traps/histogram";
    let logger = logger(run);
    let histogram = HistogramProto {
        min: 1.0,
        max: 2.0,
        num: 3.0,
        sum: 4.0,
        sum_squares: 6.0,
        bucket_limit: vec![0.5, 1.0, 1.5, 2.0, f64::MAX],
        bucket: vec![0.0, 0.0, 1.0, 2.0, 0.0],
    };
    write(&logger, 1, Value { tag: "w".to_owned(), value: Some(Payload::Histo(histogram)), ..Value::default() });
    for board in shown(run, &logger) {
        let shown = board.json("plugin/histograms/histograms", &[("run", run), ("tag", "w")]);
        let rows = shown[0][2].as_array().unwrap();
        let backwards = rows.iter().any(|row| row[0].as_f64() > row[1].as_f64());
        assert_eq!(backwards, board.reader == Reader::Fast, "{:?}: {shown}", board.reader);
    }
}

/// The slower reader does not heed the first START of a run, so that one must be in the first file already.
#[test]
fn a_first_file_without_a_start_cannot_be_purged() {
    let runs = ["traps/first_start", "traps/no_first_start"];
    for run in runs {
        let first_start = (run == runs[0]).then_some(0);
        let before = [1, 2, 3, 4].map(|step| (step, scalar("loss", step as f32)));
        write_file(run, 1_700_000_000, first_start, before.into());
        let after = vec![(3, scalar("loss", 30.0)), (3, scalar(END, 1.0))];
        write_file(run, 1_700_000_001, Some(3), after);
    }
    for board in shown_to_end(&runs) {
        let purged = vec![(1, 1.0), (2, 2.0), (3, 30.0)];
        let all = vec![(1, 1.0), (2, 2.0), (3, 3.0), (4, 4.0), (3, 30.0)];
        assert_eq!(scalars(board, runs[0], "loss"), purged, "{:?}", board.reader);
        let expected = if board.reader == Reader::Fast { purged } else { all };
        assert_eq!(scalars(board, runs[1], "loss"), expected, "{:?}", board.reader);
    }
}

/// An event file that no logger writes: with a START only where it is asked for.
fn write_file(run: &str, seconds: u64, start: Option<i64>, values: Vec<(i64, Value)>) -> EventFileWriter<File> {
    let time = WallTime::new(seconds as f64).unwrap();
    std::fs::create_dir_all(directory(run)).unwrap();
    let file = File::create(directory(run).join(format!("events.out.tfevents.{seconds}.host.1.0"))).unwrap();
    let mut writer = EventFileWriter::new(file, time, "traps").unwrap();
    if let Some(step) = start {
        writer.write(&session_start_event(time, step)).unwrap();
    }
    for (step, value) in values {
        writer.write_summary(time, step, vec![value]).unwrap();
    }
    writer.flush().unwrap();
    writer
}

#[test]
fn a_time_that_is_nan_ends_the_file() {
    let run = "traps/wall_time";
    // The end comes before the time that ends the file for the faster reader.
    let mut writer = write_file(run, 1_700_000_000, None, vec![(1, scalar("loss", 1.0)), (1, scalar(END, 1.0))]);
    let what = Some(What::Summary(Summary { value: vec![scalar("loss", 2.0)] }));
    writer.write(&Event { wall_time: f64::NAN, step: 2, what, ..Event::default() }).unwrap();
    writer.write_summary(WallTime::new(1.7e9).unwrap(), 1, vec![scalar("after", 3.0)]).unwrap();
    writer.flush().unwrap();
    for board in shown_to_end(&[run]) {
        if board.reader == Reader::Slow {
            board.wait_for("the value after", || (!scalars(board, run, "after").is_empty()).then_some(()));
        } else {
            assert!(scalars(board, run, "after").is_empty());
        }
    }
}
