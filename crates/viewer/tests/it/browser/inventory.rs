//! All controls of a page: one that is added has to be added here, and to a test that works it.

use std::collections::BTreeSet;

use super::{logdirs, open};

/// What can be worked, with names from files left out, and the file of the tests that work it.
const KNOWN: [(&str, &str); 42] = [
    ("a", "menus"),
    ("audio", "steps"),
    ("button All", "menus"),
    ("button Close SCOPE", "graph"),
    ("button Close all", "graph"),
    ("button Difference", "steps"),
    ("button Film", "steps"),
    ("button Fit", "graph"),
    ("button None", "menus"),
    ("button Open SCOPE", "graph"),
    ("button Open all", "graph"),
    ("button PNG", "scalars"),
    ("button Reset", "graph"),
    ("button SVG", "scalars"),
    ("button Zoom in", "graph"),
    ("button Zoom out", "graph"),
    ("button of a column", "tables"),
    ("checkbox From zero", "scalars"),
    ("checkbox Ignore outliers", "scalars"),
    ("checkbox Log x", "scalars"),
    ("checkbox Log y", "scalars"),
    ("checkbox Zoom all", "scalars"),
    ("checkbox of a run", "scalars"),
    ("curves", "scalars"),
    ("graph", "graph"),
    ("map", "kinds"),
    ("mesh", "kinds"),
    ("number Steps from", "scalars"),
    ("number Steps to", "scalars"),
    ("number Values from", "scalars"),
    ("number Values to", "scalars"),
    ("range Smoothing", "scalars"),
    ("range step", "steps"),
    ("range threshold", "kinds"),
    ("search Filter runs by a regular expression", "scalars"),
    ("search Filter tags by a regular expression", "scalars"),
    ("select-one Axis", "scalars"),
    ("select-one Coloured by", "kinds"),
    ("select-one How curves are smoothed", "scalars"),
    ("summary", "menus"),
    ("summary Limits", "menus"),
    ("summary Runs", "menus"),
];

/// Brings every card into sight, so that every script has made its controls, and names all of them.
const CONTROLS: &str = r#"(async () => {
    for (const it of document.querySelectorAll("details")) it.open = true;
    for (const it of document.querySelectorAll(".card")) {
        it.scrollIntoView({ behavior: "instant" });
        await new Promise((done) => setTimeout(done, 30));
    }
    const kinds = [["thead *", "button of a column"], [".live", "curves"], [".chart", "graph"], [".plane svg", "map"], ["canvas", "mesh"], [".choose li *", "checkbox of a run"], ["audio", "audio"], ["a", "a"]];
    const nameOf = (it) => {
        const kind = kinds.find(([selector]) => it.matches(selector));
        if (kind) return kind[1];
        if (it.matches("summary")) return it.parentElement.matches(".choose") ? `summary ${it.firstChild.data.trim()}` : "summary";
        const label = it.labels?.[0]?.childNodes;
        const name = it.getAttribute("aria-label") ?? [...(label ?? it.childNodes)].filter((part) => part.nodeType === 3).map((part) => part.data).join("");
        return `${it.type ?? it.getAttribute("role")} ${it.matches(".handle") ? name.replace(/ .*/, " SCOPE") : name.trim()}`;
    };
    const all = "a, button, input, select, textarea, summary, audio, video, iframe, [tabindex], [contenteditable], [draggable=true]";
    return [...document.querySelectorAll(all)].map(nameOf);
})()"#;

#[test]
fn no_control_is_unknown_to_these_tests() {
    let logdir = tempfile::tempdir().unwrap();
    logdirs::everything(logdir.path());
    let Some(mut page) = open(logdir.path()) else { return };
    let found: BTreeSet<String> = serde_json::from_value(page.value(CONTROLS)).unwrap();
    let known: BTreeSet<String> = KNOWN.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, known);
}
