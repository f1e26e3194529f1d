//! The commands that go on while training does: `--watch`, `--serve` and `tail`.

use std::fs;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use nnviz_record::Summary;

use super::browser::chromium::{Page, chromium};
use crate::support::{event_file, write};

/// A command that is ended with the test.
struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nnviz-view"));
        let mut child = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn loss(value: f32) -> Vec<(String, Summary)> {
    vec![("loss".into(), Summary::Scalar(value))]
}

/// Waits until something holds; a machine may be slow.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn tail_tells_the_last_values_and_then_the_new_ones() {
    let logdir = tempfile::tempdir().unwrap();
    let path = logdir.path().to_str().unwrap();
    let mut file = event_file(logdir.path(), "train");
    write(&mut file, 1, loss(0.5));
    write(&mut file, 2, loss(0.25));
    file.flush().unwrap();
    let mut tail = Running::start(&["tail", path, "--interval", "0.1"]);
    assert_eq!(tail.line(), "train  loss  step 2  0.2500");
    write(&mut file, 3, loss(f32::NAN));
    file.flush().unwrap();
    assert_eq!(tail.line(), "train  loss  step 3  NaN");
    let mut once = Running::start(&["tail", path, "--once", "--json"]);
    let object: serde_json::Value = serde_json::from_str(&once.line()).unwrap();
    assert_eq!((&object["step"], &object["value"]), (&3.into(), &"NaN".into()));
    assert!(once.child.wait().unwrap().success());
}

#[test]
fn a_watched_report_is_written_again() {
    let logdir = tempfile::tempdir().unwrap();
    let report = logdir.path().join("report.html");
    let mut file = event_file(logdir.path(), "train");
    write(&mut file, 1, loss(0.5));
    file.flush().unwrap();
    let mut watch = Running::start(&[logdir.path().to_str().unwrap(), "--watch", "--interval", "0.1"]);
    assert_eq!(watch.line(), report.display().to_string());
    let has_second = || fs::read_to_string(&report).is_ok_and(|html| html.contains("later_tag"));
    assert!(!has_second());
    write(&mut file, 1, vec![("later_tag".into(), Summary::Scalar(1.0))]);
    file.flush().unwrap();
    until("the new tag", has_second);
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// A server of a logdir, and its address.
fn serve(logdir: &Path) -> (Running, String) {
    let mut serve = Running::start(&[logdir.to_str().unwrap(), "--serve", "--port", "0", "--interval", "0.1"]);
    let line = serve.line();
    let address = line.strip_prefix("http://").and_then(|line| line.strip_suffix('/')).unwrap().to_owned();
    until("the first page", || !get(&address, "/version").ends_with("\r\n\r\n0"));
    (serve, address)
}

#[test]
fn a_served_report_takes_new_points_and_gives_no_file() {
    let logdir = tempfile::tempdir().unwrap();
    let mut file = event_file(logdir.path(), "train");
    write(&mut file, 1, loss(0.5));
    file.flush().unwrap();
    let (_serve, address) = serve(logdir.path());
    let page = get(&address, "/");
    assert!(page.starts_with("HTTP/1.1 200 ") && page.contains("connect-src 'self'") && !page.contains("later_tag"));
    let name = fs::read_dir(logdir.path().join("train")).unwrap().next().unwrap().unwrap().file_name();
    for path in ["/report.html", &format!("/train/{}", name.display()), "/../../../etc/passwd", "//etc/passwd"] {
        assert!(get(&address, path).starts_with("HTTP/1.1 404 "), "{path}");
    }
    assert!(!logdir.path().join("report.html").exists());
    write(&mut file, 2, vec![("later_tag".into(), Summary::Scalar(1.0))]);
    file.flush().unwrap();
    until("the new tag", || get(&address, "/").contains("later_tag"));
}

#[test]
fn a_served_page_shows_new_points_and_keeps_what_was_chosen() {
    let Some(browser) = chromium() else { return };
    let logdir = tempfile::tempdir().unwrap();
    let mut file = event_file(logdir.path(), "train");
    for step in 0..5 {
        write(&mut file, step, loss(step as f32));
    }
    file.flush().unwrap();
    let (_serve, address) = serve(logdir.path());
    let mut page = Page::open_url(&browser, &format!("http://{address}/"), (1200, 900));
    page.value("document.querySelector('#controls [name=logY]').click()");
    page.value("window.isOld = true");
    write(&mut file, 5, vec![("later_tag".into(), Summary::Scalar(1.0))]);
    file.flush().unwrap();
    until("the reload", || {
        page.value(
            "document.readyState === 'complete' && !window.isOld && document.body.textContent.includes('later_tag')",
        ) == true
    });
    page.settle();
    assert_eq!(page.value("document.querySelector('#controls [name=logY]').checked"), true);
    assert_eq!(page.value("document.querySelectorAll('.card[data-tag=later_tag]').length"), 1);
}
