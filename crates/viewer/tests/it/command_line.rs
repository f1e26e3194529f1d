//! The binary: what it says, where, and its exit code.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use nnviz_record::Summary;

use crate::support::{event_file, write};

fn nnviz_view(arguments: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nnviz-view")).args(arguments).output().unwrap()
}

/// The exit code, the standard output and the standard error.
fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn logdir_with_loss(logdir: &Path) {
    write(&mut event_file(logdir, "train"), 1, vec![("loss".into(), Summary::Scalar(0.5))]);
}

#[test]
fn a_report_goes_into_the_logdir_and_its_path_to_the_standard_output() {
    let logdir = tempfile::tempdir().unwrap();
    logdir_with_loss(logdir.path());
    let (code, out, log) = said(&nnviz_view(&[logdir.path()]));
    let report = logdir.path().join("report.html");
    assert_eq!((code, out), (Some(0), format!("{}\n", report.display())));
    assert!(log.starts_with("1 run, 1 tag, "), "{log}");
    assert!(fs::read_to_string(report).unwrap().contains("loss"));
}

#[test]
fn a_report_goes_where_it_is_told_to() {
    let logdir = tempfile::tempdir().unwrap();
    logdir_with_loss(logdir.path());
    let elsewhere = tempfile::tempdir().unwrap();
    let report = elsewhere.path().join("a.html");
    let (code, _, log) = said(&nnviz_view(&[logdir.path(), Path::new("--quiet"), Path::new("-o"), &report]));
    assert_eq!((code, log.as_str()), (Some(0), ""));
    assert!(report.exists() && !logdir.path().join("report.html").exists());
}

#[test]
fn a_report_that_cannot_be_written_is_told() {
    let logdir = tempfile::tempdir().unwrap();
    logdir_with_loss(logdir.path());
    let report = logdir.path().join("none/report.html");
    let (code, out, log) = said(&nnviz_view(&[logdir.path(), Path::new("-o"), &report]));
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(log.contains("cannot write `") && log.contains("none/report.html"), "{log}");
}

#[test]
fn what_is_no_logdir_is_told_in_one_line() {
    let directory = tempfile::tempdir().unwrap();
    let (empty, missing, file) =
        (directory.path().join("empty"), directory.path().join("none"), directory.path().join("f"));
    fs::create_dir(&empty).unwrap();
    fs::write(&file, "not a directory").unwrap();
    let table = [
        (&empty, "no event files in `{}`: looked for names with `tfevents` in 1 directory"),
        (&missing, "`{}` does not exist; looked there for a directory with event files (`*tfevents*`)"),
        (&file, "`{}` is a file; looked there for a directory with event files: name the directory that it lies in"),
    ];
    for (path, message) in table {
        let expected = format!("nnviz-view: {}\n", message.replace("{}", &path.display().to_string()));
        assert_eq!(said(&nnviz_view(&[path])), (Some(2), String::new(), expected));
    }
    assert_eq!(fs::read_dir(&empty).unwrap().count(), 0, "nothing is left behind");
}

#[test]
fn help_shows_examples() {
    let (code, out, _) = said(&nnviz_view(&[Path::new("--help")]));
    assert_eq!(code, Some(0));
    for part in ["nnviz-view runs", "--output <FILE>", "Exit codes"] {
        assert!(out.contains(part), "{part}: {out}");
    }
}
