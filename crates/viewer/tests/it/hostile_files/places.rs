//! Files that are not where, or what, they seem.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use nnviz_record::Summary;
use nnviz_record::projector::{Embedding, PROJECTOR_CONFIG_NAME, ProjectorConfig};

use super::{look_at, seen};
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
