//! Explanations of a training, read back from its event files.
#![cfg(feature = "explain")]

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use burn::nn::loss::CrossEntropyLossConfig;
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::{Device, Distribution, Tensor};
use nnviz::explain::{Error, ExplainEvery, Explanations, GradCam, IntegratedGradients, LoggedError, Saliency};
use nnviz::record::Summary;
use nnviz::record::event_file::EventFileReader;
use nnviz::record::proto::What;
use nnviz::record::summary::SummaryDecoder;
use nnviz::{Every, Logger};

use data::{Batch, Digits};
use model::{Cnn, CnnConfig};

mod maps;
mod regions;

#[allow(dead_code, reason = "the example reads more of the digits")]
#[path = "../../examples/digits/data.rs"]
mod data;
#[allow(dead_code, reason = "the example trains with burn's loop")]
#[path = "../../examples/digits/model.rs"]
mod model;

/// burn has one stream of random numbers for all threads: the tests take turns at it.
static TURN: Mutex<()> = Mutex::new(());

const STEPS: usize = 30;

/// Trains on noisy digits, so that each loss depends on random numbers, and returns the bits of the losses.
fn train(start: impl FnOnce(&Batch) -> Option<Explanations<Cnn>>) -> (Vec<u32>, Option<Explanations<Cnn>>) {
    let device = Device::default().autodiff();
    device.seed(7);
    let digits = Digits::load().unwrap();
    let mut model = CnnConfig::new().init(&device);
    let mut optimizer = AdamConfig::new().init();
    let explanations = start(&Batch::new(&digits.valid[..3], &device));
    let loss_of = CrossEntropyLossConfig::new().init(&device);
    let mut losses = Vec::new();
    for step in 0..STEPS {
        let batch = Batch::new(&digits.train[step * 32..][..32], &device);
        let noise = Tensor::random(batch.images.dims(), Distribution::Normal(0.0, 0.1), &device);
        let loss = loss_of.forward(model.forward(batch.images + noise), batch.labels);
        losses.push(loss.clone().into_scalar::<f32>().to_bits());
        if let Some(explanations) = &explanations {
            explanations.observe(&model, step);
        }
        let grads = GradientsParams::from_grads(loss.backward(), &model);
        model = optimizer.step(3e-3, model, grads);
    }
    (losses, explanations)
}

/// What the event files below a directory hold, in order.
fn written(directory: &Path) -> Vec<(String, i64, Summary)> {
    let (mut found, mut decoder) = (Vec::new(), SummaryDecoder::default());
    let files = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    for file in files.filter(|file| file.to_string_lossy().contains("tfevents")) {
        let mut reader = EventFileReader::new(std::fs::File::open(file).unwrap());
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

fn scalars(written: &[(String, i64, Summary)], tag: &str) -> Vec<(i64, f32)> {
    let of_tag = written.iter().filter(|(found, ..)| found == tag);
    of_tag
        .map(|(_, step, summary)| if let Summary::Scalar(value) = summary { (*step, *value) } else { panic!() })
        .collect()
}

/// The steps of a tag's pictures, and the PNGs.
fn pictures(written: &[(String, i64, Summary)], tag: &str) -> Vec<(i64, (u32, u32), Vec<u8>)> {
    let picture = |(found, step, summary): &(String, i64, Summary)| match summary {
        Summary::Image(images) if found == tag => {
            Some((*step, (images.width, images.height), images.encoded[0].clone()))
        }
        _ => None,
    };
    written.iter().filter_map(picture).collect()
}

fn classes() -> Vec<usize> {
    Digits::load().unwrap().valid[..3].iter().map(|digit| digit.label.into()).collect()
}

fn turn() -> std::sync::MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A directory, its logger, and every n-th step of it.
fn logger(steps: u32) -> (tempfile::TempDir, Logger, Every) {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    let every = logger.every(steps);
    (directory, logger, every)
}

#[test]
fn a_training_is_explained_and_not_changed() {
    let _turn = turn();
    let (plain, _) = train(|_| None);
    let (directory, logger, every) = logger(10);
    let (explained, explanations) = train(|probes| {
        let explain = every.explain(probes.images.clone(), classes(), Cnn::forward);
        let explain = explain.method("grad_cam", GradCam::new()).method("saliency", Saliency::new());
        let explain = explain.method("integrated", IntegratedGradients::new().steps(8));
        Some(explain.without_budget().start().unwrap())
    });
    let counts = explanations.unwrap().finish().unwrap();
    logger.close().unwrap();
    assert_eq!(plain, explained, "the losses differ from those of a training that is not explained");
    assert_eq!((counts.made, counts.skipped, counts.failed), (3, 0, 0));
    assert!(counts.spent.as_nanos() > 0);

    let found = written(directory.path());
    for method in ["grad_cam", "saliency", "integrated"] {
        let tag = |name: &str| format!("explain/{method}/{name}");
        let pictures = pictures(&found, &tag("heat"));
        assert_eq!(pictures.iter().map(|(step, ..)| *step).collect::<Vec<_>>(), [0, 10, 20], "{method}");
        assert!(pictures.iter().all(|(_, size, png)| *size == pictures[0].1 && png.starts_with(b"\x89PNG")));
        assert!(pictures.windows(2).all(|pair| pair[0].2 != pair[1].2), "{method} does not move");
        let drift = scalars(&found, &tag("drift"));
        assert_eq!(drift.iter().map(|(step, _)| *step).collect::<Vec<_>>(), [10, 20], "{method}");
        assert!(drift.iter().all(|(_, value)| *value > 0.0 && *value < 2.0), "{method}: {drift:?}");
        let areas = |name| scalars(&found, &tag(name));
        for ((insertion, deletion), both) in areas("insertion").iter().zip(areas("deletion")).zip(areas("faithfulness"))
        {
            assert!([insertion.1, deletion.1].iter().all(|area| (0.0..=1.0).contains(area)));
            assert!((insertion.1 - deletion.1 - both.1).abs() < 1e-6);
        }
        assert_eq!(areas("faithfulness").len(), 3);
    }
    let probability = scalars(&found, "explain/probability");
    assert!(probability[2].1 > probability[0].1 + 0.2, "it learns: {probability:?}");
    let faithful = scalars(&found, "explain/integrated/faithfulness");
    assert!(faithful[2].1 > 0.2, "integrated gradients find what the score depends on: {faithful:?}");
    show(&found);
}

/// Writes the pictures to the folder `NNVIZ_SHOW`, if there is one, for human eyes.
fn show(written: &[(String, i64, Summary)]) {
    let Some(folder) = std::env::var_os("NNVIZ_SHOW") else { return };
    for (tag, step, summary) in written {
        if let Summary::Image(images) = summary {
            let name = format!("{}-{step}.png", tag.replace('/', "_"));
            std::fs::write(Path::new(&folder).join(name), &images.encoded[0]).unwrap();
        }
    }
}

#[test]
fn a_budget_that_is_spent_skips_and_says_so() {
    let _turn = turn();
    let (directory, logger, every) = logger(3);
    let (_, explanations) = train(|probes| {
        let explain = every.explain(probes.images.clone(), classes(), Cnn::forward);
        Some(explain.name("look").budget(1e-9).start().unwrap())
    });
    let counts = explanations.unwrap().finish().unwrap();
    logger.close().unwrap();
    assert_eq!((counts.made, counts.skipped), (1, 9));
    let found = written(directory.path());
    assert_eq!(pictures(&found, "look/grad_cam/heat").len(), 1);
    assert_eq!(scalars(&found, "look/skipped").last(), Some(&(27, 9.0)), "the last count is told");
}

#[test]
fn what_fails_is_told_and_the_rest_goes_on() {
    let _turn = turn();
    let (directory, logger, every) = logger(15);
    let (_, explanations) = train(|probes| {
        let explain = every.explain(probes.images.clone(), classes(), Cnn::forward);
        let explain = explain.method("lost", GradCam::new().layers("block7")).method("saliency", Saliency::new());
        Some(explain.without_budget().start().unwrap())
    });
    let counts = explanations.as_ref().unwrap().explained();
    assert!(counts.made <= 2);
    let error = explanations.unwrap().finish().unwrap_err();
    logger.close().unwrap();
    assert!(
        matches!(&error, LoggedError::Method { method, source: Error::Layer { .. } } if method == "lost"),
        "{error}"
    );
    let found = written(directory.path());
    assert!(found.iter().any(|(tag, ..)| tag.starts_with("explain/lost/error")));
    assert_eq!(pictures(&found, "explain/saliency/heat").len(), 2);
}

#[test]
fn a_forward_pass_that_panics_does_not_end_the_training() {
    let _turn = turn();
    let (_directory, logger, every) = logger(15);
    let (losses, explanations) = train(|probes| {
        let explain = every.explain(probes.images.clone(), classes(), |_: &Cnn, _| panic!("not today"));
        Some(explain.without_budget().start().unwrap())
    });
    assert_eq!(losses.len(), STEPS);
    let error = explanations.unwrap().finish().unwrap_err();
    logger.close().unwrap();
    assert!(error.to_string().contains("not today"), "{error}");
}

#[test]
fn what_cannot_be_explained_is_refused_at_the_start() {
    let (_directory, _logger, every) = logger(1);
    let images = || Tensor::<4>::zeros([3, 1, 8, 8], &Device::default());
    let explain = |classes: Vec<usize>| every.explain(images(), classes, Cnn::forward);
    assert!(matches!(explain(vec![1, 2]).start(), Err(LoggedError::Option { value: 2.0, .. })));
    assert!(matches!(explain(vec![1]).budget(0.0).start(), Err(LoggedError::Option { .. })));
    let twice = explain(vec![1]).method("a", GradCam::new()).method("a", Saliency::new());
    assert!(matches!(twice.start(), Err(LoggedError::SameName { name }) if name == "a"));
    let nothing = every.explain(images().narrow(1, 0, 1).narrow(0, 0, 1), vec![], Cnn::forward);
    assert!(matches!(nothing.start(), Err(LoggedError::Option { .. })));
}
