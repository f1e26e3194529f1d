//! Insertion and deletion: the score as places of a picture come or go, from the hottest to the coldest.
//!
//! Petsiuk, Das & Saenko 2018, "RISE: Randomized Input Sampling for Explanation of Black-box Models", section 4.2.

use burn::tensor::Tensor;

use crate::model::{at_least_one, check_alike, check_one, class_scores};
use crate::tensor::tensor;
use crate::{Error, Heatmap};

/// Measures a heat map by taking places away and by bringing them back.
///
/// Give a model that ends in a softmax, as the paper does: areas then lie between 0 and 1.
///
/// | option | default |
/// |---|---|
/// | steps | 50 |
/// | batch | 64 pictures at once |
#[derive(Clone, Debug)]
pub struct Curves {
    steps: usize,
    batch: usize,
}

/// The score after each step, from none of the places to all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    scores: Vec<f64>,
}

impl Curve {
    /// The scores, at equal shares of the places from 0 to 1.
    pub fn scores(&self) -> &[f64] {
        &self.scores
    }

    /// The area under the curve by trapezoids, where the whole is 1 wide.
    pub fn area(&self) -> f64 {
        let pairs = self.scores.windows(2);
        pairs.map(|pair| f64::midpoint(pair[0], pair[1])).sum::<f64>() / (self.scores.len() - 1).max(1) as f64
    }
}

impl Default for Curves {
    fn default() -> Self {
        Self::new()
    }
}

impl Curves {
    /// With the defaults.
    pub fn new() -> Self {
        Self { steps: 50, batch: 64 }
    }

    /// How many steps there are from none of the places to all.
    #[must_use]
    pub fn steps(mut self, steps: usize) -> Self {
        self.steps = steps;
        self
    }

    /// How many pictures the model sees at once.
    #[must_use]
    pub fn batch(mut self, pictures: usize) -> Self {
        self.batch = pictures;
        self
    }

    /// Begins with the image and puts `blank` (the paper: black) in the place of the hottest pixels first.
    ///
    /// # Errors
    /// [`Error::Shape`] when image, blank and map differ in size; [`Error::Option`] for no steps; [`Error::Class`] and
    /// [`Error::Output`] for what the model does not give.
    pub fn deletion(
        &self,
        model: impl Fn(Tensor<4>) -> Tensor<2>,
        image: Tensor<4>,
        blank: Tensor<4>,
        heat: &Heatmap,
        class: usize,
    ) -> Result<Curve, Error> {
        self.curve(&model, image, blank, heat, class)
    }

    /// Begins with `blank` (the paper: the image, blurred) and puts in the image's hottest pixels first.
    ///
    /// # Errors
    /// As [`Self::deletion`].
    pub fn insertion(
        &self,
        model: impl Fn(Tensor<4>) -> Tensor<2>,
        image: Tensor<4>,
        blank: Tensor<4>,
        heat: &Heatmap,
        class: usize,
    ) -> Result<Curve, Error> {
        self.curve(&model, blank, image, heat, class)
    }

    fn curve(
        &self,
        model: &impl Fn(Tensor<4>) -> Tensor<2>,
        from: Tensor<4>,
        to: Tensor<4>,
        heat: &Heatmap,
        class: usize,
    ) -> Result<Curve, Error> {
        self.check(&from, &to, heat)?;
        let ranks = ranks(heat.values());
        let places = ranks.len();
        let steps: Vec<usize> = (0..=self.steps).map(|step| step * places / self.steps).collect();
        let mut scores = Vec::with_capacity(steps.len());
        for some in steps.chunks(self.batch) {
            let changed = some.iter().flat_map(|count| ranks.iter().map(move |rank| f32::from(u8::from(rank < count))));
            let shape = [some.len(), 1, heat.height(), heat.width()];
            let changed: Tensor<4> = tensor(changed.collect(), shape, &from.device());
            let mixed = from.clone() * (1.0 - changed.clone()) + to.clone() * changed;
            scores.extend(class_scores(model, mixed, class)?);
        }
        Ok(Curve { scores })
    }

    fn check(&self, from: &Tensor<4>, to: &Tensor<4>, heat: &Heatmap) -> Result<(), Error> {
        at_least_one("the number of steps", self.steps)?;
        at_least_one("the batch", self.batch)?;
        check_one(from)?;
        check_one(to)?;
        check_alike("the blank image", from, to)?;
        let [_, _, height, width] = from.dims();
        if (heat.width(), heat.height()) == (width, height) {
            Ok(())
        } else {
            Err(Error::Shape {
                what: "the heat map",
                actual: vec![heat.height(), heat.width()],
                expected: vec![height, width],
            })
        }
    }
}

/// The rank of each place, 0 for the hottest; equal ones in their order.
fn ranks(values: &[f32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|one, other| values[*other].total_cmp(&values[*one]));
    let mut ranks = vec![0; values.len()];
    order.into_iter().enumerate().for_each(|(rank, place)| ranks[place] = rank);
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    /// The sum of the picture, with weights that a good map would find.
    fn model(images: Tensor<4>) -> Tensor<2> {
        let weights: Tensor<4> = tensor(vec![8.0, 4.0, 2.0, 1.0], [1, 1, 2, 2], &images.device());
        (images * weights).flatten::<2>(1, 3).sum_dim(1)
    }

    #[test]
    fn the_right_order_has_the_smallest_area_under_deletion() {
        let device = Device::default();
        let (image, black) = (Tensor::ones([1, 1, 2, 2], &device), Tensor::zeros([1, 1, 2, 2], &device));
        let curves = Curves::new().steps(4).batch(2);
        let run = |values: [f32; 4]| {
            let heat = Heatmap::new(2, 2, values.to_vec()).unwrap();
            let deletion = curves.deletion(model, image.clone(), black.clone(), &heat, 0).unwrap();
            let insertion = curves.insertion(model, image.clone(), black.clone(), &heat, 0).unwrap();
            (deletion, insertion)
        };
        let (deletion, insertion) = run([4.0, 3.0, 2.0, 1.0]);
        assert_eq!(deletion.scores(), [15.0, 7.0, 3.0, 1.0, 0.0]);
        assert_eq!(insertion.scores(), [0.0, 8.0, 12.0, 14.0, 15.0]);
        assert_eq!((deletion.area(), insertion.area()), (4.625, 10.375));
        let (wrong, _) = run([1.0, 2.0, 3.0, 4.0]);
        assert!(wrong.area() > deletion.area());
    }

    #[test]
    fn a_map_of_another_size_is_an_error() {
        let image = Tensor::<4>::ones([1, 1, 2, 2], &Device::default());
        let heat = Heatmap::new(3, 2, vec![0.0; 6]).unwrap();
        let found = Curves::new().deletion(model, image.clone(), image, &heat, 0);
        assert!(matches!(found, Err(Error::Shape { .. })));
    }
}
