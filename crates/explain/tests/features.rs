//! Pictures made for a network that knows handwritten digits.

use std::ops::ControlFlow;
use std::sync::OnceLock;

use burn::module::{Module, Param};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};
use digits::Digits;
use net::Net;
use nnviz_explain::{ActivationMaximisation, DeepDream, Error, MaximiseStep, Maximised, Replay, Target};

#[allow(dead_code, reason = "the example shows more of the digits")]
#[path = "../examples/black_box/digits.rs"]
mod digits;
#[allow(dead_code, reason = "the example measures the network, too")]
#[path = "../examples/black_box/net.rs"]
mod net;

fn trained() -> &'static (Net, Digits) {
    static NET: OnceLock<(Net, Digits)> = OnceLock::new();
    NET.get_or_init(|| {
        let device = Device::default().autodiff();
        let digits = Digits::load(&device).unwrap();
        (Net::trained(&digits, &device).valid(), digits)
    })
}

/// The network, to be run again.
fn replay(net: &Net) -> Replay<'_, Tensor<4>> {
    Replay::new(net, &Tensor::zeros([1, 1, 8, 8], &Device::default()), Net::forward).unwrap()
}

fn maximised(settings: &ActivationMaximisation, target: &Target) -> Result<Maximised, Error> {
    let model = replay(&trained().0);
    settings.maximise(&model, target, [1, 8, 8], &Device::default(), |_| ControlFlow::Continue(()))
}

fn numbers(picture: &Tensor<4>) -> Vec<f32> {
    picture.to_data().try_to_vec().unwrap()
}

#[test]
fn a_class_is_raised_above_every_digit_and_is_recognised() {
    let (net, digits) = trained();
    for class in [0, 3, 7] {
        let found = maximised(&ActivationMaximisation::new().steps(128), &Target::Class(class)).unwrap();
        let scores = net.forward(found.picture.clone());
        assert_eq!(scores.argmax(1).into_scalar::<i64>(), class as i64, "class {class}");
        let digits = digits.valid.clone().inner();
        let highest = net.forward(digits).narrow(1, class, 1).max().into_scalar::<f32>();
        let (start, end) = (found.activations[0], found.activation);
        assert!(end > 1.1 * f64::from(highest), "class {class}: from {start} to {end}, digits reach {highest}");
        assert!(numbers(&found.picture).iter().all(|value| (0.0..=1.0).contains(value)));
    }
}

/// Beside the mean over real digits: a channel rises to twice of it or more, in a middle layer and in a layer without places.
#[test]
fn channels_and_neurons_are_raised() {
    let (net, digits) = trained();
    let model = replay(net);
    let settings = ActivationMaximisation::new().steps(128);
    let node = model.node("conv2").unwrap();
    let run = model.run_to(digits.valid.clone().inner(), std::slice::from_ref(&node)).unwrap();
    let usual = run.value::<4>(&node).unwrap().narrow(1, 5, 1).abs().mean().into_scalar::<f32>();
    let channel = maximised(&settings, &Target::channel("conv2", 5)).unwrap();
    assert!(channel.activation > 2.0 * f64::from(usual), "{} beside {usual}", channel.activation);
    let neuron = maximised(&settings, &Target::neuron("conv2", 5)).unwrap();
    assert!(neuron.activation > channel.activation, "one place is raised further than the mean of all");
    let hidden = maximised(&settings, &Target::channel("hidden", 3)).unwrap();
    assert!(hidden.activation > hidden.activations[0] + 1.0, "{:?}", hidden.activations);
}

#[test]
fn the_same_seed_makes_the_same_picture_and_another_seed_another() {
    let settings = |seed| ActivationMaximisation::new().steps(12).seed(seed);
    let picture = |seed| numbers(&maximised(&settings(seed), &Target::Class(4)).unwrap().picture);
    assert_eq!(picture(1), picture(1));
    assert_ne!(picture(1), picture(2));
}

#[test]
fn a_penalty_on_frequencies_makes_smoother_pictures() {
    let rough = |penalty| {
        let settings = ActivationMaximisation::new().steps(64).frequency_penalty(penalty);
        let values = numbers(&maximised(&settings, &Target::Class(2)).unwrap().picture);
        values.chunks(8).flat_map(|row| row.windows(2).map(|pair| (pair[0] - pair[1]).abs())).sum::<f32>()
    };
    let (free, smooth) = (rough(0.0), rough(3000.0));
    assert!(smooth < 0.7 * free, "{smooth} of {free}");
}

#[test]
fn who_watches_sees_each_step_and_may_stop() {
    let model = replay(&trained().0);
    let mut seen = Vec::new();
    let watch = |step: MaximiseStep<'_>| {
        seen.push((step.step, step.picture.dims()));
        if step.step == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let target = Target::Class(0);
    let found = ActivationMaximisation::new().maximise(&model, &target, [1, 8, 8], &Device::default(), watch).unwrap();
    assert_eq!(seen, [(1, [1, 1, 8, 8]), (2, [1, 1, 8, 8]), (3, [1, 1, 8, 8])]);
    assert_eq!(found.activations.len(), 4);
}

#[test]
fn what_is_not_there_is_said() {
    let short = ActivationMaximisation::new().steps(1);
    let class = maximised(&short, &Target::Class(10));
    assert!(matches!(class, Err(Error::Class { class: 10, classes: 10 })), "{class:?}");
    let channel = maximised(&short, &Target::channel("conv1", 8));
    assert!(matches!(channel, Err(Error::Channel { channel: 8, channels: 8, .. })), "{channel:?}");
    assert!(matches!(maximised(&short, &Target::channel("conv9", 0)), Err(Error::Layer { .. })));
    assert!(matches!(maximised(&short, &Target::neuron("hidden", 0)), Err(Error::Rank { .. })));
    let beyond = Target::Neuron { layer: "conv1".to_owned(), channel: 0, place: Some([8, 0]) };
    assert!(matches!(maximised(&short, &beyond), Err(Error::Option { .. })));
    assert!(matches!(maximised(&short.clone().steps(0), &Target::Class(1)), Err(Error::Option { .. })));
    assert!(matches!(maximised(&short.range(1.0, 0.0), &Target::Class(1)), Err(Error::Option { .. })));
}

/// A picture whose sides are odd, and odd in each octave.
fn meadow() -> Tensor<4> {
    let value = |at: usize| 0.5 + 0.3 * ((at % 23) as f32 / 4.0).sin() * ((at / 23) as f32 / 3.0).cos();
    Tensor::<1>::from_floats((0..23 * 19).map(value).collect::<Vec<_>>().as_slice(), &Device::default())
        .reshape([1, 1, 19, 23])
}

#[test]
fn a_dream_of_odd_size_raises_its_layer_in_every_octave() {
    let (net, _) = trained();
    let photo = meadow();
    let model = Replay::new(net, &photo, |net: &Net, x| net.maps(x)).unwrap();
    let dream = DeepDream::new().layers("conv2").octaves(3).octave_scale(1.4).steps(12);
    let mut climbed: Vec<Vec<f64>> = vec![Vec::new(); 3];
    let mut sizes = Vec::new();
    let found = dream
        .dream(&model, photo.clone(), |step| {
            climbed[step.octave - 1].push(step.activation);
            sizes.push(step.picture.dims());
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(found.dims(), [1, 1, 19, 23]);
    sizes.dedup();
    assert_eq!(sizes, [[1, 1, 10, 12], [1, 1, 14, 16], [1, 1, 19, 23]]);
    for octave in &climbed {
        assert!(octave[11] > octave[0], "{climbed:?}");
    }
    let again = dream.dream(&model, photo.clone(), |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(numbers(&found), numbers(&again), "the same seed dreams the same");
    assert!(numbers(&found).iter().all(|value| (0.0..=1.0).contains(value)));
}

/// Detail that small octaves do not have is brought back: a dream that never moves is the picture itself.
#[test]
fn a_dream_that_does_not_move_loses_no_detail() {
    let (net, _) = trained();
    let photo = meadow();
    let model = Replay::new(net, &photo, |net: &Net, x| net.maps(x)).unwrap();
    let still = DeepDream::new().layers("conv2").rate(0.0).steps(1).jitter(0);
    let found = still.dream(&model, photo.clone(), |_| ControlFlow::Continue(())).unwrap();
    for (found, photo) in numbers(&found).iter().zip(numbers(&photo)) {
        assert!((found - photo).abs() < 1e-5);
    }
}

#[test]
fn what_cannot_be_dreamt_is_said() {
    let (net, _) = trained();
    let model = Replay::new(net, &meadow(), |net: &Net, x| net.maps(x)).unwrap();
    let dream = |dream: DeepDream, picture| dream.dream(&model, picture, |_| ControlFlow::Continue(()));
    assert!(matches!(dream(DeepDream::new().layers("conv9"), meadow()), Err(Error::Layer { .. })));
    assert!(matches!(dream(DeepDream::new().octaves(0), meadow()), Err(Error::Option { .. })));
    assert!(matches!(dream(DeepDream::new().octave_scale(0.5), meadow()), Err(Error::Option { .. })));
    let two = Tensor::cat(vec![meadow(), meadow()], 0);
    assert!(matches!(dream(DeepDream::new(), two), Err(Error::Shape { .. })));
    let whole = replay(net);
    let refused = DeepDream::new().layers("conv2").dream(&whole, meadow(), |_| ControlFlow::Continue(()));
    assert!(refused.is_err(), "the linear layer takes no other size");
}

/// A channel that is silent for grey, and speaks for white.
#[derive(Module, Debug)]
struct Silent {
    conv: Conv2d,
}

impl Silent {
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        relu(self.conv.forward(x))
    }
}

#[test]
fn a_channel_that_starts_silent_is_woken() -> Result<(), Error> {
    let device = Device::default();
    let conv: Conv2d = Conv2dConfig::new([1, 1], [3, 3]).init(&device);
    let (weight, bias) = (Tensor::full([1, 1, 3, 3], 0.3, &device), Tensor::full([1], -2.0, &device));
    let conv = Conv2d { weight: Param::from_tensor(weight), bias: Some(Param::from_tensor(bias)), ..conv };
    let (model, shape) = (Silent { conv }, [1, 8, 8]);
    let replay = Replay::new(&model, &Tensor::zeros([1, 1, 8, 8], &device), Silent::forward)?;
    for target in [Target::channel("Relu", 0), Target::neuron("Relu", 0)] {
        let method = ActivationMaximisation::new().steps(120);
        let found = method.maximise(&replay, &target, shape, &device, |_| ControlFlow::Continue(()))?;
        assert_eq!(found.activations[0], 0.0);
        assert!(found.activation > 0.1, "{target:?}: {}", found.activation);
    }
    Ok(())
}
