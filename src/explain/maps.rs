//! `logger.every(500).embed(…)`: maps of a layer's outputs over the steps of a training.

use std::collections::BTreeSet;
use std::fmt;

use burn::module::Module;
use burn::tensor::Tensor;
use nnviz_explain::{Error, FeatureMap, Method, Scatter};
use nnviz_logger::{Embedding, Every, Logger, Step};

use super::thread::{Attempts, Series};
use super::{Explanations, LoggedError, pixels};

/// The neighbours by which the trustworthiness of a map is measured, if it has as many.
const NEIGHBOURS: usize = 10;

type Features<M> = Box<dyn Fn(&M) -> Tensor<2> + Send>;

/// Maps of a training, before they begin; made by [`ExplainEvery::embed`](super::ExplainEvery::embed).
///
/// | option | default |
/// |---|---|
/// | methods | [`Method::Pca`], as `pca` |
/// | budget | 0.1 of the training's time |
/// | name | `map` |
/// | projector | no |
pub struct Embed<M> {
    every: Every,
    name: String,
    labels: Vec<String>,
    features: Features<M>,
    maps: Vec<(String, FeatureMap)>,
    share: Option<f64>,
    projector: bool,
}

impl<M> fmt::Debug for Embed<M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Embed").field("name", &self.name).field("share", &self.share).finish_non_exhaustive()
    }
}

impl<M: Module + 'static> Embed<M> {
    pub(super) fn new(every: Every, labels: Vec<String>, features: Features<M>) -> Self {
        let name = "map".to_owned();
        Self { every, name, labels, features, maps: Vec::new(), share: Some(0.1), projector: false }
    }

    /// Adds a map by some method under a name, which becomes part of its tags.
    #[must_use]
    pub fn method(mut self, name: &str, method: Method) -> Self {
        self.maps.push((name.to_owned(), FeatureMap::new(method)));
        self
    }

    /// The part of the training's time that maps may take, on their own thread; as
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

    /// Writes what the layer makes for TensorBoard's *Projector*, too, at each step that is drawn.
    #[must_use]
    pub fn projector(mut self) -> Self {
        self.projector = true;
        self
    }

    /// Starts the thread that draws.
    ///
    /// # Errors
    /// [`LoggedError::SameName`] for two methods of one name, [`LoggedError::Option`] for a budget that is not above 0,
    /// [`LoggedError::Thread`] when the system has no thread.
    pub fn start(mut self) -> Result<Explanations<M>, LoggedError> {
        if self.maps.is_empty() {
            self = self.method("pca", Method::Pca);
        }
        let mut names = BTreeSet::new();
        if let Some((name, _)) = self.maps.iter().find(|(name, _)| !names.insert(name.as_str())) {
            return Err(LoggedError::SameName { name: name.clone() });
        }
        let maps = Maps { labels: self.labels, features: self.features, named: self.maps, projector: self.projector };
        Explanations::start(self.every, self.name, self.share, maps)
    }
}

/// All maps, and what they are of.
struct Maps<M> {
    labels: Vec<String>,
    features: Features<M>,
    named: Vec<(String, FeatureMap)>,
    projector: bool,
}

impl<M: 'static> Series<M> for Maps<M> {
    fn make(&mut self, model: &M, attempts: &mut Attempts) {
        let mut found = None;
        attempts.attempt("features", |logger, step| {
            let features = read((self.features)(model))?;
            if self.projector {
                let points = Embedding::new([features.rows, features.columns], features.values.clone());
                logger.add_embedding(points.labels(&self.labels).tag("layer"), step);
            }
            found = Some(features);
            Ok(())
        });
        let Some(features) = found else { return };
        for (name, map) in &mut self.named {
            attempts.attempt(name, |logger, step| draw(&logger.scope(name), step, name, map, &features, &self.labels));
        }
    }
}

/// What the layer made, read from its device once for all maps.
struct Table {
    tensor: Tensor<2>,
    values: Vec<f32>,
    rows: usize,
    columns: usize,
}

fn read(tensor: Tensor<2>) -> Result<Table, Error> {
    let [rows, columns] = tensor.dims();
    let unreadable = |reason: String| Error::ReadTensor { reason };
    let data = tensor.clone().try_into_data().map_err(|error| unreadable(error.to_string()))?;
    let values = data.try_into_vec_as::<f32>().map_err(|error| unreadable(error.to_string()))?;
    Ok(Table { tensor, values, rows, columns })
}

fn draw(
    logger: &Logger,
    step: Step,
    name: &str,
    map: &mut FeatureMap,
    features: &Table,
    labels: &[String],
) -> Result<(), Error> {
    let places = map.project(features.tensor.clone())?.clone();
    let picture = Scatter::new(&places, labels)?.title(name).sketch().to_picture()?;
    logger.add_image("map", pixels(&picture)?, step);
    if let Some(movement) = map.movement() {
        logger.add_scalar("movement", movement, step);
    }
    if features.rows > 2 * NEIGHBOURS {
        let trusted = map.trustworthiness(features.tensor.clone(), NEIGHBOURS)?;
        logger.add_scalar("trustworthiness", trusted, step);
    }
    Ok(())
}
