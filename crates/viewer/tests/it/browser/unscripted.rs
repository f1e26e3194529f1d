//! Without JavaScript the page is there to be read, all of it, and has no control that does nothing.

use serde_json::json;

use super::chromium::{Page, chromium};
use super::logdirs;

/// A page with something in every section, in a browser that runs no script.
fn page() -> Option<Page> {
    let browser = chromium()?;
    let logdir = tempfile::tempdir().unwrap();
    logdirs::everything(logdir.path());
    let report = logdir.path().join("report.html");
    nnviz_viewer::write_report(logdir.path(), &report).unwrap();
    let mut page = Page::open_url(&browser, "about:blank", (1200, 900));
    page.ask("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    page.go(&format!("file://{}", report.display()));
    Some(page)
}

/// How many of something can be seen.
fn seen(page: &mut Page, selector: &str) -> u64 {
    let seen = format!(
        "[...document.querySelectorAll(`{selector}`)].filter((it) => it.checkVisibility() && it.getBoundingClientRect().height > 0).length"
    );
    page.value(&seen).as_u64().unwrap()
}

#[test]
fn every_section_has_something_to_read() {
    let Some(mut page) = page() else { return };
    let sections = "[...document.querySelectorAll('main > section')].map((it) => it.id)";
    let ids: Vec<String> = serde_json::from_value(page.value(sections)).unwrap();
    assert!(ids.len() >= 12, "{ids:?}");
    let of_each = "tbody tr, .chart > svg, .frame > img, audio, .text, .mesh > img, .plane svg, .gaps li, li";
    for id in ids {
        // What is folded is opened by the browser itself.
        page.value(&format!("document.querySelectorAll('#{id} details').forEach((it) => it.open = true)"));
        let selector = of_each.split(", ").map(|it| format!("#{id} {it}")).collect::<Vec<_>>().join(", ");
        assert!(seen(&mut page, &selector) > 0, "{id}");
    }
    assert_eq!(
        seen(&mut page, "#scalars .curves > .chart > svg"),
        page.value("document.querySelectorAll('#scalars .curves').length")
    );
    assert!(seen(&mut page, "#runs table tbody tr") >= 3);
}

#[test]
fn there_is_no_control_that_does_nothing() {
    let Some(mut page) = page() else { return };
    page.value("document.querySelectorAll('details').forEach((it) => it.open = true)");
    assert_eq!(seen(&mut page, "input, select, button, .controls, .tools, .live, canvas, .save, .sign"), 0);
    let focusable = "[...document.querySelectorAll('a, summary, audio, [tabindex]')].map((it) => it.localName)";
    let focusable: std::collections::BTreeSet<String> = serde_json::from_value(page.value(focusable)).unwrap();
    assert_eq!(focusable.into_iter().collect::<Vec<_>>(), ["a", "audio", "summary"], "what the browser itself works");
    assert_eq!(seen(&mut page, ".how"), 0, "no advice on what is not there");
    assert!(seen(&mut page, ".strip .step") > 0, "the step that is shown is told in words");
}
