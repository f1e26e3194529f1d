//! Tags, and how TensorBoard presents them.

use nnviz::{Clip, Pixels};
use serde_json::json;

use crate::boards::{logger, scalars, shown};

#[test]
fn tags_are_never_rewritten() {
    let long = "x".repeat(3000);
    let tags = [
        "loss/train",
        "a tag with spaces",
        "100 % <b>bold</b> & more",
        "?q=1&run=other#fragment",
        "\"quoted\" 'twice'",
        "../../up",
        "C:\\windows\\path",
        "größe/学習率/🔥",
        "line\nbreak\tand tab",
        "",
        &long,
    ];
    let logger = logger("tags/odd");
    for (index, tag) in tags.into_iter().enumerate() {
        logger.add_scalar(tag, index as f64, 7);
    }
    for board in shown("tags/odd", &logger) {
        for (index, tag) in tags.into_iter().enumerate() {
            assert_eq!(scalars(board, "tags/odd", tag), [(7, index as f32)], "{:?} {tag:?}", board.reader);
        }
        let listed = board.json("plugin/scalars/tags", &[]);
        let listed = listed["tags/odd"].as_object().unwrap();
        assert_eq!(listed.len(), tags.len() + 1, "{:?}: {:?}", board.reader, listed.keys());
    }
}

#[test]
fn runs_may_have_odd_names() {
    let name = "tags/a run with spaces, ümläuts & 100 %";
    let logger = logger(name);
    logger.add_scalar("loss", 0.5, 1);
    for board in shown(name, &logger) {
        assert_eq!(scalars(board, name, "loss"), [(1, 0.5)], "{:?}", board.reader);
    }
}

#[test]
fn display_names_and_descriptions_are_shown() {
    let logger = logger("tags/described");
    logger.describe("loss", "Training loss", "*lower* is <b>better</b>");
    logger.describe("weights", "", "all of them");
    for step in 1..=3 {
        logger.add_scalar("loss", 0.5, step);
    }
    logger.add_histogram("weights", &[1.0_f32, 2.0][..], 1);
    for board in shown("tags/described", &logger) {
        let loss = board.json("plugin/scalars/tags", &[])["tags/described"]["loss"].clone();
        assert_eq!(loss["displayName"], "Training loss", "{:?}", board.reader);
        let description = loss["description"].as_str().unwrap();
        assert!(
            description.contains("<em>lower</em> is &lt;b&gt;better&lt;/b&gt;"),
            "{:?} {description}",
            board.reader
        );
        let weights = board.json("plugin/histograms/tags", &[])["tags/described"]["weights"].clone();
        assert_eq!(weights["description"], json!("<p>all of them</p>"), "{:?}", board.reader);
    }
}

#[test]
fn every_kind_has_a_description() {
    let run = "tags/described_kinds";
    let logger = logger(run);
    for tag in ["image", "sound", "curve"] {
        logger.describe(tag, &format!("The {tag}"), "*shown*");
    }
    logger.add_image("image", Pixels::grey(1, 1, vec![0]).unwrap(), 1);
    logger.add_audio("sound", Clip::mono(&[0.0_f32], 8000), 1);
    logger.add_pr_curve("curve", &[0, 1], &[0.5_f32, 0.5], 1);
    for board in shown(run, &logger) {
        for (plugin, tag) in [("images", "image"), ("audio", "sound"), ("pr_curves", "curve")] {
            let shown = board.json(&format!("plugin/{plugin}/tags"), &[])[run][tag].clone();
            assert_eq!(shown["displayName"], format!("The {tag}"), "{:?}: {shown}", board.reader);
            assert_eq!(shown["description"], "<p><em>shown</em></p>", "{:?}: {shown}", board.reader);
        }
    }
}
