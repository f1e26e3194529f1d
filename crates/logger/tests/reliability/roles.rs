//! What a child process does, and how it is started.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nnviz_logger::Logger;

/// The name of the test that is the child's `main`.
const MAIN: &str = "roles::main_of_a_child";

/// How often the child's logger flushes by itself.
pub(crate) const FLUSH_EVERY: Duration = Duration::from_millis(200);

/// A command that starts this program in a role.
pub(crate) fn child(role: &str, directory: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([MAIN, "--exact", "--nocapture", "--test-threads=1"]);
    command.env("NNVIZ_ROLE", role).env("NNVIZ_DIRECTORY", directory).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// Does nothing unless this process was started for a role.
#[test]
fn main_of_a_child() {
    let Ok(role) = std::env::var("NNVIZ_ROLE") else { return };
    let directory = PathBuf::from(std::env::var_os("NNVIZ_DIRECTORY").unwrap());
    let logger =
        Logger::builder(&directory).flush_every(FLUSH_EVERY).max_wait(Duration::from_millis(100)).build().unwrap();
    match role.as_str() {
        "load" => load(&logger),
        "exit" => {
            log_twice(&logger);
            std::process::exit(0);
        }
        "panic" => {
            log_twice(&logger);
            panic!("the training fails");
        }
        "wait" => {
            log_twice(&logger);
            say("ready");
            std::thread::sleep(Duration::from_mins(1));
        }
        "full" => full(&logger),
        "fork" => fork(&logger),
        "many" => say(&format!("held {}", crate::concurrency::many_loggers(&directory, 1000))),
        other => panic!("no role {other}"),
    }
}

/// A line for the parent, whole at once.
fn say(line: &str) {
    let mut out = std::io::stdout();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// Steps 1 to 100, which are flushed by the logger itself; then 101 to 200 at once.
fn log_twice(logger: &Logger) {
    (1..=100).for_each(|step| logger.add_scalar("loss", 0.5, step));
    std::thread::sleep(FLUSH_EVERY * 3);
    (101..=200).for_each(|step| logger.add_scalar("loss", 0.5, step));
}

/// Logs until it is killed, and says up to which step everything was flushed.
fn load(logger: &Logger) {
    let first: i64 = std::env::var("NNVIZ_FIRST_STEP").unwrap().parse().unwrap();
    for step in first.. {
        logger.add_scalar("loss", step as f64, step);
        if step % 50 == 0 {
            logger.add_text("note", "words ".repeat(100), step);
            logger.add_histogram("weights", vec![0.5_f32; 2000], step);
        }
        if step % 100 == 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
        if step % 1000 == 0 {
            logger.flush().unwrap();
            say(&format!("flushed {step}"));
        }
    }
}

/// Logs to a disk that becomes full, until the parent has freed it; then says what became of everything.
fn full(logger: &Logger) {
    let (mut step, mut longest, mut told) = (0_i64, Duration::ZERO, 0);
    let mut log_for = |time: Duration| {
        let begin = Instant::now();
        while begin.elapsed() < time {
            step += 1;
            let call = Instant::now();
            logger.add_scalar("loss", 0.5, step);
            longest = longest.max(call.elapsed());
            std::thread::sleep(Duration::from_micros(20));
        }
        told += u32::from(logger.flush().is_err());
    };
    log_for(Duration::from_millis(1500));
    say("ready");
    std::io::stdin().read_line(&mut String::new()).unwrap();
    log_for(Duration::from_millis(300));
    logger.close().unwrap();
    let stats = logger.stats();
    say(&format!("stats {step} {} {} {} {told} {}", stats.written, stats.shed, stats.lost, longest.as_millis()));
}

/// Logs in the child of a fork, which has no worker, and in the parent, which goes on.
#[allow(unsafe_code)]
fn fork(logger: &Logger) {
    logger.add_scalar("loss", 0.5, 1);
    logger.flush().unwrap();
    // SAFETY: the child calls nothing but the logger, whose locks this thread does not hold, and leaves by `_exit`. The
    // worker waits for commands, and holds none either.
    let process = unsafe { libc::fork() };
    if process == 0 {
        let begin = Instant::now();
        (2..100_000).for_each(|step| logger.add_scalar("loss", 0.5, step));
        let refused = matches!(logger.flush(), Err(nnviz_logger::Error::Forked));
        let is_quick = begin.elapsed() < Duration::from_secs(5);
        // SAFETY: it ends the process, at once.
        unsafe { libc::_exit(if refused && is_quick { 7 } else { 1 }) };
    }
    let mut status = 0;
    // SAFETY: `status` lives through the call.
    let waited = unsafe { libc::waitpid(process, &raw mut status, 0) };
    assert_eq!(waited, process);
    logger.add_scalar("loss", 0.5, 2);
    logger.close().unwrap();
    say(&format!("child {}", libc::WEXITSTATUS(status)));
}
