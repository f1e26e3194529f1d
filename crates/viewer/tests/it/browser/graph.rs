//! The graph opens and shuts, is zoomed and moved.

use super::chromium::Page;
use super::{logdirs, open};

fn page() -> Option<Page> {
    let logdir = tempfile::tempdir().unwrap();
    logdirs::everything(logdir.path());
    let mut page = open(logdir.path())?;
    page.middle_of("#graph .graph");
    Some(page)
}

/// How many scopes are open.
fn open_scopes(page: &mut Page) -> u64 {
    let open = "[...document.querySelectorAll('#graph .handle[aria-expanded=true]')].filter((it) => it.getBoundingClientRect().width > 0).length";
    page.value(open).as_u64().unwrap()
}

fn scale(page: &mut Page) -> f64 {
    page.value("(({ width }, { baseVal }) => width / baseVal.width)(document.querySelector('#graph svg').getBoundingClientRect(), document.querySelector('#graph svg').viewBox)").as_f64().unwrap()
}

fn tool(name: &str) -> String {
    format!("#graph .tools [data-do={name}]")
}

#[test]
fn a_scope_opens_by_a_click_and_shuts_by_its_sign() {
    let Some(mut page) = page() else { return };
    page.click(&tool("shut"));
    assert_eq!(open_scopes(&mut page), 0);
    let nodes =
        "[...document.querySelectorAll('#graph svg text')].filter((it) => it.getBoundingClientRect().width > 0).length";
    let shut = page.value(nodes).as_u64().unwrap();
    page.click("#graph .handle[aria-label='Open stem']");
    assert_eq!(open_scopes(&mut page), 1);
    assert!(page.value(nodes).as_u64().unwrap() > shut, "what is inside is seen");
    assert_eq!(page.value("document.activeElement.getAttribute('aria-label')"), "Close stem");
    page.click("#graph .handle[aria-label='Close stem']");
    assert_eq!((open_scopes(&mut page), page.value(nodes).as_u64().unwrap()), (0, shut));
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}

#[test]
fn scopes_are_worked_by_keys() {
    let Some(mut page) = page() else { return };
    page.click(&tool("shut"));
    page.value("document.querySelector(\"#graph .handle[aria-label='Open stem']\").focus()");
    page.key("Enter");
    assert_eq!(open_scopes(&mut page), 1);
    page.key(" ");
    assert_eq!(open_scopes(&mut page), 0);
}

#[test]
fn the_tools_of_the_graph_do_what_they_say() {
    let Some(mut page) = page() else { return };
    let began = (open_scopes(&mut page), scale(&mut page));
    page.click(&tool("open"));
    let all = open_scopes(&mut page);
    assert_eq!(all, 5);
    page.click(&tool("shut"));
    assert_eq!(open_scopes(&mut page), 0);
    page.click(&tool("in"));
    let larger = scale(&mut page);
    page.click(&tool("out"));
    let smaller = scale(&mut page);
    assert!((larger / smaller - 1.25).abs() < 1e-3, "{larger} {smaller}");
    page.click(&tool("open"));
    page.click(&tool("fit"));
    let whole = "((it) => it.scrollWidth <= it.clientWidth && it.scrollHeight <= it.clientHeight + 1)(document.querySelector('#graph .chart'))";
    assert_eq!(page.value(whole), true, "the whole graph is seen");
    page.click(&tool("shut"));
    page.click(&tool("reset"));
    assert_eq!((open_scopes(&mut page), (scale(&mut page) * 1e3).round()), (began.0, (began.1 * 1e3).round()));
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}

#[test]
fn the_graph_is_zoomed_by_the_wheel_and_moved_by_the_mouse() {
    let Some(mut page) = page() else { return };
    page.click(&tool("open"));
    let before = scale(&mut page);
    let at = page.middle_of("#graph .chart");
    page.wheel_with_control(at, -300.0);
    assert!(scale(&mut page) > 1.5 * before, "{before}");
    let top = "document.querySelector('#graph .chart').scrollTop";
    let from = page.value(top).as_f64().unwrap();
    for (kind, by) in [("mousePressed", 0.0), ("mouseMoved", 40.0), ("mouseReleased", 40.0)] {
        page.mouse(kind, (at.0, at.1 - by), 1);
    }
    page.settle();
    assert!((page.value(top).as_f64().unwrap() - from - 40.0).abs() < 2.0, "{from}");
    page.value("document.querySelector('#graph .chart').focus()");
    let before = scale(&mut page);
    page.key("-");
    assert!((scale(&mut page) / before - 0.8).abs() < 1e-3);
}
