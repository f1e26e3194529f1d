//! What EfficientNet-Lite0 has learned to see: pictures that its channels and classes answer to, Deep Dream into a photograph, and
//! the photograph in the style of another.
//!
//! ```text
//! examples/models/fetch.sh ~/nnviz-models
//! cargo run --release --example explain_features -- ~/nnviz-models IMAGE STYLE [DIRECTORY]
//! ```
#![allow(clippy::doc_markdown, reason = "EfficientNet is a name, not code")]

use std::error::Error;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use burn::tensor::{Device, Tensor};
use nnviz_explain::{ActivationMaximisation, DeepDream, Features, Panels, Picture, Replay, StyleTransfer, Target};
use nnviz_models::{EfficientNet, Labels, Photograph, Weights};

type Done = Result<(), Box<dyn Error>>;

const USAGE: &str = "usage: explain_features WEIGHTS IMAGE STYLE [DIRECTORY]
  WEIGHTS    the directory that examples/models/fetch.sh made
  IMAGE      a JPEG or PNG file: what is dreamt into, and painted anew
  STYLE      another: what it is painted like
  DIRECTORY  where the pictures go; here, unless told";

/// Channels from early layers to late ones.
const CHANNELS: [(&str, usize); 8] = [
    ("blocks/2", 3),
    ("blocks/4", 7),
    ("blocks/6", 11),
    ("blocks/8", 20),
    ("blocks/10", 5),
    ("blocks/12", 40),
    ("blocks/14", 60),
    ("head/Clamp", 200),
];

/// Daisy, goldfinch, jellyfish, palace.
const CLASSES: [usize; 4] = [985, 11, 107, 698];

/// What is dreamt of, from textures to parts of things.
const DREAMS: [&str; 3] = ["blocks/4", "blocks/5", "blocks/9"];

/// After how many steps a style is shown.
const SHOWN: [usize; 4] = [5, 20, 60, 160];

/// The layers that hold the style, and the one that holds the content; 0 is the stem.
const STYLE: [usize; 4] = [0, 1, 3, 5];
const CONTENT: usize = 5;
const STYLE_WEIGHT: f32 = 3e5;
const VARIATION_WEIGHT: f32 = 20.0;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Done {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let (weights, image, style, directory) = match arguments.as_slice() {
        [weights, image, style] => (weights, image, style, Path::new(".")),
        [weights, image, style, directory] => (weights, image, style, directory.as_path()),
        _ => return Err(USAGE.into()),
    };
    std::fs::create_dir_all(directory)?;
    let weights = Weights::at(weights);
    let network = EfficientNet::load(weights.efficientnet(), &Device::default())?;
    let studio = Studio { network, labels: Labels::read(weights.imagenet_names())?, directory };
    studio.channels()?;
    studio.classes()?;
    let photograph = Photograph::open(image)?.input(&Device::default());
    studio.dreams(&photograph)?;
    studio.style(&photograph, Photograph::open(style)?.input(&Device::default()))
}

struct Studio<'a> {
    network: EfficientNet,
    labels: Labels,
    directory: &'a Path,
}

impl Studio<'_> {
    fn channels(&self) -> Done {
        let mut panels = Panels::new("What channels answer to").columns(4).height(180.0);
        for (layer, channel) in CHANNELS {
            let title = format!("{}, channel {channel}", layer.trim_end_matches("/Clamp"));
            panels = panels.panel(title, self.made_for(&Target::channel(layer, channel), 96, 128)?);
        }
        self.save(&panels, "features-channels")
    }

    fn classes(&self) -> Done {
        let mut panels = Panels::new("What classes answer to").columns(4).height(200.0);
        for class in CLASSES {
            let name = self.labels.name(class).unwrap_or("?");
            panels = panels.panel(name, self.made_for(&Target::Class(class), 160, 200)?);
        }
        self.save(&panels, "features-classes")
    }

    /// The picture of this side that raises a target, after some steps.
    fn made_for(&self, target: &Target, side: usize, steps: usize) -> Result<Picture, Box<dyn Error>> {
        let device = Device::default();
        let replay = Replay::new(&self.network, &Tensor::zeros([1, 3, side, side], &device), EfficientNet::forward)?;
        let (low, high) = Photograph::range();
        let method = ActivationMaximisation::new().steps(steps).range(low, high);
        let found = method.maximise(&replay, target, [3, side, side], &device, |step| {
            progress(&format!("{target:?}"), step.step, step.steps)
        })?;
        picture(found.picture)
    }

    fn dreams(&self, photograph: &Tensor<4>) -> Done {
        let replay = Replay::new(&self.network, photograph, EfficientNet::features)?;
        let (low, high) = Photograph::range();
        let mut panels = Panels::new("Deep Dream, four octaves").columns(2).height(300.0);
        panels = panels.panel("the photograph", picture(photograph.clone())?);
        for layer in DREAMS {
            let method = DeepDream::new().layers([layer]).octaves(4).steps(10).rate(0.012).range(low, high);
            let dream = method.dream(&replay, photograph.clone(), |step| {
                progress("Deep Dream", (step.octave - 1) * step.steps + step.step, step.octaves * step.steps)
            })?;
            panels = panels.panel(format!("of {layer}"), picture(dream)?);
        }
        self.save(&panels, "deep-dream")
    }

    fn style(&self, photograph: &Tensor<4>, style: Tensor<4>) -> Done {
        let (low, high) = Photograph::range();
        let method = StyleTransfer::new().style_weight(STYLE_WEIGHT).variation_weight(VARIATION_WEIGHT);
        let method = method.steps(SHOWN[SHOWN.len() - 1]).range(low, high);
        let mut panels = Panels::new("Style transfer by L-BFGS").columns(3).height(220.0);
        panels = panels.panel("content", picture(photograph.clone())?).panel("style", picture(style.clone())?);
        let mut shown = Vec::new();
        let (content, start) = (photograph.clone(), photograph.clone());
        method.paint(
            |image| self.maps(image),
            content,
            style,
            start,
            |step| {
                if SHOWN.contains(&step.step) {
                    shown.push((step.step, step.picture.clone()));
                }
                progress("style transfer", step.step, step.steps)
            },
        )?;
        for (step, image) in shown {
            panels = panels.panel(format!("after {step} steps"), picture(image)?);
        }
        self.save(&panels, "style-transfer")
    }

    fn maps(&self, image: Tensor<4>) -> Features {
        let stages = self.network.stages(image);
        let style = STYLE.map(|stage| stages[stage].clone()).to_vec();
        Features { content: vec![stages[CONTENT].clone()], style }
    }

    fn save(&self, panels: &Panels, name: &str) -> Done {
        let path = self.directory.join(format!("{name}.png"));
        panels.sketch().save(&path)?;
        println!("{}", path.display());
        Ok(())
    }
}

fn picture(image: Tensor<4>) -> Result<Picture, Box<dyn Error>> {
    Ok(Picture::from_tensor(Photograph::pixels_of(image))?)
}

/// Says how far something is, on one line.
fn progress(name: &str, done: usize, total: usize) -> ControlFlow<()> {
    eprint!("\r{name} {:3} %", 100 * done / total);
    if done == total {
        eprintln!();
    }
    ControlFlow::Continue(())
}
