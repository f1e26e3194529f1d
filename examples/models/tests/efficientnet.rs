//! EfficientNet-Lite0 computes what `PyTorch` computes with the same weights.

mod support;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use burn::tensor::{Device, Tensor};
use nnviz_models::{EfficientNet, Error, Labels, Photograph, Weights};
use support::{file, weights};

static LOGITS: LazyLock<BTreeMap<String, Vec<f32>>> =
    LazyLock::new(|| serde_json::from_str(&std::fs::read_to_string(file("golden/logits.json")).unwrap()).unwrap());

fn scores(network: &EfficientNet, input: Tensor<4>) -> Vec<f32> {
    network.forward(input).into_data().try_to_vec().unwrap()
}

fn best(scores: &[f32]) -> usize {
    (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).unwrap()
}

fn greatest_difference(ours: &[f32], theirs: &[f32]) -> f32 {
    assert_eq!(ours.len(), theirs.len());
    ours.iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn the_scores_of_both_photographs_are_those_of_pytorch() {
    let Some(weights) = weights() else { return };
    for device in [Device::default(), Device::default().autodiff()] {
        let network = EfficientNet::load(weights.efficientnet(), &device).unwrap();
        for (name, theirs) in &*LOGITS {
            let photograph = Photograph::open(file(&format!("golden/{name}.png"))).unwrap();
            let difference = greatest_difference(&scores(&network, photograph.input(&device)), theirs);
            println!("{name}: the scores differ by at most {difference:e}");
            assert!(difference < 1e-3, "{name}: {difference}");
        }
    }
}

#[test]
fn it_sees_a_daisy_and_a_palace() {
    let Some(weights) = weights() else { return };
    let device = Device::default();
    let network = EfficientNet::load(weights.efficientnet(), &device).unwrap();
    let labels = Labels::read(weights.imagenet_names()).unwrap();
    assert_eq!((labels.count(), labels.name(1000)), (1000, None));
    for (name, expected) in [("flower.jpg", "daisy"), ("china.jpg", "palace")] {
        let input = Photograph::open(file(&format!("images/{name}"))).unwrap().input(&device);
        assert_eq!(labels.name(best(&scores(&network, input))), Some(expected), "{name}");
    }
}

/// Two decoders of JPEG and two programs that resize differ by little: half a level of 255 on average.
#[test]
fn a_photograph_is_prepared_as_the_reference_does_it() {
    for name in ["china", "flower"] {
        let ours = Photograph::open(file(&format!("images/{name}.jpg"))).unwrap();
        let theirs = Photograph::open(file(&format!("golden/{name}.png"))).unwrap();
        let differences = ours.bytes().iter().zip(theirs.bytes()).map(|(a, b)| u32::from(a.abs_diff(*b)));
        let mean = differences.sum::<u32>() as f32 / ours.bytes().len() as f32;
        println!("{name}: the pixels differ by {mean} of 255 on average");
        assert!(mean < 0.5, "{name}: {mean}");
    }
}

#[test]
fn what_is_no_checkpoint_is_an_error_that_names_the_file() {
    let device = Device::default();
    for path in [file("golden/logits.json"), file("golden/there-is-none.pth")] {
        let error = EfficientNet::load(&path, &device).unwrap_err();
        assert!(matches!(error, Error::Weights { .. }), "{error:?}");
        assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    }
}

#[test]
fn what_is_no_image_is_an_error_that_names_the_file() {
    for (path, reason) in [("golden/logits.json", "format"), ("golden/there-is-none.png", "No such file")] {
        let error = Photograph::open(file(path)).unwrap_err();
        assert!(matches!(error, Error::Image { .. }), "{error:?}");
        let said = error.to_string();
        assert!(said.contains(&format!("{path} cannot be read as a JPEG or PNG image: ")), "{said}");
        assert!(said.contains(reason), "{said}");
    }
}

#[test]
fn a_directory_without_weights_is_an_error_that_says_what_to_do() {
    let error = Labels::read(Weights::at("nowhere").imagenet_names()).unwrap_err();
    assert!(error.to_string().contains("fetch.sh"), "{error}");
}
