//! Precision-recall curves are TensorBoard's, to the last bit: `golden.json` is what its own function computed.

use nnviz_record::summary::{PrCurve, PrCurveError, PrPoint};
use serde_json::Value;

fn golden() -> Vec<Value> {
    serde_json::from_str(include_str!("golden.json")).unwrap()
}

fn numbers(list: &Value) -> Vec<f32> {
    list.as_array().unwrap().iter().map(|number| number.as_str().unwrap().parse().unwrap()).collect()
}

/// The points of six rows.
fn points(rows: &Value) -> Vec<PrPoint> {
    let rows: Vec<_> = rows.as_array().unwrap().iter().map(numbers).collect();
    let point = |at: usize| PrPoint {
        true_positives: rows[0][at],
        false_positives: rows[1][at],
        true_negatives: rows[2][at],
        false_negatives: rows[3][at],
        precision: rows[4][at],
        recall: rows[5][at],
    };
    (0..rows[0].len()).map(point).collect()
}

#[test]
fn curves_are_those_of_tensorboard() {
    let cases = golden();
    assert_eq!(cases.len(), 20);
    for (index, case) in cases.iter().enumerate() {
        let labels: Vec<bool> = serde_json::from_value(case["labels"].clone()).unwrap();
        let weights = (!case["weights"].is_null()).then(|| numbers(&case["weights"]));
        let thresholds = case["thresholds"].as_u64().unwrap() as usize;
        let curve = PrCurve::of(&labels, &numbers(&case["predictions"]), weights.as_deref(), thresholds).unwrap();
        assert_eq!(curve.points, points(&case["rows"]), "case {index}");
    }
}

#[test]
fn precision_and_recall_follow_from_counts() {
    let unweighted = golden().into_iter().filter(|case| case["weights"].is_null());
    for case in unweighted {
        let points = points(&case["rows"]);
        let row = |of: fn(&PrPoint) -> f32| points.iter().map(|point| f64::from(of(point))).collect::<Vec<_>>();
        let curve = PrCurve::from_counts(
            &row(|point| point.true_positives),
            &row(|point| point.false_positives),
            &row(|point| point.true_negatives),
            &row(|point| point.false_negatives),
        );
        assert_eq!(curve.unwrap().points, points);
    }
}

#[test]
fn no_examples_make_a_curve_of_zeros() {
    assert_eq!(PrCurve::of(&[], &[], None, 2).unwrap().points, [PrPoint::default(); 2]);
}

#[test]
fn errors_name_the_place() {
    let of = |predictions: &[f32], weights: Option<&[f32]>, thresholds| {
        PrCurve::of(&[true, false], predictions, weights, thresholds).unwrap_err().to_string()
    };
    assert_eq!(of(&[0.5], None, 5), "labels: 2 and predictions: 1 are not equally many");
    assert_eq!(of(&[0.5, 0.5], Some(&[1.0]), 5), "labels: 2 and weights: 1 are not equally many");
    assert_eq!(of(&[0.5, 0.5], None, 1), "1 thresholds make no curve; give at least 2");
    assert_eq!(of(&[0.5, 1.5], None, 5), "prediction 1 is 1.5; it must be a number from 0 to 1");
    assert_eq!(of(&[f32::NAN, 0.5], None, 5), "prediction 0 is NaN; it must be a number from 0 to 1");
    assert_eq!(of(&[0.5, 0.5], Some(&[1.0, -2.0]), 5), "weight 1 is -2; it must be finite and not negative");
}

#[test]
fn raw_numbers_are_checked() {
    let good = [&[2.0, 1.0][..], &[1.0, 0.0], &[0.0, 1.0], &[0.0, 1.0], &[0.5, 1.0], &[1.0, 0.25]];
    let raw = |[tp, fp, tn, fn_, precision, recall]: [&[f64]; 6]| PrCurve::from_raw(tp, fp, tn, fn_, precision, recall);
    let curve = raw(good).unwrap();
    assert_eq!((curve.points[1].precision, curve.points[1].recall), (1.0, 0.25), "taken as they are");
    let with = |row: usize, numbers: &[f64]| -> PrCurveError {
        let mut rows = good;
        rows[row] = numbers;
        raw(rows.map(|row| row)).unwrap_err()
    };
    assert_eq!(with(1, &[1.0]).to_string(), "true positives: 2 and false positives: 1 are not equally many");
    assert_eq!(with(3, &[0.0, -1.0]).to_string(), "false negative count 1 is -1; it must be finite and not negative");
    assert_eq!(with(4, &[0.5, f64::NAN]).to_string(), "precision 1 is NaN; it must be a number from 0 to 1");
    assert_eq!(with(5, &[1.0]).to_string(), "true positives: 2 and recall: 1 are not equally many");
    assert_eq!(
        with(0, &[f64::INFINITY, 0.0]).to_string(),
        "true positive count 0 is inf; it must be finite and not negative"
    );
}
