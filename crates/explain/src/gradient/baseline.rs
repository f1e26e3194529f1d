//! What an input is compared with: an input that shows nothing.

use burn::tensor::Tensor;

use crate::Error;
use crate::model::check_alike;
use crate::random::Random;
use crate::tensor::{numbers, tensor};

/// The input that shows nothing, from which a path leads to the input.
///
/// What "nothing" is decides what is found: Sturmfels, Lundberg & Lee 2020, "Visualizing the Impact of Feature Attribution
/// Baselines".
#[derive(Clone, Debug, Default)]
#[allow(
    clippy::large_enum_variant,
    reason = "a tensor is a large handle on some backends; there is one baseline a method"
)]
pub enum Baseline<const D: usize> {
    /// 0 everywhere: black, where 0 is black.
    #[default]
    Black,
    /// One number everywhere.
    Constant(f32),
    /// The input itself, blurred over its last two dimensions by a Gaussian of this deviation in places.
    Blurred(f32),
    /// Evenly random numbers between the input's smallest and largest, from a seed.
    Random(u64),
    /// One sample for all inputs, or one for each: `[1 or batch, …]`.
    Given(Tensor<D>),
}

impl<const D: usize> Baseline<D> {
    /// The baseline of each input, of the inputs' shape.
    pub(crate) fn of(&self, inputs: &Tensor<D>) -> Result<Tensor<D>, Error> {
        let count = inputs.dims()[0];
        match self {
            Self::Black => Ok(inputs.zeros_like()),
            Self::Constant(value) => Ok(inputs.zeros_like() + *value),
            Self::Blurred(deviation) => blurred(inputs, *deviation),
            Self::Random(seed) => random(inputs, *seed),
            Self::Given(baseline) => {
                check_alike("the baseline", inputs, baseline)?;
                match baseline.dims()[0] {
                    1 => Ok(baseline.clone().inner().repeat_dim(0, count)),
                    given if given == count => Ok(baseline.clone().inner()),
                    _ => Err(Error::Shape {
                        what: "the baseline",
                        actual: baseline.dims().to_vec(),
                        expected: inputs.dims().to_vec(),
                    }),
                }
            }
        }
    }
}

fn random<const D: usize>(inputs: &Tensor<D>, seed: u64) -> Result<Tensor<D>, Error> {
    let values = numbers(inputs.clone())?;
    let mut random = Random::new(seed);
    let length = values.len() / inputs.dims()[0].max(1);
    let mut noise = Vec::with_capacity(values.len());
    for sample in values.chunks(length.max(1)) {
        let low = sample.iter().copied().fold(f32::INFINITY, f32::min);
        let high = sample.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        noise.extend(sample.iter().map(|_| low + (high - low) * random.unit() as f32));
    }
    Ok(tensor(noise, inputs.dims(), &inputs.device()))
}

/// Blurs rows and columns one after the other. Beyond the border its values go on.
fn blurred<const D: usize>(inputs: &Tensor<D>, deviation: f32) -> Result<Tensor<D>, Error> {
    if !(deviation > 0.0 && deviation.is_finite()) || D < 3 {
        let must_be = "above 0, for inputs with a height and a width";
        return Err(Error::Option { option: "the blur's deviation", value: deviation.into(), must_be });
    }
    let shape = inputs.dims();
    let (height, width) = (shape[D - 2], shape[D - 1]);
    let kernel = gaussian(deviation);
    let mut values = numbers(inputs.clone())?;
    for plane in values.chunks_mut((height * width).max(1)) {
        for row in plane.chunks_mut(width) {
            let line = row.to_vec();
            row.iter_mut().enumerate().for_each(|(at, value)| *value = weighted(&line, at, &kernel));
        }
        for column in 0..width {
            let line: Vec<f32> = plane.iter().skip(column).step_by(width).copied().collect();
            for at in 0..height {
                plane[at * width + column] = weighted(&line, at, &kernel);
            }
        }
    }
    Ok(tensor(values, shape, &inputs.device()))
}

/// A Gaussian to four deviations on either side, whose sum is 1.
fn gaussian(deviation: f32) -> Vec<f32> {
    let reach = (4.0 * deviation).ceil() as i32;
    let bell: Vec<f32> = (-reach..=reach).map(|at| (-0.5 * (at as f32 / deviation).powi(2)).exp()).collect();
    let sum: f32 = bell.iter().sum();
    bell.into_iter().map(|weight| weight / sum).collect()
}

fn weighted(line: &[f32], at: usize, kernel: &[f32]) -> f32 {
    let (reach, last) = (kernel.len() as i64 / 2, line.len() as i64 - 1);
    let place = |offset: usize| (at as i64 + offset as i64 - reach).clamp(0, last) as usize;
    kernel.iter().enumerate().map(|(offset, weight)| weight * line[place(offset)]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    fn point() -> Tensor<4> {
        let mut values = vec![0.0; 49];
        values[24] = 1.0;
        tensor(values, [1, 1, 7, 7], &Device::default())
    }

    #[test]
    fn a_blurred_point_is_a_bell() {
        let blurred = numbers(Baseline::Blurred(1.0).of(&point()).unwrap()).unwrap();
        // scipy.ndimage.gaussian_filter(point, 1.0, mode="nearest")[3, 3] and [3, 4]
        assert!((blurred[24] - 0.159_242).abs() < 1e-4, "{}", blurred[24]);
        assert!((blurred[25] - 0.096_585).abs() < 1e-4, "{}", blurred[25]);
        let sum: f32 = blurred.iter().sum();
        assert!((sum - 1.0).abs() < 0.02);
    }

    #[test]
    fn noise_stays_in_the_range_and_is_that_of_its_seed() {
        let of = |seed| numbers(Baseline::Random(seed).of(&point()).unwrap()).unwrap();
        assert!(of(1).iter().all(|value| (0.0..=1.0).contains(value)));
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }

    #[test]
    fn one_sample_serves_all_inputs() {
        let inputs = point().repeat_dim(0, 3);
        assert_eq!(Baseline::Given(point()).of(&inputs).unwrap().dims(), [3, 1, 7, 7]);
        let two = Baseline::Given(point().repeat_dim(0, 2)).of(&inputs);
        assert!(matches!(two, Err(Error::Shape { .. })));
        assert!(matches!(Baseline::Blurred(0.0).of(&inputs), Err(Error::Option { .. })));
    }
}
