//! What the network has learned to see.

use std::ops::ControlFlow;

use burn::tensor::{Device, Tensor};
use nnviz::explain::{ActivationMaximisation, DeepDream, DreamStep, Error, Panels, Picture, Replay, Target};

use crate::data::SIDE;
use crate::model::Cnn;
use crate::{Done, Gallery, Subject, ink};

pub(crate) fn draw(subject: &Subject, gallery: &Gallery) -> Done {
    let model = replay(subject)?;
    let settings = ActivationMaximisation::new().steps(192);

    let mut classes = Panels::new("The digit that each class answers to most").columns(5).height(112.0);
    for class in 0..10 {
        let (picture, score) = made(&settings, &model, &Target::Class(class), SIDE)?;
        classes = classes.panel(format!("{class}: score {score:.0}"), picture.enlarged(14));
    }
    gallery.add("features-classes", &classes.sketch())?;

    let mut channels = Panels::new("What single channels answer to, in both blocks").columns(8).height(96.0);
    for (layer, count) in [("block1", 8), ("block2", 16)] {
        for channel in 0..count {
            let (picture, _) = made(&settings, &model, &Target::channel(layer, channel), SIDE)?;
            channels = channels.panel(format!("{layer} {channel}"), picture.enlarged(12));
        }
    }
    gallery.add("features-channels", &channels.sketch())?;
    dream(subject, gallery)
}

fn replay(subject: &Subject) -> Result<Replay<'_, Tensor<4>>, Error> {
    Replay::new(&subject.model, &Tensor::zeros([1, 1, SIDE, SIDE], &Device::default()), Cnn::forward)
}

/// A picture for a target, and how far it raised it.
fn made(
    settings: &ActivationMaximisation,
    model: &Replay<'_, Tensor<4>>,
    target: &Target,
    side: usize,
) -> Result<(Picture, f64), Error> {
    let goes_on = |_: nnviz::explain::MaximiseStep<'_>| ControlFlow::Continue(());
    let found = settings.maximise(model, target, [1, side, side], &Device::default(), goes_on)?;
    Ok((ink(found.picture)?, found.activation))
}

/// Into a sheet of nine digits, which is larger than what the network was trained on: its convolutions do not mind.
fn dream(subject: &Subject, gallery: &Gallery) -> Done {
    let each = subject.each();
    let row = |from: usize| Tensor::cat((from..from + 3).map(|at| each.clone().narrow(0, at, 1)).collect(), 3);
    let sheet = Tensor::cat(vec![row(0), row(3), row(6)], 2);
    let model = Replay::new(&subject.model, &sheet, |model: &Cnn, x| model.maps(x))?;
    let mut panels = Panels::new("Deep Dream into nine digits: both blocks, three octaves")
        .panel("before", ink(sheet.clone())?.enlarged(9));
    let settings = DeepDream::new().layers(["block1", "block2"]).steps(10);
    let mut octaves = Vec::new();
    let dreamt = settings.dream(&model, sheet, |step: DreamStep<'_>| {
        if step.step == step.steps {
            octaves.push((step.octave, step.picture.clone()));
        }
        ControlFlow::Continue(())
    })?;
    for (octave, picture) in octaves {
        panels = panels.panel(format!("octave {octave}"), ink(picture)?.enlarged(9));
    }
    gallery.add("deep-dream", &panels.panel("after", ink(dreamt)?.enlarged(9)).sketch())
}
