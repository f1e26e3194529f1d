//! What a page weighs, and how soon it can be used however much is on it.

use std::fs;
use std::time::{Duration, Instant};

use nnviz_record::Summary;
use nnviz_viewer::write_report;

use super::chromium::{Page, chromium};
use super::{logdirs, open};
use crate::support::{event_file, write};

#[test]
fn a_page_before_its_data_has_less_than_400_kilobytes() {
    let logdir = tempfile::tempdir().unwrap();
    let report = logdir.path().join("report.html");
    let mut file = event_file(logdir.path(), "run");
    write(&mut file, 0, vec![("loss".into(), Summary::Scalar(1.0))]);
    write_report(logdir.path(), &report).unwrap();
    let html = fs::read_to_string(&report).unwrap();
    assert!(html.contains("id=\"scalars\"") && html.contains("<script>"));
    assert!(html.len() < 400_000, "{}", html.len());
}

/// A page of 50 runs of 500 tags.
fn broad_page() -> Option<Page> {
    chromium()?;
    let logdir = tempfile::tempdir().unwrap();
    logdirs::broad(logdir.path(), 50, 500, 20);
    open(logdir.path())
}

/// Sets a field and waits until the page has answered: how long that was.
fn answer(page: &mut Page, change: &str) -> Duration {
    let begin = Instant::now();
    page.value(change);
    page.value("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
    begin.elapsed()
}

#[test]
fn fifty_runs_of_five_hundred_tags_open_and_answer() {
    let Some(mut page) = broad_page() else { return };
    let loaded = page.value("performance.getEntriesByType('navigation')[0].loadEventEnd").as_f64().unwrap();
    // A tenth of these takes a machine that is not busy with other tests.
    assert!(loaded < 20_000.0, "{loaded} ms");
    let drawn = "document.querySelectorAll('.curves.drawn').length";
    page.value("document.getElementById('scalars').scrollIntoView({ behavior: 'instant' })");
    page.settle();
    assert_eq!(page.value("document.querySelectorAll('#scalars .card').length"), 500);
    let few = page.value(drawn).as_u64().unwrap();
    assert!((1..30).contains(&few), "{few}: only what is in sight is drawn");
    let type_tag = "(() => { const it = document.querySelector('[name=tags]'); it.value = 'layer_4'; it.dispatchEvent(new Event('input')); })()";
    let typed = answer(&mut page, type_tag);
    assert!(typed < Duration::from_secs(5), "{typed:?}");
    page.settle();
    assert_eq!(page.value("document.querySelectorAll('#scalars .card:not(.filtered)').length"), 100);
    assert!(page.value(drawn).as_u64().unwrap() < 60, "what was found is drawn when it is scrolled to");
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}

#[test]
fn what_is_scrolled_to_is_drawn() {
    let Some(mut page) = broad_page() else { return };
    page.value("document.querySelector('#scalars > details:last-of-type').open = true");
    page.value("[...document.querySelectorAll('#scalars .card')].at(-1).scrollIntoView({ behavior: 'instant' })");
    page.settle();
    page.settle();
    let last = "[...document.querySelectorAll('#scalars .curves')].at(-1)";
    assert_eq!(page.value(&format!("{last}.querySelectorAll(\".live path[stroke-width='1.7']\").length")), 50);
}
