//! Real disks that refuse: a limit on the size of a file, a file system that is full. A test that the machine does not allow
//! says so.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use nnviz_logger::Logger;

use crate::roles::child;
use crate::support::{event_files, series, steps};

/// What a child that met a full disk says of itself.
struct Told {
    logged: u64,
    written: u64,
    shed: u64,
    lost: u64,
    failed_flushes: u64,
    longest_call_ms: u64,
}

/// Runs the child; when it has met the full disk, `free` makes room.
fn met_a_full_disk(mut command: Command, free: impl FnOnce(u32)) -> Told {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.ends_with("ready")), "the child lives through a full disk");
    free(child.id());
    child.stdin.take().unwrap().write_all(b"\n").unwrap();
    let line = lines.find(|line| line.contains("stats ")).expect("the child goes on");
    assert!(child.wait().unwrap().success());
    let words = line.split_once("stats ").unwrap().1.split(' ');
    let numbers: Vec<u64> = words.map(|word| word.parse().unwrap()).collect();
    let [logged, written, shed, lost, failed_flushes, longest_call_ms] = numbers[..] else { panic!("{line}") };
    Told { logged, written, shed, lost, failed_flushes, longest_call_ms }
}

fn check(told: &Told, run: &Path) {
    println!("{} logged, longest call {} ms", told.logged, told.longest_call_ms);
    assert_eq!((told.shed, told.lost), (0, 0), "the records waited for the disk");
    assert_eq!(told.written, told.logged);
    assert!(told.failed_flushes >= 1, "the disk was full, and flush said so");
    assert!(told.longest_call_ms < 500, "{} ms", told.longest_call_ms);
    assert_eq!(steps(&series(run), "loss"), (1..=told.logged as i64).collect::<Vec<_>>());
}

/// The limit is lifted by the parent; the signal that comes with it must be ignored, as shells and Python do.
#[test]
#[cfg(target_os = "linux")]
fn a_file_size_limit_that_is_lifted_costs_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    let plain = child("full", &run);
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -S -f 16; exec \"$@\"", "sh"]).arg(plain.get_program());
    limited.args(plain.get_args()).stdout(Stdio::piped()).stderr(Stdio::null());
    for (name, value) in plain.get_envs() {
        limited.env(name, value.unwrap());
    }
    let told = met_a_full_disk(limited, lift_file_size_limit);
    check(&told, &run);
    assert_eq!(event_files(&run).len(), 1, "the file was cut back and goes on");
}

#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
fn lift_file_size_limit(process: u32) {
    let limit = libc::rlimit { rlim_cur: libc::RLIM_INFINITY, rlim_max: libc::RLIM_INFINITY };
    // SAFETY: the limit lives through the call, and the old one is not asked for.
    let set = unsafe { libc::prlimit(process as i32, libc::RLIMIT_FSIZE, &raw const limit, std::ptr::null_mut()) };
    assert_eq!(set, 0);
}

/// A file system of its own, if this process may mount one.
#[cfg(target_os = "linux")]
struct Mounted(tempfile::TempDir);

#[cfg(target_os = "linux")]
impl Mounted {
    fn new(size: &str) -> Option<Self> {
        let directory = tempfile::tempdir().unwrap();
        let options = format!("size={size}");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(directory.path()).output();
        let is_mounted = mount.is_ok_and(|output| output.status.success());
        if !is_mounted {
            println!("skipped: this process may not mount a file system");
        }
        is_mounted.then_some(Self(directory))
    }
}

#[cfg(target_os = "linux")]
impl Drop for Mounted {
    fn drop(&mut self) {
        let _stays = Command::new("umount").args(["-l"]).arg(self.0.path()).status();
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_that_is_freed_costs_nothing() {
    let Some(disk) = Mounted::new("1m") else { return };
    let (run, ballast) = (disk.0.path().join("run"), disk.0.path().join("ballast"));
    std::fs::write(&ballast, vec![0; 1_000_000]).unwrap();
    let told = met_a_full_disk(child("full", &run), |_| std::fs::remove_file(&ballast).unwrap());
    check(&told, &run);
}

#[test]
#[cfg(target_os = "linux")]
fn a_read_only_disk_is_an_error_where_the_logger_is_made() {
    let Some(disk) = Mounted::new("1m") else { return };
    let remounted = Command::new("mount").args(["-o", "remount,ro"]).arg(disk.0.path()).status().unwrap();
    assert!(remounted.success());
    let error = Logger::create(disk.0.path().join("run")).unwrap_err();
    assert!(error.to_string().contains("cannot create the run directory"), "{error}");
}

/// A file stands where the directory of a run below should be.
#[test]
fn a_directory_that_cannot_be_written_costs_its_own_run_only() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    std::fs::write(directory.path().join("train"), "a file where a run should be").unwrap();
    logger.run("train").add_scalar("loss", 0.5, 1);
    logger.add_scalar("loss", 0.5, 1);
    let error = logger.close().unwrap_err();
    assert!(error.to_string().contains("train is a file"), "{error}");
    assert_eq!((logger.stats().written, logger.stats().lost), (1, 1));
}
