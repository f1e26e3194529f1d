//! Tables are sorted by a click on the head of a column.

use serde_json::json;

use super::{logdirs, open};

#[test]
fn the_runs_are_sorted_by_any_column() {
    let logdir = tempfile::tempdir().unwrap();
    logdirs::scalars(logdir.path());
    let Some(mut page) = open(logdir.path()) else { return };
    let runs = "[...document.querySelectorAll('#runs tbody th')].map((it) => it.textContent)";
    let click = "[...document.querySelectorAll('#runs th button')].find((it) => it.textContent === 'loss').click()";
    assert_eq!(page.value(runs), json!(["first", "second", "short"]));
    page.value(click);
    assert_eq!(page.value(runs), json!(["first", "second", "short"]), "1.165, 2.33, 14");
    page.value(click);
    assert_eq!(page.value(runs), json!(["short", "second", "first"]));
    assert_eq!(page.value("document.querySelector('#runs [aria-sort]').getAttribute('aria-sort')"), "descending");
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}
