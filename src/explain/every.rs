//! `logger.every(500).explain(…)`: its settings.

use std::collections::BTreeSet;
use std::fmt;
use std::fmt::Display;
use std::marker::PhantomData;

use burn::module::Module;
use burn::tensor::Tensor;
use nnviz_explain::{DecisionRegions, GradCam, PictureMethod, Plane, Scale};
use nnviz_logger::Every;

use super::heat::{Heat, Method};
use super::probes::Probes;
use super::regions::BATCH;
use super::{Decide, Embed, Explanations, LoggedError};

/// Adds explanations to [`Logger::every`](nnviz_logger::Logger::every).
pub trait ExplainEvery {
    /// Explains fixed inputs at every n-th step of a training: `images` of `[batch, channels, height, width]`, by the scores that
    /// `forward` gives their `classes` (one for all, or one for each).
    ///
    /// Under `explain/METHOD` there will be images, the heat on the inputs, with the same colours for the same values at every
    /// step; and the scalars `…/drift` (1 less the rank correlation with the maps before), `…/deletion`, `…/insertion`
    /// (areas, Petsiuk et al. 2018) and `…/faithfulness` (insertion less deletion). `explain/probability` is the mean
    /// probability of the classes, `explain/skipped` how many steps were due but over the budget.
    ///
    /// What the training does is not changed: its thread takes a snapshot of the model (`valid()`: handles of tensors, no
    /// copies), and no random number is drawn from the training's. The work is done on a thread of its own.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// use burn::nn::conv::{Conv2d, Conv2dConfig};
    /// use burn::tensor::{Device, Tensor};
    /// use nnviz::explain::{ExplainEvery, GradCam, Saliency};
    ///
    /// let device = Device::default().autodiff();
    /// let model: Conv2d = Conv2dConfig::new([1, 3], [3, 3]).init(&device);
    /// let logger = nnviz::Logger::create(directory.path())?;
    /// let probes = Tensor::<4>::ones([2, 1, 8, 8], &device);
    /// let explanations = logger
    ///     .every(500)
    ///     .explain(probes, [0, 2], |model: &Conv2d, x| model.forward(x).mean_dim(3).mean_dim(2).flatten::<2>(1, 3))
    ///     .method("grad_cam", GradCam::new())
    ///     .method("saliency", Saliency::new())
    ///     .budget(0.05)
    ///     .start()?;
    /// for step in 0..600 {
    ///     // … a step of the training …
    ///     explanations.observe(&model, step);
    /// }
    /// let explained = explanations.finish()?;
    /// assert_eq!(explained.made + explained.skipped, 2); // steps 0 and 500
    /// logger.close()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn explain<M, F>(&self, images: Tensor<4>, classes: impl Into<Vec<usize>>, forward: F) -> Explain<M, F>
    where
        M: Module + Display + 'static,
        F: Fn(&M, Tensor<4>) -> Tensor<2> + Send + 'static;

    /// Maps of what a layer makes of fixed inputs, at every n-th step of a training: `features` gives `[samples, …]`, and each
    /// sample is a dot, coloured by its label. A map begins where the one before it ended, so that dots do not jump.
    ///
    /// Under `map/METHOD` there will be images, always of the same extent, and the scalars `…/movement` (how far the dots moved, by
    /// the extent of the map) and `…/trustworthiness` (of the neighbours on the map, Venna & Kaski 2001).
    /// Like [`explain`](Self::explain), it does not change what the training does.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// use burn::nn::{Linear, LinearConfig};
    /// use burn::tensor::{Device, Distribution, Tensor};
    /// use nnviz::explain::{ExplainEvery, Method};
    ///
    /// let device = Device::default().autodiff();
    /// let model: Linear = LinearConfig::new(3, 8).init(&device);
    /// let samples = Tensor::<2>::random([30, 3], Distribution::Default, &device);
    /// let logger = nnviz::Logger::create(directory.path())?;
    /// let labels = (0..30).map(|sample| sample % 3);
    /// let maps = logger
    ///     .every(100)
    ///     .embed(samples, labels, |model: &Linear, samples| model.forward(samples))
    ///     .method("pca", Method::Pca)
    ///     .without_budget()
    ///     .start()?;
    /// for step in 0..300 {
    ///     // … a step of the training …
    ///     maps.observe(&model, step);
    /// }
    /// assert_eq!(maps.finish()?.made, 3);
    /// logger.close()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn embed<M, F, L, const D: usize, const E: usize>(
        &self,
        inputs: Tensor<D>,
        labels: impl IntoIterator<Item = L>,
        features: F,
    ) -> Embed<M>
    where
        M: Module + 'static,
        F: Fn(&M, Tensor<D>) -> Tensor<E> + Send + 'static,
        L: ToString;

    /// The decision regions of a classifier, at every n-th step of a training: which class it answers on a plane, and how
    /// surely. The plane is that of its two inputs, or the one through three samples of any shape.
    ///
    /// Under `regions/plane` there will be images, always of the same plane, and the scalars `…/confidence` (the mean softmax of
    /// the class that is answered) and `…/changed` (the share of the plane that is answered otherwise than the time before).
    /// Like [`explain`](Self::explain), it does not change what the training does.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// use burn::nn::{Linear, LinearConfig};
    /// use burn::tensor::Device;
    /// use nnviz::explain::{ExplainEvery, Plane};
    ///
    /// let device = Device::default().autodiff();
    /// let model: Linear = LinearConfig::new(2, 3).init(&device);
    /// let logger = nnviz::Logger::create(directory.path())?;
    /// let plane = Plane::of_two_inputs((-1.0, 1.0), (-1.0, 1.0), &device)?;
    /// let regions = logger
    ///     .every(100)
    ///     .decide(plane, |model: &Linear, points| model.forward(points))
    ///     .names(["red", "green", "blue"])
    ///     .without_budget()
    ///     .start()?;
    /// for step in 0..300 {
    ///     // … a step of the training …
    ///     regions.observe(&model, step);
    /// }
    /// assert_eq!(regions.finish()?.made, 3);
    /// logger.close()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn decide<M, F, const D: usize>(&self, plane: Plane<D>, forward: F) -> Decide<M>
    where
        M: Module + 'static,
        F: Fn(&M, Tensor<D>) -> Tensor<2> + Send + 'static;
}

impl ExplainEvery for Every {
    fn explain<M, F>(&self, images: Tensor<4>, classes: impl Into<Vec<usize>>, forward: F) -> Explain<M, F>
    where
        M: Module + Display + 'static,
        F: Fn(&M, Tensor<4>) -> Tensor<2> + Send + 'static,
    {
        let probes = Probes::new(images.inner(), classes.into());
        let name = "explain".to_owned();
        Explain {
            every: self.clone(),
            name,
            probes,
            forward,
            methods: Vec::new(),
            share: Some(0.1),
            model: PhantomData,
        }
    }

    fn embed<M, F, L, const D: usize, const E: usize>(
        &self,
        inputs: Tensor<D>,
        labels: impl IntoIterator<Item = L>,
        features: F,
    ) -> Embed<M>
    where
        M: Module + 'static,
        F: Fn(&M, Tensor<D>) -> Tensor<E> + Send + 'static,
        L: ToString,
    {
        let inputs = inputs.inner();
        let labels = labels.into_iter().map(|label| label.to_string()).collect();
        Embed::new(self.clone(), labels, Box::new(move |model| rows(features(model, inputs.clone()))))
    }

    fn decide<M, F, const D: usize>(&self, plane: Plane<D>, forward: F) -> Decide<M>
    where
        M: Module + 'static,
        F: Fn(&M, Tensor<D>) -> Tensor<2> + Send + 'static,
    {
        let plane = plane.inner();
        let regions = move |model: &M, side| DecisionRegions::new(|points| forward(model, points), &plane, side, BATCH);
        Decide::new(self.clone(), Box::new(regions))
    }
}

/// What a layer makes, one row a sample.
fn rows<const E: usize>(features: Tensor<E>) -> Tensor<2> {
    let samples = features.dims()[0];
    let values = features.dims().iter().product::<usize>() / samples.max(1);
    features.reshape([samples, values])
}

/// Explanations of a training, before they begin; made by [`ExplainEvery::explain`].
///
/// | option | default |
/// |---|---|
/// | methods | Grad-CAM, as `grad_cam` |
/// | budget | 0.1 of the training's time |
/// | name | `explain` |
/// | faithfulness | in 16 steps |
pub struct Explain<M, F> {
    every: Every,
    name: String,
    probes: Probes,
    forward: F,
    methods: Vec<Method>,
    share: Option<f64>,
    model: PhantomData<fn(&M)>,
}

impl<M, F> fmt::Debug for Explain<M, F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Explain").field("name", &self.name).field("share", &self.share).finish_non_exhaustive()
    }
}

impl<M, F> Explain<M, F>
where
    M: Module + Display + 'static,
    F: Fn(&M, Tensor<4>) -> Tensor<2> + Send + 'static,
{
    /// Adds a method under a name, which becomes part of its tags. Its colours stand for shares: a place's value by the mean
    /// magnitude of its map, up to 8 times. So the maps of all steps compare, however steep the network has become. Class
    /// activation maps, which lie between 0 and 1, are shown as they are.
    #[must_use]
    pub fn method(mut self, name: &str, method: impl PictureMethod + Send + 'static) -> Self {
        self.methods.push(Method::new(name, Box::new(method), None));
        self
    }

    /// As [`Self::method`], where the colours stand for the values themselves, between fixed ends.
    #[must_use]
    pub fn method_on(mut self, scale: Scale, name: &str, method: impl PictureMethod + Send + 'static) -> Self {
        self.methods.push(Method::new(name, Box::new(method), Some(scale)));
        self
    }

    /// The part of the training's time that explanations may take, on their own thread. A due step is left out, and counted,
    /// when more than that was spent so far, or when the explanation before it is not done.
    #[must_use]
    pub fn budget(mut self, share: f64) -> Self {
        self.share = Some(share);
        self
    }

    /// Explains every step that is due: the training waits when the explanation before is not done. For short runs, and for
    /// series without gaps.
    #[must_use]
    pub fn without_budget(mut self) -> Self {
        self.share = None;
        self
    }

    /// What the tags begin with.
    #[must_use]
    pub fn name(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// In how many steps places are taken away and brought back for the faithfulness; 0 leaves it out. Each is an evaluation of
    /// two pictures for each input.
    #[must_use]
    pub fn faithfulness_steps(mut self, steps: usize) -> Self {
        self.probes.curve_steps = steps;
        self
    }

    /// The forward pass ends in a softmax: its scores are probabilities already.
    #[must_use]
    pub fn scores_are_probabilities(mut self) -> Self {
        self.probes.are_probabilities = true;
        self
    }

    /// Starts the thread that explains.
    ///
    /// # Errors
    /// [`LoggedError::Option`] for no inputs, for classes that are neither one nor one for each input, and for a budget that is
    /// not above 0; [`LoggedError::SameName`] for two methods of one name; [`LoggedError::Thread`] when the system has none.
    pub fn start(mut self) -> Result<Explanations<M>, LoggedError> {
        if self.methods.is_empty() {
            self = self.method("grad_cam", GradCam::new());
        }
        self.check()?;
        let series = Heat { probes: self.probes, forward: self.forward, methods: self.methods };
        Explanations::start(self.every, self.name, self.share, series)
    }

    fn check(&self) -> Result<(), LoggedError> {
        self.probes.check()?;
        let mut names = BTreeSet::new();
        match self.methods.iter().find(|method| !names.insert(method.name.as_str())) {
            Some(method) => Err(LoggedError::SameName { name: method.name.clone() }),
            None => Ok(()),
        }
    }
}
