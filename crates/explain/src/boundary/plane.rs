//! A plane in the space of a model's inputs.

use burn::tensor::{Device, Tensor};

use crate::Error;
use crate::model::{sample_len, with_batch};
use crate::tensor::{numbers, tensor};

/// Points of the space of inputs, by two coordinates: `origin + x · first + y · second`.
#[derive(Clone, Debug)]
pub struct Plane<const D: usize> {
    shape: [usize; D],
    device: Device,
    origin: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
    across: (f32, f32),
    up: (f32, f32),
    marks: Vec<((f32, f32), Option<usize>)>,
}

impl Plane<2> {
    /// The plane of a model's two inputs, `[batch, 2]`, from the lowest to the highest value of each.
    ///
    /// # Errors
    /// [`Error::Option`] for a range whose end is not above its start.
    pub fn of_two_inputs(across: (f32, f32), up: (f32, f32), device: &Device) -> Result<Self, Error> {
        for (option, (low, high)) in [("the range of the first input", across), ("the range of the second input", up)] {
            if !(low.is_finite() && high.is_finite() && low < high) {
                return Err(Error::Option { option, value: high.into(), must_be: "a number above its start" });
            }
        }
        let (origin, first, second) = (vec![0.0; 2], vec![1.0, 0.0], vec![0.0, 1.0]);
        Ok(Self { shape: [1, 2], device: device.clone(), origin, first, second, across, up, marks: Vec::new() })
    }
}

impl<const D: usize> Plane<D> {
    /// The plane through three samples, `[3, …]`, with a third of their extent around them. The first lies at (0, 0), the
    /// second on the first axis; distances are those of the inputs. The samples are marked.
    ///
    /// # Errors
    /// [`Error::Shape`] when there are not three, [`Error::Option`] when they lie on one line.
    pub fn through(samples: Tensor<D>) -> Result<Self, Error> {
        let shape = samples.dims();
        if shape[0] != 3 || sample_len(&samples) == 0 {
            let expected = with_batch(shape, 3).to_vec();
            return Err(Error::Shape { what: "the three samples", actual: shape.to_vec(), expected });
        }
        let device = samples.device();
        let values = numbers(samples)?;
        let rows: Vec<&[f32]> = values.chunks(values.len() / 3).collect();
        let (to_second, to_third) = (difference(rows[1], rows[0]), difference(rows[2], rows[0]));
        let first = unit(&to_second)?;
        let along = dot(&to_third, &first);
        let aside: Vec<f32> = to_third.iter().zip(&first).map(|(value, first)| value - along * first).collect();
        let second = unit(&aside)?;
        let places = [(0.0, 0.0), (dot(&to_second, &first), 0.0), (along, dot(&to_third, &second))];
        let (across, up) = (with_margin(places.map(|place| place.0)), with_margin(places.map(|place| place.1)));
        let marks = places.map(|place| (place, None)).to_vec();
        Ok(Self { shape, device, origin: rows[0].to_vec(), first, second, across, up, marks })
    }

    /// The same plane without gradients, as [`Tensor::inner`] is of a tensor: for a model on such a device.
    #[must_use]
    pub fn inner(mut self) -> Self {
        self.device = self.device.inner();
        self
    }

    /// The range of the first coordinate.
    pub fn across(&self) -> (f32, f32) {
        self.across
    }

    /// The range of the second coordinate.
    pub fn up(&self) -> (f32, f32) {
        self.up
    }

    pub(super) fn marks(&self) -> &[((f32, f32), Option<usize>)] {
        &self.marks
    }

    /// The coordinates of a point of the grid, counted from the left and from the top.
    pub(super) fn place(&self, column: usize, row: usize, side: usize) -> (f32, f32) {
        let share = |index: usize| index as f32 / (side - 1).max(1) as f32;
        let between = |(low, high): (f32, f32), share: f32| low + (high - low) * share;
        (between(self.across, share(column)), between(self.up, 1.0 - share(row)))
    }

    /// The inputs at some places: `[places, …]`.
    pub(super) fn points(&self, places: &[(f32, f32)]) -> Tensor<D> {
        let values = places.iter().flat_map(|(x, y)| {
            let axes = self.first.iter().zip(&self.second);
            self.origin.iter().zip(axes).map(move |(origin, (first, second))| origin + x * first + y * second)
        });
        tensor(values.collect(), with_batch(self.shape, places.len()), &self.device)
    }
}

fn difference(one: &[f32], other: &[f32]) -> Vec<f32> {
    one.iter().zip(other).map(|(one, other)| one - other).collect()
}

fn dot(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| f64::from(*one) * f64::from(*other)).sum::<f64>() as f32
}

fn unit(direction: &[f32]) -> Result<Vec<f32>, Error> {
    let length = dot(direction, direction).sqrt();
    let must_be = "above 0: the three must not lie on one line";
    // Below this it is what rounding left.
    if length.is_nan() || length < 1e-5 {
        return Err(Error::Option { option: "the distance between the samples", value: length.into(), must_be });
    }
    Ok(direction.iter().map(|value| value / length).collect())
}

fn with_margin(values: [f32; 3]) -> (f32, f32) {
    let (low, high) =
        (values.into_iter().fold(f32::INFINITY, f32::min), values.into_iter().fold(f32::NEG_INFINITY, f32::max));
    let margin = (high - low) / 3.0;
    (low - margin, high + margin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_samples_are_points_of_their_plane() {
        let samples = [[1.0, 2.0, 3.0], [4.0, 0.0, 1.0], [-1.0, 5.0, 0.0]];
        let plane = Plane::through(Tensor::<2>::from_data(samples, &Device::default())).unwrap();
        let places: Vec<_> = plane.marks().iter().map(|mark| mark.0).collect();
        let found = numbers(plane.points(&places)).unwrap();
        for (one, other) in found.iter().zip(samples.iter().flatten()) {
            assert!((one - other).abs() < 1e-5, "{found:?}");
        }
    }

    #[test]
    fn three_on_a_line_make_no_plane() {
        let samples = Tensor::<2>::from_data([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]], &Device::default());
        assert!(matches!(Plane::through(samples), Err(Error::Option { .. })));
        assert!(matches!(Plane::through(Tensor::<2>::zeros([2, 2], &Device::default())), Err(Error::Shape { .. })));
        assert!(Plane::of_two_inputs((0.0, 0.0), (0.0, 1.0), &Device::default()).is_err());
    }
}
