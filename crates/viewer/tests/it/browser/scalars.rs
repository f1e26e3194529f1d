//! The controls above the scalars, and what can be done with a chart.

use nnviz_viewer::Logdir;
use nnviz_viewer::chart::Limits;
use nnviz_viewer::report::{Appearance, CurveLook, write_report_of};
use serde_json::{Value, json};

use super::chromium::{Page, chromium};
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
fn limits_are_those_of_the_fields_and_of_the_command() {
    let Some(mut page) = page() else { return };
    let labels = after(&mut page, "set('stop', 0); set('x-low', 100); set('x-high', 200)", "labels('loss').join(' ')");
    assert!(labels.as_str().unwrap().ends_with("120 140 160 180 200"), "{labels}");
    let labels = after(&mut page, "set('y-low', -1); set('y-high', 5)", "labels('loss').join(' ')");
    assert!(labels.as_str().unwrap().starts_with("−1 0 1 2 3 4 5"), "{labels}");
    // Time is not limited by steps; what is no range is no chart, and says so.
    let labels = after(&mut page, "set('axis', 'relative')", "labels('loss').join(' ')");
    assert!(labels.as_str().unwrap().contains("min"), "{labels}");
    let said = after(&mut page, "set('axis', 'step'); set('y-low', 9)", "live('loss').textContent");
    assert_eq!(said, "no values to show here");
    let cleared = "for (const it of ['x-low', 'x-high', 'y-low', 'y-high']) set(it, '')";
    assert!(after(&mut page, cleared, "labels('loss').includes('500')").as_bool().unwrap());
    assert!(page.noise().is_empty(), "{:?}", page.noise());

    let limits = Limits { x: (Some(100.0), Some(200.0)), y: (None, Some(5.0)), zero: true, log_x: false };
    let appearance = Appearance { curves: CurveLook { limits, ..CurveLook::default() }, ..Appearance::default() };
    let logdir = tempfile::tempdir().unwrap();
    logdirs::scalars(logdir.path());
    let file = logdir.path().join("report.html");
    write_report_of(&Logdir::load(logdir.path()).unwrap(), &file, &appearance).unwrap();
    let mut page = Page::open(&chromium().unwrap(), &file, (1200, 900));
    page.value(HELPERS);
    page.settle();
    let labels = page.value("labels('loss').join(' ')");
    assert_eq!(labels, "0 1 2 3 4 5 100 120 140 160 180 200");
    let fields = "['x-low', 'x-high', 'y-low', 'y-high'].map((it) => document.querySelector(`[name=${it}]`).value)";
    assert_eq!(page.value(fields), json!(["100", "200", "", "5"]));
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
    // Near the last step: the smoothed value of TensorBoard's formula.
    let rows = rows_at(&mut page, 0.965);
    let first = rows.iter().find(|row| row[0] == "first").unwrap();
    let (mut last, mut missing) = (0.0, 1.0);
    let shown: u32 = first[3].parse().unwrap();
    for step in (0..=shown).filter(|step| *step != 300) {
        last = last * 0.9 + 0.1 * f64::from(1.0 + 99.0 / (step as f32 + 1.0));
        missing *= 0.9;
    }
    let smoothed: f64 = first[1].parse().unwrap();
    assert!(shown > 590, "{shown}");
    assert!((smoothed - last / (1.0 - missing)).abs() < 6e-4, "{smoothed} {}", last / (1.0 - missing));
}

/// What the read-out says with the mouse over a share of the chart of the loss: run, smoothed value, value, step, time.
fn rows_at(page: &mut Page, share: f64) -> Vec<Vec<String>> {
    let (x, y) = place(page, "loss", (share, 0.3));
    page.mouse("mouseMoved", (x, y), 0);
    page.settle();
    let rows = "[...document.querySelectorAll('.readout tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent))";
    serde_json::from_value(page.value(rows)).unwrap()
}

#[test]
fn the_read_out_tells_of_every_run_that_is_there() {
    let Some(mut page) = page() else { return };
    after(&mut page, "set('stop', 3)", "0");
    let names = |rows: &[Vec<String>]| rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>();
    let before = rows_at(&mut page, 0.6);
    assert_eq!(names(&before).len(), 3);
    assert!(before.iter().any(|row| row[0] == "short" && (row[2] == "13" || row[2] == "14")), "{before:?}");
    assert_eq!(
        names(&rows_at(&mut page, 0.96)),
        ["second", "first"],
        "the short one has ended; the highest comes first"
    );
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
fn a_drag_downwards_zooms_the_values_and_a_button_goes_back() {
    let Some(mut page) = page() else { return };
    let (before, steps) = ("labels('loss').join()", "labels('loss').includes('500')");
    let whole = page.value(before);
    let (from, to) = (place(&mut page, "loss", (0.5, 0.2)), place(&mut page, "loss", (0.5, 0.5)));
    for (kind, at) in [("mousePressed", from), ("mouseMoved", to), ("mouseReleased", to)] {
        page.mouse(kind, at, 1);
    }
    page.settle();
    assert_ne!(page.value(before), whole);
    assert_eq!(page.value(steps), true, "the steps are as they were");
    page.click(".card[data-tag=loss] .reset");
    assert_eq!(page.value(before), whole);
    assert_eq!(page.value("document.activeElement === live('loss')"), true);
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
    let step = "Number(document.querySelector('.readout tbody tr').cells[3].textContent)";
    assert_eq!(page.value(step), 0);
    page.key("ArrowRight");
    let next = page.value(step).as_f64().unwrap();
    assert!((3.0..12.0).contains(&next), "a hundredth of the axis: {next}");
    page.key("ArrowLeft");
    assert_eq!(page.value(step), 0);
    page.key("End");
    assert_eq!(page.value(step), 599);
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
    // Printers leave backgrounds out, unless they are told that they mean something.
    let dots =
        "[...new Set([...document.querySelectorAll('.dot, .bar')].map((it) => getComputedStyle(it).printColorAdjust))]";
    assert_eq!(page.value(dots), json!(["exact"]));
}

#[test]
fn a_phone_needs_no_scrolling_sideways() {
    let logdir = tempfile::tempdir().unwrap();
    logdirs::scalars(logdir.path());
    let Some(mut page) = open_in(logdir.path(), (400, 800)) else { return };
    assert_eq!(page.value("document.documentElement.scrollWidth <= 400"), true);
}

#[test]
fn smoothing_is_a_moving_average_or_a_median_too() {
    let Some(mut page) = page() else { return };
    let output = "document.querySelector('#controls output').textContent";
    assert_eq!(after(&mut page, "set('method', 'median'); set('stop', 3)", output), "9 points");
    assert_eq!(page.value("live('loss').querySelectorAll(\"path[stroke-width='1']\").length"), 3);
    let drawn =
        "[...live('loss').querySelectorAll(\"path[stroke-width='1.7']\")].map((it) => it.getAttribute('d')).join()";
    let median = page.value(drawn);
    assert_ne!(after(&mut page, "set('method', 'mean')", drawn), median);
    assert_eq!(after(&mut page, "set('method', 'median')", drawn), median);
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}

#[test]
fn a_chart_is_saved_as_it_is_seen() {
    let Some(mut page) = page() else { return };
    page.value("window.saved = []; HTMLAnchorElement.prototype.click = function () { saved.push([this.download, this.href]); }");
    for (button, name, kind) in [(1, "loss.svg", "data:image/svg+xml"), (2, "loss.png", "data:image/png;base64,")] {
        page.value(&format!("live('loss').querySelector('.save button:nth-child({button})').click()"));
        page.value("new Promise((done) => setTimeout(done, 400))");
        let saved = page.value("saved.pop()");
        assert_eq!(saved[0], name);
        let url = saved[1].as_str().unwrap();
        assert!(url.starts_with(kind) && url.len() > 2_000 && !url.contains("var("), "{url}");
    }
    let svg = "(() => { live('loss').querySelector('.save button').click(); return new Promise((done) => setTimeout(() => done(decodeURIComponent(saved.pop()[1].split(',')[1])), 100)); })()";
    let svg = page.value(svg).as_str().unwrap().to_owned();
    assert!(svg.contains(">first<") && !svg.contains("var(--"), "{svg}");
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}

#[test]
fn a_restart_is_marked() {
    let logdir = tempfile::tempdir().unwrap();
    let mut file = crate::support::event_file(logdir.path(), "run");
    for step in [1, 2, 3, 4, 3, 4, 5] {
        let value = nnviz_record::Summary::Scalar(step as f32);
        crate::support::write(&mut file, step, vec![("loss".into(), value)]);
    }
    let Some(mut page) = open(logdir.path()) else { return };
    assert_eq!(
        page.value("[...document.querySelectorAll('.live .restart title')].map((it) => it.textContent)"),
        json!(["run: restarted at step 3"])
    );
}
