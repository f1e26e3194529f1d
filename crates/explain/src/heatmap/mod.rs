//! The value that every method for pictures ends in: a number for each place, to look at, to lay over a picture and to log.

mod overlay;
mod panels;
mod scale;

use burn::tensor::Tensor;

pub use overlay::Blend;
pub use panels::Panels;
pub(crate) use panels::{draw_colour_bar, tidy};
pub use scale::Scale;
pub(crate) use scale::percentile;

use crate::picture::resize;
use crate::tensor::{check_finite, numbers};
use crate::{ColourMap, Error, Picture};

/// How much each place of a picture matters: a number a place, row by row from the top; all are finite.
///
/// ```
/// use nnviz_explain::{Blend, ColourMap, Heatmap, Picture, Scale};
/// let heat = Heatmap::new(2, 1, vec![0.0, 3.0])?;
/// assert_eq!(heat.normalised().values(), [0.0, 1.0]);
/// let painted = heat.paint(ColourMap::Viridis, Scale::of(&heat));
/// assert_eq!(painted.bytes()[..3], [68, 1, 84]);
/// let photo = Picture::rgb(4, 2, vec![128; 24])?;
/// let over = heat.overlay(&photo, ColourMap::Jet, Scale::of(&heat), Blend::Alpha(0.5))?;
/// assert_eq!((over.width(), over.height()), (4, 2));
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Heatmap {
    width: usize,
    height: usize,
    values: Vec<f32>,
}

impl Heatmap {
    /// Takes a value for each place, row by row from the top.
    ///
    /// # Errors
    /// [`Error::Size`] when the values do not fill the map or there are none, [`Error::NotFinite`] for NaN or infinity.
    pub fn new(width: usize, height: usize, values: impl Into<Vec<f32>>) -> Result<Self, Error> {
        let values = values.into();
        if values.is_empty() || values.len() != width.saturating_mul(height) {
            return Err(Error::Size { what: "a heat map", shape: vec![height, width], values: values.len() });
        }
        check_finite("a heat map", &values)?;
        Ok(Self { width, height, values })
    }

    /// A tensor of `[height, width]`.
    ///
    /// # Errors
    /// As [`Self::new`], and [`Error::ReadTensor`] when the device fails.
    pub fn from_tensor(map: Tensor<2>) -> Result<Self, Error> {
        let [height, width] = map.dims();
        Self::new(width, height, numbers(map)?)
    }

    /// A map for each sample of an attribution of `[batch, channels, height, width]`: the sum over the channels, which
    /// keeps the sign, and the completeness of methods that have it.
    ///
    /// # Errors
    /// As [`Self::from_tensor`].
    pub fn from_attribution(attribution: Tensor<4>) -> Result<Vec<Self>, Error> {
        Self::batch(attribution.sum_dim(1))
    }

    /// A map for each sample of an attribution of `[batch, channels, height, width]`: the largest magnitude among the
    /// channels, as Simonyan et al. 2013 show saliency.
    ///
    /// # Errors
    /// As [`Self::from_tensor`].
    pub fn from_magnitude(attribution: Tensor<4>) -> Result<Vec<Self>, Error> {
        Self::batch(attribution.abs().max_dim(1))
    }

    fn batch(maps: Tensor<4>) -> Result<Vec<Self>, Error> {
        let [_, _, height, width] = maps.dims();
        let values = numbers(maps)?;
        values.chunks(width * height).map(|map| Self::new(width, height, map)).collect()
    }

    /// Width, in places.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height, in places.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The values, row by row from the top.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The smallest value.
    pub fn min(&self) -> f32 {
        self.values.iter().copied().fold(f32::INFINITY, f32::min)
    }

    /// The largest value.
    pub fn max(&self) -> f32 {
        self.values.iter().copied().fold(f32::NEG_INFINITY, f32::max)
    }

    /// The sum of all values; for a complete method, what the score differs by from the baseline's.
    pub fn sum(&self) -> f64 {
        self.values.iter().map(|value| f64::from(*value)).sum()
    }

    /// Brought to 0…1 as pytorch-grad-cam does: the smallest value becomes 0 and the largest 1, within its 10⁻⁷. A flat
    /// map becomes 0 all over, and no NaN.
    #[must_use]
    pub fn normalised(&self) -> Self {
        let min = self.min();
        let largest = self.max() - min;
        self.map(|value| (value - min) / (1e-7 + largest))
    }

    /// Brought to −1…1, where 0 stays 0.
    #[must_use]
    pub fn signed(&self) -> Self {
        let largest = self.values.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        self.map(|value| if largest > 0.0 { value / largest } else { 0.0 })
    }

    /// Negative values become 0.
    #[must_use]
    pub fn positive(&self) -> Self {
        self.map(|value| value.max(0.0))
    }

    /// The magnitudes.
    #[must_use]
    pub fn magnitude(&self) -> Self {
        self.map(f32::abs)
    }

    fn map(&self, change: impl Fn(f32) -> f32) -> Self {
        Self { values: self.values.iter().copied().map(change).collect(), ..*self }
    }

    /// The same map in another size: half-pixel bilinear, equal to `OpenCV`'s `resize`.
    ///
    /// # Errors
    /// [`Error::Size`] for a size of no places.
    pub fn resized(&self, width: usize, height: usize) -> Result<Self, Error> {
        if width == 0 || height == 0 {
            return Err(Error::Size { what: "a heat map", shape: vec![height, width], values: self.values.len() });
        }
        let values = resize::bilinear(&self.values, (self.width, self.height), (width, height));
        Ok(Self { width, height, values })
    }

    /// The map in colours, a pixel a place.
    pub fn paint(&self, colours: ColourMap, scale: Scale) -> Picture {
        let rgb = self.values.iter().flat_map(|value| colours.rgb(scale.position(*value))).collect();
        Picture::trusted(self.width, self.height, rgb)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    #[test]
    fn values_must_fill_the_map_and_be_numbers() {
        assert!(matches!(Heatmap::new(2, 2, vec![0.0; 3]), Err(Error::Size { values: 3, .. })));
        assert!(matches!(Heatmap::new(0, 0, vec![]), Err(Error::Size { .. })));
        assert!(matches!(Heatmap::new(2, 1, vec![0.0, f32::NAN]), Err(Error::NotFinite { index: 1, .. })));
    }

    #[test]
    fn a_flat_map_is_no_nan() {
        let flat = Heatmap::new(2, 1, vec![4.0, 4.0]).unwrap();
        assert_eq!((flat.normalised().values(), flat.positive().signed().values()), (&[0.0; 2][..], &[1.0; 2][..]));
        let zero = Heatmap::new(2, 1, vec![0.0, 0.0]).unwrap();
        assert_eq!(zero.signed().values(), [0.0, 0.0]);
        assert_eq!(zero.paint(ColourMap::Grey, Scale::of(&zero)).bytes(), [0; 6]);
    }

    #[test]
    fn an_attribution_becomes_a_map_for_each_sample() {
        let attribution =
            Tensor::<4>::from_data([[[[1.0, -2.0]], [[-3.0, 1.0]]], [[[0.0, 5.0]], [[1.0, 0.0]]]], &Device::default());
        let sums = Heatmap::from_attribution(attribution.clone()).unwrap();
        assert_eq!(sums.iter().map(Heatmap::values).collect::<Vec<_>>(), [[-2.0, -1.0], [1.0, 5.0]]);
        let sizes = Heatmap::from_magnitude(attribution).unwrap();
        assert_eq!(sizes.iter().map(Heatmap::values).collect::<Vec<_>>(), [[3.0, 2.0], [1.0, 5.0]]);
    }
}
