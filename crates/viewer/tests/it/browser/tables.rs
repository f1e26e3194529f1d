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

#[test]
fn the_hyperparameters_are_sorted_by_keys_too() {
    let logdir = tempfile::tempdir().unwrap();
    logdirs::everything(logdir.path());
    let Some(mut page) = open(logdir.path()) else { return };
    let rates = "((table) => [...table.tBodies[0].rows].map((row) => row.cells[[...table.tHead.rows[0].cells].findIndex((it) => it.textContent === 'lr')].textContent))(document.querySelector('#hparams table'))";
    assert_eq!(page.value(rates), json!(["0.1", "0.05", "0.03333333333333333"]));
    page.value("[...document.querySelectorAll('#hparams th button')].find((it) => it.textContent === 'lr').focus()");
    page.key("Enter");
    assert_eq!(page.value(rates), json!(["0.03333333333333333", "0.05", "0.1"]));
    page.key(" ");
    assert_eq!(page.value(rates), json!(["0.1", "0.05", "0.03333333333333333"]));
    assert_eq!(page.value("document.querySelector('#hparams [aria-sort]').getAttribute('aria-sort')"), "descending");
    // A run that is hidden above is hidden here.
    page.value("document.querySelector('.choose [data-run]').click()");
    page.settle();
    let rows = "[...document.querySelectorAll('#hparams tbody tr')].filter((it) => it.checkVisibility()).length";
    assert_eq!(page.value(rows), 2);
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}
