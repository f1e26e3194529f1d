//! What is done with findings: texts, a callback, and the end of the training.

use std::sync::{Arc, Mutex};

use burn::optim::{GradientsParams, SgdConfig};
use burn::tensor::{Device, Tensor};
use burn::train::Interrupter;
use nnviz::attach::WatchConfig;
use nnviz::record::Summary;
use nnviz::record::event_file::EventFileReader;
use nnviz::record::proto::What;
use nnviz::record::summary::SummaryDecoder;
use nnviz::{Finding, FindingsConfig, Logger, Severity};

use crate::networks::Mlp;
use crate::training::turn;

#[test]
fn a_finding_is_written_told_and_stops_the_training() {
    let _turn = turn();
    let directory = tempfile::tempdir().unwrap();
    let (interrupter, heard) = (Interrupter::new(), Arc::new(Mutex::new(Vec::<Finding>::new())));
    let ears = Arc::clone(&heard);
    let logger = Logger::builder(directory.path())
        .findings(FindingsConfig::new().stop(&interrupter, Severity::Critical).without("loss_spike"))
        .on_finding(move |finding| ears.lock().unwrap().push(finding.clone()))
        .build()
        .unwrap();
    let device = Device::default().autodiff();
    let mut network = Mlp::new(&[4, 8, 1], burn::nn::Relu::new(), &device);
    let mut optimizer = SgdConfig::new().init();
    let train = logger.run("train");
    for step in 1..=5 {
        let factor = if step == 3 { f64::INFINITY } else { 1.0 };
        let loss = network.forward(Tensor::ones([2, 4], &device)).powi_scalar(2).mean().mul_scalar(factor);
        train.add_scalar("loss", loss.clone().into_scalar::<f64>(), step);
        let grads = GradientsParams::from_grads(loss.backward(), &network);
        train.observe_with(&WatchConfig::new().every(1), &network, &grads, 1e-3, step);
        network = optimizer.step(1e-3, network, grads);
    }
    logger.close().unwrap();

    let found = logger.findings();
    assert_eq!(*heard.lock().unwrap(), found);
    let steps: Vec<_> =
        found.iter().filter(|finding| finding.rule == "not_finite").map(|finding| finding.step).collect();
    assert_eq!(steps, [3, 3], "the loss, and the gradients: {found:?}");
    assert!(interrupter.should_stop());
    assert!(interrupter.get_message().is_some_and(|message| message.contains("not_finite (critical) at step 3")));
    let mut texts = health_texts(directory.path());
    texts.retain(|(tag, _)| tag == "health/not_finite");
    assert_eq!(texts.len(), 2);
    assert!(
        texts[0].1.contains("**critical**, first seen at step 3") && texts[0].1.contains("What to try"),
        "{texts:?}"
    );
}

#[test]
fn nothing_is_looked_for_where_it_is_turned_off() {
    let _turn = turn();
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::builder(directory.path()).findings(FindingsConfig::off()).build().unwrap();
    let device = Device::default().autodiff();
    let network = Mlp::new(&[4, 8, 1], burn::nn::Relu::new(), &device);
    let grads = GradientsParams::from_grads(network.forward(Tensor::ones([2, 4], &device)).mean().backward(), &network);
    logger.observe(&network, &grads, 1e-3, 1);
    logger.add_scalar("loss", f64::NAN, 1);
    logger.close().unwrap();
    assert!(logger.findings().is_empty());
}

fn health_texts(run: &std::path::Path) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let files = std::fs::read_dir(run).unwrap().map(|entry| entry.unwrap().path());
    for file in files.filter(|file| file.to_string_lossy().contains("tfevents")) {
        let mut reader = EventFileReader::new(std::fs::File::open(file).unwrap());
        let mut decoder = SummaryDecoder::default();
        while let Some(event) = reader.read_event().unwrap() {
            let Some(What::Summary(summary)) = event.what else { continue };
            for value in summary.value {
                if let (tag, Summary::Text(text)) = decoder.decode(value).unwrap() {
                    texts.push((tag, text));
                }
            }
        }
    }
    texts
}
