//! Many threads, loggers and processes at once.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use nnviz_logger::{Error, Logger};

use crate::support::{event_files, series, steps};

#[test]
fn sixty_four_threads_share_a_logger() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    let start = Barrier::new(64);
    thread::scope(|scope| {
        for thread in 0..64 {
            let (logger, start) = (logger.clone(), &start);
            scope.spawn(move || {
                start.wait();
                (1..=1000).for_each(|step| logger.add_scalar(&format!("thread/{thread}"), 1.0, step));
            });
        }
    });
    logger.close().unwrap();
    let series = series(directory.path());
    assert_eq!(series.len(), 64);
    assert!(series.keys().all(|tag| steps(&series, tag) == (1..=1000).collect::<Vec<_>>()));
}

/// Threads log while another closes: each value is written or lost, and the count is right at once.
#[test]
fn nothing_goes_uncounted_while_a_logger_is_closed() {
    for _ in 0..100 {
        let directory = tempfile::tempdir().unwrap();
        let logger = Logger::builder(directory.path()).queue_len(200).build().unwrap();
        let (stop, sent) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        thread::scope(|scope| {
            for thread in 0..4 {
                let (logger, stop, sent) = (logger.clone(), Arc::clone(&stop), Arc::clone(&sent));
                scope.spawn(move || {
                    let tag = format!("thread/{thread}");
                    for step in 1.. {
                        if stop.load(SeqCst) {
                            break;
                        }
                        sent.fetch_add(1, SeqCst);
                        if step % 5 == 0 {
                            logger.add_text(&format!("{tag}/text"), "words", step);
                        } else {
                            logger.add_scalar(&tag, 0.5, step);
                        }
                    }
                });
            }
            thread::sleep(Duration::from_micros(300));
            let _told = logger.close();
            stop.store(true, SeqCst);
        });
        let stats = logger.stats();
        assert_eq!(stats.written + stats.shed + stats.lost, sent.load(SeqCst), "{stats:?}");
        assert_eq!(stats.queued_bytes, 0);
        let found: usize = series(directory.path()).values().map(Vec::len).sum();
        assert_eq!(found as u64, stats.written);
    }
}

/// How much memory a logger may take besides its thread's stack, with all that its files and its queue hold.
const LOGGER_MIB: f64 = 0.25;

/// Each has a thread. The memory is measured in a process of its own, where no other test takes any.
#[test]
#[cfg(unix)]
fn a_thousand_loggers_live_at_once_and_hold_little() {
    let directory = tempfile::tempdir().unwrap();
    let output = crate::roles::child("many", directory.path()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8_lossy(&output.stdout);
    let held = said.lines().find_map(|line| line.split_once("held ")?.1.parse::<f64>().ok());
    let held = held.unwrap_or_else(|| panic!("{said}"));
    println!("1000 loggers hold {held:.0} MiB");
    assert!(held < 1000.0 * LOGGER_MIB, "{held} MiB");
    for index in [0, 500, 999] {
        assert_eq!(steps(&series(&directory.path().join(index.to_string())), "loss"), (1..=10).collect::<Vec<_>>());
    }
}

/// Logs to so many loggers at once, and returns the memory that they held, in MiB.
#[cfg(unix)]
pub(crate) fn many_loggers(directory: &std::path::Path, count: usize) -> f64 {
    let before = resident_mib();
    let loggers: Vec<_> = (0..count).map(|index| Logger::create(directory.join(index.to_string())).unwrap()).collect();
    for step in 1..=10 {
        for logger in &loggers {
            logger.add_scalar("loss", 0.5, step);
        }
    }
    for logger in &loggers {
        logger.flush().unwrap();
    }
    resident_mib() - before
}

/// The memory that this process has, in MiB, where the system tells.
#[cfg(unix)]
pub(crate) fn resident_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()).unwrap_or_default() / 1024.0
}

#[test]
fn loggers_that_begin_at_once_have_files_of_their_own() {
    let directory = tempfile::tempdir().unwrap();
    let start = Barrier::new(8);
    thread::scope(|scope| {
        for thread in 0..8 {
            let (path, start) = (directory.path(), &start);
            scope.spawn(move || {
                start.wait();
                let logger = Logger::create(path).unwrap();
                logger.add_scalar(&format!("loss/{thread}"), 0.5, 1);
                start.wait();
                logger.close()
            });
        }
    });
    assert_eq!(event_files(directory.path()).len(), 8);
    assert_eq!(series(directory.path()).len(), 8);
}

#[test]
#[cfg(unix)]
fn two_processes_on_one_directory_have_files_of_their_own_and_one_is_warned() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    logger.add_scalar("parent", 0.5, 1);
    let status = crate::roles::child("exit", directory.path()).stdout(std::process::Stdio::null()).status().unwrap();
    assert!(status.success(), "a directory that is in use does not end a training");
    logger.close().unwrap();
    assert_eq!(event_files(directory.path()).len(), 2);
    let series = series(directory.path());
    assert_eq!(steps(&series, "parent"), [1]);
    assert!(steps(&series, "loss").len() >= 100);

    let first = Logger::create(directory.path()).unwrap();
    let second = Logger::create(directory.path()).unwrap();
    assert!(matches!(second.flush(), Err(Error::DirectoryInUse { .. })));
    first.close().unwrap();
}
