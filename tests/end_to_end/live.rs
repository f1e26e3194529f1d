//! A logger that is still at work.

use std::time::Duration;

use nnviz::Logger;

use crate::boards::{directory, end, logger, scalars, shown_to_end};

#[test]
fn a_flush_shows_what_was_logged_before_it() {
    let logger = logger("live/flushed");
    logger.add_scalar("loss", 0.5, 1);
    end(&logger);
    logger.flush().unwrap();
    for board in shown_to_end(&["live/flushed"]) {
        assert_eq!(scalars(board, "live/flushed", "loss"), [(1, 0.5)], "{:?}", board.reader);
    }
    logger.add_scalar("loss", 0.25, 2);
    logger.flush().unwrap();
    for board in shown_to_end(&["live/flushed"]) {
        let both = || scalars(board, "live/flushed", "loss").len() == 2;
        board.wait_for("the second value", || both().then_some(()));
        assert_eq!(scalars(board, "live/flushed", "loss"), [(1, 0.5), (2, 0.25)], "{:?}", board.reader);
    }
    logger.close().unwrap();
}

#[test]
fn the_worker_flushes_by_itself() {
    let directory = directory("live/by_itself");
    let logger = Logger::builder(directory).flush_every(Duration::from_millis(50)).build().unwrap();
    end(&logger);
    shown_to_end(&["live/by_itself"]);
    logger.close().unwrap();
}
