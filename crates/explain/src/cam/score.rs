//! Score-CAM's weights: what the model says of the image that a feature map leaves.

use burn::tensor::module::interpolate;
use burn::tensor::ops::{InterpolateMode, InterpolateOptions};
use burn::tensor::{Tensor, activation};

use super::CamKind;
use crate::model::{at_least_one, class_column, class_of, one_hot};
use crate::{Error, Insight, Look};

/// That of [`ScoreCam`](super::ScoreCam).
#[derive(Clone, Copy, Debug)]
pub struct Scores {
    pub(super) batch: usize,
}

impl Default for Scores {
    fn default() -> Self {
        Self { batch: 16 }
    }
}

impl CamKind for Scores {
    fn map(
        &self,
        model: &impl Insight<4>,
        images: &Tensor<4>,
        classes: &[usize],
        look: &Look<4>,
    ) -> Result<Tensor<4>, Error> {
        at_least_one("the batch", self.batch)?;
        let [count, channels, _, _] = look.activations.dims();
        let masks = masks(look.activations.clone(), images.dims());
        let mut maps = Vec::with_capacity(count);
        for index in 0..count {
            let image = images.clone().narrow(0, index, 1);
            // One mask a sample: [channels, 1, height, width].
            let masks = masks.clone().narrow(0, index, 1).swap_dims(0, 1);
            let mut scores = Vec::with_capacity(channels);
            for start in (0..channels).step_by(self.batch) {
                let some = masks.clone().narrow(0, start, self.batch.min(channels - start));
                let output = model.scores(image.clone() * some)?;
                let chosen = one_hot(output.dims(), &[class_of(classes, index)], &output.device())?;
                scores.extend(class_column(output, &chosen)?.into_iter().map(|score| score as f32));
            }
            let scores = Tensor::<1>::from_floats(scores.as_slice(), &image.device());
            let weights = activation::softmax(scores, 0).reshape([1, channels, 1, 1]);
            maps.push((look.activations.clone().narrow(0, index, 1) * weights).sum_dim(1));
        }
        Ok(Tensor::cat(maps, 0))
    }
}

/// Feature maps in the images' size, each brought to 0…1. Corners lie on corners, as in pytorch-grad-cam.
fn masks(maps: Tensor<4>, [_, _, height, width]: [usize; 4]) -> Tensor<4> {
    let options = InterpolateOptions::new(InterpolateMode::Bilinear).with_align_corners(true);
    let large = interpolate(maps, options.with_output_size([height, width]));
    let low = large.clone().min_dim(3).min_dim(2);
    let high = large.clone().max_dim(3).max_dim(2);
    (large - low.clone()) / (high - low + 1e-8)
}
