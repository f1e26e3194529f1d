//! Class activation maps: where the feature maps of a layer speak for a class.
//!
//! | method | a feature map counts by | paper |
//! |---|---|---|
//! | [`GradCam`] | the mean of its gradient | Selvaraju et al. 2017 |
//! | [`GradCamPlusPlus`] | a weighted mean of its positive gradients | Chattopadhay et al. 2018 |
//! | [`LayerCam`] | its positive gradient, place by place | Jiang et al. 2021 |
//! | [`ScoreCam`] | the score of what it leaves of the input | Wang et al. 2020 |
//! | [`EigenCam`] | the first principal component, whatever the class | Muhammad & Yeasin 2020 |
//!
//! Maps are made as pytorch-grad-cam makes them: of each layer what is positive, brought to 0…1 and to the size of the image; the
//! mean of the layers, brought to 0…1 once more. Gradients are those of the score before softmax.

mod eigen;
mod kind;
mod score;

use burn::tensor::Tensor;

pub use kind::{CamKind, Eigen, GradientMean, PlusPlus, PositiveGradient};
pub use score::Scores;

use crate::attribution::Shown;
use crate::tensor::{numbers, tensor};
use crate::{Attribution, Error, Heatmap, Insight, Layers};

/// Gradient-weighted class activation mapping: a feature map counts by the mean of its gradient.
///
/// Selvaraju, Cogswell, Das, Vedantam, Parikh & Batra 2017, "Grad-CAM: Visual Explanations from Deep Networks via
/// Gradient-based Localization".
pub type GradCam = Cam<GradientMean>;

/// Grad-CAM++: places with a positive gradient count, by a weight that is made for several objects of a class.
///
/// Chattopadhay, Sarkar, Howlader & Balasubramanian 2018, "Grad-CAM++: Improved Visual Explanations for Deep Convolutional
/// Networks".
pub type GradCamPlusPlus = Cam<PlusPlus>;

/// Layer-CAM: each place of a feature map counts by its own gradient, if it is positive. Made for early layers too.
///
/// Jiang, Zhang, Hou, Cheng & Wei 2021, "LayerCAM: Exploring Hierarchical Class Activation Maps for Localization".
pub type LayerCam = Cam<PositiveGradient>;

/// Score-CAM: a feature map counts by the score of the image that it masks. Needs no gradient, but a run for each feature map.
///
/// Wang, Wang, Du, Yang, Zhang, Ding, Mardziel & Hu 2020, "Score-CAM: Score-Weighted Visual Explanations for Convolutional
/// Neural Networks".
pub type ScoreCam = Cam<Scores>;

/// Eigen-CAM: the first principal component of the feature maps. It asks for no class.
///
/// Muhammad & Yeasin 2020, "Eigen-CAM: Class Activation Map using Principal Components". A component has no sign; here it is
/// turned so that its largest magnitude is positive, as in Chung & Ying 2025, "Seg-Eigen-CAM".
pub type EigenCam = Cam<Eigen>;

/// A class activation map of some kind: [`GradCam`], [`GradCamPlusPlus`], [`LayerCam`], [`ScoreCam`], [`EigenCam`].
///
/// | option | default |
/// |---|---|
/// | layers | what the last convolution hands on |
///
/// ```
/// use burn::nn::conv::{Conv2d, Conv2dConfig};
/// use burn::tensor::{Device, Tensor};
/// use nnviz_explain::{GradCam, Replay};
///
/// let device = Device::default();
/// let model: Conv2d = Conv2dConfig::new([1, 3], [3, 3]).init(&device);
/// let image = Tensor::<4>::ones([1, 1, 8, 8], &device);
/// let replay = Replay::new(&model, &image, |model, x| model.forward(x).mean_dim(3).mean_dim(2).flatten::<2>(1, 3))?;
/// let found = GradCam::new().attribute(&replay, image, &[2])?;
/// assert_eq!(found.tensor().dims(), [1, 1, 8, 8]);
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Cam<K> {
    layers: Layers,
    kind: K,
}

impl<K: CamKind + Default> Cam<K> {
    /// With the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The layers whose feature maps are looked at, `[batch, channels, height, width]` each: a name, a pattern or a list of them.
    #[must_use]
    pub fn layers(mut self, layers: impl Into<Layers>) -> Self {
        self.layers = layers.into();
        self
    }

    /// A map from 0 to 1 for each image, `[batch, 1, height, width]`, in the images' size. `classes` is one class for all, or one
    /// for each.
    ///
    /// # Errors
    /// [`Error::Layer`] for a layer that is not there, [`Error::Rank`] for one whose output is no feature maps,
    /// [`Error::Class`] for a class that is not there.
    pub fn attribute(
        &self,
        model: &impl Insight<4>,
        images: Tensor<4>,
        classes: &[usize],
    ) -> Result<Attribution<4>, Error> {
        let images = images.inner();
        let [count, _, height, width] = images.dims();
        let (maps, scores) = self.maps(model, &images, classes)?;
        let mut sums = vec![vec![0.0; height * width]; count];
        for layer in &maps {
            let [_, _, rows, columns] = layer.dims();
            let values = numbers(layer.clone())?;
            for (sum, map) in sums.iter_mut().zip(values.chunks((rows * columns).max(1))) {
                let map = Heatmap::new(columns, rows, map)?.positive().normalised().resized(width, height)?;
                sum.iter_mut().zip(map.values()).for_each(|(sum, value)| *sum += value / maps.len() as f32);
            }
        }
        let images_maps: Result<Vec<f32>, Error> = sums.into_iter().try_fold(Vec::new(), |mut all, sum| {
            all.extend_from_slice(Heatmap::new(width, height, sum)?.normalised().values());
            Ok(all)
        });
        Ok(Attribution::new(tensor(images_maps?, [count, 1, height, width], &images.device()), scores, Shown::Sum))
    }

    /// The maps as they come from the layers, one for each layer: `[batch, 1, rows, columns]` of the layer's size and in its unit,
    /// with both signs. Captum's `LayerGradCam` gives these.
    ///
    /// # Errors
    /// As [`Self::attribute`].
    pub fn raw(&self, model: &impl Insight<4>, images: Tensor<4>, classes: &[usize]) -> Result<Vec<Tensor<4>>, Error> {
        Ok(self.maps(model, &images.inner(), classes)?.0)
    }

    fn maps(
        &self,
        model: &impl Insight<4>,
        images: &Tensor<4>,
        classes: &[usize],
    ) -> Result<(Vec<Tensor<4>>, Vec<f64>), Error> {
        let looks = model.look(images.clone(), &self.layers, Some(classes))?;
        let map = |look| self.kind.map(model, images, classes, look);
        Ok((looks.layers.iter().map(map).collect::<Result<_, _>>()?, looks.scores))
    }
}

impl ScoreCam {
    /// How many masked images the model sees at once; 16 by default, as in pytorch-grad-cam.
    #[must_use]
    pub fn batch(mut self, images: usize) -> Self {
        self.kind.batch = images;
        self
    }
}
