//! One way to call every method that explains a batch of pictures: so that who logs, compares or measures explanations need
//! not know which one it is.

use std::cell::OnceCell;
use std::fmt;
use std::fmt::Display;

use burn::module::Module;
use burn::tensor::Tensor;

use crate::cam::CamKind;
use crate::{
    Attribution, Cam, Deconvolution, Error, GuidedBackpropagation, InputTimesGradient, IntegratedGradients, Replay,
    Saliency, Scale, SmoothGrad,
};

/// A model as methods ask for it: by its forward pass, or by its [`Replay`], which is captured when the first one asks.
///
/// ```
/// use burn::nn::conv::{Conv2d, Conv2dConfig};
/// use burn::tensor::{Device, Tensor};
/// use nnviz_explain::{GradCam, PictureMethod, PictureModel, Saliency};
///
/// let device = Device::default();
/// let model: Conv2d = Conv2dConfig::new([1, 3], [3, 3]).init(&device);
/// let forward = |model: &Conv2d, x| model.forward(x).mean_dim(3).mean_dim(2).flatten::<2>(1, 3);
/// let model = PictureModel::new(&model, &forward);
/// let methods: [&dyn PictureMethod; 2] = [&GradCam::new(), &Saliency::new()];
/// for method in methods {
///     let image = Tensor::<4>::ones([1, 1, 8, 8], &device);
///     assert_eq!(method.explain(&model, image, &[2])?.tensor().dims(), [1, 1, 8, 8]);
/// }
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
pub struct PictureModel<'a> {
    forward: Box<dyn Fn(Tensor<4>) -> Tensor<2> + 'a>,
    capture: Capture<'a>,
    captured: OnceCell<Captured<'a>>,
}

type Capture<'a> = Box<dyn Fn(&Tensor<4>) -> Result<Captured<'a>, Error> + 'a>;
type Captured<'a> = Replay<'a, Tensor<4>>;

impl fmt::Debug for PictureModel<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PictureModel").field("captured", &self.captured.get()).finish_non_exhaustive()
    }
}

impl<'a> PictureModel<'a> {
    /// A model as it is for inference (`valid()`), and its forward pass from `[batch, channels, height, width]` to class
    /// scores.
    pub fn new<M, F>(model: &'a M, forward: &'a F) -> Self
    where
        M: Module + Display,
        F: Fn(&M, Tensor<4>) -> Tensor<2>,
    {
        Self {
            forward: Box::new(move |images| forward(model, images)),
            capture: Box::new(move |images| Replay::new(model, images, forward)),
            captured: OnceCell::new(),
        }
    }

    /// The class scores of a batch: `[batch, classes]`.
    pub fn scores(&self, images: Tensor<4>) -> Tensor<2> {
        (self.forward)(images)
    }

    /// The forward pass that is run again; captured for pictures of this shape when it is first asked for.
    ///
    /// # Errors
    /// As [`Replay::new`].
    pub fn replay(&self, images: &Tensor<4>) -> Result<&Replay<'a, Tensor<4>>, Error> {
        if let Some(captured) = self.captured.get() {
            return Ok(captured);
        }
        let captured = (self.capture)(images)?;
        Ok(self.captured.get_or_init(|| captured))
    }
}

/// A method that explains a batch of pictures at once, whatever else it is.
pub trait PictureMethod {
    /// How much each place matters to the score of each picture's class. `classes` is one class for all, or one for each.
    ///
    /// # Errors
    /// Those of the method.
    fn explain(&self, model: &PictureModel<'_>, images: Tensor<4>, classes: &[usize]) -> Result<Attribution<4>, Error>;

    /// The ends of its values, for methods whose values have any by nature.
    fn scale(&self) -> Option<Scale> {
        None
    }
}

impl<K: CamKind + Default> PictureMethod for Cam<K> {
    fn explain(&self, model: &PictureModel<'_>, images: Tensor<4>, classes: &[usize]) -> Result<Attribution<4>, Error> {
        let images = images.inner();
        self.attribute(model.replay(&images)?, images, classes)
    }

    /// Class activation maps are brought to 0…1.
    fn scale(&self) -> Option<Scale> {
        Scale::fixed(0.0, 1.0).ok()
    }
}

macro_rules! by_forward_pass {
    ($($method:ty),*) => {$(
        impl PictureMethod for $method {
            fn explain(
                &self,
                model: &PictureModel<'_>,
                images: Tensor<4>,
                classes: &[usize],
            ) -> Result<Attribution<4>, Error> {
                self.attribute(|images| model.scores(images), images, classes)
            }
        }
    )*};
}

macro_rules! by_replay {
    ($($method:ty),*) => {$(
        impl PictureMethod for $method {
            fn explain(
                &self,
                model: &PictureModel<'_>,
                images: Tensor<4>,
                classes: &[usize],
            ) -> Result<Attribution<4>, Error> {
                let images = images.inner();
                self.attribute(model.replay(&images)?, images, classes)
            }
        }
    )*};
}

by_forward_pass!(Saliency, InputTimesGradient, SmoothGrad, IntegratedGradients<4>);
by_replay!(GuidedBackpropagation, Deconvolution);
