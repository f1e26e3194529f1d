//! A picture as waves: the numbers that are moved are amplitudes, not pixels.
//!
//! Olah, Mordvintsev & Schubert 2017, "Feature Visualization", and its code, lucid. With pixels, the steepest way up is noise; here
//! each wave has the weight `1/f` that it has in photographs, and the channels are mixed as the colours of photographs are.
//!
//! ```text
//!  amplitudes ─ · 1/f ─> inverse FFT ─ · ¼ ─> colours mixed ─> sigmoid ─> range
//! ```
//!
//! A network's gradient at the picture is pulled back through the same steps.

use super::fft::{Complex, forward2, inverse2};

/// The square root of the covariance of ImageNet's colours, as lucid has it; divided by its longest column below.
const COLOURS: [[f64; 3]; 3] = [[0.26, 0.09, 0.02], [0.27, 0.00, -0.05], [0.27, -0.09, 0.03]];

/// lucid's, by which a picture begins near its middle grey.
const SIZE: f64 = 0.25;

/// How a picture of `[channels, height, width]` is made of waves: a real and an imaginary amplitude for each of
/// `channels × height × (width / 2 + 1)`.
#[derive(Clone, Debug)]
pub(super) struct Fourier {
    channels: usize,
    height: usize,
    width: usize,
    range: (f64, f64),
    /// The frequency of each wave, in cycles a pixel.
    frequencies: Vec<f64>,
    /// What each wave is multiplied by.
    scale: Vec<f64>,
    colours: Option<[[f64; 3]; 3]>,
}

impl Fourier {
    pub(super) fn new([channels, height, width]: [usize; 3], decay: f64, decorrelate: bool, range: (f32, f32)) -> Self {
        let across = width / 2 + 1;
        let frequency = |wave: usize| {
            let (x, y) = ((wave % across) as f64, wave / across);
            let y = if y <= height / 2 { y } else { height - y } as f64;
            (x / width as f64).hypot(y / height as f64)
        };
        let frequencies: Vec<f64> = (0..height * across).map(frequency).collect();
        let lowest = 1.0 / width.max(height) as f64;
        let scale = frequencies.iter().map(|frequency| frequency.max(lowest).powf(-decay)).collect();
        let colours = (decorrelate && channels == 3).then(mixed_colours);
        Self { channels, height, width, range: (range.0.into(), range.1.into()), frequencies, scale, colours }
    }

    /// How many numbers there are to move.
    pub(super) fn len(&self) -> usize {
        2 * self.channels * self.frequencies.len()
    }

    fn across(&self) -> usize {
        self.width / 2 + 1
    }

    /// The picture of some amplitudes: `[channels, height, width]`.
    pub(super) fn picture(&self, amplitudes: &[f32]) -> Vec<f32> {
        let (low, high) = self.range;
        self.squashed(amplitudes).into_iter().map(|value| (low + (high - low) * value) as f32).collect()
    }

    /// The gradient at the amplitudes, of that at the picture.
    pub(super) fn pull(&self, amplitudes: &[f32], gradient: &[f32]) -> Vec<f32> {
        let length = self.range.1 - self.range.0;
        let squashed = self.squashed(amplitudes);
        let at_sum =
            gradient.iter().zip(&squashed).map(|(slope, value)| f64::from(*slope) * length * value * (1.0 - value));
        let at_waves = self.unmixed(at_sum.collect());
        at_waves.chunks(self.height * self.width).flat_map(|plane| self.plane_pull(plane)).collect()
    }

    /// The gradient of the roughness: the mean over the waves of `f²` times their power, which is the energy of what changes from
    /// pixel to pixel (Parseval).
    pub(super) fn roughness_slope<'a>(&'a self, amplitudes: &'a [f32]) -> impl Iterator<Item = f32> + 'a {
        let count = self.len() as f64;
        self.weighted(amplitudes).map(move |(amplitude, weight)| (2.0 * weight * f64::from(amplitude) / count) as f32)
    }

    /// Each amplitude with the share of its frequency in the roughness.
    fn weighted<'a>(&'a self, amplitudes: &'a [f32]) -> impl Iterator<Item = (f32, f64)> + 'a {
        let waves = self.frequencies.iter().zip(&self.scale).map(|(frequency, scale)| (frequency * scale).powi(2));
        let weights = std::iter::repeat_n(waves, self.channels).flatten().flat_map(|weight| [weight; 2]);
        amplitudes.iter().copied().zip(weights)
    }

    /// The picture between 0 and 1.
    fn squashed(&self, amplitudes: &[f32]) -> Vec<f64> {
        let waves: Vec<f64> =
            amplitudes.chunks(2 * self.frequencies.len()).flat_map(|plane| self.plane(plane)).collect();
        self.mixed(waves).into_iter().map(|value| 1.0 / (1.0 + (-value).exp())).collect()
    }

    /// One channel of the amplitudes, as waves that are summed.
    fn plane(&self, amplitudes: &[f32]) -> Vec<f64> {
        let mut table = vec![Complex::default(); self.height * self.width];
        for (wave, (pair, scale)) in amplitudes.chunks(2).zip(&self.scale).enumerate() {
            let (at, factor) = (self.place(wave), scale * self.times(wave));
            table[at] = Complex { re: factor * f64::from(pair[0]), im: factor * f64::from(pair[1]) };
        }
        inverse2(&table, self.width).into_iter().map(|value| SIZE * value.re).collect()
    }

    /// The gradient at one channel of the amplitudes.
    fn plane_pull(&self, gradient: &[f64]) -> Vec<f32> {
        let table: Vec<Complex> = gradient.iter().map(|re| Complex { re: *re, im: 0.0 }).collect();
        let waves = forward2(&table, self.width);
        let slope = |(wave, scale): (usize, &f64)| {
            let (found, factor) = (waves[self.place(wave)], SIZE * scale * self.times(wave));
            [(factor * found.re) as f32, (factor * found.im) as f32]
        };
        self.scale.iter().enumerate().flat_map(slope).collect()
    }

    /// Where a wave lies in the whole table.
    fn place(&self, wave: usize) -> usize {
        wave / self.across() * self.width + wave % self.across()
    }

    /// How often a wave occurs in the whole table: most have a mirror image, that is not kept.
    fn times(&self, wave: usize) -> f64 {
        let x = wave % self.across();
        if x == 0 || 2 * x == self.width { 1.0 } else { 2.0 }
    }

    fn mixed(&self, waves: Vec<f64>) -> Vec<f64> {
        match self.colours {
            Some(colours) => by_colours(&waves, |to, from| colours[to][from]),
            None => waves,
        }
    }

    fn unmixed(&self, gradient: Vec<f64>) -> Vec<f64> {
        match self.colours {
            Some(colours) => by_colours(&gradient, |to, from| colours[from][to]),
            None => gradient,
        }
    }
}

fn mixed_colours() -> [[f64; 3]; 3] {
    let column = |at: usize| COLOURS.iter().map(|row| row[at].powi(2)).sum::<f64>().sqrt();
    let longest = (0..3).map(column).fold(0.0, f64::max);
    COLOURS.map(|row| row.map(|value| value / longest))
}

/// Three planes, each the weighted sum of all.
fn by_colours(planes: &[f64], weight: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    let length = planes.len() / 3;
    let mix = |to: usize, at: usize| (0..3).map(|from| weight(to, from) * planes[from * length + at]).sum();
    (0..3).flat_map(|to| (0..length).map(move |at| (to, at))).map(|(to, at)| mix(to, at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use serde_json::Value;

    fn roughness(waves: &Fourier, amplitudes: &[f32]) -> f64 {
        let power = waves.weighted(amplitudes).map(|(amplitude, weight)| weight * f64::from(amplitude).powi(2));
        power.sum::<f64>() / waves.len() as f64
    }

    fn random(count: usize, seed: u64) -> Vec<f32> {
        let mut random = Random::new(seed);
        (0..count).map(|_| random.normal() as f32).collect()
    }

    /// Made with numpy after lucid's formulas; see `golden.py`.
    #[test]
    fn pictures_are_lucids() {
        let golden: Value = serde_json::from_str(include_str!("golden.json")).unwrap();
        let numbers = |value: &Value| -> Vec<f64> {
            value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
        };
        for case in golden["pictures"].as_array().unwrap() {
            let shape = numbers(&case["shape"]);
            let shape = [shape[0] as usize, shape[1] as usize, shape[2] as usize];
            let waves = Fourier::new(shape, case["decay"].as_f64().unwrap(), true, (0.0, 1.0));
            let amplitudes: Vec<f32> = numbers(&case["parameters"]).iter().map(|value| *value as f32).collect();
            let found = waves.picture(&amplitudes);
            for (found, expected) in found.iter().zip(numbers(&case["picture"])) {
                assert!((f64::from(*found) - expected).abs() < 1e-6, "{shape:?}: {found} for {expected}");
            }
        }
    }

    /// Beside differences of the picture's sum by fixed weights, over odd and even sizes.
    #[test]
    fn gradients_are_those_of_finite_differences() {
        for shape in [[1, 5, 7], [3, 4, 6], [3, 3, 2], [2, 1, 1]] {
            let waves = Fourier::new(shape, 1.0, true, (-1.0, 2.0));
            let amplitudes = random(waves.len(), 1);
            let weights = random(shape.iter().product(), 2);
            let value = |amplitudes: &[f32]| {
                let picture = waves.picture(amplitudes);
                picture.iter().zip(&weights).map(|(one, other)| f64::from(*one) * f64::from(*other)).sum::<f64>()
            };
            let slope = waves.pull(&amplitudes, &weights);
            let rough = waves.roughness_slope(&amplitudes).collect::<Vec<_>>();
            for at in 0..waves.len() {
                let beside = |by: f32| {
                    let mut moved = amplitudes.clone();
                    moved[at] += by;
                    (value(&moved), roughness(&waves, &moved))
                };
                let (above, below) = (beside(0.01), beside(-0.01));
                let (expected, roughness) = ((above.0 - below.0) / 0.02, (above.1 - below.1) / 0.02);
                assert!((f64::from(slope[at]) - expected).abs() < 2e-3 * expected.abs().max(0.1), "{shape:?} {at}");
                assert!((f64::from(rough[at]) - roughness).abs() < 1e-4 * roughness.abs().max(1.0), "{shape:?} {at}");
            }
        }
    }
}
