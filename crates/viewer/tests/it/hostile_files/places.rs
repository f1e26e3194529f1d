//! Files that are not where, or what, they seem.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use nnviz_record::Summary;
use nnviz_record::projector::{Embedding, PROJECTOR_CONFIG_NAME, ProjectorConfig};

use super::{Seen, limited, look_at, look_by, seen};
use crate::support::{event_file, write};

#[test]
fn links_in_circles_pipes_and_devices_are_passed_by() {
    let logdir = tempfile::tempdir().unwrap();
    let mut good = event_file(logdir.path(), "good");
    write(&mut good, 1, vec![("well/loss".into(), Summary::Scalar(0.5))]);
    let at = |name: &str| logdir.path().join(name);
    symlink(logdir.path(), at("circle")).unwrap();
    symlink(at("b"), at("a")).unwrap();
    symlink(at("a"), at("b")).unwrap();
    symlink(at("loop.tfevents"), at("loop.tfevents")).unwrap();
    symlink("/dev/zero", at("zero.tfevents")).unwrap();
    assert!(Command::new("mkfifo").arg(at("pipe.tfevents")).status().unwrap().success());
    let seen = look_at(logdir.path());
    seen.tells("loop.tfevents: cannot be read");
    assert!(seen.log.contains("1 run, 1 tag, "), "{}", seen.log);
}

/// A chain of directories deeper than a path may be long.
#[test]
fn directories_without_end_are_told() {
    let logdir = tempfile::tempdir().unwrap();
    let mut good = event_file(logdir.path(), "good");
    write(&mut good, 1, vec![("well/loss".into(), Summary::Scalar(0.5))]);
    let deeper = "d=$(printf 'x%.0s' $(seq 200)); for i in $(seq 40); do mkdir $d && cd -P $d || exit 1; done";
    assert!(Command::new("bash").args(["-c", deeper]).current_dir(logdir.path()).status().unwrap().success());
    look_at(logdir.path()).tells("cannot be read");
    assert!(Command::new("rm").arg("-rf").arg(logdir.path()).status().unwrap().success());
}

#[test]
fn a_configuration_of_the_projector_opens_nothing_outside() {
    let outside = ["../../outside.tsv", "/etc/hostname", "link.tsv", "/dev/zero", "."];
    let seen = seen(|run| {
        let above = run.parent().unwrap().parent().unwrap();
        symlink(above.join("outside.tsv"), run.join("link.tsv")).unwrap();
        symlink("/etc/hostname", run.join("labels.tsv")).unwrap();
        fs::write(run.join("points.tsv"), "1\t2\n3\t4\n").unwrap();
        let mut embeddings: Vec<_> = outside.iter().map(|path| Embedding::new(*path, *path)).collect();
        embeddings.push(Embedding { metadata_path: "labels.tsv".into(), ..Embedding::new("labels", "points.tsv") });
        fs::write(run.join(PROJECTOR_CONFIG_NAME), ProjectorConfig { embeddings }.to_pbtxt()).unwrap();
        drop(event_file(run.parent().unwrap(), "hostile"));
    });
    for path in outside.into_iter().chain(["labels.tsv"]) {
        assert!(seen.log.contains(&format!("`{path}`")), "{path}: {}", seen.log);
    }
    let name = fs::read_to_string("/etc/hostname").unwrap_or_default();
    assert!(name.trim().len() < 6 || !seen.page.contains(name.trim()), "the page has what lies outside");
}

/// The user who owns nothing.
const NOBODY: u32 = 65534;

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Whom no permission stops, root, looks as nobody, who may not reach where the program was built.
fn look_without_rights(logdir: &Path) -> Seen {
    let directory = tempfile::tempdir().unwrap();
    let program = directory.path().join("nnviz-view");
    fs::copy(env!("CARGO_BIN_EXE_nnviz-view"), &program).unwrap();
    set_mode(directory.path(), 0o755);
    let mut command = limited(&program);
    if fs::metadata(logdir).unwrap().uid() == 0 {
        command.uid(NOBODY).current_dir("/");
    }
    look_by(command, logdir)
}

#[test]
fn what_may_not_be_read_is_told() {
    let logdir = tempfile::tempdir().unwrap();
    let mut good = event_file(logdir.path(), "good");
    write(&mut good, 1, vec![("well/loss".into(), Summary::Scalar(0.5))]);
    good.flush().unwrap();
    for run in ["closed", "shut"] {
        drop(event_file(logdir.path(), run));
    }
    let shut = logdir.path().join("shut");
    let closed = fs::read_dir(logdir.path().join("closed")).unwrap().next().unwrap().unwrap().path();
    set_mode(logdir.path(), 0o777);
    set_mode(&closed, 0);
    set_mode(&shut, 0);
    let seen = look_without_rights(logdir.path());
    set_mode(&shut, 0o755);
    let name = closed.file_name().unwrap().to_str().unwrap();
    seen.tells(name).tells("shut").tells("ermission denied");
}
