//! Occlusion: what the score loses when a window of the picture is covered.
//!
//! Zeiler & Fergus 2013, "Visualizing and Understanding Convolutional Networks", section 4.2. Windows, strides and the
//! share of each place are Captum's: a place covered by several windows has the mean of what they cost, and a window that
//! reaches over the border is cut off there.

use std::ops::ControlFlow;

use burn::tensor::Tensor;

use crate::model::{at_least_one, check_alike, class_scores};
use crate::progress::{silent, tell};
use crate::tensor::tensor;
use crate::{Error, Progress};

/// Covers a window of an image at each place in turn, in all channels at once.
///
/// | option | default |
/// |---|---|
/// | window | the one given to [`Occlusion::new`] |
/// | stride | 1 (Captum's) |
/// | baseline | 0 (Captum's) |
/// | batch | 64 covered images at once |
///
/// ```
/// use burn::tensor::{Device, Tensor};
/// use nnviz_explain::Occlusion;
/// // A "model" that looks at the upper left place alone.
/// let model = |images: Tensor<4>| images.narrow(2, 0, 1).narrow(3, 0, 1).flatten::<2>(1, 3);
/// let image = Tensor::<4>::ones([1, 1, 2, 2], &Device::default());
/// let heat = Occlusion::new(1, 1).attribute(model, image, &[0])?;
/// assert_eq!(heat.into_data().to_vec::<f32>().unwrap(), [1.0, 0.0, 0.0, 0.0]);
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Occlusion {
    window: (usize, usize),
    stride: (usize, usize),
    baseline: Option<Tensor<4>>,
    batch: usize,
}

/// One window: rows and columns.
#[derive(Clone, Debug)]
struct Window {
    rows: std::ops::Range<usize>,
    columns: std::ops::Range<usize>,
}

impl Occlusion {
    /// A window of some pixels in height and width.
    pub fn new(height: usize, width: usize) -> Self {
        Self { window: (height, width), stride: (1, 1), baseline: None, batch: 64 }
    }

    /// How far the window moves down and to the right each time.
    #[must_use]
    pub fn stride(mut self, down: usize, right: usize) -> Self {
        self.stride = (down, right);
        self
    }

    /// What covers: `[1, channels, height, width]`, or one for each image.
    #[must_use]
    pub fn baseline(mut self, baseline: Tensor<4>) -> Self {
        self.baseline = Some(baseline);
        self
    }

    /// How many covered images the model sees at once.
    #[must_use]
    pub fn batch(mut self, images: usize) -> Self {
        self.batch = images;
        self
    }

    /// How much each place holds up the score of each image's class: `[batch, channels, height, width]`, as the images.
    ///
    /// `classes` is one class for all images, or one for each.
    ///
    /// # Errors
    /// [`Error::Option`] for a window or stride of nothing, or a window larger than the image; [`Error::Shape`] for a
    /// baseline of another shape; [`Error::Class`] and [`Error::Output`] for what the model does not give.
    pub fn attribute(
        &self,
        model: impl Fn(Tensor<4>) -> Tensor<2>,
        images: Tensor<4>,
        classes: &[usize],
    ) -> Result<Tensor<4>, Error> {
        self.attribute_with(model, images, classes, silent)
    }

    /// As [`Self::attribute`]; `progress` is told of covered images that are done, and may stop.
    ///
    /// # Errors
    /// As [`Self::attribute`], and [`Error::Stopped`].
    pub fn attribute_with(
        &self,
        model: impl Fn(Tensor<4>) -> Tensor<2>,
        images: Tensor<4>,
        classes: &[usize],
        mut progress: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Tensor<4>, Error> {
        let [count, channels, height, width] = images.dims();
        self.check(&images, classes)?;
        let windows = self.windows(height, width);
        let total = count * windows.len();
        let mut maps = Vec::with_capacity(count);
        for index in 0..count {
            let image = images.clone().narrow(0, index, 1);
            let class = classes[if classes.len() == 1 { 0 } else { index }];
            let whole = class_scores(&model, image.clone(), class)?[0];
            let mut map = Shares::new(height, width);
            for (chunk, covered) in windows.chunks(self.batch).enumerate() {
                let scores = class_scores(&model, self.cover(&image, index, covered), class)?;
                covered.iter().zip(scores).for_each(|(window, score)| map.add(window, whole - score));
                let done = index * windows.len() + chunk * self.batch + covered.len();
                tell(&mut progress, done, total)?;
            }
            let plane = tensor(map.mean(), [1, 1, height, width], &images.device());
            maps.push(plane.repeat_dim(1, channels));
        }
        Ok(Tensor::cat(maps, 0))
    }

    fn check(&self, images: &Tensor<4>, classes: &[usize]) -> Result<(), Error> {
        let [count, _, height, width] = images.dims();
        at_least_one("the batch", self.batch)?;
        for (stride, option) in [(self.stride.0, "the stride down"), (self.stride.1, "the stride to the right")] {
            at_least_one(option, stride)?;
        }
        for (window, size, option) in
            [(self.window.0, height, "the window's height"), (self.window.1, width, "the window's width")]
        {
            if window == 0 || window > size {
                let must_be = "at least 1, and not more than the image's";
                return Err(Error::Option { option, value: window as f64, must_be });
            }
        }
        if count == 0 || (classes.len() != 1 && classes.len() != count) {
            return Err(Error::Size { what: "a class for each image", shape: vec![count], values: classes.len() });
        }
        self.baseline.as_ref().map_or(Ok(()), |baseline| check_alike("the baseline", images, baseline))
    }

    fn windows(&self, height: usize, width: usize) -> Vec<Window> {
        let spans = |size: usize, window: usize, stride: usize| {
            let count = (size - window).div_ceil(stride) + 1;
            (0..count).map(move |index| index * stride..(index * stride + window).min(size))
        };
        let rows = spans(height, self.window.0, self.stride.0);
        rows.flat_map(|rows| {
            spans(width, self.window.1, self.stride.1).map(move |columns| Window { rows: rows.clone(), columns })
        })
        .collect()
    }

    /// The image with each window covered: `[windows, channels, height, width]`.
    fn cover(&self, image: &Tensor<4>, index: usize, windows: &[Window]) -> Tensor<4> {
        let [_, _, height, width] = image.dims();
        let mut open = vec![1.0; windows.len() * height * width];
        for (window, plane) in windows.iter().zip(open.chunks_mut(height * width)) {
            for row in window.rows.clone() {
                plane[row * width..][window.columns.clone()].fill(0.0);
            }
        }
        let open: Tensor<4> = tensor(open, [windows.len(), 1, height, width], &image.device());
        match &self.baseline {
            None => image.clone() * open,
            Some(baseline) => {
                let own = if baseline.dims()[0] == 1 { 0 } else { index };
                let baseline = baseline.clone().narrow(0, own, 1);
                baseline.clone() + (image.clone() - baseline) * open
            }
        }
    }
}

/// The sum and the number of what each place was given.
struct Shares {
    width: usize,
    sums: Vec<f64>,
    counts: Vec<u32>,
}

impl Shares {
    fn new(height: usize, width: usize) -> Self {
        Self { width, sums: vec![0.0; height * width], counts: vec![0; height * width] }
    }

    fn add(&mut self, window: &Window, cost: f64) {
        for place in window.rows.clone().flat_map(|row| window.columns.clone().map(move |column| (row, column))) {
            let at = place.0 * self.width + place.1;
            self.sums[at] += cost;
            self.counts[at] += 1;
        }
    }

    /// A place between windows, where the stride is longer than the window, has 0.
    fn mean(self) -> Vec<f32> {
        self.sums.iter().zip(self.counts).map(|(sum, count)| (sum / f64::from(count.max(1))) as f32).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::numbers;
    use burn::tensor::Device;

    fn image() -> Tensor<4> {
        let values = (0..2 * 5 * 4).map(|value| value as f32).collect();
        tensor(values, [1, 2, 5, 4], &Device::default())
    }

    fn total(images: Tensor<4>) -> Tensor<2> {
        let batch = images.dims()[0];
        images.reshape([batch as i32, -1]).sum_dim(1)
    }

    #[test]
    fn a_covered_window_costs_what_it_held() {
        let heat = numbers(Occlusion::new(1, 1).batch(3).attribute(total, image(), &[0]).unwrap()).unwrap();
        // Both channels are covered at once, and 20 numbers lie between them.
        let expected: Vec<f32> = (0..20).map(|place| (2 * place + 20) as f32).collect();
        assert_eq!(heat, [&expected[..], &expected[..]].concat());
    }

    #[test]
    fn windows_are_cut_off_at_the_border() {
        let windows = Occlusion::new(2, 3).stride(2, 2).windows(5, 4);
        let spans: Vec<_> = windows.into_iter().map(|window| (window.rows, window.columns)).collect();
        assert_eq!(spans.len(), 6);
        assert_eq!(spans[5], (4..5, 2..4));
    }

    #[test]
    fn an_image_that_is_its_own_baseline_loses_nothing() {
        let heat = Occlusion::new(2, 2).baseline(image()).attribute(total, image(), &[0]).unwrap();
        assert!(numbers(heat).unwrap().iter().all(|value| *value == 0.0));
    }

    #[test]
    fn what_cannot_be_done_is_said() {
        let run = |occlusion: Occlusion, classes: &[usize]| occlusion.attribute(total, image(), classes).unwrap_err();
        assert!(matches!(run(Occlusion::new(6, 1), &[0]), Error::Option { value: 6.0, .. }));
        assert!(matches!(run(Occlusion::new(1, 1).stride(0, 1), &[0]), Error::Option { .. }));
        assert!(matches!(run(Occlusion::new(1, 1), &[4]), Error::Class { class: 4, classes: 1 }));
        assert!(matches!(run(Occlusion::new(1, 1), &[0, 0]), Error::Size { .. }));
        let other = Tensor::zeros([1, 1, 5, 4], &Device::default());
        assert!(matches!(run(Occlusion::new(1, 1).baseline(other), &[0]), Error::Shape { .. }));
        let wrong = Occlusion::new(1, 1).attribute(|_| Tensor::zeros([7, 2], &Device::default()), image(), &[0]);
        assert!(matches!(wrong, Err(Error::Output { actual: [7, 2], batch: 1 })));
        let stopped = Occlusion::new(1, 1).attribute_with(total, image(), &[0], |_| ControlFlow::Break(()));
        assert!(matches!(stopped, Err(Error::Stopped)));
    }
}
