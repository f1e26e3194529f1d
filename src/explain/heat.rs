//! Explanations over the steps of a training: each method's pictures, on one scale, and the numbers beside them.

use std::fmt::Display;

use burn::module::Module;
use burn::tensor::Tensor;
use nnviz_explain::{Blend, ColourMap, Error, Heatmap, Panels, Picture, PictureMethod, PictureModel, Scale};
use nnviz_logger::{Logger, Step};

use super::measures::{areas, drift};
use super::pixels;
use super::probes::{Probes, input_picture};
use super::thread::{Attempts, Series};

/// Colours reach to this many times the mean magnitude of a map.
const SHARE: f32 = 8.0;

/// Pictures lower than this are enlarged, so that their places can be seen.
const SMALL: usize = 96;

/// All methods, and what they explain.
pub(super) struct Heat<F> {
    pub(super) probes: Probes,
    pub(super) forward: F,
    pub(super) methods: Vec<Method>,
}

impl<M, F> Series<M> for Heat<F>
where
    M: Module + Display + 'static,
    F: Fn(&M, Tensor<4>) -> Tensor<2> + Send + 'static,
{
    fn make(&mut self, model: &M, attempts: &mut Attempts) {
        let model = PictureModel::new(model, &self.forward);
        let probes = &self.probes;
        attempts.attempt("probability", |logger, step| {
            logger.add_scalar("probability", probes.mean_probability(&model)?, step);
            Ok(())
        });
        for method in &mut self.methods {
            let name = method.name.clone();
            attempts.attempt(&name, |logger, step| method.log(&logger.scope(&name), step, &model, probes));
        }
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
        logger.add_image("heat", pixels(&picture)?, step);
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
