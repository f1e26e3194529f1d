//! Digits as soft shapes: what *Mesh* and the video are made of.

use burn::tensor::{Device, Tensor};

use crate::data::{Batch, Digit, SIDE};
use crate::evaluation::Evaluation;

/// How many points a side of a relief has.
pub(crate) const POINTS: usize = 56;

/// What the network takes for each class: the mean of all digits, each counted by how sure the network is of it.
pub(crate) fn prototypes(evaluation: &Evaluation, digits: &[Digit]) -> Vec<Vec<f32>> {
    let images: Tensor<2> = Batch::new(digits, &Device::default()).images.reshape([digits.len(), SIDE * SIDE]);
    let weights = evaluation.probabilities.clone().transpose();
    let total = weights.clone().sum_dim(1);
    let means = (weights.matmul(images) / total).into_data();
    means.iter::<f32>().collect::<Vec<_>>().chunks_exact(SIDE * SIDE).map(relief).collect()
}

/// From 8 × 8 pixels to `POINTS` × `POINTS` heights: at each point the mean of the pixels around, the near ones most.
fn relief(pixels: &[f32]) -> Vec<f32> {
    let place = |point: usize| (point as f32 + 0.5) / POINTS as f32 * SIDE as f32 - 0.5;
    let nearness = |distance: f32| (-distance * distance / 0.3).exp();
    let height = |point: usize| {
        let (x, y) = (place(point % POINTS), place(point / POINTS));
        let weight = |pixel: usize| nearness(x - (pixel % SIDE) as f32) * nearness(y - (pixel / SIDE) as f32);
        let (sum, total) = pixels
            .iter()
            .enumerate()
            .fold((0.0, 0.0), |(sum, total), (pixel, &ink)| (sum + weight(pixel) * ink, total + weight(pixel)));
        sum / total
    };
    (0..POINTS * POINTS).map(height).collect()
}
