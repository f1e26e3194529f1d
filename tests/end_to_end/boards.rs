//! The logdir that the tests share, and TensorBoard with each of its readers.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use nnviz::Logger;
use serde_json::Value;

use crate::support::tensorboard::{Reader, TensorBoard};

/// The last value of each run: who sees it has read everything before it.
pub(crate) const END: &str = "end of the run";

static LOGDIR: LazyLock<(PathBuf, File)> = LazyLock::new(empty_logdir);

/// They end with the process. Why they did not start is told by every test that needs them.
static BOARDS: LazyLock<Result<[TensorBoard; 2], String>> = LazyLock::new(|| {
    let [fast, slow] = std::thread::scope(|scope| {
        let starting = Reader::BOTH.map(|reader| scope.spawn(move || TensorBoard::start(&LOGDIR.0, reader)));
        starting.map(|board| board.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    Ok([fast?, slow?])
});

/// In the target directory, so that it can be looked at when a test failed. Two runs of the tests take turns.
fn empty_logdir() -> (PathBuf, File) {
    let logdir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("end-to-end");
    let lock = File::create(logdir.with_extension("lock")).expect("the target directory can be written to");
    lock.lock().expect("the lock of the logdir");
    if logdir.exists() {
        fs::remove_dir_all(&logdir).expect("the old logdir can be removed");
    }
    fs::create_dir_all(&logdir).expect("the target directory can be written to");
    (logdir, lock)
}

/// A logger for the run `name`; each test has names of its own.
pub(crate) fn logger(name: &str) -> Logger {
    Logger::create(directory(name)).expect("a new run")
}

/// Where the run `name` is.
pub(crate) fn directory(name: &str) -> PathBuf {
    LOGDIR.0.join(name)
}

/// Logs the value that ends a run.
pub(crate) fn end(logger: &Logger) {
    logger.add_scalar(END, 1.0, 1);
}

/// Ends the run and waits until both readers have shown it.
pub(crate) fn shown(run: &str, logger: &Logger) -> &'static [TensorBoard; 2] {
    end(logger);
    logger.close().expect("nothing went wrong");
    shown_to_end(&[run])
}

/// TensorBoard with each of its readers, once they have read these runs to their ends.
pub(crate) fn shown_to_end(runs: &[&str]) -> &'static [TensorBoard; 2] {
    let boards = BOARDS.as_ref().unwrap_or_else(|reason| panic!("{reason}"));
    for board in boards {
        for run in runs {
            board.wait_for(&format!("the run {run}"), || (!scalars(board, run, END).is_empty()).then_some(()));
        }
    }
    boards
}

/// TensorBoard with each of its readers on a directory of its own below `name`, which `write` fills before they start:
/// for what they read only once, and for what would take them down.
pub(crate) fn alone(name: &str, write: impl FnOnce(&Path)) -> [TensorBoard; 2] {
    let logdir = directory_alone(name);
    write(&logdir);
    std::thread::scope(|scope| {
        let starting = Reader::BOTH.map(|reader| {
            scope.spawn({
                let logdir = &logdir;
                move || TensorBoard::start(logdir, reader)
            })
        });
        starting.map(|board| board.join().expect("no panic").unwrap_or_else(|reason| panic!("{reason}")))
    })
}

/// Beside the shared logdir, which must not see it; empty.
pub(crate) fn directory_alone(name: &str) -> PathBuf {
    let logdir = LOGDIR.0.with_file_name(format!("end-to-end-{name}"));
    if logdir.exists() {
        fs::remove_dir_all(&logdir).expect("the old logdir can be removed");
    }
    fs::create_dir_all(&logdir).expect("the target directory can be written to");
    logdir
}

/// A series of scalars as TensorBoard shows it: steps and values. Empty when there is none.
pub(crate) fn scalars(board: &TensorBoard, run: &str, tag: &str) -> Vec<(i64, f32)> {
    let answer = board.get("plugin/scalars/scalars", &[("run", run), ("tag", tag)]);
    if answer.status != 200 {
        return Vec::new();
    }
    let points: Value = serde_json::from_slice(&answer.body).expect("JSON");
    points.as_array().expect("a list of points").iter().map(point).collect()
}

/// A point of a series: `[wall time, step, value]`.
pub(crate) fn point(point: &Value) -> (i64, f32) {
    (point[1].as_i64().expect("a step"), number(&point[2]) as f32)
}

/// JSON has no word for NaN and infinities, so TensorBoard writes them as strings.
pub(crate) fn number(value: &Value) -> f64 {
    match value.as_str() {
        None => value.as_f64().expect("a number"),
        Some("NaN") => f64::NAN,
        Some("Infinity") => f64::INFINITY,
        Some("-Infinity") => f64::NEG_INFINITY,
        Some(other) => panic!("{other} is no number"),
    }
}
