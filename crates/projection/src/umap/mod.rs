//! UMAP: a map whose graph of neighbours is like that of the data.
//!
//! McInnes, Healy & Melville 2018, "UMAP: Uniform manifold approximation and projection for dimension reduction".
//! Defaults are those of umap-learn.

mod curve;
mod descent;
mod graph;
mod spectral;

use std::ops::ControlFlow;

use crate::neighbours::nearest;
use crate::parallel::available_threads;
use crate::progress::{Progress, Watch};
use crate::random::Random;
use crate::sparse::Sparse;
use crate::start::{Start, principal, random};
use crate::{Embedding, Error, Points};
use curve::Curve;
use descent::Schedule;

/// Up to this many points make 500 epochs, more 200.
const SMALL: usize = 10_000;
/// The side of the square that points begin in.
const SIDE: f64 = 10.0;
/// The noise on it, so that no two points begin in the same place: those could not be pushed apart.
const NOISE: f64 = 1e-4;
/// The rate of a warm start over the usual one, and the share of its epochs: enough to follow what moved a little.
const WARM: f64 = 0.1;

/// Makes UMAP maps.
///
/// | option | default | |
/// |---|---|---|
/// | [`neighbours`](Self::neighbours) | 15 | how many a point looks at, itself among them; more show the larger shape |
/// | [`min_dist`](Self::min_dist) | 0.1 | how near points come on the map |
/// | [`spread`](Self::spread) | 1 | the scale of the map |
/// | [`dimensions`](Self::dimensions) | 2 | 2 or 3 |
/// | [`epochs`](Self::epochs) | 500 up to 10,000 points, else 200 | |
/// | [`learning_rate`](Self::learning_rate) | 1 | |
/// | [`seed`](Self::seed) | 0 | |
/// | [`threads`](Self::threads) | as many as the machine has | changes nothing but the time |
/// | start | spectral | [`pca_start`](Self::pca_start), [`random_start`](Self::random_start), [`initial`](Self::initial), [`warm_start`](Self::warm_start) |
///
/// A graph that falls into parts has no spectral layout of its whole; it starts from the principal components, which keep
/// the parts where they lie in the data.
///
/// ```
/// use nnviz_projection::{Points, Umap};
/// let values: Vec<f32> = (0..60).flat_map(|i| [(i % 3 * 20) as f32, i as f32 * 0.1, 1.0]).collect();
/// let fit = Umap::new().neighbours(10).min_dist(0.3).seed(7).fit(Points::new(&values, 3)?)?;
/// assert_eq!((fit.embedding.rows(), fit.embedding.dimensions()), (60, 2));
/// # Ok::<(), nnviz_projection::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Umap {
    neighbours: usize,
    min_dist: f64,
    spread: f64,
    dimensions: usize,
    epochs: Option<usize>,
    learning_rate: f64,
    seed: u64,
    threads: usize,
    start: Start,
}

/// A UMAP map.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct UmapFit {
    /// The places of the points.
    pub embedding: Embedding,
    /// The epochs that were made.
    pub epochs: usize,
    /// Whether the progress callback ended it.
    pub stopped: bool,
}

impl Default for Umap {
    fn default() -> Self {
        Self {
            neighbours: 15,
            min_dist: 0.1,
            spread: 1.0,
            dimensions: 2,
            epochs: None,
            learning_rate: 1.0,
            seed: 0,
            threads: available_threads(),
            start: Start::Usual,
        }
    }
}

impl Umap {
    /// The defaults above.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how many neighbours a point looks at, itself among them as in umap-learn: at least 2, and less than there are
    /// points.
    #[must_use]
    pub fn neighbours(mut self, neighbours: usize) -> Self {
        self.neighbours = neighbours;
        self
    }

    /// Sets how near points come on the map: 0 to the spread. Small: tight clusters; large: evenly filled ones.
    #[must_use]
    pub fn min_dist(mut self, min_dist: f64) -> Self {
        self.min_dist = min_dist;
        self
    }

    /// Sets the scale of the map, above 0.
    #[must_use]
    pub fn spread(mut self, spread: f64) -> Self {
        self.spread = spread;
        self
    }

    /// Sets the dimensions of the map: 2 or 3.
    #[must_use]
    pub fn dimensions(mut self, dimensions: usize) -> Self {
        self.dimensions = dimensions;
        self
    }

    /// Sets the epochs. After a warm start the default is a tenth of the usual number.
    #[must_use]
    pub fn epochs(mut self, epochs: usize) -> Self {
        self.epochs = Some(epochs);
        self
    }

    /// Sets the learning rate of the first epoch, above 0. A warm start begins at a tenth of it.
    #[must_use]
    pub fn learning_rate(mut self, rate: f64) -> Self {
        self.learning_rate = rate;
        self
    }

    /// Sets the seed of all random numbers.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets how many threads share the work up to the layout. The map is the same to the bit for any number.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }

    /// Starts from the principal components.
    #[must_use]
    pub fn pca_start(mut self) -> Self {
        self.start = Start::Pca;
        self
    }

    /// Starts from places drawn at random.
    #[must_use]
    pub fn random_start(mut self) -> Self {
        self.start = Start::Random;
        self
    }

    /// Starts the whole schedule from a layout of your own, stretched to the square that points begin in.
    #[must_use]
    pub fn initial(mut self, layout: &Embedding) -> Self {
        self.start = Start::Layout(layout.clone());
        self
    }

    /// Goes on from the map of points that have moved a little since, such as a layer's outputs some steps of training
    /// ago: few epochs at a low rate, so that each point stays near its place as far as its neighbours do.
    ///
    /// ```
    /// use nnviz_projection::{Points, Umap};
    /// let mut values: Vec<f32> = (0..60).flat_map(|i| [(i % 3 * 20) as f32, i as f32 * 0.1]).collect();
    /// let before = Umap::new().fit(Points::new(&values, 2)?)?.embedding;
    /// values[0] += 0.5; // a step of training
    /// let after = Umap::new().warm_start(&before).fit(Points::new(&values, 2)?)?.embedding;
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
    /// [`Error::TooFewPoints`] for the neighbours, [`Error::Option`] for values out of range, [`Error::Mismatch`] for a
    /// layout that does not fit the points.
    pub fn fit(&self, points: Points<'_>) -> Result<UmapFit, Error> {
        self.fit_with(points, |_| ControlFlow::Continue(()))
    }

    /// Makes the map, and calls `progress` often; when that breaks, the map is returned as it is then.
    ///
    /// # Errors
    /// Those of [`Umap::fit`], and [`Error::Stopped`] when it breaks before there is a layout.
    pub fn fit_with(
        &self,
        points: Points<'_>,
        mut progress: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<UmapFit, Error> {
        match self.dimensions {
            2 => self.fit_in::<2>(points, &mut progress),
            3 => self.fit_in::<3>(points, &mut progress),
            other => Err(Error::Option { option: "dimensions", value: other as f64, must_be: "2 or 3" }),
        }
    }

    fn fit_in<const D: usize>(&self, points: Points<'_>, watch: Watch<'_>) -> Result<UmapFit, Error> {
        self.check(points)?;
        let scaled = points.scaled();
        let points = Points::trusted(&scaled, points.columns());
        let neighbours = nearest(points, self.neighbours - 1, self.seed, self.threads, watch)?;
        let graph = graph::fuzzy(&neighbours, self.neighbours, self.threads);
        let places = self.start_places::<D>(points, &graph)?;
        let mut places: Vec<[f32; D]> = places.into_iter().map(|place| place.map(|value| value as f32)).collect();
        let end = descent::run(&mut places, &graph, self.schedule(points.rows()), watch);
        let embedding = Embedding::new(places.into_iter().flatten().collect(), D)?;
        Ok(UmapFit { embedding, epochs: end.epochs, stopped: end.stopped })
    }

    fn check(&self, points: Points<'_>) -> Result<(), Error> {
        for (option, value, good, must_be) in [
            ("neighbours", self.neighbours as f64, self.neighbours >= 2, "at least 2"),
            ("spread", self.spread, self.spread > 0.0 && self.spread.is_finite(), "above 0"),
            ("min_dist", self.min_dist, (0.0..=self.spread).contains(&self.min_dist), "0 to the spread"),
            ("learning rate", self.learning_rate, (1e-9..1e9).contains(&self.learning_rate), "above 0"),
        ] {
            if !good {
                return Err(Error::Option { option, value, must_be });
            }
        }
        if points.rows() <= self.neighbours {
            let what = format!("{} neighbours", self.neighbours);
            return Err(Error::TooFewPoints { rows: points.rows(), needed: self.neighbours + 1, what });
        }
        self.start.check(points.rows(), self.dimensions)
    }

    fn schedule(&self, rows: usize) -> Schedule {
        let usual = if rows <= SMALL { 500 } else { 200 };
        let share = if self.start.is_warm() { WARM } else { 1.0 };
        let epochs = self.epochs.unwrap_or((share * f64::from(usual)) as usize);
        let learning_rate = (share * self.learning_rate) as f32;
        Schedule { epochs, learning_rate, curve: Curve::fit(self.min_dist, self.spread), seed: self.seed }
    }

    fn start_places<const D: usize>(&self, points: Points<'_>, graph: &Sparse) -> Result<Vec<[f64; D]>, Error> {
        let mut places = match &self.start {
            Start::Usual if graph.is_connected() => spectral::spectral(graph, self.seed, self.threads),
            Start::Usual | Start::Pca => principal(points, self.seed, self.threads)?,
            Start::Random => random(points.rows(), self.seed),
            Start::Layout(layout) => layout.to_rows(),
            Start::Warm(layout) => return Ok(layout.to_rows()),
        };
        stretch(&mut places, self.seed);
        Ok(places)
    }
}

/// Stretches places to fill the square (cube) of the start, with a little noise.
fn stretch<const D: usize>(places: &mut [[f64; D]], seed: u64) {
    let mut random = Random::stream(seed, 1);
    for axis in 0..D {
        let values = || places.iter().map(|place| place[axis]);
        let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        let factor = if high > low { SIDE / (high - low) } else { 0.0 };
        for place in &mut *places {
            place[axis] = factor * (place[axis] - low) + NOISE * random.normal();
        }
    }
}
