//! The page for people who use a keyboard, who hear it, or who need contrast.

use serde_json::{Value, json};

use super::chromium::Page;
use super::{logdirs, open};

fn page() -> Option<Page> {
    let logdir = tempfile::tempdir().unwrap();
    logdirs::everything(logdir.path());
    let mut page = open(logdir.path())?;
    // Everything is unfolded, and has been in sight.
    page.value(
        "(async () => { for (const it of document.querySelectorAll('details:not(.choose)')) it.open = true; \
         for (const it of document.querySelectorAll('.card')) { it.scrollIntoView({ behavior: 'instant' }); \
         await new Promise((done) => setTimeout(done, 30)); } scrollTo({ top: 0, behavior: 'instant' }); })()",
    );
    page.settle();
    Some(page)
}

/// Text of a file may have headings of its own; those of the page leave out no level.
#[test]
fn headings_make_an_outline() {
    let Some(mut page) = page() else { return };
    let headings = "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter((it) => !it.closest('.text, .description')).map((it) => [Number(it.localName[1]), it.textContent.trim()])";
    let headings: Vec<(u8, String)> = serde_json::from_value(page.value(headings)).unwrap();
    assert_eq!(headings.iter().filter(|(level, _)| *level == 1).count(), 1);
    assert!(headings.len() > 40 && headings.iter().all(|(_, text)| !text.is_empty()), "{headings:?}");
    for pair in headings.windows(2) {
        assert!(pair[1].0 <= pair[0].0 + 1, "{pair:?}");
    }
}

/// What a screen reader would say of each control and each picture.
#[test]
fn everything_that_is_worked_or_seen_has_a_name() {
    const ROLES: [&str; 12] = [
        "button",
        "slider",
        "combobox",
        "checkbox",
        "searchbox",
        "textbox",
        "link",
        "img",
        "image",
        "figure",
        "Audio",
        "group",
    ];
    let Some(mut page) = page() else { return };
    let tree = page.ask("Accessibility.getFullAXTree", &json!({}));
    let nodes = tree["nodes"].as_array().unwrap();
    let is =
        |node: &&Value| node["ignored"] == false && ROLES.contains(&node["role"]["value"].as_str().unwrap_or_default());
    let all: Vec<&Value> = nodes.iter().filter(is).collect();
    assert!(all.len() > 100, "{}", all.len());
    let is_focusable =
        |node: &Value| node["properties"].as_array().is_some_and(|all| all.iter().any(|it| it["name"] == "focusable"));
    let unnamed = all.iter().filter(|node| {
        let is_plain_group =
            ["group", "figure"].contains(&node["role"]["value"].as_str().unwrap()) && !is_focusable(node);
        !is_plain_group && node["name"]["value"].as_str().unwrap_or_default().trim().is_empty()
    });
    let unnamed: Vec<String> = unnamed.map(ToString::to_string).collect();
    assert!(unnamed.is_empty(), "{}", unnamed.join("\n"));
}

/// The tabulator goes through the page from above to below, and what has the focus is seen to have it.
#[test]
fn the_focus_goes_down_the_page_and_is_seen() {
    let Some(mut page) = page() else { return };
    page.value("window.order = []; document.documentElement.style.scrollBehavior = 'auto'; document.querySelector('.contents a').focus()");
    for _ in 0..80 {
        page.key("Tab");
        page.value(
            "(() => { const it = document.activeElement, { top, bottom } = it.getBoundingClientRect(), style = getComputedStyle(it); \
             const mark = it.matches('.handle') ? getComputedStyle(it.querySelector('rect, circle')).strokeWidth : style.outlineStyle; \
             order.push({ it, isSeen: bottom > 0 && top < innerHeight, isMarked: mark !== 'none' && mark !== '0px', name: it.outerHTML.slice(0, 120) }); })()",
        );
    }
    let wrong = "order.filter(({ it, isSeen, isMarked }, at) => !isSeen || !isMarked || it === document.body || \
                 (at > 0 && !(order[at - 1].it.compareDocumentPosition(it) & Node.DOCUMENT_POSITION_FOLLOWING))).map(({ name, isSeen, isMarked }) => [name, isSeen, isMarked])";
    assert_eq!(page.value(wrong), json!([]));
    assert_eq!(
        page.value("document.querySelectorAll('[tabindex]:not([tabindex=\"0\"]):not([tabindex=\"-1\"])').length"),
        0
    );
}

/// Texts by WCAG 2.2, 1.4.3: 4.5 to 1, or 3 to 1 where they are large; lines and dots of the charts by 1.4.11: 3 to 1.
const CONTRAST: &str = r#"(() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgba = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        return [r, g, b, a / 255];
    };
    const over = ([r, g, b, a], under) => [...[r, g, b].map((part, at) => part * a + under[at] * (1 - a)), 1];
    const ground = (it) => {
        if (!it) return [255, 255, 255, 1];
        const own = rgba(getComputedStyle(it).backgroundColor);
        return own[3] === 1 ? own : over(own, ground(it.parentElement));
    };
    const light = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const ratio = (one, other) => {
        const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    const opacity = (it) => (it ? Number(getComputedStyle(it).opacity) * opacity(it.parentElement) : 1);
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let seen = 0;
    while (texts.nextNode()) {
        const it = texts.currentNode.parentElement;
        const text = texts.currentNode.data.trim();
        // Charts of cells and boxes put texts on colours of their own.
        const isElsewhere = it.closest("script, style, template, noscript, option, title") || it.closest("svg")?.closest(".graph, .broad");
        if (text === "" || isElsewhere || !it.checkVisibility({ visibilityProperty: true })) continue;
        if (it.closest(".save")) continue; // shown when pointed at
        seen += 1;
        const style = getComputedStyle(it);
        const under = ground(it.closest("svg")?.parentElement ?? it);
        const own = rgba(it.closest("svg") ? style.fill : style.color);
        own[3] *= opacity(it);
        const size = parseFloat(style.fontSize);
        const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        // A mark where a value is none is no text.
        const least = isLarge || it.matches(".odd") ? 3 : 4.5;
        const is = ratio(over(own, under), under);
        if (is < least) found.push(`${is.toFixed(2)} of ${least}: ${text.slice(0, 40)} in ${it.localName}.${it.className.baseVal ?? it.className}`);
    }
    const root = getComputedStyle(document.documentElement);
    const paper = rgba(root.getPropertyValue("--paper"));
    for (let at = 0; at < 8; at += 1) {
        const is = ratio(rgba(root.getPropertyValue(`--series-${at}`)), paper);
        if (is < 3) found.push(`${is.toFixed(2)} of 3: series-${at}`);
    }
    return { seen, found: [...new Set(found)] };
})()"#;

#[test]
fn everything_has_contrast_in_light_and_in_dark() {
    let Some(mut page) = page() else { return };
    page.value("document.querySelector('.choose').open = true");
    for scheme in ["light", "dark"] {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        page.ask("Emulation.setEmulatedMedia", &json!({ "features": features }));
        page.settle();
        let contrast = page.value(CONTRAST);
        assert!(contrast["seen"].as_u64().unwrap() > 500, "{contrast}");
        assert_eq!(contrast["found"], json!([]), "{scheme}");
    }
}

#[test]
fn the_theme_follows_the_reader() {
    let Some(mut page) = page() else { return };
    let paper = "getComputedStyle(document.body).backgroundColor";
    let light = page.value(paper);
    let dark = json!([{ "name": "prefers-color-scheme", "value": "dark" }]);
    page.ask("Emulation.setEmulatedMedia", &json!({ "features": dark }));
    assert_ne!(page.value(paper), light);
    page.ask("Emulation.setEmulatedMedia", &json!({ "media": "print", "features": dark }));
    assert_eq!(
        page.value("getComputedStyle(document.documentElement).getPropertyValue('--paper')"),
        "#ffffff",
        "paper is white"
    );
}
