//! What TensorBoard would mix up is refused, so that both of its readers show the same.

use nnviz::Error;

use crate::boards::{end, logger, scalars, shown_to_end};

#[test]
fn a_step_that_does_not_increase_is_refused() {
    let logger = logger("rules/steps");
    for (step, value) in [(1, 10.0), (5, 50.0), (3, 30.0), (5, 55.0), (6, 60.0)] {
        logger.add_scalar("loss", value, step);
    }
    end(&logger);
    let error = logger.close().unwrap_err();
    assert!(matches!(&error, Error::StepNotIncreasing { tag, last: 5, step: 3, .. } if tag == "loss"), "{error}");
    assert_eq!((logger.stats().written, logger.stats().rejected), (4, 2));
    for board in shown_to_end(&["rules/steps"]) {
        assert_eq!(scalars(board, "rules/steps", "loss"), [(1, 10.0), (5, 50.0), (6, 60.0)], "{:?}", board.reader);
    }
}

#[test]
fn a_tag_keeps_its_first_kind() {
    let logger = logger("rules/kinds");
    logger.add_scalar("first a scalar", 1.0, 1);
    logger.add_histogram("first a scalar", &[1.0_f32, 2.0][..], 2);
    logger.add_scalar("first a scalar", 3.0, 3);
    logger.add_text("first a text", "words", 1);
    logger.add_scalar("first a text", 2.0, 2);
    end(&logger);
    let error = logger.close().unwrap_err();
    let Error::Several { first, more: 1 } = &error else { panic!("{error}") };
    assert!(first.to_string().starts_with("`first a scalar` holds scalar summaries"), "{error}");
    for board in shown_to_end(&["rules/kinds"]) {
        let shown = scalars(board, "rules/kinds", "first a scalar");
        assert_eq!(shown, [(1, 1.0), (3, 3.0)], "{:?}", board.reader);
        let texts = board.json("plugin/text/text", &[("run", "rules/kinds"), ("tag", "first a text")]);
        assert_eq!(texts.as_array().map(Vec::len), Some(1), "{:?}: {texts}", board.reader);
        let histograms = board.json("plugin/histograms/tags", &[]);
        assert!(histograms.get("rules/kinds").is_none_or(|tags| tags.as_object().unwrap().is_empty()));
    }
}
