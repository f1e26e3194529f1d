//! What EfficientNet-Lite0 looks at when it names what is on a photograph: by gradients, class activation maps, occlusion and
//! Shapley values of superpixels. One PNG a family is written, and the classes are printed.
//!
//! ```text
//! examples/models/fetch.sh ~/nnviz-models
//! cargo run --release --example explain_imagenet -- ~/nnviz-models IMAGE [DIRECTORY]
//! ```
#![allow(clippy::doc_markdown, reason = "EfficientNet is a name, not code")]

use std::error::Error;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use burn::module::Module;
use burn::tensor::activation::softmax;
use burn::tensor::{Device, Tensor};
use nnviz_explain::{
    Attribution, Baseline, Blend, ColourMap, EigenCam, GradCam, GradCamPlusPlus, Groups, GuidedBackpropagation,
    Heatmap, InputTimesGradient, IntegratedGradients, KernelShap, LayerCam, Occlusion, Panels, Picture, Progress,
    Replay, Saliency, Scale, ScoreCam, SmoothGrad,
};
use nnviz_models::{EfficientNet, Labels, Photograph, SIDE, Weights};

type Done = Result<(), Box<dyn Error>>;

const USAGE: &str = "usage: explain_imagenet WEIGHTS IMAGE [DIRECTORY]
  WEIGHTS    the directory that examples/models/fetch.sh made
  IMAGE      a JPEG or PNG file
  DIRECTORY  where the pictures go; here, unless told";

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
    let (weights, image, directory) = match arguments.as_slice() {
        [weights, image] => (weights, image, Path::new(".")),
        [weights, image, directory] => (weights, image, directory.as_path()),
        _ => return Err(USAGE.into()),
    };
    std::fs::create_dir_all(directory)?;
    let case = Case::read(&Weights::at(weights), image)?;
    case.class_activation_maps(directory)?;
    case.gradients(directory)?;
    case.occlusion(directory)?;
    case.shapley_values(directory)
}

/// A photograph, the network, and the class that it is explained for.
struct Case {
    network: EfficientNet,
    picture: Picture,
    image: Tensor<4>,
    class: usize,
    /// Of the file and the class, for titles.
    name: String,
    class_name: String,
}

impl Case {
    fn read(weights: &Weights, path: &Path) -> Result<Self, Box<dyn Error>> {
        let device = Device::default();
        let network = EfficientNet::load(weights.efficientnet(), &device)?;
        let labels = Labels::read(weights.imagenet_names())?;
        let photograph = Photograph::open(path)?;
        let image = photograph.input(&device);
        let best = best(network.forward(image.clone()))?;
        for (class, probability) in &best {
            println!("{:5.1} %  {}", 100.0 * probability, labels.name(*class).unwrap_or("?"));
        }
        let class = best.first().map(|(class, _)| *class).ok_or("the network has no classes")?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let class_name = labels.name(class).unwrap_or("?").to_owned();
        let picture = Picture::rgb(SIDE as usize, SIDE as usize, photograph.bytes().to_vec())?;
        Ok(Self { network, picture, image, class, name, class_name })
    }

    fn replay(&self) -> Result<Replay<'_, Tensor<4>>, nnviz_explain::Error> {
        Replay::new(&self.network, &self.image, EfficientNet::forward)
    }

    fn panels(&self, family: &str) -> Panels {
        Panels::new(format!("{family}: {}", self.class_name)).panel(self.name.as_str(), self.picture.clone()).columns(3)
    }

    fn save(&self, panels: &Panels, directory: &Path, family: &str) -> Done {
        let path = directory.join(format!("{}-{family}.png", self.name));
        panels.sketch().save(&path)?;
        println!("{}", path.display());
        Ok(())
    }

    fn class_activation_maps(&self, directory: &Path) -> Done {
        let replay = self.replay()?;
        let (image, class) = (|| self.image.clone(), [self.class]);
        let (early, several) = (["blocks/4", "blocks/10"], ["blocks/4", "blocks/10", "head/Clamp"]);
        let scale = Scale::fixed(0.0, 1.0)?;
        let mut panels = self.panels("Class activation maps");
        for (title, found) in [
            ("Grad-CAM", GradCam::new().attribute(&replay, image(), &class)?),
            ("Grad-CAM++", GradCamPlusPlus::new().attribute(&replay, image(), &class)?),
            ("Score-CAM", ScoreCam::new().attribute(&replay, image(), &class)?),
            ("Eigen-CAM (no class)", EigenCam::new().attribute(&replay, image(), &class)?),
            ("Layer-CAM", LayerCam::new().attribute(&replay, image(), &class)?),
            ("Layer-CAM, blocks 4 and 10", LayerCam::new().layers(early).attribute(&replay, image(), &class)?),
            ("Grad-CAM, three layers", GradCam::new().layers(several).attribute(&replay, image(), &class)?),
        ] {
            for map in found.heatmaps()? {
                panels = panels.panel(title, map.overlay(&self.picture, ColourMap::Turbo, scale, Blend::Alpha(0.5))?);
            }
        }
        let panels = panels.columns(4);
        self.save(&panels.legend("of the map's largest value", ColourMap::Turbo, scale), directory, "cam")
    }

    fn gradients(&self, directory: &Path) -> Done {
        let network = self.network.clone().to_device(&Device::default().autodiff());
        let forward = |x: Tensor<4>| network.forward(x);
        let (image, class) = (|| self.image.clone(), [self.class]);
        let smooth = SmoothGrad::new().samples(25).batch(5);
        let integrated = IntegratedGradients::new().baseline(Baseline::Given(Photograph::black(&Device::default())));
        let integrated = integrated.batch(10).attribute(forward, image(), &class)?;
        if let (Some([gap]), [score]) = (integrated.gap(), integrated.scores()) {
            println!(
                "integrated gradients: the score is {score:.3}, the sum misses its difference from black by {gap:.3}"
            );
        }
        let mut panels = self.panels("Gradients");
        for (title, found) in [
            ("saliency", Saliency::new().attribute(forward, image(), &class)?),
            ("SmoothGrad", smooth.attribute(forward, image(), &class)?),
            ("input × gradient", InputTimesGradient::new().attribute(forward, image(), &class)?),
            ("integrated gradients", integrated),
            ("guided backpropagation", GuidedBackpropagation::new().attribute(&self.replay()?, image(), &class)?),
        ] {
            panels = panels.panel(title, shades(&found)?);
        }
        self.save(&panels, directory, "gradients")
    }

    fn occlusion(&self, directory: &Path) -> Done {
        let occlusion = Occlusion::new(48, 48).stride(16, 16).batch(16);
        let covered = occlusion.attribute_with(
            |x| self.network.forward(x),
            self.image.clone(),
            &[self.class],
            progress("occlusion"),
        )?;
        let maps = Heatmap::from_attribution(covered / 3.0)?;
        self.signed("Occlusion", "drop of the score under grey", &maps, directory, "occlusion")
    }

    fn shapley_values(&self, directory: &Path) -> Done {
        let pixels = (self.image.clone() * 128.0 + 127.0) / 255.0;
        let groups = Groups::superpixels(pixels, 50)?;
        let grey = self.image.zeros_like();
        let shap = KernelShap::new().samples(500).batch(16);
        let found =
            shap.explain_with(|x| self.network.forward(x), self.image.clone(), grey, &groups, progress("KernelSHAP"))?;
        let map = found.heatmap(self.class, SIDE as usize, SIDE as usize)?;
        self.signed("KernelSHAP", "share in the score, against grey", &[map], directory, "shap")
    }

    /// Maps of both signs over the faded photograph.
    fn signed(&self, title: &str, legend: &str, maps: &[Heatmap], directory: &Path, family: &str) -> Done {
        let scale = Scale::signed(maps);
        let faded = self.picture.to_grey().faded(0.5);
        let mut panels = self.panels(title);
        for map in maps {
            panels = panels.panel(title, map.overlay(&faded, ColourMap::CoolWarm, scale, Blend::ByHeat(0.85))?);
        }
        self.save(&panels.legend(legend, ColourMap::CoolWarm, scale), directory, family)
    }
}

/// The five best classes, with their probabilities.
fn best(scores: Tensor<2>) -> Result<Vec<(usize, f32)>, Box<dyn Error>> {
    let probabilities = softmax(scores, 1).into_data().try_to_vec::<f32>()?;
    let mut classes: Vec<(usize, f32)> = probabilities.into_iter().enumerate().collect();
    classes.sort_by(|a, b| b.1.total_cmp(&a.1));
    classes.truncate(5);
    Ok(classes)
}

/// The magnitudes of an attribution, dark on white; a hundredth of the places may be darker than black.
fn shades(found: &Attribution<4>) -> Result<Picture, nnviz_explain::Error> {
    let map = found.heatmaps()?.swap_remove(0).magnitude();
    let dark = Heatmap::new(map.width(), map.height(), map.values().iter().map(|value| -value).collect::<Vec<_>>())?;
    let most = Scale::percentile([&map], 99.0).high();
    Ok(dark.paint(ColourMap::Grey, Scale::fixed(-most, 0.0)?))
}

/// Says how far a method is, on one line.
fn progress(name: &str) -> impl FnMut(Progress) -> ControlFlow<()> {
    move |progress| {
        eprint!("\r{name} {:3} %", 100 * progress.done / progress.total);
        if progress.done == progress.total {
            eprintln!();
        }
        ControlFlow::Continue(())
    }
}
