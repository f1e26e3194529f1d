//! The controls of everything that is not a curve over steps.

use serde_json::json;

use super::chromium::Page;
use super::{logdirs, open};
use crate::every_kind;

fn page() -> Option<Page> {
    let logdir = tempfile::tempdir().unwrap();
    every_kind::write_logdir(logdir.path());
    open(logdir.path())
}

#[test]
fn a_point_is_found_in_every_map_with_its_label_and_its_picture() {
    let Some(mut page) = page() else { return };
    page.middle_of(".plane svg");
    assert_eq!(
        page.value("[...document.querySelectorAll('.plane b')].map((it) => it.textContent)"),
        json!(["PCA", "t-SNE", "UMAP"])
    );
    let place = "(({ x, y }) => [x, y])((() => { const svg = document.querySelector('.plane svg'); \
                 const [, x, y] = svg.querySelector('path').getAttribute('d').match(/M([\\d.]+) ([\\d.]+)/).map(Number); \
                 return new DOMPoint(x, y).matrixTransform(svg.getScreenCTM()); })())";
    let place: Vec<f64> = serde_json::from_value(page.value(place)).unwrap();
    page.mouse("mouseMoved", (place[0], place[1]), 0);
    page.settle();
    assert_eq!(page.value("document.querySelectorAll('.plane .found').length"), 3);
    assert_eq!(page.value("document.querySelector('.tip').hidden"), false);
    assert!(page.value("document.querySelector('.tip b').textContent").as_str().unwrap().starts_with("class "));
    let picture = page.value("getComputedStyle(document.querySelector('.tip .sprite')).backgroundImage.slice(0, 20)");
    assert_eq!(picture, "url(\"data:image/png;");
    page.value("(() => { const it = document.querySelector('.maps select'); it.value = -1; it.dispatchEvent(new Event('change')); })()");
    assert_eq!(page.value("document.querySelectorAll('.maps .legend li').length"), 0);
    page.value("(() => { const it = document.querySelector('.maps select'); it.value = 0; it.dispatchEvent(new Event('change')); })()");
    assert_eq!(page.value("document.querySelectorAll('.maps .legend li').length"), 12);
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}

#[test]
fn the_points_of_a_map_are_read_by_keys() {
    let Some(mut page) = page() else { return };
    page.middle_of(".plane svg");
    page.value("document.querySelector('.plane svg').focus()");
    let said = "document.querySelector('.plane svg').getAttribute('aria-description')";
    page.key("Home");
    assert!(page.value(said).as_str().unwrap().contains("<script>alert(1)"), "the first label");
    page.key("ArrowRight");
    assert_eq!(page.value(said), "class 1");
    let ring = "document.querySelectorAll('.plane .found')[2].getAttribute('cx')";
    let at = page.value(ring);
    page.key("ArrowRight");
    assert!(page.value(said) == "class 2" && page.value(ring) != at, "in every map");
    page.key("ArrowLeft");
    assert_eq!((page.value(said), page.value(ring)), ("class 1".into(), at));
    page.key("Escape");
    assert_eq!(
        page.value("[document.querySelector('.tip').hidden, document.querySelectorAll('.found').length]"),
        json!([true, 0])
    );
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}

#[test]
fn a_mesh_is_turned_by_the_pointer_and_by_keys() {
    let Some(mut page) = page() else { return };
    let (x, y) = page.middle_of("#meshes .mesh");
    let picture = "document.querySelector('#meshes canvas').toDataURL()";
    let before = page.value(picture);
    for (kind, at) in [("mousePressed", x), ("mouseMoved", x + 60.0), ("mouseReleased", x + 60.0)] {
        page.mouse(kind, (at, y), 1);
    }
    page.settle();
    let turned = page.value(picture);
    assert_ne!(turned, before);
    page.value("document.querySelector('#meshes canvas').focus()");
    page.key("ArrowUp");
    assert_ne!(page.value(picture), turned);
    page.key("0");
    assert_eq!(page.value(picture), before);
    page.wheel_with_control((x, y), -200.0);
    let near = page.value(picture);
    assert_ne!(near, before);
    page.key("-");
    assert_ne!(page.value(picture), near);
    for clicks in [1, 2] {
        page.mouse("mousePressed", (x, y), clicks);
        page.mouse("mouseReleased", (x, y), clicks);
    }
    assert_eq!(page.value(picture), before, "a double click goes back");
    // Another step is seen from the same place.
    page.value("(() => { const it = document.querySelector('#meshes .slider input'); it.value = 0; it.dispatchEvent(new Event('input', { bubbles: true })); })()");
    assert_eq!(page.value("document.querySelectorAll('#meshes .card canvas').length >= 1"), true);
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}

#[test]
fn the_threshold_says_what_is_right_and_wrong() {
    let Some(mut page) = page() else { return };
    page.middle_of("#pr-curves .threshold input");
    let set = |to: f64| {
        format!(
            "(() => {{ const it = document.querySelector('.threshold input'); it.value = {to}; it.dispatchEvent(new Event('input', {{ bubbles: true }})); }})()"
        )
    };
    page.value(&set(0.0));
    let recall = "[...document.querySelectorAll('.pr')[0].querySelectorAll('.counts tbody tr')].map((row) => row.cells[2].textContent)";
    assert_eq!(page.value(recall), json!(["1.000", "1.000", "1.000"]), "everything is called positive");
    page.value(&set(0.5));
    let row: Vec<String> = serde_json::from_value(
        page.value("[...document.querySelector('.counts tbody tr').cells].map((cell) => cell.textContent)"),
    )
    .unwrap();
    let numbers: Vec<f64> = row[1..].iter().map(|text| text.parse().unwrap()).collect();
    let [precision, recall, f1, tp, fp, tn, fn_] = numbers[..] else { panic!("{row:?}") };
    assert!((precision - tp / (tp + fp)).abs() < 1e-3 && (recall - tp / (tp + fn_)).abs() < 1e-3, "{row:?}");
    assert!(
        (f1 - 2.0 * tp / (2.0 * tp + fp + fn_)).abs() < 1e-3 && (tp + fp + tn + fn_ - 200.0).abs() < 1e-9,
        "{row:?}"
    );
    assert!(recall < 1.0 && fn_ > 0.0, "no longer everything: {row:?}");
    assert_eq!(page.value("document.querySelectorAll('.pr svg .at').length"), 3, "a ring for each run");
    // The slider of the steps is another one.
    page.value("(() => { const it = document.querySelector('#pr-curves .strip > .slider input'); it.value = 0; it.dispatchEvent(new Event('input', { bubbles: true })); })()");
    assert_eq!(page.value("document.querySelector('#pr-curves .strip > .slider output').textContent"), "0");
    assert_eq!(page.value("document.querySelector('.threshold output').textContent"), "0.50");
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}

#[test]
fn a_hidden_run_is_hidden_everywhere() {
    let Some(mut page) = page() else { return };
    let lines = "[...document.querySelectorAll('#hparams .run')].filter((it) => getComputedStyle(it).display !== 'none').length";
    let all = page.value(lines).as_u64().unwrap();
    page.value("document.querySelector('.choose [data-run]').click()");
    page.settle();
    assert_eq!(page.value(lines).as_u64().unwrap(), all / 3 * 2);
    assert_eq!(
        page.value("[...document.querySelectorAll('#audio .card')].filter((it) => it.checkVisibility()).length"),
        2
    );
}

#[test]
fn percentiles_open_without_a_script() {
    let logdir = tempfile::tempdir().unwrap();
    logdirs::histograms(logdir.path());
    let Some(mut page) = open(logdir.path()) else { return };
    page.value("document.querySelector('.bands summary').click()");
    page.settle();
    assert_eq!(page.value("document.querySelector('.bands svg').checkVisibility()"), true);
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}
