//! What `MiniLM` looks at is what the reference looks at, layer by layer and over all layers, and by captum's gradients.

mod support;

use burn::module::Module;
use burn::tensor::{Bool, Device, Int, Tensor, TensorData};
use nnviz_explain::{Attention, Baseline, HeadFusion, IntegratedGradients, Replay};
use nnviz_models::{MiniLm, Topics, Weights, WordPieces};
use support::weights;

const SENTENCES: [&str; 2] = ["The cat sat because it was tired.", "Daisies bloom unseen."];
const SENTENCE: &str = "The cat missed the concert because it was asleep.";
const CLASSES: [&str; 2] = ["an animal", "music"];

fn load(weights: &Weights) -> (Topics, WordPieces) {
    let pieces = WordPieces::read(weights.vocabulary()).unwrap();
    let network = MiniLm::load(weights.minilm(), &Device::default()).unwrap();
    (Topics::new(network, &pieces, &CLASSES), pieces)
}

fn numbers(data: &TensorData) -> Vec<f32> {
    data.iter::<f32>().collect()
}

/// Asserts that two tensors are the same within a share of the reference's length.
fn assert_close(what: &str, ours: &[f32], theirs: &[f32], share: f32) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    let length = |values: &mut dyn Iterator<Item = f32>| values.map(|value| value * value).sum::<f32>().sqrt();
    let apart = length(&mut ours.iter().zip(theirs).map(|(a, b)| a - b)) / length(&mut theirs.iter().copied());
    println!("{what}: {apart:e}");
    assert!(apart < share, "{what}: {apart:e}");
}

type Sentences = (Tensor<2, Int>, Tensor<2, Bool>);

#[test]
fn attention_that_is_replayed_is_that_of_the_reference() {
    let Some(weights) = weights() else { return };
    let (topics, pieces) = load(&weights);
    let batch = pieces.batch(&SENTENCES, &Device::default());
    let replay =
        Replay::new(&topics, &batch, |topics, (ids, padding): Sentences| topics.scores(ids, &padding)).unwrap();
    let attention = Attention::of(&replay, batch).unwrap();
    assert_eq!(attention.layers().len(), 6);
    let ours = Tensor::stack::<5>(attention.layers().iter().map(|layer| layer.weights.clone()).collect(), 0);
    let theirs = support::reference("minilm", "attention");
    assert_eq!(ours.dims(), [6, 2, 12, 10, 10]);
    assert_close("attention", &numbers(&ours.into_data()), &numbers(&theirs), 1e-4);
}

#[test]
fn rollout_and_relevance_are_those_of_the_reference() {
    let Some(weights) = weights() else { return };
    let (topics, pieces) = load(&weights);
    let batch = pieces.batch(&[SENTENCE], &Device::default());
    let scores = topics.scores(batch.0.clone(), &batch.1);
    let golden = |name: &str| numbers(&support::reference("topics", name));
    assert_close("scores", &numbers(&scores.into_data()), &golden("scores"), 1e-4);

    let replay =
        Replay::new(&topics, &batch, |topics, (ids, padding): Sentences| topics.scores(ids, &padding)).unwrap();
    let rollout = Attention::of(&replay, batch.clone()).unwrap().rollout(HeadFusion::Mean).unwrap();
    assert_close("rollout", &numbers(&rollout.into_data()), &golden("rollout"), 1e-4);

    let of_class =
        |class: usize| Attention::for_classes(&replay, batch.clone(), &[class]).unwrap().relevance().unwrap();
    let relevance: Vec<f32> = (0..CLASSES.len()).flat_map(|class| numbers(&of_class(class).into_data())).collect();
    // Without the ones on the diagonal, which any relevance has.
    let theirs = golden("relevance");
    let places = relevance.len() / CLASSES.len();
    let side = places.isqrt();
    let bare = |values: Vec<f32>| -> Vec<f32> {
        let one = |at: usize| if at % places / side == at % side { 1.0 } else { 0.0 };
        values.into_iter().enumerate().map(|(at, value)| value - one(at)).collect()
    };
    assert_close("relevance", &bare(relevance), &bare(theirs), 1e-3);
}

#[test]
fn integrated_gradients_of_words_are_those_of_captum() {
    let Some(weights) = weights() else { return };
    let (topics, pieces) = load(&weights);
    let device = Device::default();
    let (ids, padding) = pieces.batch(&[SENTENCE], &device);
    let nothing = topics.network.embed(pieces.nothing(&ids));
    let embedded = topics.network.embed(ids);
    let trained = topics.to_device(&device.autodiff());
    let scores = |x: Tensor<3>| trained.scores_of(x.clone(), &padding.clone().repeat_dim(0, x.dims()[0]));
    let theirs = numbers(&support::reference("topics", "integrated_gradients"));
    let method = IntegratedGradients::new().baseline(Baseline::Given(nothing)).batch(10);
    for (class, theirs) in theirs.chunks(theirs.len() / CLASSES.len()).enumerate() {
        let found = method.attribute(scores, embedded.clone(), &[class]).unwrap();
        assert!(found.gap().unwrap()[0].abs() < 1e-3, "{:?}", found.gap());
        let words = numbers(&found.tensor().sum_dim(2).into_data());
        assert_close(CLASSES[class], &words, theirs, 1e-3);
    }
}
