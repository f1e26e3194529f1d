//! Values at the ends of what can be logged.

use std::time::{Duration, SystemTime};

use nnviz_logger::{Error, Logger};
use nnviz_record::event_file::{EventFileName, create_event_file};
use nnviz_record::proto::{Event, What};

use crate::support::{event_files, events, series, steps};

fn logger() -> (tempfile::TempDir, Logger) {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    (directory, logger)
}

#[test]
fn a_time_that_is_no_number_is_refused() {
    let (directory, logger) = logger();
    for wall_time in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        logger.add_event(Event { wall_time, step: 3, ..Event::default() });
    }
    logger.add_scalar("loss", 0.5, 1);
    let error = logger.close().unwrap_err();
    assert!(error.to_string().starts_with("an event at step 3 has the time NaN"), "{error}");
    assert_eq!((logger.stats().written, logger.stats().rejected), (1, 3));
    assert!(events(&event_files(directory.path())[0]).iter().all(|event| event.wall_time.is_finite()));
}

#[test]
fn ten_thousand_tags_and_tags_of_ten_thousand_characters() {
    let (directory, logger) = logger();
    for step in 1..=2 {
        (0..10_000).for_each(|tag| logger.add_scalar(&format!("tag/{tag}"), 0.5, step));
    }
    let long = |index: usize| format!("{}/{index}", "ä".repeat(10_000));
    (0..100).for_each(|index| logger.add_scalar(&long(index), 0.5, 1));
    logger.close().unwrap();
    assert_eq!(logger.stats().queued_bytes, 0);
    let series = series(directory.path());
    assert_eq!(series.len(), 10_100);
    assert_eq!(steps(&series, "tag/9999"), [1, 2]);
    assert_eq!(steps(&series, &long(99)), [1]);
}

#[test]
fn long_tags_and_texts_that_wait_stay_within_the_budget() {
    let directory = tempfile::tempdir().unwrap();
    let budget = 1_000_000;
    let logger =
        Logger::builder(directory.path()).queue_bytes(budget).max_wait(Duration::from_millis(20)).build().unwrap();
    let tag = "t".repeat(10_000);
    let mut most = 0;
    for step in 1..=2000 {
        logger.add_scalar(&tag, 0.5, step);
        logger.add_text("text", "w".repeat(50_000), step);
        most = most.max(logger.stats().queued_bytes);
    }
    let _told = logger.close();
    let stats = logger.stats();
    assert!(most <= budget as u64, "{most} bytes waited");
    assert_eq!((stats.written + stats.shed, stats.queued_bytes), (4000, 0), "{stats:?}");
}

#[test]
fn steps_at_both_ends() {
    let (directory, logger) = logger();
    for step in [i64::MIN, -1, 0, i64::MAX] {
        logger.add_scalar("loss", 0.5, step);
        logger.add_text("note", "words", step);
    }
    logger.add_scalar("loss", 0.5, None); // there is none after the last
    let error = logger.close().unwrap_err();
    assert!(matches!(error, Error::StepNotIncreasing { last: i64::MAX, .. }), "{error}");
    let series = series(directory.path());
    for tag in ["loss", "note"] {
        assert_eq!(steps(&series, tag), [i64::MIN, -1, 0, i64::MAX]);
    }
}

#[test]
fn a_clock_that_steps_back_changes_no_order() {
    let directory = tempfile::tempdir().unwrap();
    // A file that was begun when the clock was a day ahead.
    let tomorrow = SystemTime::now() + Duration::from_hours(24);
    let seconds = tomorrow.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let name = EventFileName { seconds, host: "box".into(), process: 1, unique: 0, suffix: String::new() };
    let (early, _) = create_event_file(directory.path(), name).unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    logger.at_time(tomorrow).add_scalar("loss", 0.5, 1);
    logger.add_scalar("loss", 0.4, 2); // a day before step 1
    logger.at_time(SystemTime::UNIX_EPOCH).add_scalar("loss", 0.3, 3);
    logger.close().unwrap();
    let files = event_files(directory.path());
    assert!(files.len() == 2 && files[0] == early, "the newer file sorts after the older one: {files:?}");
    assert_eq!(steps(&series(directory.path()), "loss"), [1, 2, 3]);
    let times: Vec<_> = events(&files[1])
        .iter()
        .filter(|event| matches!(event.what, Some(What::Summary(_))))
        .map(|event| event.wall_time)
        .collect();
    assert!(times[0] > times[1] && times[2] == 0.0, "times are kept as they were: {times:?}");
}
