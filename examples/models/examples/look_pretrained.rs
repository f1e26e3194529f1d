//! Looks into two networks with pretrained weights: what EfficientNet-Lite0 makes of photographs on its way to their
//! class, its filters, and which words MiniLM looks at when it reads a sentence. Neither network is changed for it.
//!
//! ```text
//! examples/models/fetch.sh ~/nnviz-models
//! NNVIZ_MODELS=~/nnviz-models cargo run --release --example look_pretrained [-- IMAGE…]
//! ```
#![allow(clippy::doc_markdown, reason = "EfficientNet and MiniLM are names, not code")]

use std::error::Error;
use std::path::{Path, PathBuf};

use burn::tensor::{Device, Tensor};
use nnviz::intermediates;
use nnviz::prelude::*;
use nnviz_models::{EfficientNet, Labels, MiniLm, Photograph, Weights, WordPieces};

const RUN: &str = "runs/pretrained";
const REPORT: &str = "runs/pretrained.html";
const SENTENCE: &str = "The cat sat because it was tired.";

/// Where the maps halve: the end of each resolution, by the name of its node in the graph.
const LAYERS: [(&str, &str); 5] = [
    ("stem/Clamp", "1_stem"),
    ("blocks/2/Add", "2_block2"),
    ("blocks/4/Add", "3_block4"),
    ("blocks/10/Add", "4_block10"),
    ("blocks/14/Add", "5_block14"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let weights = Weights::from_env()?;
    let logger = Logger::create(RUN)?;
    photographs(&logger, &weights)?;
    sentence(&logger, &weights)?;
    logger.close()?;
    nnviz_viewer::write_report(RUN, REPORT)?;
    println!("Report:       {REPORT}");
    println!("TensorBoard:  tensorboard --logdir runs");
    Ok(())
}

/// The images of the command line, or the two that come with the example.
fn images() -> Vec<PathBuf> {
    let asked: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("images");
    if asked.is_empty() { vec![here.join("flower.jpg"), here.join("china.jpg")] } else { asked }
}

fn photographs(logger: &Logger, weights: &Weights) -> Result<(), Box<dyn Error>> {
    let device = Device::default();
    let network = EfficientNet::load(weights.efficientnet(), &device)?;
    let labels = Labels::read(weights.imagenet_names())?;
    logger.add_filters("filters/stem", network.stem.conv.weight.val(), 0);
    for path in images() {
        let photograph = Photograph::open(&path)?;
        let input = photograph.input(&device);
        let class: i64 = network.forward(input.clone()).argmax(1).into_scalar();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        println!("{}: {}", path.display(), labels.name(class as usize).unwrap_or("?"));
        let run = logger.run(&name);
        run.add_image("photograph", photograph.pixels(&device), 0);
        run.probe_at(0, &network, input.clone(), EfficientNet::forward);
        feature_maps(&run, &network, input)?;
    }
    Ok(())
}

/// What the channels of some layers make of the photograph.
fn feature_maps(run: &Logger, network: &EfficientNet, input: Tensor<4>) -> Result<(), Box<dyn Error>> {
    let seen = intermediates(network, input, EfficientNet::forward)?;
    for (node, tag) in LAYERS {
        let data = seen.get(node).ok_or_else(|| format!("the graph has no node {node}"))?;
        let maps = Tensor::<4>::from_data(data.clone(), &Device::default());
        run.add_feature_maps(&format!("feature_maps/{tag}"), maps, 0);
    }
    Ok(())
}

/// Which word pieces look at which, layer by layer.
fn sentence(logger: &Logger, weights: &Weights) -> Result<(), Box<dyn Error>> {
    let device = Device::default();
    let network = MiniLm::load(weights.minilm(), &device)?;
    let pieces = WordPieces::read(weights.vocabulary())?;
    let batch = pieces.batch(&[SENTENCE], &device);
    let seen = intermediates(&network, batch, |network, (ids, padding)| network.sentences(ids, &padding))?;
    let run = logger.run("minilm");
    for (layer, map) in seen.of_kind("Softmax").enumerate() {
        let weights = Tensor::<4>::from_data(map.data.clone(), &device);
        run.add_attention(&format!("attention/layer{layer}"), weights, &pieces.places(SENTENCE), 0);
    }
    Ok(())
}
