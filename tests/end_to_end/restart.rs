//! A training that was interrupted, and a new logger in the same directory.

use std::ops::RangeInclusive;

use nnviz::Logger;

use crate::boards::{logger, scalars, shown};

/// A logger that logged a line through zero, of this slope.
fn session(run: &str, steps: RangeInclusive<i64>, slope: f64) -> Logger {
    let logger = logger(run);
    for step in steps {
        logger.add_scalar("loss", slope * step as f64, step);
    }
    logger
}

#[test]
fn a_restart_goes_on_and_nothing_is_lost() {
    let run = "restart/goes_on";
    for part in 0..3 {
        session(run, part * 10 + 1..=part * 10 + 10, 1.0).close().unwrap();
    }
    let last = session(run, 31..=33, 1.0);
    for board in shown(run, &last) {
        let expected: Vec<_> = (1..=33).map(|step| (step, step as f32)).collect();
        assert_eq!(scalars(board, run, "loss"), expected, "{:?}", board.reader);
    }
}

#[test]
fn a_restart_from_a_checkpoint_replaces_what_came_after_it() {
    let run = "restart/replaces";
    session(run, 1..=20, 1.0).close().unwrap();
    let resumed = session(run, 16..=25, -1.0);
    for board in shown(run, &resumed) {
        let expected: Vec<_> = (1..=25).map(|step| (step, step as f32 * if step < 16 { 1.0 } else { -1.0 })).collect();
        assert_eq!(scalars(board, run, "loss"), expected, "{:?}", board.reader);
    }
}

/// A program logs its settings at step 0 each time it starts; that must not take the curves with it.
#[test]
fn a_text_at_step_zero_does_not_end_the_curves() {
    let run = "restart/settings";
    let start = |steps: RangeInclusive<i64>| {
        let logger = logger(run);
        logger.add_text("settings", "| rate |\n|---|\n| 0.1 |", 0);
        for step in steps {
            logger.add_scalar("loss", step as f64, step);
        }
        logger
    };
    start(1..=5).close().unwrap();
    for board in shown(run, &start(6..=10)) {
        let expected: Vec<_> = (1..=10).map(|step| (step, step as f32)).collect();
        assert_eq!(scalars(board, run, "loss"), expected, "{:?}", board.reader);
        let texts = board.json("plugin/text/text", &[("run", run), ("tag", "settings")]);
        assert!(texts[0]["text"].as_str().is_some_and(|html| html.contains("0.1")), "{:?}: {texts}", board.reader);
    }
}
