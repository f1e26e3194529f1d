//! A process that is killed at random moments, and started again in the same directory.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nnviz_record::event_file::EventFileReader;
use nnviz_record::proto::{Event, What};

use crate::roles::child;
use crate::support::event_files;

/// How many times a run is killed before the next one begins.
const KILLS_OF_A_RUN: u64 = 10;

#[test]
fn what_was_flushed_before_a_kill_is_there_and_a_restart_continues() {
    kill(5, &tempfile::tempdir().unwrap().path().join("logdir"));
}

/// Give a directory in `NNVIZ_KILLS` to keep the files for other readers; `expected.json` says what each run must hold.
#[test]
#[ignore = "takes two minutes"]
fn three_hundred_kills() {
    let temporary = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("NNVIZ_KILLS").map(PathBuf::from);
    kill(300, &kept.unwrap_or_else(|| temporary.path().join("logdir")));
}

/// Kills so many processes, and reads what each has left.
fn kill(times: u64, logdir: &Path) {
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let (mut expected, mut torn) = (serde_json::Map::new(), 0);
    let mut first = 1;
    for index in 0..times {
        let name = format!("run{:03}", index / KILLS_OF_A_RUN);
        if index % KILLS_OF_A_RUN == 0 {
            first = 1;
        }
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let flushed = run_and_kill(&logdir.join(&name), first, Duration::from_millis(20 + (random >> 33) % 280));
        let (last, tail) = check(&logdir.join(&name), flushed);
        torn += u64::from(tail);
        expected.insert(name, last.into());
        first = last + 1;
    }
    println!("{times} kills: nothing that was flushed is missing; {torn} files end in a torn record, the rest whole");
    std::fs::write(logdir.join("expected.json"), serde_json::Value::from(expected).to_string()).unwrap();
}

/// Runs a child that logs from a step on, kills it after a while, and returns the last step that it knew to be flushed.
fn run_and_kill(run: &Path, first: i64, after: Duration) -> i64 {
    let mut child = child("load", run).env("NNVIZ_FIRST_STEP", first.to_string()).spawn().unwrap();
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    let mut said = String::new();
    child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    let whole = said.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let mut flushed = whole.lines().filter_map(|line| line.split("flushed ").nth(1)?.parse().ok());
    flushed.next_back().unwrap_or(first - 1)
}

/// Reads all files of a run: each step once, in order, without a gap, at least up to the one that was flushed. Returns the
/// last one, and whether the last file ends in a torn record.
fn check(run: &Path, flushed: i64) -> (i64, bool) {
    let (mut last, mut is_torn) = (0, false);
    for file in if run.exists() { event_files(run) } else { Vec::new() } {
        let (steps, torn) = read(&file);
        is_torn = torn;
        for step in steps {
            assert_eq!(step, last + 1, "{}", file.display());
            last = step;
        }
    }
    assert!(last >= flushed, "{} was flushed up to {flushed}, but holds {last}", run.display());
    (last, is_torn)
}

/// The steps of `loss` in a file, and whether it ends in a torn record. Nothing may follow that.
fn read(file: &Path) -> (Vec<i64>, bool) {
    let mut reader = EventFileReader::new(std::fs::File::open(file).unwrap());
    let mut steps = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Some(event)) => steps.extend(is_loss(&event).then_some(event.step)),
            Ok(None) => return (steps, false),
            Err(error) => {
                assert!(error.to_string().contains("cut short"), "{}: {error}", file.display());
                return (steps, true);
            }
        }
    }
}

fn is_loss(event: &Event) -> bool {
    matches!(&event.what, Some(What::Summary(summary)) if summary.value.iter().any(|value| value.tag == "loss"))
}
