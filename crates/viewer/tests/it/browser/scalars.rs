//! The controls above the scalars, and what can be done with a chart.

use serde_json::{Value, json};

use super::chromium::Page;
use super::{logdirs, open, open_in};

/// A page of scalars, with functions that read it.
fn page() -> Option<Page> {
    let logdir = tempfile::tempdir().unwrap();
    logdirs::scalars(logdir.path());
    let mut page = open(logdir.path())?;
    page.value(HELPERS);
    page.settle();
    Some(page)
}

const HELPERS: &str = r#"
    window.live = (tag) => document.querySelector(`.card[data-tag="${tag}"] .live`);
    window.labels = (tag) => [...live(tag).querySelectorAll("svg > g > text")].map((it) => it.textContent);
    window.lines = (tag) => live(tag).querySelectorAll("path[stroke-width='1.7']").length;
    window.set = (name, value) => {
        const field = document.querySelector(`#controls [name=${name}]`);
        if (field.type === "checkbox") return field.click();
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.dispatchEvent(new Event("change", { bubbles: true }));
    };
    window.shown = () => [...document.querySelectorAll('#scalars .card[data-tag]')].filter((it) => it.checkVisibility()).map((it) => it.dataset.tag);
    document.getElementById("scalars").scrollIntoView({ behavior: "instant" });
"#;

/// Sets a control and reads something.
fn after(page: &mut Page, change: &str, expression: &str) -> Value {
    page.value(change);
    page.settle();
    page.value(expression)
}

/// The middle of a chart's plot, at shares of its size.
fn place(page: &mut Page, tag: &str, (right, down): (f64, f64)) -> (f64, f64) {
    let rect = format!(
        "(({{ x, y, width, height }}) => [x, y, width, height])(live('{tag}').querySelector('svg').getBoundingClientRect())"
    );
    let rect: Vec<f64> = serde_json::from_value(page.value(&rect)).unwrap();
    (rect[0] + rect[2] * right, rect[1] + rect[3] * down)
}

#[test]
fn the_page_is_silent_and_asks_nobody() {
    let Some(mut page) = page() else { return };
    assert_eq!(page.value("[...document.querySelectorAll('.curves.drawn')].length"), 3);
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}

#[test]
fn runs_and_tags_are_chosen() {
    let Some(mut page) = page() else { return };
    assert_eq!(page.value("lines('loss')"), 3);
    assert_eq!(after(&mut page, "document.querySelector('.choose [data-run]').click()", "lines('loss')"), 2);
    assert_eq!(page.value("document.querySelector('.choose .count').textContent"), "2 of 3");
    assert_eq!(after(&mut page, "document.querySelector('[data-do=all]').click()", "lines('loss')"), 3);
    assert_eq!(after(&mut page, "set('runs', '^s')", "lines('loss')"), 2, "second and short");
    assert_eq!(after(&mut page, "set('runs', ''); set('tags', 'TRAIN/a')", "shown()"), json!(["train/accuracy"]));
    let wrong = after(&mut page, "set('tags', '(')", "document.querySelector('.problem').textContent");
    assert!(wrong.as_str().unwrap().contains("Invalid regular expression"), "{wrong}");
    assert_eq!(page.value("document.querySelector('[name=tags]').getAttribute('aria-invalid')"), "true");
    assert_eq!(after(&mut page, "set('tags', '')", "shown().length"), 3);
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}

#[test]
fn the_axis_and_the_scales_are_chosen() {
    let Some(mut page) = page() else { return };
    let labels = after(&mut page, "set('axis', 'relative')", "labels('loss').join(' ')");
    assert!(labels.as_str().unwrap().contains("1 min"), "{labels}");
    let labels = after(&mut page, "set('axis', 'wall')", "labels('loss').join(' ')");
    assert!(labels.as_str().unwrap().contains(':'), "{labels}");
    page.value("set('axis', 'step')");
    let labels = after(&mut page, "set('logX')", "labels('loss').join(' ')");
    assert!(labels.as_str().unwrap().contains("1 10 100"), "{labels}");
    page.value("set('logX')");
    let labels = after(&mut page, "set('logY')", "labels('loss').join(' ')");
    assert!(labels.as_str().unwrap().starts_with("1 10 100 1000"), "{labels}");
    page.value("set('logY')");
    let highest = "Math.max(...labels('loss').map((it) => Number(it.replace('k', '000'))).filter(Number.isFinite).filter((it) => ![100,200,300,400,500].includes(it)))";
    let all = after(&mut page, "set('stop', 0)", highest).as_f64().unwrap();
    let inner = after(&mut page, "set('inner')", highest).as_f64().unwrap();
    assert!(all >= 4000.0 && inner < 100.0, "{all} {inner}");
    assert!(after(&mut page, "set('zero')", "labels('loss').includes('0')").as_bool().unwrap());
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}

#[test]
fn smoothing_is_tensorboards() {
    let Some(mut page) = page() else { return };
    let raw = "live('loss').querySelectorAll(\"path[stroke-width='1']\").length";
    assert_eq!(page.value("document.querySelector('#controls output').textContent"), "0.6");
    assert_eq!(page.value(raw), 2, "a short curve is smoothed only if it is asked for");
    assert_eq!(after(&mut page, "set('stop', 0)", raw), 0);
    assert_eq!(after(&mut page, "set('stop', 4)", raw), 3);
    assert_eq!(page.value("document.querySelector('#controls output').textContent"), "0.9");
    // At the last step: the smoothed value of TensorBoard's formula, and the value itself.
    let (x, y) = place(&mut page, "loss", (0.965, 0.3));
    page.mouse("mouseMoved", (x, y), 0);
    page.settle();
    let rows = page.value("[...document.querySelectorAll('.readout tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent))");
    let row = |name: &str| rows.as_array().unwrap().iter().find(|row| row[0] == name).unwrap().clone();
    let (mut last, mut missing) = (0.0, 1.0);
    let steps: Vec<u32> = (0..600).filter(|step| *step != 300).collect();
    let shown: u32 = row("first")[3].as_str().unwrap().parse().unwrap();
    for step in steps.into_iter().filter(|step| *step <= shown) {
        last = last * 0.9 + 0.1 * f64::from(1.0 + 99.0 / (step as f32 + 1.0));
        missing *= 0.9;
    }
    assert!(shown > 590, "{shown}");
    let smoothed: f64 = row("first")[1].as_str().unwrap().parse().unwrap();
    assert!((smoothed - last / (1.0 - missing)).abs() < 6e-4, "{smoothed} {}", last / (1.0 - missing));
    assert_eq!(row("short")[2], "14");
}

#[test]
fn a_drag_zooms_and_a_double_click_goes_back() {
    let Some(mut page) = page() else { return };
    let before = page.value("labels('loss').join()");
    let (from, to) = (place(&mut page, "loss", (0.3, 0.4)), place(&mut page, "loss", (0.5, 0.41)));
    for (kind, at) in [("mouseMoved", from), ("mousePressed", from), ("mouseMoved", to), ("mouseReleased", to)] {
        page.mouse(kind, at, u32::from(kind != "mouseMoved" || at == to));
    }
    page.settle();
    let zoomed = page.value("labels('loss').join()");
    assert!(zoomed != before && zoomed.as_str().unwrap().contains("200"), "{zoomed}");
    assert_eq!(page.value("labels('train/accuracy').join() === ''"), false);
    assert_eq!(page.value("live('loss').querySelector('.reset').textContent"), "Reset zoom");
    for (kind, clicks) in [("mousePressed", 1), ("mouseReleased", 1), ("mousePressed", 2), ("mouseReleased", 2)] {
        page.mouse(kind, from, clicks);
    }
    page.settle();
    assert_eq!(page.value("labels('loss').join()"), before);
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}

#[test]
fn all_charts_zoom_together_when_asked() {
    let Some(mut page) = page() else { return };
    let before = page.value("labels('train/accuracy').join()");
    page.value("set('linked')");
    page.value("live('loss').focus()");
    page.key("+");
    assert_ne!(page.value("labels('train/accuracy').join()"), before);
    page.key("0");
    assert_eq!(page.value("labels('train/accuracy').join()"), before);
}

#[test]
fn keys_read_the_values() {
    let Some(mut page) = page() else { return };
    page.value("live('loss').focus()");
    page.key("Home");
    let said = page.value("live('loss').getAttribute('aria-description')");
    assert!(said.as_str().unwrap().contains("second") && said.as_str().unwrap().contains("200"), "{said}");
    page.key("Escape");
    assert_eq!(page.value("document.querySelector('.readout').hidden"), true);
}

#[test]
fn what_is_no_number_is_marked_where_it_is() {
    let Some(mut page) = page() else { return };
    let mark = page.value("[...live('loss').querySelectorAll('.odd title')].map((it) => it.textContent)");
    assert_eq!(mark, json!(["first: NaN at step 300"]));
}

#[test]
fn every_control_has_a_name_and_a_place_in_the_order() {
    let Some(mut page) = page() else { return };
    let unnamed = page.value(
        "[...document.querySelectorAll('#controls input, #controls select, #controls button, .live')].filter((it) => \
         !(it.labels?.length || it.getAttribute('aria-label') || it.textContent.trim()) || it.tabIndex < 0).map((it) => it.outerHTML)",
    );
    assert_eq!(unnamed, json!([]));
}

#[test]
fn paper_has_every_chart() {
    let Some(mut page) = page() else { return };
    page.value("dispatchEvent(new Event('beforeprint'))");
    page.ask("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    page.settle();
    let seen = "[...document.querySelectorAll('#scalars .curves')].every((it) => [...it.querySelectorAll('svg')].some((svg) => svg.checkVisibility()))";
    assert_eq!(page.value(seen), true);
    assert_eq!(page.value("document.getElementById('controls').checkVisibility()"), false);
}

#[test]
fn a_phone_needs_no_scrolling_sideways() {
    let logdir = tempfile::tempdir().unwrap();
    logdirs::scalars(logdir.path());
    let Some(mut page) = open_in(logdir.path(), (400, 800)) else { return };
    assert_eq!(page.value("document.documentElement.scrollWidth <= 400"), true);
}
