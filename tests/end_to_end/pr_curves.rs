//! Precision-recall curves.

use serde_json::Value;

use crate::boards::{logger, number, shown};
use crate::support::tensorboard::TensorBoard;

/// Of each point: true and false positives, true and false negatives, precision and recall.
type Rows = [Vec<f64>; 6];

const NAMES: [&str; 6] =
    ["true_positives", "false_positives", "true_negatives", "false_negatives", "precision", "recall"];

/// The curves of a tag: steps, rows and thresholds.
fn curves(board: &TensorBoard, run: &str, tag: &str) -> Vec<(i64, Rows, Vec<f64>)> {
    let answer = board.json("plugin/pr_curves/pr_curves", &[("run", run), ("tag", tag)]);
    let numbers = |list: &Value| list.as_array().unwrap().iter().map(number).collect();
    let curve = |curve: &Value| {
        (curve["step"].as_i64().unwrap(), NAMES.map(|name| numbers(&curve[name])), numbers(&curve["thresholds"]))
    };
    answer[run].as_array().unwrap().iter().map(curve).collect()
}

/// Counted one threshold at a time, by the definition.
fn counted(labels: &[bool], scores: &[f32], weights: &[f64], thresholds: usize) -> Rows {
    let mut rows = Rows::default();
    for at in 0..thresholds {
        let is_called = |score: f32| (score * (thresholds - 1) as f32).floor() >= at as f32;
        let sum = |label: bool, called: bool| -> f64 {
            let all = labels.iter().zip(scores).zip(weights);
            all.filter(|((l, s), _)| **l == label && is_called(**s) == called).map(|(_, weight)| weight).sum()
        };
        let [tp, fp, tn, fn_] = [sum(true, true), sum(false, true), sum(false, false), sum(true, false)];
        let share = |part: f64, rest: f64| part / (part + rest).max(1e-7);
        for (row, value) in rows.iter_mut().zip([tp, fp, tn, fn_, share(tp, fp), share(tp, fn_)]) {
            row.push(value);
        }
    }
    rows
}

#[track_caller]
fn assert_curve(board: &TensorBoard, run: &str, tag: &str, step: i64, expected: &Rows) {
    let [(shown_step, shown, thresholds)] = &curves(board, run, tag)[..] else { panic!("{:?} {tag}", board.reader) };
    assert_eq!(*shown_step, step, "{:?} {tag}", board.reader);
    let last = (expected[0].len() - 1) as f64;
    // TensorBoard leaves out the end, where nothing is called positive, after it has cut counts to whole numbers.
    let has_positives = |at: &usize| expected[0][*at] >= 1.0 || expected[1][*at] >= 1.0;
    let len = (0..expected[0].len()).rev().find(has_positives).unwrap_or_default() + 1;
    assert_eq!(thresholds.len(), len, "{:?} {tag}", board.reader);
    let evenly = thresholds.iter().enumerate().all(|(at, threshold)| (threshold - at as f64 / last).abs() < 1e-6);
    assert!(evenly, "{:?} {tag}: {thresholds:?}", board.reader);
    for (at, name) in NAMES.into_iter().enumerate() {
        assert_eq!(shown[at].len(), len, "{:?} {tag} {name}", board.reader);
        for (shown, expected) in shown[at].iter().zip(&expected[at]) {
            // TensorBoard cuts counts to whole numbers.
            let expected = if at < 4 { expected.trunc() } else { *expected };
            assert!((shown - expected).abs() < 1e-6, "{:?} {tag} {name}: {shown}, not {expected}", board.reader);
        }
    }
}

fn scores(count: usize) -> Vec<f32> {
    (0..count).map(|at| (at as f32 * 0.618_034).fract()).chain([0.0, 1.0]).collect()
}

#[test]
fn every_count_and_share_is_shown() {
    let run = "pr_curves/counts";
    let logger = logger(run);
    let scores = scores(400);
    let labels: Vec<bool> = scores.iter().enumerate().map(|(at, score)| at % 3 == 0 || *score > 0.7).collect();
    let numbers: Vec<u8> = labels.iter().map(|&label| label.into()).collect();
    let weights: Vec<f32> = (0..scores.len()).map(|at| (at % 4) as f32 * 0.5).collect();
    logger.add_pr_curve_with("127", numbers.clone(), scores.clone(), 1, 127, None::<Vec<f32>>);
    logger.add_pr_curve_with("300", numbers.clone(), scores.clone(), 2, 300, None::<Vec<f32>>);
    logger.add_pr_curve_with("weights", numbers.clone(), scores.clone(), 3, 50, Some(weights.clone()));
    logger.add_pr_curve("default", numbers, scores.clone(), 4);
    for board in shown(run, &logger) {
        let ones = vec![1.0; scores.len()];
        let weights: Vec<f64> = weights.iter().map(|&weight| weight.into()).collect();
        assert_curve(board, run, "127", 1, &counted(&labels, &scores, &ones, 127));
        assert_curve(board, run, "300", 2, &counted(&labels, &scores, &ones, 300));
        assert_curve(board, run, "weights", 3, &counted(&labels, &scores, &weights, 50));
        assert_curve(board, run, "default", 4, &counted(&labels, &scores, &ones, 127));
    }
}

#[test]
fn every_class_has_a_curve() {
    let run = "pr_curves/classes";
    let logger = logger(run);
    let (classes, labels) = (["cat", "dog", "owl"], [0, 2, 1, 1, 0]);
    let scores = [0.7_f32, 0.2, 0.1, 0.3, 0.3, 0.4, 0.1, 0.8, 0.1, 0.5, 0.25, 0.25, 0.0, 0.0, 1.0];
    logger.add_pr_curves("pr", &labels, &scores, &classes, 7);
    for board in shown(run, &logger) {
        for (class, name) in classes.into_iter().enumerate() {
            let tag = format!("pr/{name}");
            let is_class = labels.map(|label| label == class);
            let of_class: Vec<_> = scores.iter().skip(class).step_by(3).copied().collect();
            assert_curve(board, run, &tag, 7, &counted(&is_class, &of_class, &[1.0; 5], 127));
        }
    }
}

/// Those of the tests of `SummaryWriter`.
#[test]
fn curves_from_elsewhere_are_shown_as_they_are() {
    let run = "pr_curves/raw";
    let logger = logger(run);
    let rows: Rows = [
        vec![75.0, 64.0, 21.0, 5.0, 0.0],
        vec![150.0, 105.0, 18.0, 0.0, 0.0],
        vec![0.0, 45.0, 132.0, 150.0, 150.0],
        vec![0.0, 11.0, 54.0, 70.0, 75.0],
        vec![0.333_333_3, 0.378_698_2, 0.538_461_5, 1.0, 0.0],
        vec![1.0, 0.853_333_3, 0.28, 0.066_666_7, 0.0],
    ];
    let [tp, fp, tn, fn_, precision, recall] = &rows;
    logger.add_pr_curve_raw("raw", tp, fp, tn, fn_, precision, recall, 9);
    for board in shown(run, &logger) {
        assert_curve(board, run, "raw", 9, &rows);
    }
}
