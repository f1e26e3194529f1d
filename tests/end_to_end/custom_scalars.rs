//! Charts of several tags.

use std::collections::BTreeMap;

use nnviz::record::summary::{Category, Chart, Layout, MarginSeries};
use serde_json::{Value, json};

use crate::boards::{end, logger, point, scalars, shown, shown_to_end};
use crate::support::tensorboard::TensorBoard;

/// The charts of a category; TensorBoard joins the layouts of all runs.
fn charts(board: &TensorBoard, category: &str) -> Vec<Value> {
    let layout = board.json("plugin/custom_scalars/layout", &[]);
    let mut categories = layout["category"].as_array().unwrap().iter();
    let found = categories.find(|found| found["title"] == category);
    found.unwrap_or_else(|| panic!("{:?}: no {category} in {layout}", board.reader))["chart"]
        .as_array()
        .unwrap()
        .clone()
}

/// What a chart draws for one of its patterns.
fn matched(board: &TensorBoard, run: &str, pattern: &str) -> BTreeMap<String, Vec<(i64, f32)>> {
    let answer = board.json("plugin/custom_scalars/scalars", &[("run", run), ("tag", pattern)]);
    assert_eq!(answer["regex_valid"], true, "{:?} {pattern}", board.reader);
    let series = answer["tag_to_events"].as_object().unwrap().iter();
    series.map(|(tag, points)| (tag.clone(), points.as_array().unwrap().iter().map(point).collect())).collect()
}

#[test]
fn groups_of_scalars_are_one_chart() {
    let run = "custom_scalars/groups";
    let logger = logger(run);
    let main = "loss (of groups)";
    for step in 1..=3 {
        logger.add_scalars(main, &[("train", 1.0 / f64::from(step)), ("valid", 2.0 / f64::from(step))], step);
    }
    for board in shown(run, &logger) {
        let layout = board.json("plugin/custom_scalars/layout", &[]);
        let all =
            layout["category"].as_array().unwrap().iter().flat_map(|category| category["chart"].as_array().unwrap());
        let charts: Vec<_> = all.filter(|chart| chart["title"] == main).collect();
        let [chart] = charts[..] else { panic!("{:?}: {layout}", board.reader) };
        let patterns = chart["multiline"]["tag"].as_array().unwrap();
        assert_eq!(patterns.len(), 2, "{:?}: {chart}", board.reader);
        for (pattern, (key, factor)) in patterns.iter().zip([("train", 1.0), ("valid", 2.0)]) {
            let tag = format!("{main}/{key}");
            let points: Vec<_> = [1, 2, 3].map(|step| (step, (factor / step as f64) as f32)).into();
            assert_eq!(scalars(board, run, &tag), points, "{:?}", board.reader);
            let drawn = matched(board, run, pattern.as_str().unwrap());
            assert_eq!(drawn, BTreeMap::from([(tag, points)]), "{:?}", board.reader);
        }
    }
}

#[test]
fn groups_of_scalars_are_runs_when_asked() {
    let logger = logger("custom_scalars/as_runs");
    for step in 1..=2 {
        logger.add_scalars_as_runs("loss", &[("train", 0.5), ("valid", 0.75)], step);
    }
    for key in ["train", "valid"] {
        end(&logger.run(key));
    }
    logger.close().unwrap();
    let runs = ["custom_scalars/as_runs/train", "custom_scalars/as_runs/valid"];
    for board in shown_to_end(&runs) {
        for (run, value) in runs.into_iter().zip([0.5, 0.75]) {
            assert_eq!(scalars(board, run, "loss"), [(1, value), (2, value)], "{:?}", board.reader);
        }
    }
}

#[test]
fn layouts_are_merged() {
    let run = "custom_scalars/layouts";
    let logger = logger(run);
    let category = "merged";
    let margin = Chart::margin("reward", [MarginSeries::new("mean", "low", "high")]);
    let layout = |chart| Layout { categories: vec![Category::new(category, [chart])] };
    logger.add_custom_scalars(layout(Chart::lines("losses", ["never/.*"])));
    logger.add_custom_scalars(layout(margin));
    logger.add_custom_scalars(layout(Chart::lines("losses", ["loss/.*", "cost"])));
    logger.add_custom_scalars_multilinechart(&["loss/train"], category, "loss");
    logger.add_custom_scalars_marginchart(&["a", "b", "c"], category, "score");
    for board in shown(run, &logger) {
        let expected = [
            json!({"title": "losses", "multiline": {"tag": ["loss/.*", "cost"]}}),
            json!({"title": "reward", "margin": {"series": [{"value": "mean", "lower": "low", "upper": "high"}]}}),
            json!({"title": "loss", "multiline": {"tag": ["loss/train$"]}}),
            json!({"title": "score", "margin": {"series": [{"value": "a", "lower": "b", "upper": "c"}]}}),
        ];
        assert_eq!(charts(board, category), expected, "{:?}", board.reader);
    }
}

/// The patterns of TensorBoard are Python's, and match from the start of a tag.
#[test]
fn a_chart_draws_the_tags_meant_and_no_others() {
    let run = "custom_scalars/patterns";
    let logger = logger(run);
    let meant = ["loss", "a.b", "x+y (z)", "[0-9]*", "$^|\\d", "größe #1 ~&-", "{3}?"];
    let others = ["loss/train", "losses", "a_b", "aXb", "xxy z", "5", "", "größe", "{3", "my loss"];
    for (index, tag) in meant.into_iter().chain(others).enumerate() {
        logger.add_scalar(tag, index as f64, 4);
    }
    logger.add_custom_scalars_multilinechart(&meant, "patterns", "meant");
    for board in shown(run, &logger) {
        let [chart] = &charts(board, "patterns")[..] else { panic!("{:?}", board.reader) };
        let patterns = chart["multiline"]["tag"].as_array().unwrap();
        assert_eq!(patterns.len(), meant.len());
        for (index, (pattern, tag)) in patterns.iter().zip(meant).enumerate() {
            let expected = BTreeMap::from([(tag.to_owned(), vec![(4, index as f32)])]);
            assert_eq!(matched(board, run, pattern.as_str().unwrap()), expected, "{:?}", board.reader);
        }
    }
}
