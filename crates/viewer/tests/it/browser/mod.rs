//! The page in a browser: each control does what it says, nothing is asked of any network, the console is silent, and what
//! an event file says stays text.

mod access;
pub(crate) mod chromium;
mod graph;
mod hostile;
mod inventory;
mod kinds;
mod layouts;
mod logdirs;
mod menus;
mod scalars;
mod steps;
mod tables;
mod unscripted;
mod weight;

use std::path::Path;

use chromium::{Page, chromium};
use nnviz_viewer::write_report;

/// Writes the report of a logdir and opens it; `None` without a browser.
fn open(logdir: &Path) -> Option<Page> {
    open_in(logdir, (1200, 900))
}

fn open_in(logdir: &Path, window: (u32, u32)) -> Option<Page> {
    let browser = chromium()?;
    let report = logdir.join("report.html");
    write_report(logdir, &report).unwrap();
    Some(Page::open(&browser, &report, window))
}

#[test]
fn noise_is_heard() {
    let Some(browser) = chromium() else { return };
    let directory = tempfile::tempdir().unwrap();
    let page = directory.path().join("loud.html");
    let loud =
        "<script>console.log(1); fetch('http://127.0.0.1:9/').catch(() => {}); setTimeout(() => missing());</script>";
    std::fs::write(&page, loud).unwrap();
    let noise = Page::open(&browser, &page, (400, 400)).noise().join("\n");
    for part in ["consoleAPICalled", "http://127.0.0.1:9/", "missing is not defined"] {
        assert!(noise.contains(part), "{part}: {noise}");
    }
}
