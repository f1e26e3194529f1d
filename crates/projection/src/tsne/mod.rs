//! t-SNE: a map on which points that are near each other in the data are near each other.
//!
//! van der Maaten & Hinton 2008, "Visualizing data using t-SNE"; the Barnes-Hut approximation is that of van der Maaten
//! 2014, "Accelerating t-SNE using tree-based algorithms"; the learning rate that of Belkina et al. 2019. Defaults and
//! schedule are scikit-learn's.

mod affinity;
mod descent;
mod forces;
mod tree;

use std::ops::ControlFlow;

use crate::neighbours::{all, nearest};
use crate::parallel::available_threads;
use crate::progress::{Progress, Watch};
use crate::sparse::Sparse;
use crate::start::{Start, deviation, principal, random};
use crate::{Embedding, Error, Points};
use descent::{Descent, Phase};
use forces::{Force, Repulsion, total_divergence};

/// Iterations with exaggerated forces, which gather the points of a cluster, before the real ones.
const EXPLORATION: usize = 250;
/// The deviation of the places along the first axis at the start: so small that all points can pass each other.
const START_DEVIATION: f64 = 1e-4;

/// Makes t-SNE maps.
///
/// | option | default | |
/// |---|---|---|
/// | [`perplexity`](Self::perplexity) | 30 | how many neighbours a point attends to |
/// | [`dimensions`](Self::dimensions) | 2 | 2 or 3 |
/// | [`iterations`](Self::iterations) | 1000 | at most; the first 250 gather clusters |
/// | [`early_exaggeration`](Self::early_exaggeration) | 12 | how strongly they do |
/// | [`learning_rate`](Self::learning_rate) | points / exaggeration / 4, at least 50 | |
/// | [`angle`](Self::angle) | 0.5 | what passes for far away; [`exact`](Self::exact) sums all pairs |
/// | [`seed`](Self::seed) | 0 | |
/// | [`threads`](Self::threads) | as many as the machine has | changes nothing but the time |
/// | start | principal components | [`random_start`](Self::random_start), [`initial`](Self::initial), [`warm_start`](Self::warm_start) |
///
/// ```
/// use nnviz_projection::{Points, Tsne};
/// let values: Vec<f32> = (0..60).flat_map(|i| [(i % 3 * 20) as f32, i as f32 * 0.1, 1.0]).collect();
/// let fit = Tsne::new().perplexity(8.0).seed(7).fit(Points::new(&values, 3)?)?;
/// assert_eq!((fit.embedding.rows(), fit.embedding.dimensions()), (60, 2));
/// assert!(fit.kl_divergence < 1.0);
/// # Ok::<(), nnviz_projection::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Tsne {
    perplexity: f64,
    dimensions: usize,
    iterations: Option<usize>,
    early_exaggeration: f64,
    learning_rate: Option<f64>,
    repulsion: Repulsion,
    seed: u64,
    threads: usize,
    start: Start,
}

/// A t-SNE map, and how good it is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TsneFit {
    /// The places of the points.
    pub embedding: Embedding,
    /// The Kullback-Leibler divergence in nats that was descended: over the neighbours and with grouped repulsion, as
    /// scikit-learn's `kl_divergence_`, unless the method is exact. [`kl_divergence`] is exact for any map.
    pub kl_divergence: f64,
    /// The iterations that were made: fewer than allowed when the map had settled.
    pub iterations: usize,
    /// Whether the progress callback ended it.
    pub stopped: bool,
}

impl Default for Tsne {
    fn default() -> Self {
        Self {
            perplexity: 30.0,
            dimensions: 2,
            iterations: None,
            early_exaggeration: 12.0,
            learning_rate: None,
            repulsion: Repulsion::Grouped { angle: 0.5 },
            seed: 0,
            threads: available_threads(),
            start: Start::Usual,
        }
    }
}

impl Tsne {
    /// The defaults above.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how many neighbours a point attends to, softly: 5 to 50 for most data, and less than there are points.
    #[must_use]
    pub fn perplexity(mut self, perplexity: f64) -> Self {
        self.perplexity = perplexity;
        self
    }

    /// Sets the dimensions of the map: 2 or 3.
    #[must_use]
    pub fn dimensions(mut self, dimensions: usize) -> Self {
        self.dimensions = dimensions;
        self
    }

    /// Sets the iterations at most. The default is 1000, and 250 after a warm start.
    #[must_use]
    pub fn iterations(mut self, iterations: usize) -> Self {
        self.iterations = Some(iterations);
        self
    }

    /// Sets the factor on what pulls points together in the first 250 iterations; at least 1. Larger: tighter clusters,
    /// further apart.
    #[must_use]
    pub fn early_exaggeration(mut self, factor: f64) -> Self {
        self.early_exaggeration = factor;
        self
    }

    /// Sets the learning rate, above 0.
    #[must_use]
    pub fn learning_rate(mut self, rate: f64) -> Self {
        self.learning_rate = Some(rate);
        self
    }

    /// Sets the width of a group over its distance, 0 to 1, at which Barnes-Hut takes it for one. Smaller: slower, and
    /// nearer to exact.
    #[must_use]
    pub fn angle(mut self, angle: f64) -> Self {
        self.repulsion = Repulsion::Grouped { angle };
        self
    }

    /// Sums over all pairs of points: time and memory grow with the square of their number.
    #[must_use]
    pub fn exact(mut self) -> Self {
        self.repulsion = Repulsion::Exact;
        self
    }

    /// Sets the seed of all random numbers.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets how many threads share the work. The map is the same to the bit for any number.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }

    /// Starts from places drawn at random.
    #[must_use]
    pub fn random_start(mut self) -> Self {
        self.start = Start::Random;
        self
    }

    /// Starts the whole schedule from a layout of your own, shrunk so that points can still pass each other.
    #[must_use]
    pub fn initial(mut self, layout: &Embedding) -> Self {
        self.start = Start::Layout(layout.clone());
        self
    }

    /// Goes on from the map of points that have moved a little since, such as a layer's outputs some steps of training
    /// ago: no exaggeration, fewer iterations, and each point stays near its place as far as its neighbours do.
    ///
    /// ```
    /// use nnviz_projection::{Points, Tsne};
    /// let mut values: Vec<f32> = (0..60).flat_map(|i| [(i % 3 * 20) as f32, i as f32 * 0.1]).collect();
    /// let tsne = Tsne::new().perplexity(8.0);
    /// let before = tsne.fit(Points::new(&values, 2)?)?.embedding;
    /// values[0] += 0.5; // a step of training
    /// let after = tsne.warm_start(&before).fit(Points::new(&values, 2)?)?.embedding;
    /// # Ok::<(), nnviz_projection::Error>(())
    /// ```
    #[must_use]
    pub fn warm_start(mut self, previous: &Embedding) -> Self {
        self.start = Start::Warm(previous.clone());
        self
    }

    /// Makes the map.
    ///
    /// # Errors
    /// [`Error::TooFewPoints`] for the perplexity, [`Error::Option`] for values out of range, [`Error::Mismatch`] for a
    /// layout that does not fit the points.
    pub fn fit(&self, points: Points<'_>) -> Result<TsneFit, Error> {
        self.fit_with(points, |_| ControlFlow::Continue(()))
    }

    /// Makes the map, and calls `progress` often; when that breaks, the map is returned as it is then.
    ///
    /// ```
    /// use nnviz_projection::{Points, Stage, Tsne};
    /// use std::ops::ControlFlow;
    /// let values: Vec<f32> = (0..300).map(|i| (i * i % 101) as f32).collect();
    /// let fit = Tsne::new().perplexity(5.0).fit_with(Points::new(&values, 3)?, |progress| {
    ///     let enough = progress.stage == Stage::Layout && progress.done >= 10;
    ///     if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    /// })?;
    /// assert!(fit.stopped && fit.iterations == 10);
    /// # Ok::<(), nnviz_projection::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Tsne::fit`], and [`Error::Stopped`] when it breaks before there is a layout.
    pub fn fit_with(
        &self,
        points: Points<'_>,
        mut progress: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<TsneFit, Error> {
        match self.dimensions {
            2 => self.fit_in::<2>(points, &mut progress),
            3 => self.fit_in::<3>(points, &mut progress),
            other => Err(Error::Option { option: "dimensions", value: other as f64, must_be: "2 or 3" }),
        }
    }

    fn fit_in<const D: usize>(&self, points: Points<'_>, watch: Watch<'_>) -> Result<TsneFit, Error> {
        self.check(points)?;
        let scaled = points.scaled();
        let points = Points::trusted(&scaled, points.columns());
        let joint = self.joint(points, watch)?;
        let places = self.start_places(points)?;
        let (repulsion, threads) = (self.repulsion, self.threads);
        let learning_rate = self.rate_for(points.rows());
        let mut descent = Descent::<D> { places, joint: &joint, repulsion, learning_rate, threads };
        let end = descent.run(&self.phases(), watch);
        Ok(TsneFit {
            kl_divergence: descent.divergence(),
            embedding: Embedding::of_rows(&descent.places),
            iterations: end.iterations,
            stopped: end.stopped,
        })
    }

    fn check(&self, points: Points<'_>) -> Result<(), Error> {
        check_perplexity(self.perplexity, points.rows())?;
        self.start.check(points.rows(), self.dimensions)?;
        let angle = if let Repulsion::Grouped { angle } = self.repulsion { angle } else { 0.0 };
        let rate = self.learning_rate.unwrap_or(1.0);
        for (option, value, good, must_be) in [
            ("angle", angle, (0.0..=1.0).contains(&angle), "0 to 1"),
            ("learning rate", rate, rate > 0.0 && rate.is_finite(), "above 0"),
            (
                "early exaggeration",
                self.early_exaggeration,
                (1.0..1e6).contains(&self.early_exaggeration),
                "at least 1",
            ),
        ] {
            if !good {
                return Err(Error::Option { option, value, must_be });
            }
        }
        Ok(())
    }

    fn joint(&self, points: Points<'_>, watch: Watch<'_>) -> Result<Sparse, Error> {
        let others = points.rows() - 1;
        let neighbours = match self.repulsion {
            Repulsion::Exact => all(points, self.threads, watch)?,
            Repulsion::Grouped { .. } => {
                let count = others.min((3.0 * self.perplexity + 1.0) as usize);
                nearest(points, count, self.seed, self.threads, watch)?
            }
        };
        Ok(affinity::joint(&neighbours, self.perplexity, self.threads))
    }

    fn start_places<const D: usize>(&self, points: Points<'_>) -> Result<Vec<[f64; D]>, Error> {
        let places = match &self.start {
            Start::Usual | Start::Pca => principal(points, self.seed, self.threads)?,
            Start::Random => random(points.rows(), self.seed),
            Start::Layout(layout) => layout.to_rows(),
            Start::Warm(layout) => return Ok(layout.to_rows()),
        };
        let first = deviation(&places, 0);
        let factor = if first > 0.0 { START_DEVIATION / first } else { 1.0 };
        Ok(places.into_iter().map(|place| place.map(|value| factor * value)).collect())
    }

    fn rate_for(&self, rows: usize) -> f64 {
        self.learning_rate.unwrap_or_else(|| (rows as f64 / self.early_exaggeration / 4.0).max(50.0))
    }

    fn phases(&self) -> Vec<Phase> {
        if self.start.is_warm() {
            return vec![Phase { until: self.iterations.unwrap_or(250), exaggeration: 1.0, momentum: 0.8 }];
        }
        let until = self.iterations.unwrap_or(1000);
        let exploration = until.min(EXPLORATION);
        vec![
            Phase { until: exploration, exaggeration: self.early_exaggeration, momentum: 0.5 },
            Phase { until, exaggeration: 1.0, momentum: 0.8 },
        ]
    }
}

fn check_perplexity(perplexity: f64, rows: usize) -> Result<(), Error> {
    if !(perplexity >= 1.0 && perplexity.is_finite()) {
        return Err(Error::Option { option: "perplexity", value: perplexity, must_be: "at least 1" });
    }
    let needed = (perplexity.floor() as usize).saturating_add(2);
    if rows < needed {
        return Err(Error::TooFewPoints { rows, needed, what: format!("a perplexity of {perplexity}") });
    }
    Ok(())
}

/// The Kullback-Leibler divergence, in nats, of a map of 2 or 3 dimensions from the points, over all pairs: what exact
/// t-SNE makes small, for a map of any method. Time and memory grow with the square of the number of points.
///
/// # Errors
/// [`Error::Mismatch`] when the map is not one of these points, [`Error::TooFewPoints`] for the perplexity,
/// [`Error::Option`] for a map of other dimensions.
pub fn kl_divergence(points: Points<'_>, map: &Embedding, perplexity: f64) -> Result<f64, Error> {
    match map.dimensions() {
        2 => divergence_of::<2>(points, map, perplexity),
        3 => divergence_of::<3>(points, map, perplexity),
        other => Err(Error::Option { option: "dimensions", value: other as f64, must_be: "2 or 3" }),
    }
}

fn divergence_of<const D: usize>(points: Points<'_>, map: &Embedding, perplexity: f64) -> Result<f64, Error> {
    check_perplexity(perplexity, points.rows())?;
    map.check_shape("the map", points.rows(), D)?;
    let (scaled, threads) = (points.scaled(), available_threads());
    let points = Points::trusted(&scaled, points.columns());
    let neighbours = all(points, threads, &mut |_| ControlFlow::Continue(()))?;
    let joint = affinity::joint(&neighbours, perplexity, threads);
    let mut out = vec![Force::NONE; points.rows()];
    forces::forces(&map.to_rows::<D>(), &joint, Repulsion::Exact, true, threads, &mut out);
    Ok(total_divergence(&out))
}
