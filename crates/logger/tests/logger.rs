//! What the logger promises: everything written or counted, misuse named, a file for each writer.

mod support;

use std::path::Path;
#[cfg(feature = "figure")]
use std::sync::mpsc;
use std::sync::{Arc, Barrier, Mutex};
use std::time::Duration;

use nnviz_logger::{Error, Logger, Pixels};
use nnviz_record::Summary;
use nnviz_record::proto::{SessionStatus, What};
use support::{event_files, events, scalars, series, steps};

fn logger() -> (tempfile::TempDir, Logger) {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path().join("run")).unwrap();
    (directory, logger)
}

fn run(directory: &tempfile::TempDir) -> std::path::PathBuf {
    directory.path().join("run")
}

#[test]
fn dropping_the_last_clone_writes_everything() {
    let (directory, logger) = logger();
    let clone = logger.run("train");
    for step in 1..=10_000 {
        clone.add_scalar("loss", f64::from(step), step);
    }
    drop(logger);
    drop(clone);
    assert_eq!(steps(&series(&run(&directory).join("train")), "loss"), (1..=10_000).collect::<Vec<_>>());
}

#[test]
fn a_flush_makes_everything_before_it_visible() {
    let (directory, logger) = logger();
    logger.add_scalar("loss", 0.5, 1);
    logger.add_text("note", "hello", 1);
    logger.flush().unwrap();
    assert_eq!(series(&run(&directory)).len(), 2);
    assert_eq!(logger.stats().written, 2);
    logger.sync().unwrap();
}

#[test]
fn what_was_logged_becomes_visible_by_itself() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::builder(directory.path()).flush_every(Duration::from_millis(20)).build().unwrap();
    logger.add_scalar("loss", 0.5, 1);
    while logger.stats().written == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(scalars(&series(directory.path()), "loss"), [(1, 0.5)]);
}

#[test]
fn many_threads_share_a_logger() {
    let (directory, logger) = logger();
    let start = Arc::new(Barrier::new(16));
    let threads: Vec<_> = (0..16)
        .map(|thread| {
            let (logger, start) = (logger.clone(), Arc::clone(&start));
            std::thread::Builder::new()
                .spawn(move || {
                    start.wait();
                    (1..=500).for_each(|step| logger.add_scalar(&format!("thread/{thread}"), 1.0, step));
                })
                .unwrap()
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    logger.close().unwrap();
    let series = series(&run(&directory));
    assert_eq!(series.len(), 16);
    assert!(series.keys().all(|tag| steps(&series, tag) == (1..=500).collect::<Vec<_>>()));
}

#[test]
fn a_step_that_does_not_increase_is_refused_and_named() {
    let (directory, logger) = logger();
    for (step, value) in [(5, 1.0), (4, 2.0), (5, 3.0), (6, 4.0), (1, 5.0)] {
        logger.add_scalar("loss", value, step);
    }
    logger.add_scalar("other", 0.0, 1);
    let error = logger.close().unwrap_err();
    assert!(matches!(&error, Error::StepNotIncreasing { tag, last: 5, step: 4, .. } if tag == "loss"), "{error}");
    assert!(error.to_string().contains("`loss` was logged at step 4 after step 5"), "{error}");
    assert_eq!(scalars(&series(&run(&directory)), "loss"), [(5, 1.0), (6, 4.0)]);
    assert_eq!((logger.stats().written, logger.stats().rejected), (3, 3));
}

#[test]
fn a_tag_keeps_its_kind() {
    let (directory, logger) = logger();
    logger.add_scalar("x", 1.0, 1);
    logger.add_histogram("x", vec![1.0_f32], 2);
    logger.add_scalar("x", 2.0, 3);
    let error = logger.close().unwrap_err();
    assert!(error.to_string().starts_with("`x` holds scalar summaries"), "{error}");
    assert_eq!(scalars(&series(&run(&directory)), "x"), [(1, 1.0), (3, 2.0)]);
}

#[test]
fn two_loggers_on_one_directory_write_two_files_and_the_second_is_warned() {
    let (directory, first) = logger();
    let second = Logger::create(run(&directory)).unwrap();
    first.add_scalar("first", 1.0, 1);
    second.add_scalar("second", 2.0, 1);
    first.close().unwrap();
    let warning = second.close().unwrap_err();
    assert!(
        matches!(warning, Error::DirectoryInUse { process: Some(id), .. } if id == std::process::id()),
        "{warning}"
    );
    assert!(warning.to_string().contains("clone that logger"), "{warning}");
    assert_eq!(event_files(&run(&directory)).len(), 2);
    let series = series(&run(&directory));
    assert_eq!((scalars(&series, "first"), scalars(&series, "second")), (vec![(1, 1.0)], vec![(1, 2.0)]));
    // When both are closed, nobody is warned.
    Logger::create(run(&directory)).unwrap().close().unwrap();
}

#[test]
fn a_restart_opens_a_later_file_that_begins_a_session() {
    let (directory, first) = logger();
    first.add_scalar("loss", 0.5, 1);
    first.close().unwrap();
    let second = Logger::create(run(&directory)).unwrap();
    second.add_scalar("loss", 0.4, 2);
    second.close().unwrap();

    let files = event_files(&run(&directory));
    assert_eq!(files.len(), 2);
    for (file, step) in files.iter().zip([1, 2]) {
        let events = events(file);
        assert!(matches!(&events[0].what, Some(What::FileVersion(version)) if version == "brain.Event:2"));
        let start =
            |what: &Option<What>| matches!(what, Some(What::SessionLog(log)) if log.status() == SessionStatus::Start);
        assert!(start(&events[1].what) && events[1].step == step, "{events:?}");
    }
}

#[test]
fn directories_that_cannot_be_used_are_named() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("notes.txt");
    std::fs::write(&file, "not a directory").unwrap();
    for path in [file.clone(), file.join("run")] {
        let error = Logger::create(&path).unwrap_err();
        assert!(matches!(&error, Error::NotADirectory { path } if *path == file), "{error}");
        assert!(error.to_string().contains("notes.txt is a file"), "{error}");
    }
    if Path::new("/proc").is_dir() {
        let error = Logger::create("/proc/nnviz").unwrap_err();
        assert!(error.to_string().contains("/proc/nnviz"), "{error}");
    }
}

#[test]
fn values_that_are_no_numbers_are_kept_or_counted_apart() {
    let (directory, logger) = logger();
    logger.add_scalar("loss", f64::NAN, 1);
    logger.add_scalar("loss", f64::INFINITY, 2);
    logger.add_histogram("h", vec![1.0_f32, f32::NAN, f32::NEG_INFINITY, f32::NAN], 1);
    logger.add_histogram("none", Vec::<f32>::new(), 1);
    logger.close().unwrap();
    let series = series(&run(&directory));
    let loss = scalars(&series, "loss");
    assert!(loss[0].1.is_nan() && loss[1].1 == f32::INFINITY);
    assert_eq!(scalars(&series, "h/nan_count"), [(1, 2.0)]);
    assert_eq!(scalars(&series, "h/inf_count"), [(1, 1.0)]);
    let total = |tag: &str| match &series[tag][0].1 {
        Summary::Histogram(histogram) => histogram.total(),
        other => panic!("{other:?}"),
    };
    assert_eq!((total("h"), total("none")), (1.0, 0.0));
}

/// A drawing that holds the worker until the test lets go.
#[cfg(feature = "figure")]
fn hold(logger: &Logger) -> mpsc::Sender<()> {
    let (let_go, held) = mpsc::channel::<()>();
    let (begun, has_begun) = mpsc::channel();
    logger.add_figure("held", (8, 8), 1, move |_| {
        begun.send(())?;
        held.recv()?;
        Ok(())
    });
    has_begun.recv().unwrap();
    let_go
}

#[test]
#[cfg(feature = "figure")]
fn heavy_summaries_are_shed_when_the_queue_is_full_and_scalars_wait() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::builder(directory.path())
        .queue_bytes(10_000)
        .queue_len(8)
        .max_wait(Duration::from_millis(10))
        .build()
        .unwrap();
    let let_go = hold(&logger);
    let picture = || Pixels::grey(70, 100, vec![0; 7_000]).unwrap();
    logger.add_image("picture", picture(), 1);
    logger.add_image("picture", picture(), 2);
    for step in 1..=10 {
        logger.add_scalar("loss", 0.0, step);
    }
    let waited = logger.stats().waited;
    let_go.send(()).unwrap();
    let error = logger.close().unwrap_err();

    let stats = logger.stats();
    assert!(stats.shed >= 2, "{stats:?}");
    assert!(waited >= Duration::from_millis(10), "a full queue makes a scalar wait: {stats:?}");
    assert_eq!(stats.written + stats.shed, 1 + 2 + 10, "{stats:?}");
    assert_eq!(stats.queued_bytes, 0);
    assert!(error.to_string().contains("the queue was full"), "{error}");
}

#[test]
#[cfg(feature = "figure")]
fn a_drawing_that_panics_or_fails_costs_itself_only() {
    let (directory, logger) = logger();
    logger.add_figure("panics", (8, 8), 1, |_| panic!("oh"));
    logger.add_figure("fails", (8, 8), 1, |_| Err("no".into()));
    logger.add_scalar("loss", 0.5, 1);
    let error = logger.close().unwrap_err();
    assert!(
        matches!(&error, Error::Several { first, more: 1 } if matches!(**first, Error::Panicked { .. })),
        "{error}"
    );
    assert_eq!(scalars(&series(&run(&directory)), "loss"), [(1, 0.5)]);
    assert_eq!((logger.stats().written, logger.stats().lost), (1, 2));
}

#[test]
fn errors_reach_the_callback_where_they_happen() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let (directory, told) = (tempfile::tempdir().unwrap(), Arc::clone(&heard));
    let logger = Logger::builder(directory.path())
        .on_error(move |error| told.lock().unwrap().push(error.to_string()))
        .build()
        .unwrap();
    logger.add_scalar("loss", 1.0, 1);
    logger.add_scalar("loss", 1.0, 1);
    assert!(logger.close().is_err());
    assert!(logger.close().is_ok(), "an error is told once");
    logger.add_scalar("late", 1.0, 1);
    let heard = heard.lock().unwrap();
    assert!(heard[0].contains("`loss`") && heard[1].contains("after the logger was closed"), "{heard:?}");
    assert_eq!(logger.stats().lost, 1);
}

#[test]
fn descriptions_go_with_the_first_value() {
    let (directory, logger) = logger();
    logger.describe("loss", "Loss", "lower is *better*");
    logger.add_scalar("loss", 1.0, 1);
    logger.add_scalar("loss", 0.5, 2);
    logger.close().unwrap();
    let events = events(&event_files(&run(&directory))[0]);
    let metadata: Vec<_> = events
        .iter()
        .filter_map(|event| match &event.what {
            Some(What::Summary(summary)) => Some(summary.value[0].metadata.clone()),
            _ => None,
        })
        .collect();
    let first = metadata[0].as_ref().unwrap();
    assert_eq!((first.display_name.as_str(), first.summary_description.as_str()), ("Loss", "lower is *better*"));
    assert_eq!(metadata[1], None);
}

#[test]
fn what_is_logged_after_the_end_is_counted_as_lost() {
    let (directory, logger) = logger();
    logger.add_scalar("loss", 0.5, 1);
    logger.close().unwrap();
    logger.add_scalar("loss", 0.4, 2);
    logger.add_image("picture", Pixels::grey(1, 1, vec![0]).unwrap(), 2);
    let error = logger.flush().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`loss` at step 2 was logged after the logger was closed (and 1 more like it or after it)"
    );
    logger.close().expect("a second close has nothing to tell");
    assert_eq!((logger.stats().written, logger.stats().lost), (1, 2));
    assert_eq!(scalars(&series(&run(&directory)), "loss"), [(1, 0.5)]);
}
