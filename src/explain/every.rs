//! `logger.every(500).explain(…)`: its settings, and what the training loop holds.

use std::collections::BTreeSet;
use std::fmt;
use std::fmt::Display;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::thread::JoinHandle;

use burn::module::Module;
use burn::tensor::Tensor;
use nnviz_explain::{GradCam, PictureMethod, Scale};
use nnviz_logger::{Every, Step};

use super::budget::{Budget, Pace};
use super::series::{Method, Probes};
use super::thread::{self, Failures, Moment};
use super::{Explained, LoggedError};

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
        let pace = self.share.map_or(Pace::Always, Pace::Share);
        let (budget, failures) = (Arc::new(Budget::new(pace)), Failures::default());
        let (queue, moments) = std::sync::mpsc::sync_channel(1);
        let work = thread::Work {
            name: self.name.clone(),
            probes: self.probes,
            forward: self.forward,
            methods: self.methods,
            budget: Arc::clone(&budget),
            failures: failures.clone(),
        };
        let thread = std::thread::Builder::new().name("nnviz-explain".to_owned()).spawn(move || work.run(&moments))?;
        Ok(Explanations {
            every: self.every,
            name: self.name,
            budget,
            failures,
            queue: Some(queue),
            thread: Some(thread),
        })
    }

    fn check(&self) -> Result<(), LoggedError> {
        self.probes.check()?;
        if let Some(value) = self.share.filter(|share| share.is_nan() || *share <= 0.0) {
            return Err(LoggedError::Option { option: "the budget", value, must_be: "above 0" });
        }
        let mut names = BTreeSet::new();
        match self.methods.iter().find(|method| !names.insert(method.name.as_str())) {
            Some(method) => Err(LoggedError::SameName { name: method.name.clone() }),
            None => Ok(()),
        }
    }
}

/// Explanations of a training, while it runs; made by [`Explain::start`].
///
/// [`finish`](Self::finish) waits for the last one. Dropping it waits too, and drops the errors: finish it before the logger
/// is closed, or what comes after is lost.
#[derive(Debug)]
pub struct Explanations<M> {
    every: Every,
    name: String,
    budget: Arc<Budget>,
    failures: Failures,
    queue: Option<SyncSender<Moment<M>>>,
    thread: Option<JoinHandle<()>>,
}

impl<M: Module> Explanations<M> {
    /// To be called at each step of the training. Where the step is due and within the budget, a snapshot of the model is handed
    /// over; otherwise nothing happens.
    pub fn observe(&self, model: &M, step: impl Into<Step>) {
        let step = step.into();
        self.every.at(step, |logger| {
            let admitted = self.budget.admit();
            logger.scope(&self.name).add_scalar("skipped", self.budget.explained().skipped as f64, step);
            if let Some(queue) = self.queue.as_ref().filter(|_| admitted) {
                let moment = Moment { model: model.valid(), logger: logger.clone(), step };
                if queue.send(moment).is_err() {
                    self.failures.thread_is_gone();
                }
            }
        });
    }
}

impl<M> Explanations<M> {
    /// What became of the steps so far.
    pub fn explained(&self) -> Explained {
        self.budget.explained()
    }

    /// Waits for the explanations that were begun.
    ///
    /// # Errors
    /// The first thing that went wrong. Each method's first error was logged as a text under its tag, too.
    pub fn finish(mut self) -> Result<Explained, LoggedError> {
        self.end();
        match self.failures.take_first() {
            Some(error) => Err(error),
            None => Ok(self.explained()),
        }
    }

    fn end(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            self.failures.thread_is_gone();
        }
    }
}

impl<M> Drop for Explanations<M> {
    fn drop(&mut self) {
        self.end();
    }
}
