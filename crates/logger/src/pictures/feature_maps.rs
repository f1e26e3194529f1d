//! What the channels of a layer make of an image, as a sheet of grey pictures.

use burn::tensor::Tensor;
use nnviz_record::Summary;

use super::{sheet, wrong_shape};
use crate::worker::{Entry, Output};
use crate::{Error, Logger, Pixels, Step, Values};

/// Feature maps to log: a tensor `[channels, height, width]`, or the first example of `[batch, channels, height, width]`.
///
/// ```
/// use burn::tensor::{Device, Tensor};
/// use nnviz_logger::{FeatureMaps, Scaling};
///
/// let made_by_a_layer = Tensor::<4>::ones([2, 16, 8, 8], &Device::default());
/// let maps = FeatureMaps::from(made_by_a_layer).scaled(Scaling::Layer).columns(8);
/// ```
#[derive(Debug)]
#[must_use]
pub struct FeatureMaps {
    values: Values,
    /// Channels, height, width.
    shape: [usize; 3],
    scaling: Scaling,
    columns: Option<usize>,
}

/// What values become which greys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scaling {
    /// Each channel by itself: its mean is the middle grey, two of its standard deviations are black and white. Every
    /// channel shows its pattern, however weak.
    #[default]
    Channel,
    /// All channels alike: strong ones are told from weak ones.
    Layer,
}

impl From<Tensor<3>> for FeatureMaps {
    fn from(maps: Tensor<3>) -> Self {
        Self { shape: maps.dims(), values: maps.into(), scaling: Scaling::default(), columns: None }
    }
}

/// The first example of a batch.
impl From<Tensor<4>> for FeatureMaps {
    fn from(maps: Tensor<4>) -> Self {
        let [batch, channels, height, width] = maps.dims();
        let first = maps.narrow(0, 0, batch.min(1));
        let values = first.into();
        Self { shape: [channels, height, width], values, scaling: Scaling::default(), columns: None }
    }
}

impl FeatureMaps {
    /// How values become greys.
    pub fn scaled(mut self, scaling: Scaling) -> Self {
        self.scaling = scaling;
        self
    }

    /// How many maps stand in a row; about as many as rows otherwise.
    pub fn columns(mut self, columns: usize) -> Self {
        self.columns = Some(columns.max(1));
        self
    }

    fn draw(self, tag: &str) -> Result<Pixels, Error> {
        let [channels, height, width] = self.shape;
        let values = self.values.read()?.into_f32();
        let size = height * width;
        if size == 0 || values.len() != channels * size {
            return Err(wrong_shape(tag, format!("maps of {height} × {width} for {channels} channels hold nothing")));
        }
        let layer = Greys::of(&values);
        let grey = |map: &[f32]| {
            let greys = if self.scaling == Scaling::Layer { layer } else { Greys::of(map) };
            Pixels::grey(width as u32, height as u32, map.iter().map(|&value| greys.of_value(value)).collect())
        };
        let maps = values.chunks(size).map(grey).collect::<Result<Vec<_>, _>>()?;
        sheet(&maps, self.columns).ok_or_else(|| wrong_shape(tag, "there are no channels".to_owned()))
    }
}

/// From values to greys: their mean is 128, a standard deviation 64.
#[derive(Clone, Copy)]
struct Greys {
    mean: f32,
    std: f32,
}

impl Greys {
    fn of(values: &[f32]) -> Self {
        let finite = || values.iter().copied().filter(|value| value.is_finite()).map(f64::from);
        let count = finite().count().max(1) as f64;
        let mean = finite().sum::<f64>() / count;
        let variance = finite().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
        Self { mean: mean as f32, std: variance.sqrt() as f32 }
    }

    fn of_value(self, value: f32) -> u8 {
        ((value - self.mean) / (self.std + 1e-5) * 64.0 + 128.0).clamp(0.0, 255.0) as u8
    }
}

impl Logger {
    /// Logs what the channels of a layer make of an image, as a sheet of grey pictures. Tensors of a forward pass come
    /// from [`intermediates`](crate::intermediates).
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// # use burn::nn::conv::{Conv2d, Conv2dConfig};
    /// # use burn::tensor::{Device, Tensor};
    /// # let device = Device::default();
    /// # let model: Conv2d = Conv2dConfig::new([1, 16], [3, 3]).init(&device);
    /// # let image = Tensor::<4>::ones([1, 1, 8, 8], &device);
    /// logger.add_feature_maps("features/conv1", model.forward(image), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_feature_maps(&self, tag: &str, maps: impl Into<FeatureMaps>, step: impl Into<Step>) {
        if !self.is_enabled() {
            return;
        }
        let (tag, maps) = (self.tag(tag), maps.into());
        self.send_heavy(tag.clone(), step.into(), maps.values.byte_len(), move || {
            let encoded = crate::Image::from(maps.draw(&tag)?).encode(&tag)?;
            Ok(Output::Entries(vec![Entry::new(tag, Summary::Image(encoded))]))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn greys(values: &[f32], scaling: Scaling) -> Vec<u8> {
        let layer = Greys::of(values);
        let of = |map: &[f32]| if scaling == Scaling::Layer { layer } else { Greys::of(map) };
        values.chunks(2).flat_map(|map| map.iter().map(|&value| of(map).of_value(value)).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn greys_are_by_channel_or_by_layer() {
        // Each channel is one deviation below and above its mean.
        let channel = greys(&[0.0, 2.0, 100.0, 300.0], Scaling::Channel);
        let expected = [64_u8, 192, 64, 192];
        assert!(channel.iter().zip(expected).all(|(&grey, expected)| grey.abs_diff(expected) <= 1), "{channel:?}");
        let layer = greys(&[0.0, 2.0, 100.0, 300.0], Scaling::Layer);
        assert!(layer[0].abs_diff(layer[1]) <= 1 && layer[3] > layer[2] + 90, "{layer:?}");
        assert_eq!(greys(&[5.0, 5.0], Scaling::Channel), [128, 128]);
    }
}
