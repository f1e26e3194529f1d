//! A map of what a layer makes of its inputs, that moves with the training: each map begins where the last one ended, so that
//! points do not jump.

use burn::tensor::Tensor;
use nnviz_projection::{Embedding, Points, Tsne, Umap};

use crate::Error;
use crate::tensor::numbers;

/// Which projection draws the map.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Method {
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
}

impl FeatureMap {
    /// No map yet.
    pub fn new(method: Method) -> Self {
        Self { method, last: None }
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
        let map = match (&self.method, before) {
            (Method::Tsne(tsne), None) => tsne.fit(points)?.embedding,
            (Method::Tsne(tsne), Some(last)) => tsne.clone().warm_start(&last).fit(points)?.embedding,
            (Method::Umap(umap), None) => umap.fit(points)?.embedding,
            (Method::Umap(umap), Some(last)) => umap.clone().warm_start(&last).fit(points)?.embedding,
        };
        Ok(self.last.insert(map))
    }
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
    fn another_number_of_samples_begins_anew() {
        let mut map = FeatureMap::new(Method::Umap(Umap::new().neighbours(8).epochs(30)));
        map.project(features(0.0)).unwrap();
        assert_eq!(map.project(features(0.0).narrow(0, 0, 40)).unwrap().rows(), 40);
        assert!(matches!(map.project(features(0.0).narrow(0, 0, 1)), Err(Error::Projection(_))));
    }
}
