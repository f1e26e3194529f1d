//! Where points stand before they move.

use crate::random::Random;
use crate::{Embedding, Error, Pca, Points};

/// What a layout begins with.
#[derive(Clone, Debug, Default)]
pub(crate) enum Start {
    /// What the method takes unless told otherwise.
    #[default]
    Usual,
    /// The principal components.
    Pca,
    /// Places drawn at random.
    Random,
    /// Given places, brought to the scale that the method begins at.
    Layout(Embedding),
    /// Given places as they are, which are to be kept as far as the points allow it.
    Warm(Embedding),
}

impl Start {
    pub(crate) fn is_warm(&self) -> bool {
        matches!(self, Self::Warm(_))
    }

    /// Whether a given layout fits the points.
    pub(crate) fn check(&self, rows: usize, dimensions: usize) -> Result<(), Error> {
        match self {
            Self::Layout(layout) | Self::Warm(layout) => {
                layout.check_shape("the layout to start from", rows, dimensions)
            }
            Self::Usual | Self::Pca | Self::Random => Ok(()),
        }
    }
}

/// The principal components of points as places. Axes that the points lack, or hardly vary along, are filled with small
/// random numbers: places on one line would never leave it.
pub(crate) fn principal<const D: usize>(points: Points<'_>, seed: u64, threads: usize) -> Result<Vec<[f64; D]>, Error> {
    let count = D.min(points.columns()).min(points.rows());
    let map = Pca::fit_with(points, count, threads)?.transform(points)?;
    let mut places: Vec<[f64; D]> = map
        .iter()
        .map(|place| std::array::from_fn(|axis| place.get(axis).map_or(0.0, |value| f64::from(*value))))
        .collect();
    let mut random = Random::new(seed);
    let first = deviation(&places, 0);
    let first = if first > 0.0 { first } else { 1.0 };
    for axis in 0..D {
        if deviation(&places, axis) < 1e-6 * first {
            for place in &mut places {
                place[axis] = 0.1 * first * random.normal();
            }
        }
    }
    Ok(places)
}

/// Places of the normal distribution.
pub(crate) fn random<const D: usize>(rows: usize, seed: u64) -> Vec<[f64; D]> {
    let mut random = Random::new(seed);
    (0..rows).map(|_| std::array::from_fn(|_| random.normal())).collect()
}

/// The standard deviation along one axis.
pub(crate) fn deviation<const D: usize>(places: &[[f64; D]], axis: usize) -> f64 {
    let count = places.len().max(1) as f64;
    let mean = places.iter().map(|place| place[axis]).sum::<f64>() / count;
    (places.iter().map(|place| (place[axis] - mean).powi(2)).sum::<f64>() / count).sqrt()
}
