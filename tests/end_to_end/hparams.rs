//! Hyperparameters: runs compared by what they were made with.

use nnviz::record::Summary;
use nnviz::record::proto::{Event, Summary as Values, What};
use nnviz::record::summary::{
    Experiment, HparamDomain, HparamInfo, HparamType, Hparams as Record, MetricInfo, SESSION_END_TAG, SessionEnd,
    SessionState,
};
use nnviz::{Error, Hparams, Logger};
use serde_json::{Value, json};

use crate::boards::scalars;
use crate::support::tensorboard::{Reader, TensorBoard};

/// TensorBoard compares all runs of a logdir, so each of these tests has a logdir of its own.
fn boards(logdir: &tempfile::TempDir, runs: &[&str]) -> [TensorBoard; 2] {
    Reader::BOTH.map(|reader| {
        let board = TensorBoard::start(logdir.path(), reader).unwrap_or_else(|reason| panic!("{reason}"));
        for run in runs {
            board.wait_for(run, || (!scalars(&board, run, "end").is_empty()).then_some(()));
        }
        board
    })
}

/// Ends a run for [`boards`].
fn close(logger: &Logger) {
    logger.add_scalar("end", 1.0, 1);
    logger.close().unwrap();
}

fn experiment(board: &TensorBoard) -> Value {
    board.post_json("plugin/hparams/experiment", &json!({ "experimentName": "" }))
}

/// The rows of the table, by their names.
fn session_groups(board: &TensorBoard) -> Vec<Value> {
    let statuses = ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"];
    let request = json!({
        "experimentName": "", "allowedStatuses": statuses, "colParams": [], "startIndex": 0, "sliceSize": 100,
    });
    let mut groups = board.post_json("plugin/hparams/session_groups", &request)["sessionGroups"].take();
    groups.as_array_mut().expect("a list of groups").sort_by_key(|group| group["name"].as_str().map(str::to_owned));
    groups.as_array().unwrap().clone()
}

/// The last value of a metric.
fn metric(group: &Value, tag: &str, below: &str) -> Option<f64> {
    let values = group["metricValues"].as_array()?.iter();
    let group_of = |value: &&Value| value["name"]["group"].as_str().unwrap_or_default() == below;
    values.filter(group_of).find(|value| value["name"]["tag"] == tag)?["value"].as_f64()
}

#[test]
fn runs_with_different_keys_compare_rightly() {
    let logdir = tempfile::tempdir().unwrap();
    let run = |name: &str, hparams: Hparams, accuracy: f64| {
        let logger = Logger::create(logdir.path().join(name)).unwrap();
        logger.add_hparams(hparams, &[("test_accuracy", accuracy)]);
        for step in 1..=3 {
            logger.run("valid").add_scalar("loss", 1.0 / f64::from(step), step);
        }
        close(&logger);
    };
    run("a", Hparams::new().with("lr", 0.1).with("optimizer", "adam").with("augment", true), 0.7);
    run("b", Hparams::new().with("lr", 0.01).with("momentum", 0.9).with("augment", false), 0.8);
    run("c", Hparams::new().with("layers", 3), 0.9);
    for board in boards(&logdir, &["a", "b", "c"]) {
        let reader = board.reader;
        let experiment = experiment(&board);
        let mut names: Vec<_> =
            experiment["hparamInfos"].as_array().unwrap().iter().map(|info| info["name"].as_str().unwrap()).collect();
        names.sort_unstable();
        assert_eq!(names, ["augment", "layers", "lr", "momentum", "optimizer"], "{reader:?}");
        let [a, b, c] = &session_groups(&board)[..] else { panic!("{reader:?}: three rows") };
        assert_eq!(a["hparams"], json!({ "lr": 0.1, "optimizer": "adam", "augment": true }), "{reader:?}");
        assert_eq!(b["hparams"], json!({ "lr": 0.01, "momentum": 0.9, "augment": false }), "{reader:?}");
        assert_eq!(c["hparams"], json!({ "layers": 3.0 }), "{reader:?}");
        for (group, accuracy) in [(a, 0.7_f32), (b, 0.8), (c, 0.9)] {
            assert_eq!(metric(group, "test_accuracy", ""), Some(f64::from(accuracy)), "{reader:?}");
            assert_eq!(metric(group, "loss", "valid"), Some(f64::from(1.0_f32 / 3.0)), "{reader:?}");
        }
    }
}

#[test]
fn a_run_says_how_it_ended() {
    let logdir = tempfile::tempdir().unwrap();
    let logger = |name: &str| {
        let logger = Logger::create(logdir.path().join(name)).unwrap();
        logger.add_hparams(Hparams::new().with("name", name).group("all"), &[]);
        logger.add_scalar("end", 1.0, 1);
        logger
    };
    logger("closed").close().unwrap();
    let failed = logger("failed");
    failed.mark_failed();
    drop(failed);
    let panicking = logger("panicked");
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
        let _logger = panicking;
        panic!("the training fails");
    }));
    assert!(panicked.is_err());
    let running = logger("running");
    running.flush().unwrap();
    for board in boards(&logdir, &["closed", "failed", "panicked", "running"]) {
        let [group] = &session_groups(&board)[..] else { panic!("{:?}: one group", board.reader) };
        let mut sessions = group["sessions"].as_array().unwrap().clone();
        sessions.sort_by_key(|session| session["name"].as_str().map(str::to_owned));
        let statuses: Vec<_> = sessions.iter().map(|session| session["status"].as_str().unwrap_or("-")).collect();
        let expected = ["STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_FAILURE", "STATUS_UNKNOWN"];
        assert_eq!(statuses, expected, "{:?}: {group}", board.reader);
        let time = |session: &Value, name: &str| session[name].as_f64().unwrap_or_default();
        for (session, ended) in sessions.iter().zip([true, true, true, false]) {
            assert!(time(session, "startTimeSecs") > 1.6e9, "{:?}: {session}", board.reader);
            assert_eq!(time(session, "endTimeSecs") >= time(session, "startTimeSecs"), ended, "{:?}", board.reader);
        }
    }
    running.close().unwrap();
}

/// Why a run that goes on has no status: the first one that is written stays for ever.
#[test]
fn a_status_cannot_be_changed() {
    let logdir = tempfile::tempdir().unwrap();
    let logger = Logger::create(logdir.path().join("run")).unwrap();
    logger.add_hparams(Hparams::new().with("lr", 0.1), &[]);
    for status in [SessionState::Running, SessionState::Ok] {
        let end = Summary::Hparams(Record::SessionEnd(SessionEnd { status, end_time: 1.7e9 }));
        let metadata = end.metadata();
        let what = Some(What::Summary(Values { value: vec![end.into_value(SESSION_END_TAG, Some(metadata))] }));
        logger.add_event(Event { wall_time: 1.7e9, what, ..Event::default() });
        logger.flush().unwrap();
    }
    close(&logger);
    for board in boards(&logdir, &["run"]) {
        let status = &session_groups(&board)[0]["sessions"][0]["status"];
        assert_eq!(status, "STATUS_RUNNING", "{:?}", board.reader);
    }
}

#[test]
fn a_run_that_is_a_logdir_by_itself_has_metrics() {
    let logdir = tempfile::tempdir().unwrap();
    let logger = Logger::builder(logdir.path()).logdir(logdir.path()).build().unwrap();
    logger.add_hparams([("lr", 0.1)], &[("accuracy", 0.75)]);
    close(&logger);
    for board in boards(&logdir, &["."]) {
        let [group] = &session_groups(&board)[..] else { panic!("{:?}: one row", board.reader) };
        assert_eq!(group["hparams"], json!({ "lr": 0.1 }), "{:?}", board.reader);
        assert_eq!(metric(group, "accuracy", ""), Some(0.75), "{:?}: {group}", board.reader);
    }
}

#[test]
fn a_declared_experiment_has_domains() {
    let logdir = tempfile::tempdir().unwrap();
    let discrete = |values: [&str; 2]| HparamDomain::Discrete(values.map(Into::into).to_vec());
    let logger = Logger::create(logdir.path().join("run")).unwrap();
    logger.add_hparams_config(Experiment {
        description: "a sweep".to_owned(),
        hparams: vec![
            HparamInfo {
                name: "lr".to_owned(),
                display_name: "learning rate".to_owned(),
                r#type: HparamType::Number,
                domain: HparamDomain::Interval { min: 1e-4, max: 0.5 },
                ..HparamInfo::default()
            },
            HparamInfo {
                name: "optimizer".to_owned(),
                r#type: HparamType::Text,
                domain: discrete(["adam", "sgd"]),
                ..HparamInfo::default()
            },
        ],
        metrics: vec![MetricInfo { tag: "end".to_owned(), ..MetricInfo::default() }],
        ..Experiment::default()
    });
    logger.add_hparams(Hparams::new().with("lr", 0.25).with("optimizer", "sgd"), &[]);
    close(&logger);
    for board in boards(&logdir, &["run"]) {
        let experiment = experiment(&board);
        let infos = experiment["hparamInfos"].as_array().unwrap();
        let info = |name: &str| infos.iter().find(|info| info["name"] == name).unwrap();
        assert_eq!(info("lr")["displayName"], "learning rate", "{:?}", board.reader);
        assert_eq!(info("lr")["domainInterval"], json!({ "minValue": 1e-4, "maxValue": 0.5 }), "{:?}", board.reader);
        assert_eq!(info("optimizer")["domainDiscrete"], json!(["adam", "sgd"]), "{:?}", board.reader);
        assert_eq!(metric(&session_groups(&board)[0], "end", ""), Some(1.0), "{:?}", board.reader);
    }
}

/// The page of all runs fails at such a step, so the logger says it; other pages show the value.
#[test]
fn steps_beyond_the_page_are_told() {
    let logdir = tempfile::tempdir().unwrap();
    let logger = Logger::create(logdir.path().join("run")).unwrap();
    logger.add_hparams([("lr", 0.1)], &[]);
    let step = i64::from(i32::MAX);
    logger.run("train").add_scalar("loss", 0.5, step);
    logger.flush().expect("the last step that can be shown");
    logger.run("train").add_scalar("loss", 0.4, step + 1);
    logger.add_scalar("end", 1.0, 1);
    let error = logger.close().unwrap_err();
    assert!(matches!(&error, Error::HparamsStep { tag, step, .. } if tag == "loss" && *step == 1 << 31), "{error}");
    for board in boards(&logdir, &["run"]) {
        assert_eq!(scalars(&board, "run/train", "loss"), [(step, 0.5), (step + 1, 0.4)], "{:?}", board.reader);
        let request = json!({ "experimentName": "", "startIndex": 0, "sliceSize": 100,
            "allowedStatuses": ["STATUS_UNKNOWN", "STATUS_SUCCESS"], "colParams": [] });
        let answer = board.post("plugin/hparams/session_groups", &request);
        assert_eq!(answer.status, 500, "{:?}: TensorBoard can show such steps by now", board.reader);
    }
}
