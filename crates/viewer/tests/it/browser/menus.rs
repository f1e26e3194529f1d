//! The list of runs, the contents, and what else is opened and shut.

use serde_json::json;

use super::chromium::Page;
use super::{logdirs, open};

fn page() -> Option<Page> {
    let logdir = tempfile::tempdir().unwrap();
    logdirs::everything(logdir.path());
    open(logdir.path())
}

#[test]
fn the_menus_open_and_shut() {
    let Some(mut page) = page() else { return };
    for (menu, field) in [(".choose:not(.limits)", "runs"), (".limits", "x-low")] {
        let is_open = format!("document.querySelector('{menu}').open");
        page.click(&format!("{menu} summary"));
        assert_eq!(page.value(&is_open), true, "{menu}");
        page.value(&format!("document.querySelector('[name={field}]').focus()"));
        page.key("Escape");
        assert_eq!(page.value(&is_open), false, "{menu}");
        assert_eq!(page.value("document.activeElement.localName"), "summary", "the focus goes back");
        page.key("Enter");
        assert_eq!(page.value(&is_open), true, "{menu}");
        page.mouse("mousePressed", (1150.0, 850.0), 1);
        page.mouse("mouseReleased", (1150.0, 850.0), 1);
        assert_eq!(page.value(&is_open), false, "a click beside it shuts it");
    }
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}

#[test]
fn all_runs_can_be_taken_away_and_brought_back() {
    let Some(mut page) = page() else { return };
    let first = "document.querySelector('#scalars .live')";
    page.click(".choose summary");
    page.click("[data-do=none]");
    assert_eq!(page.value(&format!("{first}.textContent")), "all its runs are hidden");
    page.click("[data-do=all]");
    assert!(page.value(&format!("{first}.querySelectorAll('path[stroke-width]').length")).as_u64().unwrap() > 0);
    // A filter narrows what the buttons are about.
    page.value("(() => { const it = document.querySelector('[name=runs]'); it.value = 'train'; it.dispatchEvent(new Event('input')); })()");
    page.settle();
    page.click("[data-do=none]");
    page.value("(() => { const it = document.querySelector('[name=runs]'); it.value = ''; it.dispatchEvent(new Event('input')); })()");
    page.settle();
    let checked = "[...document.querySelectorAll('.choose li')].filter((it) => !it.querySelector('input').checked).map((it) => it.textContent.trim())";
    let unchecked: Vec<String> = serde_json::from_value(page.value(checked)).unwrap();
    assert!(!unchecked.is_empty() && unchecked.iter().all(|run| run.contains("train")), "{unchecked:?}");
}

#[test]
fn the_contents_lead_to_every_section_and_say_where_one_is() {
    let Some(mut page) = page() else { return };
    let links = "[...document.querySelectorAll('.contents a')].map((it) => it.getAttribute('href').slice(1))";
    let sections = "[...document.querySelectorAll('main > section')].map((it) => it.id)";
    assert_eq!(page.value(links), page.value(sections));
    page.value("document.documentElement.style.scrollBehavior = 'auto'");
    for section in ["hparams", "texts"] {
        page.value(&format!("document.querySelector('.contents a[href=\"#{section}\"]').click()"));
        page.settle();
        page.settle();
        let top = page.value(&format!("document.getElementById('{section}').getBoundingClientRect().top"));
        assert!((-2.0..120.0).contains(&top.as_f64().unwrap()), "{section}: {top}");
        assert_eq!(
            page.value("[...document.querySelectorAll('.contents [aria-current]')].map((it) => it.hash)"),
            json!([format!("#{section}")])
        );
    }
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}

#[test]
fn what_is_folded_away_is_on_paper() {
    let Some(mut page) = page() else { return };
    let folded = "document.querySelectorAll('main details:not([open])').length";
    let before = page.value(folded).as_u64().unwrap();
    assert!(before > 0);
    page.value("dispatchEvent(new Event('beforeprint'))");
    assert_eq!(page.value(folded), 0);
    page.value("dispatchEvent(new Event('afterprint'))");
    assert_eq!(page.value(folded).as_u64().unwrap(), before);
}
