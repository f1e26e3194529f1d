//! Logdirs that are made to hurt: `nnviz-view` reads them with little memory and little time. It says what is wrong, ends
//! with 0, and shows the run beside the hostile one as if nothing were.

mod bytes;
mod places;
mod values;

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use nnviz_record::Summary;
use nnviz_record::event_file::{EventFileWriter, append_event_record};
use nnviz_record::proto::{Event, Payload, Summary as SummaryMessage, Value, What};

use crate::support::{START, event_file, write};

/// The address space that the program may take: code, stacks, and what it reads. A lie that is believed needs more.
const MEMORY_MIB: u64 = 512;

/// The processor time that it may take.
const SECONDS: u64 = 60;

/// What the program made of a logdir.
struct Seen {
    page: String,
    /// What it said on the standard error.
    log: String,
}

/// A logdir with a run that is well, and one that `make` fills.
fn seen(make: impl FnOnce(&Path)) -> Seen {
    let logdir = tempfile::tempdir().unwrap();
    let mut good = event_file(logdir.path(), "good");
    (0..3).for_each(|step| write(&mut good, step, vec![("well/loss".into(), Summary::Scalar(0.5))]));
    let hostile = logdir.path().join("hostile");
    fs::create_dir(&hostile).unwrap();
    make(&hostile);
    look_at(logdir.path())
}

/// Runs the program under its limits, and checks that it does well by what is well.
fn look_at(logdir: &Path) -> Seen {
    look_by(limited(Path::new(env!("CARGO_BIN_EXE_nnviz-view"))), logdir)
}

/// The program under its limits.
fn limited(program: &Path) -> Command {
    let limits = format!("ulimit -v {}; ulimit -t {SECONDS}; exec \"$@\"", MEMORY_MIB << 10);
    let mut command = Command::new("sh");
    command.args(["-c", &limits, "sh"]).arg(program);
    command
}

fn look_by(mut command: Command, logdir: &Path) -> Seen {
    let output = command.arg(logdir).output().unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{:?}: {log}", output.status);
    let page = fs::read_to_string(logdir.join("report.html")).unwrap();
    assert!(page.trim_end().ends_with("</html>") && page.contains("well/loss"), "the rest is intact");
    Seen { page, log }
}

impl Seen {
    /// What is wrong is said on the terminal and in the page.
    fn tells(&self, what: &str) -> &Self {
        assert!(self.log.contains(what), "{what}: {}", self.log);
        assert!(self.page.contains(what), "{what} is on the terminal only: {}", self.log);
        self
    }
}

/// An event file whose bytes are these, after its version.
fn write_bytes(run: &Path, bytes: &[u8]) {
    let mut begin = Vec::new();
    let version = What::FileVersion("brain.Event:2".to_owned());
    append_event_record(&mut begin, &Event { wall_time: START, what: Some(version), ..Event::default() });
    fs::write(run.join("events.out.tfevents.1.test.1.0"), [&begin, bytes].concat()).unwrap();
}

/// An event file with these values, one event each.
fn write_values(run: &Path, values: impl IntoIterator<Item = Value>) {
    let values = values.into_iter().enumerate();
    write_events(run, values.map(|(step, value)| (step as i64, What::Summary(SummaryMessage { value: vec![value] }))));
}

fn write_events(run: &Path, events: impl IntoIterator<Item = (i64, What)>) {
    let file = File::create(run.join("events.out.tfevents.1.test.1.0")).unwrap();
    let mut writer = EventFileWriter::new(file, crate::support::at(0.0), "nnviz tests").unwrap();
    for (step, what) in events {
        writer.write(&Event { wall_time: START, step, what: Some(what), ..Event::default() }).unwrap();
    }
    writer.flush().unwrap();
}

fn value(tag: &str, payload: Payload) -> Value {
    Value { tag: tag.to_owned(), value: Some(payload), ..Value::default() }
}
