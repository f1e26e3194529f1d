//! What a logger writes while a small convolutional network learns to read digits: 400 steps, a run for training and one
//! for validation, and the graph in the run above them. The curves are made up, and the same each time.

use std::path::Path;

use nnviz_record::summary::{Graph, Node, markdown_table};
use nnviz_record::{Histogram, Summary};

use super::pictures::{confusion, digits, wave};
use super::{at, event_file, write};

/// The layers in the order of the forward pass, and how large their gradients are in proportion.
pub(crate) const LAYERS: [(&str, f64); 6] = [
    ("stem.conv", 0.4),
    ("block1.conv", 0.7),
    ("block2.conv", 1.0),
    ("block3.conv", 0.25),
    ("head.hidden", 1.6),
    ("head.output", 3.0),
];

/// How many steps there are.
pub(crate) const STEPS: i64 = 400;

/// Writes `digits`, `digits/train` and `digits/valid`.
pub(crate) fn write_logdir(logdir: &Path) {
    train(logdir);
    valid(logdir);
    let mut whole = event_file(logdir, "digits");
    whole.write_graph(at(0.0), &graph()).unwrap();
}

fn train(logdir: &Path) {
    let mut run = event_file(logdir, "digits/train");
    write(&mut run, 0, vec![text("model", MODEL), text("settings", &settings())]);
    for step in 0..STEPS {
        let mut values = curves(step, 0.0);
        values.push(scalar("learning_rate", learning_rate(step)));
        values.push(scalar("epoch", (step / 80) as f64));
        values.extend(gradient_flow(step));
        if step % 36 == 0 {
            values.extend(histograms(step));
        }
        if step % 80 == 79 {
            values.push(("samples".into(), Summary::Image(digits(step as u32))));
        }
        write(&mut run, step, values);
    }
}

fn valid(logdir: &Path) {
    let mut run = event_file(logdir, "digits/valid");
    for step in (9..STEPS).step_by(10) {
        let mut values = curves(step, 0.06);
        if step % 40 == 39 {
            values.push(("confusion".into(), Summary::Image(confusion(progress(step)))));
        }
        write(&mut run, step, values);
    }
}

fn scalar(tag: &str, value: f64) -> (String, Summary) {
    (tag.to_owned(), Summary::Scalar(value as f32))
}

fn text(tag: &str, markdown: &str) -> (String, Summary) {
    (tag.to_owned(), Summary::Text(markdown.to_owned()))
}

/// From 0 to almost 1.
fn progress(step: i64) -> f64 {
    1.0 - (-(step as f64) / 90.0).exp()
}

fn curves(step: i64, behind: f64) -> Vec<(String, Summary)> {
    let noise = wave(step as f64 + 100.0 * behind) * if behind > 0.0 { 0.01 } else { 0.05 };
    let learned = progress(step);
    let loss = 2.3 * (1.0 - learned) + 0.08 + behind + noise * (1.2 - learned);
    let accuracy = (0.1 + 0.88 * learned - behind * 0.4 + noise * 0.4).clamp(0.0, 1.0);
    vec![scalar("loss", loss), scalar("accuracy", accuracy)]
}

/// A warm-up, then half a cosine.
fn learning_rate(step: i64) -> f64 {
    let step = step as f64;
    1e-3 * (step / 40.0).min(1.0) * 0.5 * (1.0 + (std::f64::consts::PI * step / STEPS as f64).cos())
}

fn gradient_flow(step: i64) -> Vec<(String, Summary)> {
    let mut values = Vec::new();
    for (at, (layer, size)) in LAYERS.into_iter().enumerate() {
        let mean = size * 4e-3 * (-progress(step) * 2.0).exp() * (0.3 * wave((step + 1000 * at as i64) as f64)).exp();
        values.push(scalar(&format!("gradient_flow/mean/{layer}"), mean));
        values.push(scalar(&format!("gradient_flow/max/{layer}"), mean * (14.0 + 5.0 * wave(step as f64))));
        for (kind, of) in [("weight", 1.0), ("bias", 2.5)] {
            let ratio = of * 1e-3 * size.sqrt() * (0.4 * wave((step * 7 + at as i64) as f64)).exp();
            values.push(scalar(&format!("update_ratio/{layer}.{kind}"), ratio));
        }
    }
    values.push(scalar("gradient_flow/global_norm", 1.8 * (-progress(step)).exp() + 0.3 * wave(step as f64 + 0.5)));
    values
}

fn histograms(step: i64) -> Vec<(String, Summary)> {
    let mut values = Vec::new();
    for (at, (layer, size)) in LAYERS.into_iter().enumerate() {
        let widened = 0.05 + 0.03 * at as f64 * progress(step);
        let shift = 0.04 * size * progress(step);
        let gradient = 2e-3 * size * (1.2 - progress(step));
        for (kind, scale) in [("weight", 1.0), ("bias", 0.4)] {
            values.push((format!("weights/{layer}.{kind}"), Summary::Histogram(bell(shift * scale, widened * scale))));
            values.push((format!("gradients/{layer}.{kind}"), Summary::Histogram(bell(0.0, gradient * scale))));
        }
    }
    values
}

/// 2 000 values around `center`, in 30 buckets.
fn bell(center: f64, spread: f64) -> Histogram {
    let width = 6.0 * spread / 30.0;
    Histogram::new((0..30).map(|bucket| {
        let left = center - 3.0 * spread + width * f64::from(bucket);
        let deviation = (left + width / 2.0 - center) / spread;
        let count = 160.0 * (-deviation * deviation / 2.0).exp() * (1.0 + 0.1 * wave(left));
        (left, left + width, count.round())
    }))
}

const MODEL: &str = "A small network for **8 × 8 digits**.\n\n\
    | layer | output | parameters |\n| --- | --- | ---: |\n\
    | `stem.conv` | 16 × 8 × 8 | 160 |\n| `block1.conv` | 32 × 8 × 8 | 4 640 |\n\
    | `block2.conv` | 32 × 4 × 4 | 9 248 |\n| `block3.conv` | 64 × 4 × 4 | 18 496 |\n\
    | `head.hidden` | 64 | 65 600 |\n| `head.output` | 10 | 650 |\n";

fn settings() -> String {
    markdown_table(["setting", "value"], [["optimizer", "Adam"], ["batch size", "64"], ["epochs", "5"], ["seed", "42"]])
}

fn graph() -> Graph {
    let shape = |dims: &[i64]| vec![Some(dims.to_vec())];
    let node = |name: &str, op: &str, inputs: &[&str], dims: &[i64]| Node {
        name: name.into(),
        op: op.into(),
        inputs: inputs.iter().map(|&input| input.to_owned()).collect(),
        output_shapes: shape(dims),
        ..Node::default()
    };
    let mut nodes = vec![node("input", "Placeholder", &[], &[64, 1, 8, 8])];
    let mut before = "input".to_owned();
    for (scope, dims) in
        [("stem", [64, 16, 8, 8]), ("block1", [64, 32, 8, 8]), ("block2", [64, 32, 4, 4]), ("block3", [64, 64, 4, 4])]
    {
        let (conv, relu) = (format!("{scope}/conv/conv2d"), format!("{scope}/relu"));
        let weight = format!("{scope}/conv/weight");
        nodes.push(node(&weight, "Parameter", &[], &[dims[1], 16, 3, 3]));
        nodes.push(node(&conv, "Conv2d", &[&before, &weight], &dims));
        nodes.push(node(&relu, "Relu", &[&conv], &dims));
        before = relu;
    }
    nodes.push(node("head/flatten", "Reshape", &[&before], &[64, 1024]));
    nodes.push(node("head/hidden/matmul", "Matmul", &["head/flatten"], &[64, 64]));
    nodes.push(node("head/relu", "Relu", &["head/hidden/matmul"], &[64, 64]));
    nodes.push(node("head/output/matmul", "Matmul", &["head/relu"], &[64, 10]));
    nodes.push(node("head/softmax", "Softmax", &["head/output/matmul"], &[64, 10]));
    Graph { nodes }
}
