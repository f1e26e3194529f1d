//! Histograms, and the distributions that TensorBoard draws from them.

use nnviz::Bins;
use nnviz::record::Summary;
use nnviz::record::event_file::EventFileReader;
use nnviz::record::proto::What;
use nnviz::record::summary::{Bucket, Histogram, SummaryDecoder};
use serde_json::Value;

use crate::boards::{directory, logger, number, scalars, shown};
use crate::support::tensorboard::TensorBoard;

/// What TensorBoard shows under a tag: steps and histograms.
fn histograms(board: &TensorBoard, run: &str, tag: &str) -> Vec<(i64, Histogram)> {
    let points = board.json("plugin/histograms/histograms", &[("run", run), ("tag", tag)]);
    points.as_array().unwrap().iter().map(|point| (point[1].as_i64().unwrap(), histogram(&point[2]))).collect()
}

fn histogram(rows: &Value) -> Histogram {
    let rows = rows.as_array().unwrap().iter();
    Histogram::new(rows.map(|row| (number(&row[0]), number(&row[1]), number(&row[2]))))
}

/// The same answer as the numbers in it, one after another. `serde_json` may round a number in its last bit; this does not.
fn numbers_shown(board: &TensorBoard, run: &str, tag: &str) -> Vec<f64> {
    let answer = board.get("plugin/histograms/histograms", &[("run", run), ("tag", tag)]);
    let json = String::from_utf8(answer.body).unwrap();
    let words = json.split(|c: char| "[], ".contains(c)).filter(|word| !word.is_empty());
    words.map(|word| word.parse().unwrap()).collect()
}

/// What the event file of a run holds under a tag, in the order of that answer: for each step the wall time, the step,
/// and the rows of the histogram.
fn numbers_written(run: &str, tag: &str) -> Vec<f64> {
    let mut files = std::fs::read_dir(directory(run)).unwrap().map(|entry| entry.unwrap().path());
    let file = files.find(|path| path.to_string_lossy().contains("tfevents")).unwrap();
    let mut reader = EventFileReader::new(std::fs::File::open(file).unwrap());
    let mut decoder = SummaryDecoder::default();
    let mut numbers = Vec::new();
    while let Some(event) = reader.read_event().unwrap() {
        let Some(What::Summary(summary)) = event.what else { continue };
        for value in summary.value {
            if let (name, Summary::Histogram(histogram)) = decoder.decode(value).unwrap()
                && name == tag
            {
                numbers.extend([event.wall_time, event.step as f64]);
                numbers.extend(histogram.buckets.iter().flat_map(|bucket| [bucket.left, bucket.right, bucket.count]));
            }
        }
    }
    numbers
}

/// The values that TensorBoard's distributions page draws.
fn distribution(board: &TensorBoard, run: &str, tag: &str) -> Vec<f64> {
    let points = board.json("plugin/distributions/distributions", &[("run", run), ("tag", tag)]);
    let points = points.as_array().unwrap().iter();
    points.flat_map(|point| point[2].as_array().unwrap().clone()).map(|line| number(&line[1])).collect()
}

#[test]
fn buckets_are_shown_as_they_were_counted() {
    let run = "histograms/counted";
    let logger = logger(run);
    // Two to the left, a gap, and three groups to the right, all of them binary fractions.
    let values = [-2.0_f32, -1.75, 0.5, 0.5, 0.5, 0.625, 3.0, 3.25];
    for step in 1..=4 {
        let values: Vec<f32> = values.iter().map(|value| value * step as f32).collect();
        logger.add_histogram("weights", values, step);
    }
    for board in shown(run, &logger) {
        assert_eq!(numbers_shown(board, run, "weights"), numbers_written(run, "weights"), "{:?}", board.reader);
        let shown = histograms(board, run, "weights");
        assert_eq!(shown.len(), 4);
        for (step, histogram) in shown {
            let scaled = |value: f32| f64::from(value) * step as f64;
            assert_eq!(histogram.range(), Some((scaled(-2.0), scaled(3.25))));
            assert_eq!(histogram.total(), 8.0);
            let below_zero: f64 = histogram.buckets.iter().filter(|b| b.right <= 0.0).map(|b| b.count).sum();
            assert_eq!(below_zero, 2.0, "{histogram:?}");
        }
        let lines = distribution(board, run, "weights");
        assert_eq!(lines.len(), 4 * 9, "nine percentiles a step");
        assert!(lines.iter().all(|value| value.is_finite()), "{:?}: {lines:?}", board.reader);
    }
}

#[test]
fn a_million_values_are_shown() {
    let run = "histograms/many";
    let logger = logger(run);
    let values: Vec<f32> = (0..1_000_000).map(|i| (i as f32 * 0.618_034).fract() - 0.5).collect();
    logger.add_histogram("uniform", values, 1);
    for board in shown(run, &logger) {
        let shown = histograms(board, run, "uniform");
        assert_eq!(shown.len(), 1, "{:?}", board.reader);
        assert_eq!(shown[0].1.total(), 1e6);
        let lines = distribution(board, run, "uniform");
        assert!((lines[4] - 0.0).abs() < 0.02, "the median of {lines:?}");
        assert!(lines.is_sorted(), "{lines:?}");
    }
}

#[test]
fn equal_values_and_no_values_are_shown() {
    let run = "histograms/odd";
    let logger = logger(run);
    logger.add_histogram("constant", &[0.25_f32; 1000][..], 1);
    logger.add_histogram("zero", &[0.0_f32; 3][..], 1);
    logger.add_histogram("empty", Vec::<f32>::new(), 1);
    for board in shown(run, &logger) {
        for (tag, value, count) in [("constant", 0.25, 1000.0), ("zero", 0.0, 3.0)] {
            let [(1, histogram)] = &histograms(board, run, tag)[..] else { panic!("{:?} {tag}", board.reader) };
            assert_eq!((histogram.range(), histogram.total()), (Some((value, value)), count), "{:?}", board.reader);
            let lines = distribution(board, run, tag);
            assert!(lines.iter().all(|line| (line - value).abs() < 1e-6), "{:?} {tag}: {lines:?}", board.reader);
        }
        let empty: f64 = histograms(board, run, "empty").iter().map(|(_, histogram)| histogram.total()).sum();
        assert_eq!(empty, 0.0, "{:?}", board.reader);
    }
}

#[test]
fn what_is_no_number_is_counted_apart() {
    let run = "histograms/not_finite";
    let logger = logger(run);
    let values = [1.0_f32, f32::NAN, 2.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, f32::NAN];
    logger.add_histogram("gradients", &values[..], 3);
    for board in shown(run, &logger) {
        let [(3, histogram)] = &histograms(board, run, "gradients")[..] else { panic!("{:?}", board.reader) };
        assert_eq!((histogram.range(), histogram.total()), (Some((1.0, 2.0)), 2.0), "{:?}", board.reader);
        let finite = |bucket: &Bucket| bucket.left.is_finite() && bucket.right.is_finite();
        assert!(histogram.buckets.iter().all(finite), "{histogram:?}");
        assert_eq!(scalars(board, run, "gradients/nan_count"), [(3, 3.0)], "{:?}", board.reader);
        assert_eq!(scalars(board, run, "gradients/inf_count"), [(3, 2.0)], "{:?}", board.reader);
    }
}

#[test]
fn buckets_of_a_choice_are_shown() {
    let run = "histograms/bins";
    let logger = logger(run);
    let values: Vec<f32> = (0..=100).map(|at| at as f32).collect();
    for (tag, bins) in
        [("fixed", Bins::Fixed(10)), ("quantiles", Bins::Quantiles(4)), ("exponential", Bins::Exponential)]
    {
        logger.add_histogram_with(tag, values.clone(), 1, bins);
    }
    for board in shown(run, &logger) {
        let shown = |tag| match &histograms(board, run, tag)[..] {
            [(1, histogram)] => histogram.clone(),
            other => panic!("{:?} {tag}: {other:?}", board.reader),
        };
        let tenths = |at: i32| (f64::from(at) * 10.0, f64::from(at) * 10.0 + 10.0, if at == 9 { 11.0 } else { 10.0 });
        assert_eq!(shown("fixed"), Histogram::new((0..10).map(tenths)), "{:?}", board.reader);
        let quantiles = shown("quantiles");
        let counts = quantiles.buckets.iter().map(|bucket| bucket.count);
        assert!(quantiles.buckets.len() == 4 && counts.clone().all(|count| (25.0..=26.0).contains(&count)));
        let exponential = shown("exponential");
        assert_eq!((quantiles.total(), exponential.total()), (101.0, 101.0), "{:?}", board.reader);
        for bucket in exponential.buckets.iter().filter(|bucket| bucket.left > 1.0 && bucket.right < 100.0) {
            assert!((bucket.right / bucket.left - 1.1).abs() < 1e-9, "{:?}: {bucket:?}", board.reader);
        }
    }
}

#[test]
fn counts_from_elsewhere_are_shown_bucket_by_bucket() {
    let run = "histograms/raw";
    let logger = logger(run);
    logger.add_histogram_raw("pixels", &[-1.5, 0.0, 0.25, 8.0], &[3.0, 0.0, 4.5], 1);
    logger.add_histogram_raw("none", &[], &[], 1);
    for board in shown(run, &logger) {
        let expected = Histogram::new([(-1.5, 0.0, 3.0), (0.0, 0.25, 0.0), (0.25, 8.0, 4.5)]);
        assert_eq!(histograms(board, run, "pixels"), [(1, expected)], "{:?}", board.reader);
        assert_eq!(histograms(board, run, "none"), [(1, Histogram::default())], "{:?}", board.reader);
    }
}

#[test]
fn values_of_every_type_are_counted_alike() {
    let run = "histograms/types";
    let logger = logger(run);
    let values = [-2.0_f32, 0.0, 1.0, 1.0, 3.0];
    logger.add_histogram("f32", &values, 1);
    logger.add_histogram("f64", values.map(f64::from).to_vec(), 1);
    logger.add_histogram("f16", values.map(half::f16::from_f32).to_vec(), 1);
    logger.add_histogram("bf16", values.map(half::bf16::from_f32).to_vec(), 1);
    logger.add_histogram("i64", values.map(|value| value as i64).to_vec(), 1);
    logger.add_histogram("i32", values.map(|value| value as i32).to_vec(), 1);
    for board in shown(run, &logger) {
        let expected = histograms(board, run, "f32");
        assert_eq!((expected[0].1.range(), expected[0].1.total()), (Some((-2.0, 3.0)), 5.0), "{:?}", board.reader);
        for tag in ["f64", "f16", "bf16", "i64", "i32"] {
            let shown = histograms(board, run, tag);
            assert_eq!(shown[0].1.buckets.len(), expected[0].1.buckets.len(), "{:?} {tag}", board.reader);
            for (shown, expected) in shown[0].1.buckets.iter().zip(&expected[0].1.buckets) {
                // The bucket of zero is as narrow as the type of the values can say.
                let is_close = |left: f64, right: f64| (left - right).abs() < 1e-30;
                assert!(
                    is_close(shown.left, expected.left) && is_close(shown.right, expected.right),
                    "{tag}: {shown:?}"
                );
                assert_eq!(shown.count, expected.count, "{:?} {tag}", board.reader);
            }
        }
    }
}
