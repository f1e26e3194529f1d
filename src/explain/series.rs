//! One method's explanations over the steps of a training: the pictures, on one scale, and the numbers beside them.

use burn::tensor::Tensor;
use nnviz_explain::{Blend, ColourMap, Error, Heatmap, Panels, Picture, PictureMethod, PictureModel, Scale};
use nnviz_logger::{Logger, Pixels, Step};

use super::LoggedError;
use super::measures::{self, areas, drift};

/// Colours reach to this many times the mean magnitude of a map.
const SHARE: f32 = 8.0;

/// Pictures lower than this are enlarged, so that their places can be seen.
const SMALL: usize = 96;

/// The inputs that are explained.
pub(super) struct Probes {
    images: Tensor<4>,
    classes: Vec<usize>,
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

    fn count(&self) -> usize {
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
    fn class_probabilities(&self, model: &PictureModel<'_>) -> Result<Vec<f64>, Error> {
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

/// A method, and what it found before.
pub(super) struct Method {
    pub(super) name: String,
    explains: Box<dyn PictureMethod + Send>,
    /// Ends that were asked for.
    fixed: Option<Scale>,
    /// The scale of the run, found at its first step.
    scale: Option<Scale>,
    before: Option<Vec<Heatmap>>,
}

impl Method {
    pub(super) fn new(name: &str, method: Box<dyn PictureMethod + Send>, fixed: Option<Scale>) -> Self {
        let fixed = fixed.or_else(|| method.scale());
        Self { name: name.to_owned(), explains: method, fixed, scale: fixed, before: None }
    }

    /// Explains the probes at a step, and logs what comes of it.
    pub(super) fn log(
        &mut self,
        logger: &Logger,
        step: Step,
        model: &PictureModel<'_>,
        probes: &Probes,
    ) -> Result<(), Error> {
        let maps = self.explains.explain(model, probes.images.clone(), &probes.classes)?.heatmaps()?;
        let picture = self.picture(model, probes, &maps)?;
        let pixels = Pixels::rgb(picture.width() as u32, picture.height() as u32, picture.bytes().to_vec());
        let pixels = pixels.map_err(|error| Error::Draw { reason: error.to_string() })?;
        logger.add_image("heat", pixels, step);
        if let Some(drift) = self.before.as_ref().and_then(|before| drift(before, &maps)) {
            logger.add_scalar("drift", drift, step);
        }
        if probes.curve_steps > 0
            && let Some(areas) = areas(model, probes, &maps)?
        {
            logger.add_scalar("deletion", areas.deletion, step);
            logger.add_scalar("insertion", areas.insertion, step);
            logger.add_scalar("faithfulness", areas.insertion - areas.deletion, step);
        }
        self.before = Some(maps);
        Ok(())
    }

    /// The inputs, and below each the heat on it.
    fn picture(&mut self, model: &PictureModel<'_>, probes: &Probes, maps: &[Heatmap]) -> Result<Picture, Error> {
        let shown = if self.fixed.is_some() { maps.to_vec() } else { shares(maps)? };
        let scale = *self.scale.get_or_insert(run_scale(&shown)?);
        let colours = if scale.low() < 0.0 { ColourMap::CoolWarm } else { ColourMap::Inferno };
        let probabilities = probes.class_probabilities(model)?;
        let mut panels = Panels::new("").columns(probes.count());
        let mut heat = Vec::new();
        for (index, map) in shown.iter().enumerate() {
            let input = input_picture(probes.image(index))?;
            let times = SMALL.div_ceil(input.height());
            let under = input.to_grey().faded(0.6);
            heat.push(map.overlay(&under, colours, scale, Blend::ByHeat(0.9))?.enlarged(times));
            let input = input.enlarged(times);
            panels =
                panels.panel(format!("class {}: {:.0} %", probes.class(index), 100.0 * probabilities[index]), input);
        }
        panels = heat.into_iter().fold(panels, |panels, picture| panels.panel("", picture));
        let label = if self.fixed.is_some() { "heat" } else { "heat, in times its mean" };
        panels.legend(label, colours, scale).sketch().scale(1.0).to_picture()
    }
}

/// Each map by its own mean magnitude: how much of the explanation lies at a place.
fn shares(maps: &[Heatmap]) -> Result<Vec<Heatmap>, Error> {
    let share = |map: &Heatmap| {
        let magnitude = map.magnitude().sum() / map.values().len() as f64;
        let by = if magnitude > 0.0 { 1.0 / magnitude } else { 0.0 };
        let values: Vec<f32> = map.values().iter().map(|value| (f64::from(*value) * by) as f32).collect();
        Heatmap::new(map.width(), map.height(), values)
    };
    maps.iter().map(share).collect()
}

/// The scale of a run, by the signs that the maps of its first step have.
fn run_scale(maps: &[Heatmap]) -> Result<Scale, Error> {
    let has_signs = maps.iter().any(|map| map.min() < 0.0);
    Scale::fixed(if has_signs { -SHARE } else { 0.0 }, SHARE)
}

/// An input as a picture, its smallest value black and its largest white: inputs are often normalised. One of another number of
/// channels than one or three is shown by its mean.
fn input_picture(image: Tensor<4>) -> Result<Picture, Error> {
    let [_, channels, height, width] = image.dims();
    let (low, high) = (image.clone().min(), image.clone().max());
    let length = (high - low.clone()).clamp_min(1e-12);
    let image = (image - low.unsqueeze()) / length.unsqueeze();
    let image = if matches!(channels, 1 | 3) { image } else { image.mean_dim(1) };
    let planes = image.dims()[1];
    Picture::from_tensor(image.reshape([planes, height, width]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steeper_map_has_the_same_shares() {
        let map = |times: f32| Heatmap::new(2, 1, [times, -3.0 * times]).unwrap();
        let shares = shares(&[map(1.0), map(1e4), map(0.0)]).unwrap();
        assert_eq!(shares[0].values(), [0.5, -1.5]);
        assert_eq!(shares[1].values(), shares[0].values());
        assert_eq!(shares[2].values(), [0.0, 0.0]);
        assert_eq!(run_scale(&shares).unwrap().low(), -SHARE);
    }
}
