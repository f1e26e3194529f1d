//! Numbers.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::boards::{self, end, logger, point, scalars, shown, shown_to_end};

#[test]
fn every_value_is_shown_at_its_step() {
    let logger = logger("scalars/values");
    let values = [0.1, -3.5e7, f64::INFINITY, f64::NEG_INFINITY, 1e-45, f64::from(f32::MAX), 0.0];
    let steps = [i64::from(i32::MIN), -1, 0, 1, 1 << 40, (1 << 53) + 1, 1 << 62];
    for (value, step) in values.into_iter().zip(steps) {
        logger.add_scalar("value", value, step);
    }
    for board in shown("scalars/values", &logger) {
        let expected: Vec<_> = steps.into_iter().zip(values.map(|value| value as f32)).collect();
        assert_eq!(scalars(board, "scalars/values", "value"), expected, "{:?}", board.reader);
    }
}

#[test]
fn nan_is_shown_among_numbers() {
    let logger = logger("scalars/nan");
    for (step, value) in [1.0, f64::NAN, 3.0].into_iter().enumerate() {
        logger.add_scalar("value", value, step as i64);
    }
    for board in shown("scalars/nan", &logger) {
        let [(0, first), (1, nan), (2, last)] = scalars(board, "scalars/nan", "value")[..] else {
            panic!("{:?}: {:?}", board.reader, scalars(board, "scalars/nan", "value"));
        };
        assert!(first == 1.0 && nan.is_nan() && last == 3.0, "{:?}: {first} {nan} {last}", board.reader);
    }
}

#[test]
fn values_beyond_single_precision_are_rounded_as_numbers_are() {
    let logger = logger("scalars/rounded");
    for (step, value) in [1e300, -1e300, 1e-300, 16_777_217.0].into_iter().enumerate() {
        logger.add_scalar("value", value, step as i64);
    }
    for board in shown("scalars/rounded", &logger) {
        let expected = [(0, f32::INFINITY), (1, f32::NEG_INFINITY), (2, 0.0), (3, 16_777_216.0)];
        assert_eq!(scalars(board, "scalars/rounded", "value"), expected, "{:?}", board.reader);
    }
}

#[test]
fn wall_times_are_those_of_logging() {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64();
    let logger = logger("scalars/wall_time");
    let before = now();
    logger.add_scalar("value", 1.0, 1);
    let after = now();
    for board in shown("scalars/wall_time", &logger) {
        let query = [("run", "scalars/wall_time"), ("tag", "value")];
        let wall_time = board.json("plugin/scalars/scalars", &query)[0][0].as_f64().unwrap();
        assert!((before..=after).contains(&wall_time), "{:?}: {before} {wall_time} {after}", board.reader);
    }
}

/// More points than one block of the worker, fewer than TensorBoard thins out.
#[test]
fn a_long_series_is_shown_whole() {
    let logger = logger("scalars/long");
    let value = |step: i64| (step as f64 * 0.37).sin();
    for step in 0..900 {
        for tag in ["a", "b", "c"] {
            logger.add_scalar(tag, value(step), step);
        }
    }
    for board in shown("scalars/long", &logger) {
        let expected: Vec<_> = (0..900).map(|step| (step, value(step) as f32)).collect();
        for tag in ["a", "b", "c"] {
            assert_eq!(scalars(board, "scalars/long", tag), expected, "{:?}", board.reader);
        }
    }
}

#[test]
fn runs_below_one_logger_hold_the_same_tag() {
    let logger = logger("scalars/overlay");
    let (train, valid) = (logger.run("train"), logger.run("valid"));
    for step in 1..=3 {
        train.add_scalar("loss", 1.0 / f64::from(step), step);
        valid.add_scalar("loss", 2.0 / f64::from(step), step);
    }
    end(&train);
    end(&valid);
    logger.close().unwrap();
    let runs = ["scalars/overlay/train", "scalars/overlay/valid"];
    for board in shown_to_end(&runs) {
        let form = [("tag", "loss"), ("runs", runs[0]), ("runs", runs[1])];
        let series = board.post_form("plugin/scalars/scalars_multirun", &form);
        for (run, factor) in runs.into_iter().zip([1.0, 2.0]) {
            let points: Vec<_> = series[run].as_array().unwrap().iter().map(point).collect();
            let expected = [1, 2, 3].map(|step| (step, (factor / step as f64) as f32));
            assert_eq!(points, expected, "{:?} {run}", board.reader);
        }
        let listed = board.json("runs", &[]);
        let listed: Vec<_> = listed.as_array().unwrap().iter().filter_map(|run| run.as_str()).collect();
        assert!(runs.iter().all(|run| listed.contains(run)), "{:?}: {listed:?}", board.reader);
    }
}

/// The run of the logger itself has a file from the beginning, so TensorBoard lists it, but no value was logged there.
#[test]
fn a_run_that_only_has_runs_below_it_shows_no_tags() {
    let logger = logger("scalars/parent");
    let child = logger.run("child");
    end(&child);
    logger.close().unwrap();
    for board in shown_to_end(&["scalars/parent/child"]) {
        let tags = board.json("plugin/scalars/tags", &[]);
        assert!(tags["scalars/parent"].as_object().is_none_or(serde_json::Map::is_empty), "{:?}", board.reader);
        assert!(boards::scalars(board, "scalars/parent", "loss").is_empty());
    }
}
