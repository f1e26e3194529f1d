//! `logger.every(500).decide(…)`: the decision regions of a model over the steps of a training.

use std::fmt;

use burn::module::Module;
use nnviz_explain::{DecisionRegions, Error};
use nnviz_logger::{Every, Logger, Step};

use super::thread::{Attempts, Series};
use super::{Explanations, LoggedError, pixels};

/// How many places of the plane a model is asked about at once.
pub(super) const BATCH: usize = 512;

/// The regions of a model on a grid of so many points to a side.
type Regions<M> = Box<dyn Fn(&M, usize) -> Result<DecisionRegions, Error> + Send>;

/// Decision regions of a training, before they begin; made by [`ExplainEvery::decide`](super::ExplainEvery::decide).
///
/// | option | default |
/// |---|---|
/// | side | 101 points to a side |
/// | points | none but the three samples that a plane goes through |
/// | names | the numbers of the classes |
/// | budget | 0.1 of the training's time |
/// | name | `regions` |
pub struct Decide<M> {
    every: Every,
    name: String,
    share: Option<f64>,
    drawn: Drawn<M>,
}

impl<M> fmt::Debug for Decide<M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Decide").field("name", &self.name).field("share", &self.share).finish_non_exhaustive()
    }
}

impl<M: Module + 'static> Decide<M> {
    pub(super) fn new(every: Every, regions: Regions<M>) -> Self {
        let drawn = Drawn { regions, side: 101, names: Vec::new(), points: Vec::new(), before: None };
        Self { every, name: "regions".to_owned(), share: Some(0.1), drawn }
    }

    /// How many points of the plane are asked along each side; their square is what a step costs.
    #[must_use]
    pub fn side(mut self, side: usize) -> Self {
        self.drawn.side = side;
        self
    }

    /// Draws these points over the regions, in the plane's coordinates, each with the class that it truly is of.
    #[must_use]
    pub fn points(mut self, points: impl IntoIterator<Item = ((f32, f32), usize)>) -> Self {
        self.drawn.points.extend(points);
        self
    }

    /// What the classes are called, in the model's order.
    #[must_use]
    pub fn names<L: ToString>(mut self, names: impl IntoIterator<Item = L>) -> Self {
        self.drawn.names = names.into_iter().map(|name| name.to_string()).collect();
        self
    }

    /// The part of the training's time that the regions may take, on their own thread; as
    /// [`Explain::budget`](super::Explain::budget).
    #[must_use]
    pub fn budget(mut self, share: f64) -> Self {
        self.share = Some(share);
        self
    }

    /// Draws every step that is due; as [`Explain::without_budget`](super::Explain::without_budget).
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

    /// Starts the thread that draws.
    ///
    /// # Errors
    /// [`LoggedError::Option`] for no points to a side and for a budget that is not above 0, [`LoggedError::Thread`] when the
    /// system has no thread.
    pub fn start(self) -> Result<Explanations<M>, LoggedError> {
        if self.drawn.side == 0 {
            let option = "the number of points to a side";
            return Err(LoggedError::Option { option, value: 0.0, must_be: "above 0" });
        }
        Explanations::start(self.every, self.name, self.share, self.drawn)
    }
}

/// What is drawn at a step, and what was found at the one before.
struct Drawn<M> {
    regions: Regions<M>,
    side: usize,
    names: Vec<String>,
    points: Vec<((f32, f32), usize)>,
    before: Option<DecisionRegions>,
}

impl<M: 'static> Series<M> for Drawn<M> {
    fn make(&mut self, model: &M, attempts: &mut Attempts) {
        attempts.attempt("plane", |logger, step| {
            let regions = (self.regions)(model, self.side)?.with_points(self.points.iter().copied());
            self.log(&logger.scope("plane"), step, &regions)?;
            self.before = Some(regions);
            Ok(())
        });
    }
}

impl<M> Drawn<M> {
    fn log(&self, logger: &Logger, step: Step, regions: &DecisionRegions) -> Result<(), Error> {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let picture = regions.sketch(&step.to_string(), &names).to_picture()?;
        logger.add_image("regions", pixels(&picture)?, step);
        let confidence = regions.confidence()?;
        let sum: f64 = confidence.values().iter().map(|sure| f64::from(*sure)).sum();
        let mean = sum / confidence.values().len() as f64;
        logger.add_scalar("confidence", mean, step);
        if let Some(before) = &self.before {
            logger.add_scalar("changed", regions.changed_since(before)?, step);
        }
        Ok(())
    }
}
