//! The filters of a convolution, as a sheet: in colour where they look at red, green and blue.

use burn::tensor::Tensor;
use nnviz_record::Summary;

use super::{sheet, wrong_shape};
use crate::worker::{Entry, Output};
use crate::{Error, Logger, Pixels, Step, Values};

/// Filters to log: the weight `[out, in, height, width]` of a convolution.
#[derive(Debug)]
#[must_use]
pub struct Filters {
    values: Values,
    shape: [usize; 4],
}

/// A layer with more filters than this is shown in part.
const MOST: usize = 256;

impl From<Tensor<4>> for Filters {
    fn from(weight: Tensor<4>) -> Self {
        Self { shape: weight.dims(), values: weight.into() }
    }
}

impl Filters {
    /// A filter with three inputs is one colour picture; of any other, each input is a grey one, and a filter has a row.
    fn draw(self, tag: &str) -> Result<Pixels, Error> {
        let [_, inputs, height, width] = self.shape;
        let values = self.values.read()?.into_f32();
        let size = height * width;
        if size * inputs == 0 || values.is_empty() {
            return Err(wrong_shape(tag, format!("filters of {height} × {width} for {inputs} inputs hold nothing")));
        }
        let (w, h) = (width as u32, height as u32);
        let filters = values.chunks(size * inputs);
        let pictures: Vec<Pixels> = if inputs == 3 {
            filters.take(MOST).map(|filter| Pixels::rgb(w, h, colours(filter, size))).collect::<Result<_, _>>()?
        } else {
            let planes = filters.flat_map(|filter| {
                let scale = largest(filter);
                filter.chunks(size).map(move |plane| (plane, scale))
            });
            let grey =
                |(plane, scale): (&[f32], f32)| Pixels::grey(w, h, plane.iter().map(|&v| byte(v, scale)).collect());
            planes.take(MOST).map(grey).collect::<Result<_, _>>()?
        };
        let columns = (inputs > 3 && inputs <= 32).then_some(inputs);
        sheet(&pictures, columns).ok_or_else(|| wrong_shape(tag, "there are no filters".to_owned()))
    }
}

/// Planes side by side, as one colour for each place.
fn colours(filter: &[f32], size: usize) -> Vec<u8> {
    let scale = largest(filter);
    let place = |at: usize| [filter[at], filter[at + size], filter[at + 2 * size]];
    (0..size).flat_map(place).map(|value| byte(value, scale)).collect()
}

fn largest(filter: &[f32]) -> f32 {
    filter.iter().filter(|value| value.is_finite()).fold(0.0, |largest, value| largest.max(value.abs()))
}

/// Zero is the middle grey; the largest weight of a filter is black or white.
fn byte(value: f32, largest: f32) -> u8 {
    if largest > 0.0 { (value / largest * 127.0 + 128.0).clamp(0.0, 255.0) as u8 } else { 128 }
}

impl Logger {
    /// Logs the filters of a convolution as a sheet. Each is scaled by its largest weight, and 0 is the middle grey.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// # use burn::nn::conv::{Conv2d, Conv2dConfig};
    /// # use burn::tensor::Device;
    /// let conv: Conv2d = Conv2dConfig::new([3, 16], [3, 3]).init(&Device::default());
    /// logger.add_filters("filters/conv1", conv.weight.val(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_filters(&self, tag: &str, weight: impl Into<Filters>, step: impl Into<Step>) {
        if !self.is_enabled() {
            return;
        }
        let (tag, filters) = (self.tag(tag), weight.into());
        self.send_heavy(tag.clone(), step.into(), filters.values.byte_len(), move || {
            let encoded = crate::Image::from(filters.draw(&tag)?).encode(&tag)?;
            Ok(Output::Entries(vec![Entry::new(tag, Summary::Image(encoded))]))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_interleaved_and_scaled_by_the_filter() {
        assert_eq!(colours(&[1.0, 0.0, -1.0, 0.5, 0.0, 0.0], 2), [255, 1, 128, 128, 191, 128]);
        assert_eq!(byte(0.0, 0.0), 128);
    }
}
