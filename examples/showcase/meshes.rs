//! Surfaces and clouds of points: *Mesh*.

use nnviz::prelude::*;

use crate::data::Digit;
use crate::evaluation::Evaluation;
use crate::relief::{self, POINTS};

/// Dark blue for low, over green, to yellow for high.
const COLOURS: [[f32; 3]; 5] =
    [[68.0, 1.0, 84.0], [59.0, 82.0, 139.0], [33.0, 145.0, 140.0], [94.0, 201.0, 98.0], [253.0, 231.0, 37.0]];

/// One colour for each digit.
const CLASSES: [[u8; 3]; 10] = [
    [31, 119, 180],
    [255, 127, 14],
    [44, 160, 44],
    [214, 39, 40],
    [148, 103, 189],
    [140, 86, 75],
    [227, 119, 194],
    [127, 127, 127],
    [188, 189, 34],
    [23, 190, 207],
];

pub(crate) fn each_look(valid: &Logger, evaluation: &Evaluation, digits: &[Digit]) {
    let three = &relief::prototypes(evaluation, digits)[3];
    valid.add_mesh("what a 3 looks like", surface(three), evaluation.step);
    valid.add_mesh("scores of 3, 8 and 9", cloud(evaluation), evaluation.step);
}

/// A point for each height, and two triangles for each square of them.
fn surface(heights: &[f32]) -> Mesh {
    let side = POINTS as u32;
    let corners = (0..side * side).filter(|corner| corner % side + 1 < side && corner / side + 1 < side);
    let faces = corners.flat_map(|a| [[a, a + side, a + 1], [a + 1, a + side, a + side + 1]]).collect();
    let vertices = heights.iter().enumerate().map(|(point, &height)| leaning(point, height)).collect();
    let colors = heights.iter().map(|&height| colour(height)).collect();
    Mesh::new(vertices).with_faces(faces).with_colors(colors)
}

/// A point of the surface, which leans back: the camera looks along the third axis.
fn leaning(point: usize, height: f32) -> [f32; 3] {
    let share = |index: usize| index as f32 / (POINTS - 1) as f32 * 2.0 - 1.0;
    let (x, y, z) = (share(point % POINTS), -share(point / POINTS), 0.4 * height);
    let (sin, cos) = 0.45_f32.sin_cos();
    [x, cos * y + sin * z, cos * z - sin * y]
}

/// The colour of a height from 0 to 1.
fn colour(height: f32) -> [u8; 3] {
    let place = height.clamp(0.0, 1.0) * (COLOURS.len() - 1) as f32;
    let below = (place as usize).min(COLOURS.len() - 2);
    let share = place - below as f32;
    std::array::from_fn(|channel| (COLOURS[below][channel] * (1.0 - share) + COLOURS[below + 1][channel] * share) as u8)
}

/// A digit is where its three scores say; with the training those of a class draw together.
fn cloud(evaluation: &Evaluation) -> Mesh {
    let scores = evaluation.scores.to_data();
    let scores: Vec<f32> = scores.iter().collect();
    let points = scores.chunks_exact(10).map(|scores| [scores[3], scores[8], scores[9]]).collect();
    let colors = evaluation.labels.iter().map(|&label| CLASSES[label]).collect();
    Mesh::new(points).with_colors(colors).with_config(r#"{"material": {"cls": "PointsMaterial", "size": 0.6}}"#)
}
