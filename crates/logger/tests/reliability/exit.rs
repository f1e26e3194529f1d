//! Ways for a process to end. What a logger had for longer than its flush interval is there, however the process ends.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
#[cfg(feature = "figure")]
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use nnviz_logger::{Error, Logger};

use crate::roles::child;
use crate::support::{series, steps};

/// The steps of `loss` after a child in this role has ended, which must be soon.
fn steps_after(role: &str) -> (Vec<i64>, std::process::ExitStatus) {
    let directory = tempfile::tempdir().unwrap();
    let begin = Instant::now();
    let status = child(role, directory.path()).stdout(Stdio::null()).status().unwrap();
    assert!(begin.elapsed() < Duration::from_secs(10), "{role} hangs");
    (loss(directory.path()), status)
}

fn loss(run: &Path) -> Vec<i64> {
    steps(&series(run), "loss")
}

#[test]
fn exit_costs_no_more_than_a_flush_interval() {
    let (steps, status) = steps_after("exit");
    assert!(status.success());
    assert!(steps.len() >= 100 && steps == (1..=steps.len() as i64).collect::<Vec<_>>(), "{steps:?}");
}

#[test]
fn a_panic_in_the_training_costs_nothing_and_aborts_nothing() {
    let (steps, status) = steps_after("panic");
    assert_eq!(status.code(), Some(101), "the test harness tells a panic so; an abort would be a signal");
    assert_eq!(steps, (1..=200).collect::<Vec<_>>());
}

#[test]
fn a_signal_costs_no_more_than_a_flush_interval() {
    for signal in [libc::SIGTERM, libc::SIGINT, libc::SIGKILL] {
        let directory = tempfile::tempdir().unwrap();
        let mut child = child("wait", directory.path()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().ends_with("ready")));
        send(signal, child.id());
        child.wait().unwrap();
        let steps = loss(directory.path());
        assert!(steps.len() >= 100, "{signal}: {steps:?}");
    }
}

#[allow(unsafe_code)]
fn send(signal: i32, process: u32) {
    // SAFETY: it passes two numbers; the process is a child that was not waited for, so the number is its own.
    assert_eq!(unsafe { libc::kill(process as i32, signal) }, 0);
}

#[test]
fn a_fork_has_no_worker_and_says_so_and_the_parent_goes_on() {
    let directory = tempfile::tempdir().unwrap();
    let output = child("fork", directory.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("child 7"), "{said}");
    assert_eq!(loss(directory.path()), [1, 2]);
}

#[test]
fn a_callback_that_panics_is_told_and_not_called_again() {
    let directory = tempfile::tempdir().unwrap();
    let (called, calls) = mpsc::channel();
    let logger = Logger::builder(directory.path())
        .on_error(move |_| {
            called.send(()).unwrap();
            panic!("in the callback")
        })
        .build()
        .unwrap();
    for step in [5, 4, 6] {
        logger.add_scalar("loss", 0.5, step);
    }
    logger.add_scalar("other", 0.5, 1);
    logger.add_scalar("other", 0.5, 1);
    let error = logger.close().unwrap_err();
    assert!(matches!(&error, Error::Several { more: 2, .. }), "{error}");
    assert_eq!(calls.try_iter().count(), 1);
    assert_eq!(loss(directory.path()), [5, 6]);
    logger.add_scalar("loss", 0.5, 7); // heard on this thread, which must not panic
    assert_eq!((logger.stats().written, logger.stats().rejected, logger.stats().lost), (3, 2, 1));
}

#[cfg(feature = "figure")]
#[test]
fn a_closure_that_waits_for_its_own_thread_is_told_so() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    let (inner, (answer, answers)) = (logger.clone(), mpsc::channel());
    logger.add_figure("figure", (8, 8), 1, move |_| {
        answer.send([inner.flush(), inner.sync(), inner.close()])?;
        Ok(())
    });
    let answers = answers.recv_timeout(Duration::from_secs(10)).expect("it does not wait");
    assert!(answers.iter().all(|answer| matches!(answer, Err(Error::OwnThread))), "{answers:?}");
    logger.add_scalar("loss", 0.5, 1);
    logger.close().unwrap();
    assert_eq!(loss(directory.path()), [1]);
}

#[cfg(feature = "figure")]
#[test]
fn the_last_clone_may_be_dropped_by_a_closure() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Arc::new(Logger::create(directory.path()).unwrap());
    let (inner, (go, gone)) = (Arc::clone(&logger), mpsc::channel::<()>());
    logger.add_scalar("loss", 0.5, 1);
    logger.add_figure("figure", (8, 8), 1, move |_| {
        let _closed = gone.recv();
        drop(inner);
        Ok(())
    });
    drop(logger);
    drop(go);
    let begin = Instant::now();
    while series(directory.path()).len() < 2 {
        assert!(begin.elapsed() < Duration::from_secs(10), "the worker ends by itself");
        std::thread::sleep(Duration::from_millis(10));
    }
}
