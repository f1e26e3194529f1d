//! `docs/from-summarywriter.md` tells the truth: each snippet of its right column stands in this file, and is run.

use std::error::Error;
use std::time::{Duration, SystemTime};

use burn::tensor::{Device, Distribution, Tensor};
use nnviz::Values;
use nnviz::prelude::*;
use nnviz::record::summary::{Category, Chart, Experiment, Layout as ChartLayout};
use tempfile::TempDir;

type Outcome = Result<(), Box<dyn Error>>;

/// A logger of its own, and its directory, which goes with it.
fn fresh() -> Result<(Logger, TempDir), Box<dyn Error>> {
    let directory = tempfile::tempdir()?;
    Ok((Logger::create(directory.path())?, directory))
}

fn tensor<const D: usize>(shape: [usize; D]) -> Tensor<D> {
    Tensor::random(shape, Distribution::Uniform(0.0, 1.0), &Device::default())
}

#[test]
fn each_snippet_of_the_page_stands_in_this_file() {
    // rustfmt breaks lines and ends lists with commas as it likes.
    let plain = |code: &str| code.split_whitespace().collect::<String>().replace(",)", ")");
    let source = plain(include_str!("from_summarywriter.rs"));
    let page = include_str!("../docs/from-summarywriter.md").replace(r"\|", "¦");
    let rows = page.lines().filter(|line| line.starts_with('|'));
    let snippets = rows.filter_map(|row| row.split('|').nth(2)).flat_map(|cell| cell.split('`').skip(1).step_by(2));
    let parts: Vec<String> =
        snippets.flat_map(|code| code.split('…')).map(|part| plain(&part.replace('¦', "|"))).collect();
    assert!(parts.len() > 60, "the page has only {} snippets", parts.len());
    let absent: Vec<&String> = parts.iter().filter(|part| !source.contains(*part)).collect();
    assert!(absent.is_empty(), "not in this file: {absent:#?}");
}

/// Compiled, but not run: it would write into the project.
#[expect(dead_code, reason = "compiling is the test")]
fn in_the_working_directory() -> Outcome {
    let logger = Logger::create("runs/digits")?;
    logger.close()?;
    Ok(())
}

#[test]
fn loggers_are_built() -> Outcome {
    let directory = tempfile::tempdir()?;
    let dir = directory.path();
    Logger::builder(dir).filename_suffix(".rank0").build()?.close()?;
    Logger::builder(dir).purge_step(500).build()?.close()?;
    Logger::builder(dir).queue_len(100).flush_every(Duration::from_secs(10)).build()?.close()?;
    Logger::builder(dir).logdir(dir).build()?.close()?;
    let logger = Logger::create(dir)?;
    assert_eq!(logger.directory(), dir);
    drop(logger);
    assert!(!Logger::disabled().is_enabled());
    Ok(())
}

#[test]
fn handles_narrow_a_logger() -> Outcome {
    let (logger, _directory) = fresh()?;
    let (t, step) = (SystemTime::now(), 100);
    logger.at_time(t).add_scalar("loss", 0.5, None);
    logger.run("valid").add_scalar("loss", 0.5, step);
    logger.scope("encoder").add_scalar("norm", 0.5, step); // `encoder/norm`
    logger.every(100).at(step, |logger| logger.add_scalar("seldom", 0.5, step));
    logger.flush()?;
    logger.sync()?;
    assert_eq!(logger.stats().written, 4);
    assert!(logger.tensorboard_command().contains(" --logdir ")); // and --samples_per_plugin, where it needs one
    logger.close()?;
    Ok(())
}

#[test]
fn scalars() -> Outcome {
    let (logger, _directory) = fresh()?;
    let (loss, a, b, step) = (0.5, 0.4, 0.3, 1);
    logger.describe("loss", "Training loss", "lower is better");
    logger.add_scalar("loss", loss, step);
    logger.add_scalars("loss", &[("train", a), ("valid", b)], step);
    logger.add_scalars_as_runs("loss", &[("train", a), ("valid", b)], step);
    let step = 2;
    logger.log_step(step, &[("loss", a), ("accuracy", b)]);
    logger.close()?;
    Ok(())
}

#[test]
fn histograms() -> Outcome {
    let (logger, _directory) = fresh()?;
    let numbers = vec![0.5_f32, 0.25, 0.75];
    {
        let (values, step) = (&numbers[..], 1);
        logger.add_histogram("w", values, step);
        logger.add_histogram("w", numbers.iter().copied().collect::<Values>(), 2);
        logger.add_histogram("w", numbers.clone(), 3);
    }
    let (values, step) = (tensor([100]), 4);
    logger.add_histogram_with("w", values, step, Bins::Fixed(30));
    let n = 2;
    for (step, bins) in [(5, Bins::Quantiles(n)), (6, Bins::Exponential)] {
        logger.add_histogram_with("w", numbers.clone(), step, bins);
    }
    let (edges, counts, step) = ([0.0, 1.0, 2.0], [3.0, 4.0], 7);
    logger.add_histogram_raw("w", &edges, &counts, step);
    logger.close()?;
    Ok(())
}

#[test]
fn pictures() -> Outcome {
    let (logger, _directory) = fresh()?;
    let data = || vec![0.5_f32; 3 * 32 * 32];
    let (tensor_chw, step) = (tensor([3, 32, 32]), 1);
    {
        let tensor = tensor_chw;
        logger.add_image("x", tensor, step);
        let data = data();
        logger.add_image("x", Image::new(Layout::Chw, [3, 32, 32], data), 2);
    }
    let (data, step) = (data(), 3);
    logger.add_image("x", Image::new(Layout::Hwc, [32, 32, 3], data), step);
    let (bytes, step) = (include_bytes!("../examples/data/flower.jpg"), 4);
    logger.add_image("x", Image::encoded(bytes), step);

    let (image, boxes) = (Pixels::grey(64, 48, vec![200; 64 * 48])?, [LabelledBox::new(8.0, 6.0, 40.0, 30.0)]);
    let step = 5;
    logger.add_image_with_boxes("x", image, boxes, step);
    logger.add_figure("fig", (640, 480), step, |area| Ok(area.fill(&plotters::style::WHITE)?));
    logger.close()?;
    Ok(())
}

#[cfg(feature = "image")]
#[test]
fn pictures_of_the_image_crate() -> Outcome {
    let (logger, _directory) = fresh()?;
    let (dynamic_image, step) = (image::DynamicImage::new_rgb8(8, 8), 1);
    logger.add_image("x", dynamic_image, step);
    logger.close()?;
    Ok(())
}

#[test]
fn batches_of_pictures() -> Outcome {
    let (logger, _directory) = fresh()?;
    let batch = tensor([16, 3, 8, 8]);
    let (tensor, step) = (batch.clone(), 1);
    logger.add_images("x", tensor, step);
    let tensor = batch.clone();
    logger.add_images("sheet", Images::from(tensor).grid(8), step);
    let tensor = batch;
    logger.add_video("clip", Video::from(tensor).fps(8.0), step);
    logger.close()?;
    Ok(())
}

#[test]
fn sounds_and_texts() -> Outcome {
    let (logger, _directory) = fresh()?;
    let (samples, step) = (vec![0.5_f32; 100], 1);
    let (left, right) = (samples.clone(), samples.clone());
    logger.add_audio("tone", Clip::mono(samples, 16_000), step);
    logger.add_audio("two", vec![Clip::stereo([left, right], 16_000)], step);
    logger.add_text("note", "*markdown*", step);
    let (header, rows) = (["setting", "value"], [["epochs", "5"]]);
    logger.add_text("table", markdown_table(header, rows), step);
    logger.close()?;
    Ok(())
}

#[test]
fn graphs() -> Outcome {
    let (logger, _directory) = fresh()?;
    let model = burn::nn::conv::Conv2dConfig::new([1, 1], [3, 3]).init(&Device::default());
    logger.add_graph(&model, |model, device| model.forward(Tensor::zeros([1, 1, 8, 8], device)));
    logger.close()?;
    Ok(())
}

#[test]
fn embeddings() -> Outcome {
    let (logger, _directory) = fresh()?;
    let (points, step) = (tensor([2, 3]), 1);
    let (labels, images) = (["3", "7"], vec![Pixels::grey(8, 8, vec![9; 64])?, Pixels::grey(8, 8, vec![99; 64])?]);
    let rows = [["3", "train"], ["7", "valid"]];
    let tensor = points.clone();
    logger.add_embedding(Embedding::from(tensor).columns(["digit", "split"], rows), step);
    let tensor = points;
    logger.add_embedding(Embedding::from(tensor).labels(labels).label_images(images).tag("layer4"), step);
    logger.close()?;
    Ok(())
}

#[test]
fn precision_and_recall() -> Outcome {
    let (logger, _directory) = fresh()?;
    {
        let (labels, predictions, weights) = ([true, false], [0.9_f32, 0.2], vec![1.0_f32, 2.0]);
        logger.add_pr_curve("pr", &labels, &predictions, 1);
        let step = 2;
        logger.add_pr_curve("pr", &labels, &predictions, step);
        let step = 3;
        logger.add_pr_curve_with("pr", &labels, &predictions, step, 200, Some(weights));
    }
    let (labels, probabilities, classes, step) = ([0, 1], vec![0.9_f32, 0.1, 0.2, 0.8], ["cat", "dog"], 1);
    logger.add_pr_curves("pr", &labels, probabilities, &classes, step);
    let (tp, fp, tn, fn_) = ([1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]);
    let (precision, recall, step) = ([0.5, 1.0], [1.0, 1.0], 4);
    logger.add_pr_curve_raw("pr", &tp, &fp, &tn, &fn_, &precision, &recall, step);
    logger.close()?;
    Ok(())
}

#[test]
fn meshes_and_charts() -> Outcome {
    let (logger, _directory) = fresh()?;
    let (vertices, colors) = (vec![[0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], vec![[255, 0, 0]; 3]);
    let (faces, json, step) = (vec![[0, 1, 2]], "{}", 1);
    logger.add_mesh("m", Mesh::new(vertices).with_colors(colors).with_faces(faces).with_config(json), step);

    let layout = ChartLayout { categories: vec![Category::new("training", [Chart::lines("losses", ["loss/.*"])])] };
    logger.add_custom_scalars(layout);
    let (tags, category, title) = (["loss/train", "loss/valid"], "training", "loss");
    logger.add_custom_scalars_multilinechart(&tags, category, title);
    let (v, lo, hi, title) = ("reward", "reward/low", "reward/high", "reward");
    logger.add_custom_scalars_marginchart(&[v, lo, hi], category, title);
    logger.close()?;
    Ok(())
}

#[test]
fn hyperparameters_tensors_and_events() -> Outcome {
    let (logger, _directory) = fresh()?;
    logger.add_hparams(Hparams::new().with("lr", 0.1).with("optimizer", "adam"), &[("accuracy", 0.97)]);
    logger.add_hparams_config(Experiment::default());
    let (tensor, event, step) = (tensor([2, 3]), nnviz::record::proto::Event::default(), 1);
    logger.add_tensor("t", tensor, step);
    logger.add_event(event);
    logger.close()?;
    Ok(())
}
