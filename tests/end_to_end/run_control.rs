//! Steps, times, scopes, files and sessions that the caller chose.

use std::time::{Duration, SystemTime};

use nnviz::{Logger, Pixels};

use crate::boards::{directory, logger, scalars, shown};
use crate::support::tensorboard::{Reader, TensorBoard};

#[test]
fn scalars_that_were_logged_together_are_shown_apart() {
    let run = "run_control/log_step";
    let logger = logger(run);
    for step in 1..=3_u32 {
        logger.log_step(step, &[("loss", f64::from(step)), ("accuracy", 0.5), ("learning_rate", 1e-3)]);
    }
    for board in shown(run, &logger) {
        assert_eq!(scalars(board, run, "loss"), [(1, 1.0), (2, 2.0), (3, 3.0)], "{:?}", board.reader);
        assert_eq!(scalars(board, run, "learning_rate").len(), 3, "{:?}", board.reader);
    }
}

#[test]
fn counted_steps_scopes_and_times_are_shown() {
    let run = "run_control/handles";
    let logger = logger(run);
    let then = SystemTime::UNIX_EPOCH + Duration::from_millis(1_500_000_000_500);
    let handle = logger.scope("encoder").at_time(then);
    for value in [1.0, 2.0, 3.0] {
        handle.add_scalar("norm", value, None);
    }
    for board in shown(run, &logger) {
        let points = board.json("plugin/scalars/scalars", &[("run", run), ("tag", "encoder/norm")]);
        let time = 1_500_000_000.5;
        let expected = serde_json::json!([[time, 0, 1.0], [time, 1, 2.0], [time, 2, 3.0]]);
        assert_eq!(points, expected, "{:?}", board.reader);
    }
}

#[test]
fn a_file_with_a_suffix_is_an_event_file() {
    let run = "run_control/suffix";
    let logger = Logger::builder(directory(run)).filename_suffix(".rank0").build().unwrap();
    logger.add_scalar("loss", 0.5, 1);
    for board in shown(run, &logger) {
        assert_eq!(scalars(board, run, "loss"), [(1, 0.5)], "{:?}", board.reader);
    }
}

/// The readers disagree about the points between the purge step and the first one that is logged again: the slower one
/// forgets them at once, the faster one when the tag has a new point.
#[test]
fn a_purge_step_takes_back_what_came_after_it() {
    let run = "run_control/purge";
    let first = logger(run);
    (1..=20).for_each(|step| first.add_scalar("loss", 1.0, step));
    first.add_scalar("only before", 1.0, 15);
    first.close().unwrap();
    let second = Logger::builder(directory(run)).purge_step(11).build().unwrap();
    (11..=12).for_each(|step| second.add_scalar("loss", 2.0, step));
    for board in shown(run, &second) {
        let expected: Vec<_> = (1..=12).map(|step| (step, if step < 11 { 1.0 } else { 2.0 })).collect();
        assert_eq!(scalars(board, run, "loss"), expected, "{:?}", board.reader);
        let orphans = scalars(board, run, "only before");
        assert_eq!(orphans.is_empty(), board.reader == Reader::Slow, "{:?}: {orphans:?}", board.reader);
    }
}

/// A TensorBoard of its own, started as the logger says.
#[test]
fn the_command_line_shows_everything_that_was_logged() {
    let logdir = tempfile::tempdir().unwrap();
    let logger = Logger::create(logdir.path().join("run")).unwrap();
    for step in 0..30 {
        logger.add_image("picture", Pixels::grey(1, 1, vec![step as u8]).unwrap(), step);
        logger.add_text("note", "words", step);
    }
    logger.add_scalar("end", 1.0, 1);
    logger.close().unwrap();
    let command = logger.tensorboard_command();
    let flags: Vec<_> = command.split(' ').skip(3).collect();
    assert_eq!(flags, ["--samples_per_plugin=images=30,text=30"], "{command}");
    for reader in Reader::BOTH {
        let board = TensorBoard::start_with(logdir.path(), reader, &flags).unwrap_or_else(|reason| panic!("{reason}"));
        board.wait_for("the run", || (!scalars(&board, "run", "end").is_empty()).then_some(()));
        for (route, tag) in [("plugin/images/images", "picture"), ("plugin/text/text", "note")] {
            let points = board.json(route, &[("run", "run"), ("tag", tag), ("sample", "0")]);
            assert_eq!(points.as_array().unwrap().len(), 30, "{reader:?} {tag}");
        }
    }
}
