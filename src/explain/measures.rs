//! Numbers beside the pictures: how far an explanation moved, and whether the score depends on what it shows.

use burn::tensor::{Tensor, activation::softmax};
use nnviz_explain::{Curves, Error, Heatmap, PictureModel, rank_correlation};

use super::series::Probes;

/// How far the maps moved since those before: 1 less Spearman's rank correlation, the mean over the probes. 0 is the same order
/// of places, 1 nothing in common. Flat maps have no order, and are left out; `None` when all are flat.
pub(super) fn drift(before: &[Heatmap], now: &[Heatmap]) -> Option<f64> {
    let pairs = before.iter().zip(now);
    mean(pairs.filter_map(|(before, now)| rank_correlation(before.values(), now.values())).map(|same| 1.0 - same))
}

/// Areas under the curves of Petsiuk et al. 2018, the mean over the probes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Areas {
    /// The class's probability while its hottest places go: low is good.
    pub(super) deletion: f64,
    /// The same while they come: high is good.
    pub(super) insertion: f64,
}

/// The areas of each probe's map. Places that are away are 0.
pub(super) fn areas(model: &PictureModel<'_>, probes: &Probes, maps: &[Heatmap]) -> Result<Option<Areas>, Error> {
    let curves = Curves::new().steps(probes.curve_steps);
    let probabilities = |images: Tensor<4>| probes.probabilities(model.scores(images));
    let (mut deletion, mut insertion) = (Vec::new(), Vec::new());
    for (index, map) in maps.iter().enumerate() {
        let image = probes.image(index);
        let blank = image.zeros_like();
        let class = probes.class(index);
        deletion.push(curves.deletion(probabilities, image.clone(), blank.clone(), map, class)?.area());
        insertion.push(curves.insertion(probabilities, image, blank, map, class)?.area());
    }
    let areas = mean(deletion.into_iter()).zip(mean(insertion.into_iter()));
    Ok(areas.map(|(deletion, insertion)| Areas { deletion, insertion }))
}

/// Scores as probabilities, unless they are so already.
pub(super) fn probabilities(scores: Tensor<2>, already: bool) -> Tensor<2> {
    if already { scores } else { softmax(scores, 1) }
}

pub(super) fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
    (count > 0.0).then(|| sum / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(values: [f32; 4]) -> Heatmap {
        Heatmap::new(2, 2, values).unwrap()
    }

    #[test]
    fn drift_is_in_the_order_of_places_alone() {
        let before = [map([1.0, 2.0, 3.0, 4.0]), map([0.0; 4])];
        assert!(drift(&before, &[map([10.0, 20.0, 30.0, 99.0]), map([1.0; 4])]).unwrap().abs() < 1e-12);
        assert!((drift(&before, &[map([4.0, 3.0, 2.0, 1.0]), map([1.0; 4])]).unwrap() - 2.0).abs() < 1e-12);
        assert_eq!(drift(&before[1..], &before[1..]), None);
    }
}
