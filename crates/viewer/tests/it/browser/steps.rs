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
fn images_are_a_film_and_their_differences() {
    let Some(mut page) = page() else { return };
    let strip = "document.querySelector('#images .strip:has(.slider)')";
    let steps = format!("{strip}.querySelector(':scope > template').content.querySelectorAll('.frame').length + 1");
    let steps = page.value(&steps);
    page.click("#images .strip > .tools [data-do=difference]");
    let pairs =
        format!("{strip}.querySelectorAll('.difference img').length / {strip}.querySelectorAll('.frame img').length");
    assert_eq!(page.value(&pairs), 1, "every image lies over that of the step before");
    // The browser's own arithmetic: equal pictures are black.
    let blend = format!("getComputedStyle({strip}.querySelector('.difference img + img')).mixBlendMode");
    assert_eq!(page.value(&blend), "difference");
    let alt = page.value(&format!("{strip}.querySelector('.difference img').alt"));
    assert!(alt.as_str().unwrap().contains(", what differs from step "), "{alt}");
    page.click("#images .strip > .tools [data-do=film]");
    assert_eq!(page.value(&format!("{strip}.querySelectorAll('.film figure').length")), steps);
    assert_eq!(page.value(&format!("{strip}.querySelectorAll('.film figure:first-child .difference').length")), 0);
    assert_eq!(page.value(&format!("{strip}.querySelector(':scope > .slider').hidden")), true);
    page.click("#images .strip > .tools [data-do=difference]");
    assert_eq!(page.value(&format!("{strip}.querySelectorAll('.difference').length")), 0);
    page.click("#images .strip > .tools [data-do=film]");
    let back = shown(&mut page, "images");
    assert_eq!(back[0], back[1]);
    assert_eq!(page.value("document.querySelectorAll('#audio .strip > .tools').length"), 0);
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
