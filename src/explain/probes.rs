//! The fixed inputs that are explained at every step, and what the model says to them.

use burn::tensor::Tensor;
use nnviz_explain::{Error, Picture, PictureModel};

use super::{LoggedError, measures};

/// The inputs that are explained.
pub(super) struct Probes {
    pub(super) images: Tensor<4>,
    pub(super) classes: Vec<usize>,
    pub(super) curve_steps: usize,
    pub(super) are_probabilities: bool,
}

impl Probes {
    pub(super) fn new(images: Tensor<4>, classes: Vec<usize>) -> Self {
        Self { images, classes, curve_steps: 16, are_probabilities: false }
    }

    pub(super) fn check(&self) -> Result<(), LoggedError> {
        let (count, classes) = (self.images.dims()[0], self.classes.len());
        if self.images.dims().contains(&0) {
            let (option, value) = ("the number of inputs, or of their pixels,", 0.0);
            return Err(LoggedError::Option { option, value, must_be: "at least 1" });
        }
        if classes == 1 || classes == count {
            return Ok(());
        }
        let (option, value) = ("the number of classes", classes as f64);
        Err(LoggedError::Option { option, value, must_be: "1, or the number of inputs" })
    }

    pub(super) fn count(&self) -> usize {
        self.images.dims()[0]
    }

    pub(super) fn image(&self, index: usize) -> Tensor<4> {
        self.images.clone().narrow(0, index, 1)
    }

    pub(super) fn class(&self, index: usize) -> usize {
        self.classes[index % self.classes.len()]
    }

    pub(super) fn probabilities(&self, scores: Tensor<2>) -> Tensor<2> {
        measures::probabilities(scores, self.are_probabilities)
    }

    /// The probability of each input's class.
    pub(super) fn class_probabilities(&self, model: &PictureModel<'_>) -> Result<Vec<f64>, Error> {
        let probabilities = self.probabilities(model.scores(self.images.clone()));
        let [rows, classes] = probabilities.dims();
        if rows != self.count() || classes == 0 {
            return Err(Error::Output { actual: [rows, classes], batch: self.count() });
        }
        let read = |error: String| Error::ReadTensor { reason: error };
        let data = probabilities.try_into_data().map_err(|error| read(error.to_string()))?;
        let values = data.try_into_vec_as::<f32>().map_err(|error| read(error.to_string()))?;
        let of = |(index, row): (usize, &[f32])| {
            let class = self.class(index);
            row.get(class).map(|value| f64::from(*value)).ok_or(Error::Class { class, classes })
        };
        values.chunks(classes).enumerate().map(of).collect()
    }

    pub(super) fn mean_probability(&self, model: &PictureModel<'_>) -> Result<f64, Error> {
        Ok(measures::mean(self.class_probabilities(model)?.into_iter()).unwrap_or(0.0))
    }
}

/// An input as a picture, its smallest value black and its largest white: inputs are often normalised. One of another number of
/// channels than one or three is shown by its mean.
pub(super) fn input_picture(image: Tensor<4>) -> Result<Picture, Error> {
    let [_, channels, height, width] = image.dims();
    let (low, high) = (image.clone().min(), image.clone().max());
    let length = (high - low.clone()).clamp_min(1e-12);
    let image = (image - low.unsqueeze()) / length.unsqueeze();
    let image = if matches!(channels, 1 | 3) { image } else { image.mean_dim(1) };
    let planes = image.dims()[1];
    Picture::from_tensor(image.reshape([planes, height, width]))
}
