//! The sliders of the steps, and what is played.

use serde_json::{Value, json};

use super::chromium::Page;
use super::{logdirs, open};

fn page() -> Option<Page> {
    let logdir = tempfile::tempdir().unwrap();
    logdirs::everything(logdir.path());
    open(logdir.path())
}

/// The step that the first strip of a section says it shows, and the one that is there.
fn shown(page: &mut Page, section: &str) -> Value {
    let strip = format!("document.querySelector('#{section} .strip:has(.slider)')");
    page.value(&format!(
        "[{strip}.querySelector(':scope > .slider output').textContent, {strip}.querySelector(':scope > .frame').dataset.step]"
    ))
}

#[test]
fn the_slider_of_the_steps_is_worked_by_keys() {
    let Some(mut page) = page() else { return };
    let picture = "document.querySelector('#images .strip:has(.slider) img').src";
    for section in ["images", "audio", "meshes", "pr-curves"] {
        let slider = format!("#{section} .strip > .slider input");
        page.middle_of(&slider);
        let last = shown(&mut page, section);
        assert_eq!(last[0], last[1], "{section}");
        let first = page.value(&format!(
            "document.querySelector('#{section} .strip > template').content.querySelector('.frame').dataset.step"
        ));
        let before = page.value(picture);
        page.value(&format!("document.querySelector(`{slider}`).focus()"));
        page.key("ArrowLeft");
        let earlier = shown(&mut page, section);
        assert!(earlier[0] == earlier[1] && earlier != last, "{section}: {earlier} {last}");
        assert_eq!(page.value(picture) != before, section == "images", "another picture, and no other card's");
        page.key("Home");
        assert_eq!(shown(&mut page, section)[1], first, "{section}");
        page.key("End");
        assert_eq!(shown(&mut page, section), last, "{section}");
        let spoken = format!("document.querySelector(`{slider}`).getAttribute('aria-valuetext')");
        assert_eq!(page.value(&spoken), format!("step {}", last[0].as_str().unwrap()), "{section}");
    }
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}

#[test]
fn a_clip_is_played() {
    let Some(mut page) = page() else { return };
    page.value("document.querySelector('#audio audio').muted = true");
    let (x, y) = page.middle_of("#audio audio");
    let width = page.value("document.querySelector('#audio audio').clientWidth").as_f64().unwrap();
    // The button of the browser's own player is at its left end.
    for kind in ["mousePressed", "mouseReleased"] {
        page.mouse(kind, (x - width / 2.0 + 20.0, y), 1);
    }
    let played = "new Promise((done) => { const clip = document.querySelector('#audio audio'); \
                  const tell = () => done([clip.duration, clip.currentTime, clip.ended, clip.error]); \
                  if (clip.ended) tell(); clip.onended = tell; setTimeout(tell, 5000); })";
    assert_eq!(page.value(played), json!([0.5, 0.5, true, null]));
    assert!(page.noise().is_empty(), "{:?}", page.noise());
}
