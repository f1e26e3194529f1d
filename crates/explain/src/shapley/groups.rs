//! The parts of an input that are present or absent as one.

use burn::tensor::Tensor;

use super::slic;
use crate::model::check_one;
use crate::tensor::numbers;
use crate::{Error, Heatmap};

/// Which part each number of a sample belongs to; Captum calls it a feature mask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups {
    of: Vec<usize>,
    count: usize,
}

impl Groups {
    /// Every number is a part of its own: the columns of a table.
    ///
    /// # Errors
    /// [`Error::Size`] for no numbers.
    pub fn each(numbers: usize) -> Result<Self, Error> {
        Self::new((0..numbers).collect())
    }

    /// The part of each number of a sample, in row-major order. Parts are numbered from 0, and none is empty.
    ///
    /// # Errors
    /// [`Error::Size`] when there are no numbers, or a part has none.
    pub fn new(of: Vec<usize>) -> Result<Self, Error> {
        let count = of.iter().max().map_or(0, |largest| largest.saturating_add(1));
        let mut seen = vec![false; count.min(of.len())];
        for part in &of {
            if let Some(seen) = seen.get_mut(*part) {
                *seen = true;
            }
        }
        if count == 0 || count > of.len() || seen.contains(&false) {
            return Err(Error::Size {
                what: "parts that are numbered from 0 without a gap",
                shape: vec![count],
                values: of.len(),
            });
        }
        Ok(Self { of, count })
    }

    /// Squares of `cell` pixels, each through all channels, of images of `[channels, height, width]`.
    ///
    /// # Errors
    /// [`Error::Size`] for an empty image or cell.
    pub fn grid([channels, height, width]: [usize; 3], cell: usize) -> Result<Self, Error> {
        if cell == 0 {
            return Err(Error::Option { option: "the cell", value: 0.0, must_be: "at least 1" });
        }
        let across = width.div_ceil(cell);
        let places = (0..height * width).map(|place| place / width / cell * across + place % width / cell);
        Self::through_channels(channels, &places.collect::<Vec<_>>())
    }

    /// About `count` superpixels of an image of `[1, channels, height, width]` (one channel, or red, green and blue of 0 to
    /// 1): patches of like colour, by SLIC (Achanta et al. 2012) with scikit-image's compactness of 10.
    ///
    /// # Errors
    /// [`Error::Shape`] for more than one image, [`Error::Option`] for a count of 0.
    pub fn superpixels(image: Tensor<4>, count: usize) -> Result<Self, Error> {
        check_one(&image)?;
        crate::model::at_least_one("the number of superpixels", count)?;
        let [_, channels, height, width] = image.dims();
        let planes = numbers(image)?;
        let patches = slic::superpixels(&planes, (width, height), count, 10.0);
        Self::through_channels(channels, &patches)
    }

    fn through_channels(channels: usize, places: &[usize]) -> Result<Self, Error> {
        Self::new(places.repeat(channels))
    }

    /// The part of each number.
    pub fn of(&self) -> &[usize] {
        &self.of
    }

    /// How many parts there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// A value for each part, painted on all the places of the first channel that belong to it.
    ///
    /// # Errors
    /// [`Error::Size`] when the sample is smaller than the picture, or there are too few values.
    pub fn heatmap(&self, width: usize, height: usize, values: &[f64]) -> Result<Heatmap, Error> {
        if values.len() != self.count {
            return Err(Error::Size { what: "a value for each part", shape: vec![self.count], values: values.len() });
        }
        let places = self.of.iter().take(width * height).map(|part| values[*part] as f32);
        Heatmap::new(width, height, places.collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_goes_through_all_channels() {
        let grid = Groups::grid([2, 3, 5], 2).unwrap();
        assert_eq!(grid.count(), 6);
        assert_eq!(grid.of()[..15], [0, 0, 1, 1, 2, 0, 0, 1, 1, 2, 3, 3, 4, 4, 5]);
        assert_eq!(grid.of()[..15], grid.of()[15..]);
    }

    #[test]
    fn parts_have_no_gaps() {
        assert!(Groups::new(vec![0, 2]).is_err());
        assert!(Groups::new(vec![0, usize::MAX]).is_err());
        assert!(Groups::new(vec![]).is_err());
        assert_eq!(Groups::new(vec![1, 0, 1]).unwrap().count(), 2);
    }
}
