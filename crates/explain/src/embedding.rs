//! A map of what a layer makes of its inputs, that moves with the training: each map begins where the last one ended, so that
//! points do not jump.

use burn::tensor::Tensor;
use nnviz_projection::{Embedding, Pca, Points, Tsne, Umap, trustworthiness};

use crate::Error;
use crate::tensor::numbers;

/// Which projection draws the map.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Method {
    /// The two principal components, turned to lie as those of the step before: components change their sign and their order.
    Pca,
    /// t-SNE (van der Maaten & Hinton 2008).
    Tsne(Tsne),
    /// UMAP (McInnes, Healy & Melville 2018).
    Umap(Umap),
}

/// Maps of the same samples, step after step.
///
/// ```
/// use burn::tensor::{Device, Distribution, Tensor};
/// use nnviz_explain::{FeatureMap, Method};
/// use nnviz_projection::Tsne;
/// let features = Tensor::<2>::random([40, 5], Distribution::Default, &Device::default());
/// let mut map = FeatureMap::new(Method::Tsne(Tsne::new().perplexity(5.0).iterations(60)));
/// assert_eq!(map.project(features.clone())?.rows(), 40);
/// let next = map.project(features * 1.01)?; // begins where the first one ended
/// assert_eq!(next.dimensions(), 2);
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct FeatureMap {
    method: Method,
    last: Option<Embedding>,
    movement: Option<f64>,
}

impl FeatureMap {
    /// No map yet.
    pub fn new(method: Method) -> Self {
        Self { method, last: None, movement: None }
    }

    /// The map of `[samples, …]`: a layer's outputs for the same samples in the same order at each step. With another number
    /// of samples the map begins anew.
    ///
    /// # Errors
    /// [`Error::Projection`] when there are too few samples or a value is not finite, [`Error::ReadTensor`] when the device
    /// fails.
    pub fn project<const D: usize>(&mut self, features: Tensor<D>) -> Result<&Embedding, Error> {
        let rows = features.dims()[0];
        let values = numbers(features)?;
        let points = Points::new(&values, values.len() / rows.max(1))?;
        let before = self.last.take().filter(|last| last.rows() == rows);
        let map = match (&self.method, &before) {
            (Method::Pca, before) => {
                let map = Pca::fit(points, 2)?.transform(points)?;
                before.as_ref().map_or(Ok(map.clone()), |last| map.aligned_to(last))?
            }
            (Method::Tsne(tsne), None) => tsne.fit(points)?.embedding,
            (Method::Tsne(tsne), Some(last)) => tsne.clone().warm_start(last).fit(points)?.embedding,
            (Method::Umap(umap), None) => umap.fit(points)?.embedding,
            (Method::Umap(umap), Some(last)) => umap.clone().warm_start(last).fit(points)?.embedding,
        };
        self.movement = before.and_then(|before| movement(&before, &map));
        Ok(self.last.insert(map))
    }

    /// How far the points moved since the map before: the mean of their distances, by the root mean square of the new map's
    /// distances from its centre. 0 is not at all; about 1.4 is anywhere on the map. `None` for the first map.
    pub fn movement(&self) -> Option<f64> {
        self.movement
    }

    /// How far the last map can be trusted, 0 to 1: whether neighbours on it are neighbours among the features that it was made
    /// of, too (Venna & Kaski 2001). Time grows with the square of the number of samples.
    ///
    /// # Errors
    /// [`Error::Projection`] when there are no more than twice as many samples as neighbours, or the map is of others;
    /// [`Error::NoMap`] before the first one; [`Error::ReadTensor`] when the device fails.
    pub fn trustworthiness<const D: usize>(&self, features: Tensor<D>, neighbours: usize) -> Result<f64, Error> {
        let rows = features.dims()[0];
        let values = numbers(features)?;
        let points = Points::new(&values, values.len() / rows.max(1))?;
        let Some(map) = &self.last else { return Err(Error::NoMap) };
        Ok(trustworthiness(points, map, neighbours)?)
    }
}

/// The mean of how far points lie apart, by the extent of the second map.
fn movement(before: &Embedding, now: &Embedding) -> Option<f64> {
    let extent = extent(now, &centre(now));
    let apart = |(one, other): (&[f32], &[f32])| {
        one.iter().zip(other).map(|(one, other)| f64::from(one - other).powi(2)).sum::<f64>().sqrt()
    };
    (extent > 0.0).then(|| before.iter().zip(now.iter()).map(apart).sum::<f64>() / now.rows() as f64 / extent)
}

/// The mean of the places of a map.
pub(crate) fn centre(map: &Embedding) -> Vec<f64> {
    let mean = |axis: usize| map.iter().map(|place| f64::from(place[axis])).sum::<f64>() / map.rows().max(1) as f64;
    (0..map.dimensions()).map(mean).collect()
}

/// The root mean square of the places' distances from the centre.
pub(crate) fn extent(map: &Embedding, centre: &[f64]) -> f64 {
    let square =
        |place: &[f32]| place.iter().zip(centre).map(|(value, mean)| (f64::from(*value) - mean).powi(2)).sum::<f64>();
    (map.iter().map(square).sum::<f64>() / map.rows().max(1) as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use crate::tensor::tensor;
    use burn::tensor::Device;

    /// Three clouds, `step` of the way to three others.
    fn features(step: f32) -> Tensor<2> {
        let mut random = Random::new(3);
        let value = |index: usize, random: &mut Random| {
            let (sample, axis) = (index / 4, index % 4);
            let centre = if sample % 3 == axis { 8.0 } else { 0.0 };
            centre * (1.0 + 0.05 * step) + random.normal() as f32
        };
        let values = (0..90 * 4).map(|index| value(index, &mut random)).collect();
        tensor(values, [90, 4], &Device::default())
    }

    fn jump(one: &Embedding, other: &Embedding) -> f32 {
        let apart = |(one, other): (&[f32], &[f32])| (one[0] - other[0]).hypot(one[1] - other[1]);
        let extent = one.values().iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        one.iter().zip(other.iter()).map(apart).sum::<f32>() / one.rows() as f32 / extent
    }

    #[test]
    fn points_do_not_jump() {
        let method = |seed| Method::Tsne(Tsne::new().perplexity(10.0).random_start().seed(seed));
        let mut map = FeatureMap::new(method(1));
        let first = map.project(features(0.0)).unwrap().clone();
        let next = map.project(features(1.0)).unwrap().clone();
        let mut anew = FeatureMap::new(method(2));
        let cold = anew.project(features(1.0)).unwrap();
        let (near, far) = (jump(&first, &next), jump(&first, cold));
        assert!(far > 3.0 * near, "warm {near}, cold {far}");
    }

    #[test]
    fn every_method_moves_less_when_it_begins_where_it_ended() {
        // The first 250 iterations exaggerate, and a warm start leaves them out: a map that stopped there would unfold later.
        let tsne = |seed| Method::Tsne(Tsne::new().perplexity(10.0).iterations(600).random_start().seed(seed));
        let umap = |seed| Method::Umap(Umap::new().neighbours(10).epochs(120).random_start().seed(seed));
        for (warm, cold) in [(tsne(1), tsne(2)), (umap(1), umap(2))] {
            let mut map = FeatureMap::new(warm);
            let first = map.project(features(0.0)).unwrap().clone();
            assert_eq!(map.movement(), None);
            map.project(features(1.0)).unwrap();
            let cold = FeatureMap::new(cold).project(features(1.0)).unwrap().clone();
            let (near, far) = (map.movement().unwrap(), movement(&first, &cold).unwrap());
            assert!(far > 3.0 * near, "{:?}: warm {near}, cold {far}", map.method);
        }
    }

    /// Mirrored features have mirrored components: the map does not turn over.
    #[test]
    fn components_do_not_change_their_signs() {
        let mut map = FeatureMap::new(Method::Pca);
        map.project(features(0.0)).unwrap();
        map.project(features(0.0) * -1.01).unwrap();
        assert!(map.movement().unwrap() < 0.02, "{:?}", map.movement());
    }

    #[test]
    fn another_number_of_samples_begins_anew() {
        let mut map = FeatureMap::new(Method::Umap(Umap::new().neighbours(8).epochs(30)));
        map.project(features(0.0)).unwrap();
        assert_eq!(map.project(features(0.0).narrow(0, 0, 40)).unwrap().rows(), 40);
        assert!(matches!(map.project(features(0.0).narrow(0, 0, 1)), Err(Error::Projection(_))));
    }
}
