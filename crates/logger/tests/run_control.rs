//! Which values are logged, under which tag, step, time and file: what handles and options decide.

mod support;

use std::path::Path;
use std::time::{Duration, SystemTime};

use nnviz_logger::{Bins, Error, Logger, Step};
use nnviz_record::Summary;
use nnviz_record::proto::{Event, SessionStatus, What};
use support::{event_files, events, scalars, series, steps};

fn logger() -> (tempfile::TempDir, Logger) {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    (directory, logger)
}

fn start_steps(file: &Path) -> Vec<i64> {
    let started = |event: &Event| match &event.what {
        Some(What::SessionLog(log)) => log.status == i32::from(SessionStatus::Start),
        _ => false,
    };
    events(file).iter().filter(|event| started(event)).map(|event| event.step).collect()
}

#[test]
fn steps_are_counted_for_each_tag_where_none_is_given() {
    let (directory, logger) = logger();
    for value in [1.0, 2.0, 3.0] {
        logger.add_scalar("a", value, None);
    }
    logger.add_scalar("b", 1.0, 7_usize);
    logger.add_scalar("b", 2.0, None);
    logger.add_text("c", "text", None);
    logger.log_step(None, &[("a", 4.0), ("b", 3.0)]);
    logger.close().unwrap();
    let series = series(directory.path());
    assert_eq!(scalars(&series, "a"), [(0, 1.0), (1, 2.0), (2, 3.0), (9, 4.0)]);
    assert_eq!(scalars(&series, "b"), [(7, 1.0), (8, 2.0), (9, 3.0)]);
    assert_eq!(steps(&series, "c"), [0]);
}

#[test]
fn scopes_are_in_front_of_every_tag() {
    let (directory, logger) = logger();
    let head = logger.scope("encoder").scope("head 0");
    head.add_scalar("norm", 1.0, 1);
    head.add_histogram("w", &[1.0_f32, f32::NAN], 1);
    head.add_text("note", "words", 1);
    head.log_step(2, &[("norm", 2.0)]);
    head.run("valid").add_scalar("norm", 3.0, 1);
    logger.close().unwrap();
    let series = series(directory.path());
    let tags: Vec<_> = series.keys().map(String::as_str).collect();
    assert_eq!(tags, ["norm", "note", "w", "w/nan_count"].map(|tag| format!("encoder/head 0/{tag}")));
    assert_eq!(scalars(&series, "encoder/head 0/norm"), [(1, 1.0), (2, 2.0)]);
    assert_eq!(scalars(&support::series(&directory.path().join("valid")), "encoder/head 0/norm"), [(1, 3.0)]);
}

#[test]
fn a_closure_is_called_at_the_steps_that_are_recorded() {
    let (directory, logger) = logger();
    let every = logger.scope("slow").every(10);
    let called = (0..35).filter(|&step| every.at(step, |logger| logger.add_scalar("x", 1.0, step)).is_some()).count();
    logger.close().unwrap();
    assert_eq!(called, 4);
    assert_eq!(steps(&series(directory.path()), "slow/x"), [0, 10, 20, 30]);
    assert!(!Logger::disabled().every(1).is_due(0));
}

#[test]
fn a_time_of_ones_own_is_kept() {
    let (directory, logger) = logger();
    let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_234_567_500);
    let then = logger.at_time(time);
    then.add_scalar("a", 1.0, 1);
    then.add_text("b", "text", 1);
    logger.close().unwrap();
    let times: Vec<_> = events(&event_files(directory.path())[0])
        .into_iter()
        .filter(|event| matches!(event.what, Some(What::Summary(_))))
        .map(|event| event.wall_time)
        .collect();
    assert_eq!(times, [1_234_567.5; 2]);
}

#[test]
fn scalars_of_a_step_are_one_event() {
    let (directory, logger) = logger();
    logger.log_step(3, &[("a", 1.0), ("b", 2.0), ("c", 3.0)]);
    logger.log_step::<&str>(4, &[]);
    logger.close().unwrap();
    let summaries: Vec<_> = events(&event_files(directory.path())[0])
        .into_iter()
        .filter_map(|event| match event.what {
            Some(What::Summary(summary)) => Some(summary.value.len()),
            _ => None,
        })
        .collect();
    assert_eq!(summaries, [3]);
    assert_eq!(logger.stats().written, 3);
}

#[test]
fn a_disabled_logger_leaves_no_trace() {
    let logger = Logger::disabled();
    logger.add_scalar("a", 1.0, 1);
    logger.add_histogram("b", &[1.0_f32], 1);
    logger.run("train").add_text("c", "text", 1);
    logger.scope("s").describe("d", "", "");
    logger.flush().unwrap();
    logger.sync().unwrap();
    logger.close().unwrap();
    assert!(!logger.is_enabled());
    assert_eq!(logger.stats(), nnviz_logger::Stats::default());
    assert!(!Path::new(".nnviz.lock").exists());
}

#[test]
fn a_purge_step_begins_every_file_of_the_session() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::builder(directory.path()).purge_step(11).build().unwrap();
    logger.add_scalar("loss", 1.0, 15);
    logger.run("train").add_scalar("loss", 1.0, 12);
    logger.close().unwrap();
    for run in [directory.path().to_path_buf(), directory.path().join("train")] {
        assert_eq!(start_steps(&event_files(&run)[0]), [11]);
    }
}

#[test]
fn file_names_end_as_asked() {
    let directory = tempfile::tempdir().unwrap();
    Logger::builder(directory.path()).filename_suffix(".rank0").build().unwrap().close().unwrap();
    let files = event_files(directory.path());
    assert!(files.len() == 1 && files[0].to_string_lossy().ends_with(".0.rank0"), "{files:?}");
}

#[test]
fn events_are_written_as_they_are() {
    let (directory, logger) = logger();
    let event = Event { wall_time: 1.5, step: -3, what: Some(What::MetaGraphDef(vec![1, 2, 3])), ..Event::default() };
    logger.add_event(event.clone());
    logger.close().unwrap();
    assert_eq!(events(&event_files(directory.path())[0]).last(), Some(&event));
}

#[test]
fn histograms_have_the_bins_that_were_asked_for() {
    let (directory, logger) = logger();
    let values: Vec<f32> = (0..100).map(|i| i as f32).collect();
    for (tag, bins) in [("fixed", Bins::Fixed(10)), ("quantiles", Bins::Quantiles(4)), ("growing", Bins::Exponential)] {
        logger.add_histogram_with(tag, &values[..], 1, bins);
    }
    logger.add_histogram_raw("raw", &[0.0, 1.0, 5.0], &[3.0, 4.0], 1);
    logger.add_histogram_raw("wrong", &[0.0, 1.0], &[3.0, 4.0], 1);
    let error = logger.close().unwrap_err();
    assert!(matches!(&error, Error::Histogram { tag, .. } if tag == "wrong"), "{error}");
    let series = series(directory.path());
    let buckets = |tag: &str| match &series[tag][0] {
        (1, Summary::Histogram(histogram)) => histogram.buckets.iter().map(|bucket| bucket.count).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(buckets("fixed"), [10.0; 10]);
    assert_eq!(buckets("quantiles"), [25.0; 4]);
    assert_eq!(buckets("growing").iter().sum::<f64>(), 100.0);
    assert_eq!(buckets("raw"), [3.0, 4.0]);
    assert!(!series.contains_key("wrong"));
}

#[test]
fn the_command_asks_for_as_many_samples_as_there_are() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::builder(directory.path().join("run")).logdir("my runs").build().unwrap();
    assert_eq!(logger.tensorboard_command(), "tensorboard --logdir 'my runs'");
    for step in 0..1001 {
        logger.add_scalar("loss", 1.0, Step::from(step));
        logger.every(50).at(step, |logger| logger.add_text("sample", "words", step));
    }
    logger.flush().unwrap();
    let command = "tensorboard --logdir 'my runs' --samples_per_plugin=scalars=1001,text=21";
    assert_eq!(logger.tensorboard_command(), command);
}
