//! The table of hits and false alarms, over five seeds, for `docs/findings.md`.

use std::fmt::Write as _;
use std::path::Path;

use nnviz::Finding;
use nnviz::record::summary::markdown_table;

use crate::diseases::DISEASES;
use crate::healthy::HEALTHY;
use crate::quick::{is_hit, told};
use crate::training::{EVERY, findings};

const SEEDS: std::ops::Range<u64> = 1..6;

/// The table stands between these lines.
const BEGIN: &str = "<!-- measured: begin -->";
const END: &str = "<!-- measured: end -->";

#[test]
#[ignore = "trains a hundred networks; run it to renew docs/findings.md"]
fn the_table_of_the_docs() {
    let text = format!("\n{}\n{}\n", hits(), false_alarms());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/findings.md");
    let docs = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = docs.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    std::fs::write(file, format!("{before}{BEGIN}\n{text}\n{END}{after}")).unwrap();
}

fn hits() -> String {
    let mut rows = Vec::new();
    for disease in &DISEASES {
        let all: Vec<_> = SEEDS.map(|seed| findings(seed, disease.train)).collect();
        let hits: Vec<_> = all.iter().filter(|found| is_hit(disease, found)).collect();
        let first = |found: &&Vec<Finding>| {
            found.iter().filter(|finding| finding.rule == disease.rule).map(|finding| finding.step).min()
        };
        let steps = hits.iter().filter_map(first);
        let seen = match (steps.clone().min(), steps.max()) {
            (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
            (Some(first), _) => first.to_string(),
            _ => "-".to_owned(),
        };
        rows.push([
            disease.name.to_owned(),
            format!("`{}`", disease.rule),
            disease.layer.map_or_else(|| "-".to_owned(), |layer| format!("`{layer}`")),
            disease.within.to_string(),
            seen,
            format!("{} of {}", hits.len(), all.len()),
        ]);
    }
    let header = ["training", "rule", "layer", "by step", "seen at step", "found"];
    format!("Looks every {EVERY} steps.\n\n{}", markdown_table(header, rows))
}

fn false_alarms() -> String {
    let mut text = String::new();
    let rows = HEALTHY.iter().map(|healthy| {
        let steps = healthy.steps[1];
        let all: Vec<_> =
            SEEDS.map(|seed| findings(seed, |logger, device| (healthy.train)(logger, device, steps))).collect();
        for found in all.iter().filter(|found| !found.is_empty()) {
            let _written = writeln!(text, "- {}:{}", healthy.name, told(found));
        }
        let alarms: usize = all.iter().map(Vec::len).sum();
        [healthy.name.to_owned(), steps.to_string(), all.len().to_string(), alarms.to_string()]
    });
    let table = markdown_table(["training", "steps", "seeds", "false alarms"], rows);
    format!("{table}\n{text}")
}
