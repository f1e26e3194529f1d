//! The charts that the writer asked for obey the same controls as the scalars.

use serde_json::json;

use super::{logdirs, open};

#[test]
fn custom_scalars_obey_the_controls() {
    let logdir = tempfile::tempdir().unwrap();
    logdirs::everything(logdir.path());
    let Some(mut page) = open(logdir.path()) else { return };
    let card = "[...document.querySelectorAll('#custom-scalars .card')].find((it) => it.querySelector('header > *').textContent === 'band')";
    page.value(&format!("{card}.scrollIntoView({{ behavior: 'instant', block: 'center' }})"));
    page.settle();
    let bands = format!("{card}.querySelectorAll('.live path[fill-opacity]').length");
    let lines = format!("{card}.querySelectorAll(\".live path[stroke-width='1.7']\").length");
    let texts = format!("[...{card}.querySelectorAll('.live svg > g > text')].map((it) => it.textContent).join(' ')");
    assert_eq!((page.value(&bands), page.value(&lines)), (json!(3), json!(5)), "a margin for each run that has one");
    page.value("document.querySelector('.choose [data-run]').click()");
    page.settle();
    assert_eq!((page.value(&bands), page.value(&lines)), (json!(2), json!(4)));
    assert!(page.value(&texts).as_str().unwrap().contains("step"));
    page.value("(() => { const it = document.querySelector('[name=axis]'); it.value = 'relative'; it.dispatchEvent(new Event('change')); })()");
    page.settle();
    assert!(!page.value(&texts).as_str().unwrap().contains("step"));
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}
