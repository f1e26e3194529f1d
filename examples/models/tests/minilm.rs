//! `MiniLM` computes what the reference computes with the same weights, and its sentences are cut alike.

mod support;

use burn::tensor::{Device, Tensor, TensorData};
use nnviz_models::{Error, MiniLm, Weights, WordPieces};
use serde_json::Value;
use support::{file, weights};

const SENTENCES: [&str; 2] = ["The cat sat because it was tired.", "Daisies bloom unseen."];

fn reference(name: &str) -> TensorData {
    support::reference("minilm", name)
}

fn greatest_difference(ours: &TensorData, theirs: &TensorData) -> f32 {
    assert_eq!(ours.shape(), theirs.shape());
    ours.iter::<f32>().zip(theirs.iter::<f32>()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn every_hidden_state_and_every_head_is_that_of_the_reference() {
    let Some(weights) = weights() else { return };
    let device = Device::default();
    let network = MiniLm::load(weights.minilm(), &device).unwrap();
    let (ids, padding) = WordPieces::read(weights.vocabulary()).unwrap().batch(&SENTENCES, &device);
    let reading = network.read(ids.clone(), &padding);
    let hidden = greatest_difference(&Tensor::stack::<4>(reading.hidden, 0).into_data(), &reference("hidden"));
    let attention = greatest_difference(&Tensor::stack::<5>(reading.attention, 0).into_data(), &reference("attention"));
    let sentence = greatest_difference(&network.sentences(ids, &padding).into_data(), &reference("sentence"));
    println!("hidden states differ by at most {hidden:e}, attentions {attention:e}, sentences {sentence:e}");
    assert!(hidden < 1e-4 && attention < 1e-4 && sentence < 1e-4);
}

#[test]
fn sentences_of_like_meaning_are_near() {
    let Some(weights) = weights() else { return };
    let device = Device::default();
    let network = MiniLm::load(weights.minilm(), &device).unwrap();
    let pieces = WordPieces::read(weights.vocabulary()).unwrap();
    let (ids, padding) = pieces.batch(&["A cat is asleep.", "The kitten sleeps.", "Shares fell on Monday."], &device);
    let meaning = network.sentences(ids, &padding);
    let near: Vec<f32> = meaning.clone().matmul(meaning.transpose()).into_data().try_to_vec().unwrap();
    assert!(near[1] > 0.6 && near[2] < 0.3, "{near:?}");
}

#[test]
fn sentences_are_cut_as_the_reference_cuts_them() {
    let Some(weights) = weights() else { return };
    let pieces = WordPieces::read(weights.vocabulary()).unwrap();
    let cases: Vec<Value> =
        serde_json::from_str(&std::fs::read_to_string(file("golden/wordpieces.json")).unwrap()).unwrap();
    assert_eq!(cases.len(), 10);
    for case in cases {
        let sentence = case["sentence"].as_str().unwrap();
        let cut = pieces.cut(sentence);
        assert_eq!(serde_json::json!(cut), case["pieces"], "{sentence}");
        assert_eq!(serde_json::json!(pieces.numbers_of(&pieces.places(sentence))), case["ids"], "{sentence}");
    }
}

#[test]
fn other_files_are_errors_that_name_them() {
    let device = Device::default();
    let error = MiniLm::load(file("golden/minilm.safetensors"), &device).unwrap_err();
    assert!(matches!(&error, Error::Weights { network: "MiniLM", .. }), "{error:?}");
    assert!(error.to_string().contains("minilm.safetensors"), "{error}");
    let error = WordPieces::read(file("golden/logits.json")).unwrap_err();
    assert!(error.to_string().contains("[PAD]"), "{error}");
    let error = WordPieces::read(Weights::at("nowhere").vocabulary()).unwrap_err();
    assert!(error.to_string().contains("fetch.sh"), "{error}");
}
