//! A model that is watched while it is trained: all that is logged of it is shown.

use std::collections::BTreeSet;

use burn::nn::{Linear, LinearConfig};
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::{Device, Distribution, Tensor};
use nnviz::Logger;
use nnviz::attach::WatchConfig;
use nnviz::record::Summary;
use nnviz::record::event_file::EventFileReader;
use nnviz::record::proto::What;
use nnviz::record::summary::SummaryDecoder;
use serde_json::Value;

use crate::boards::{directory, end, logger, number, scalars, shown_to_end};
use crate::support::tensorboard::TensorBoard;

/// Six steps, with a look at the parameters at steps 1, 2, 4 and 6.
fn train(logger: &Logger) {
    let device = Device::default().autodiff();
    let mut model: Linear = LinearConfig::new(5, 3).init(&device);
    let mut optimizer = AdamConfig::new().init();
    logger.add_graph(&model, |model, device| model.forward(Tensor::<2>::zeros([1, 5], device)));
    let (train, config) = (logger.run("train"), WatchConfig::new().every(2));
    for step in 1..=6 {
        let loss = model.forward(Tensor::<2>::random([8, 5], Distribution::Default, &device)).powi_scalar(2).mean();
        let grads = GradientsParams::from_grads(loss.backward(), &model);
        train.observe_with(&config, &model, &grads, 0.01, step);
        model = optimizer.step(0.01, model, grads);
    }
    end(&train);
    end(logger);
    logger.close().expect("nothing went wrong");
}

/// What the event files of a run hold.
fn written(run: &str) -> Vec<(String, i64, Summary)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory(run)).unwrap() {
        let path = entry.unwrap().path();
        if !path.to_string_lossy().contains("tfevents") {
            continue;
        }
        let (mut reader, mut decoder) =
            (EventFileReader::new(std::fs::File::open(path).unwrap()), SummaryDecoder::default());
        while let Some(event) = reader.read_event().unwrap() {
            let Some(What::Summary(summary)) = event.what else { continue };
            for value in summary.value {
                let (tag, summary) = decoder.decode(value).unwrap();
                found.push((tag, event.step, summary));
            }
        }
    }
    found
}

/// The steps of a tag and its buckets, as TensorBoard shows them.
fn histograms(board: &TensorBoard, run: &str, tag: &str) -> Histograms {
    let shown = board.json("plugin/histograms/histograms", &[("run", run), ("tag", tag)]);
    let row = |row: &Value| [0, 1, 2].map(|at| number(&row[at]));
    let point = |point: &Value| (point[1].as_i64().unwrap(), point[2].as_array().unwrap().iter().map(row).collect());
    shown.as_array().unwrap().iter().map(point).collect()
}

/// Histograms by step: rows of left edge, right edge and count.
type Histograms = Vec<(i64, Vec<[f64; 3]>)>;

/// The JSON parser may miss a double by its last bit.
fn assert_close(shown: &Histograms, written: &Histograms, of: &str) {
    let numbers = |points: &Histograms| points.iter().flat_map(|(_, rows)| rows.concat()).collect::<Vec<_>>();
    let shape = |points: &Histograms| points.iter().map(|(step, rows)| (*step, rows.len())).collect::<Vec<_>>();
    assert_eq!(shape(shown), shape(written), "{of}");
    for (shown, written) in numbers(shown).into_iter().zip(numbers(written)) {
        assert!((shown - written).abs() <= f64::EPSILON * written.abs(), "{of}: {shown} for {written}");
    }
}

/// The points of a tag: scalars, or the buckets of histograms.
fn points_of(written: &[(String, i64, Summary)], tag: &str) -> (Vec<(i64, f32)>, Histograms) {
    let (mut scalars, mut histograms) = (Vec::new(), Vec::new());
    for (_, step, summary) in written.iter().filter(|(written, ..)| written == tag) {
        match summary {
            Summary::Scalar(value) => scalars.push((*step, *value)),
            Summary::Histogram(histogram) => {
                let rows = histogram.buckets.iter().map(|bucket| [bucket.left, bucket.right, bucket.count]);
                histograms.push((*step, rows.collect()));
            }
            other => panic!("{tag} holds {other:?}"),
        }
    }
    (scalars, histograms)
}

#[test]
fn a_watched_model_is_shown_as_it_was_written() {
    let (run, train_run) = ("training", "training/train");
    train(&logger(run));
    let written = written(train_run);
    let (pictures, numbers): (Vec<_>, Vec<_>) =
        written.into_iter().partition(|(.., summary)| matches!(summary, Summary::Image(_)));
    let tags: BTreeSet<&str> = numbers.iter().map(|(tag, ..)| tag.as_str()).collect();
    for tag in ["learning_rate", "weights/weight", "gradients/bias", "update_ratio/weight", "gradient_flow/global_norm"]
    {
        assert!(tags.contains(tag), "{tag} is not among {tags:?}");
    }
    assert!(pictures.iter().any(|(tag, ..)| tag == "gradient_flow/bars"));
    for board in shown_to_end(&[run, train_run]) {
        for (tag, step, _) in &pictures {
            let shown = board.json("plugin/images/images", &[("run", train_run), ("tag", tag), ("sample", "0")]);
            let steps: Vec<_> = shown.as_array().unwrap().iter().map(|image| image["step"].as_i64()).collect();
            assert!(steps.contains(&Some(*step)), "{:?}: {tag} at {step} is not among {steps:?}", board.reader);
        }
        for tag in &tags {
            let (expected_scalars, expected_histograms) = points_of(&numbers, tag);
            if expected_scalars.is_empty() {
                assert_eq!(expected_histograms.len(), 4, "{tag}");
                let of = format!("{:?}: {tag}", board.reader);
                assert_close(&histograms(board, train_run, tag), &expected_histograms, &of);
            } else {
                assert_eq!(scalars(board, train_run, tag), expected_scalars, "{:?}: {tag}", board.reader);
            }
        }
    }
}
