//! Hyperparameters are written once, and the way a run ended with them.

mod support;

use std::path::Path;

use nnviz_logger::{Error, Hparams, Logger};
use nnviz_record::Summary;
use nnviz_record::summary::{HparamValue, Hparams as Record, SESSION_END_TAG, SESSION_START_TAG, SessionState};
use support::series;

fn status(run: &Path) -> Option<SessionState> {
    match &series(run).get(SESSION_END_TAG)?[..] {
        [(0, Summary::Hparams(Record::SessionEnd(end)))] => Some(end.status),
        other => panic!("{other:?}"),
    }
}

#[test]
fn values_keep_their_types_and_a_nan_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    let hparams = Hparams::new().with("lr", 0.1_f32).with("optimizer", "adam").with("augment", true);
    logger.add_hparams(hparams.with("momentum", f64::NAN).group("seeds"), &[("accuracy", 0.5)]);
    let error = logger.close().unwrap_err();
    assert_eq!(error.to_string(), "the hyperparameter `momentum` is NaN: it was left out");
    let series = series(directory.path());
    let [(0, Summary::Hparams(Record::SessionStart(start)))] = &series[SESSION_START_TAG][..] else {
        panic!("{series:?}");
    };
    let number = HparamValue::Number(0.1);
    let expected = [("augment", true.into()), ("lr", number), ("optimizer", "adam".into())];
    let values: Vec<_> = start.values.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    assert_eq!(values, expected);
    assert_eq!(start.group_name, "seeds");
    assert_eq!(support::scalars(&series, "accuracy"), [(0, 0.5)]);
}

#[test]
fn hyperparameters_of_a_run_cannot_be_changed() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    logger.add_hparams([("lr", 0.1)], &[]);
    logger.add_hparams([("lr", 0.2)], &[]);
    let error = logger.close().unwrap_err();
    assert!(matches!(error, Error::HparamsTwice { .. }), "{error}");
    assert_eq!(logger.stats().rejected, 1);
}

#[test]
fn only_runs_with_hyperparameters_say_how_they_ended() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    logger.run("with").add_hparams([("lr", 0.1)], &[]);
    logger.run("without").add_scalar("loss", 0.5, 1);
    logger.mark_failed();
    logger.close().unwrap();
    assert_eq!(status(&directory.path().join("with")), Some(SessionState::Fail));
    assert_eq!(status(&directory.path().join("without")), None);
}
