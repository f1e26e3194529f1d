//! The discrete Fourier transform of any length: by halves where the length is a power of two (Cooley & Tukey 1965), as a
//! convolution elsewhere (Bluestein 1970).

use std::f64::consts::{PI, TAU};
use std::ops::{Add, Mul, Sub};

/// A complex number.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Complex {
    pub(super) re: f64,
    pub(super) im: f64,
}

impl Complex {
    /// The point of the unit circle at an angle.
    fn at(angle: f64) -> Self {
        Self { re: angle.cos(), im: angle.sin() }
    }

    fn conjugate(self) -> Self {
        Self { im: -self.im, ..self }
    }

    fn times(self, factor: f64) -> Self {
        Self { re: self.re * factor, im: self.im * factor }
    }
}

impl Add for Complex {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }
}

impl Sub for Complex {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { re: self.re - other.re, im: self.im - other.im }
    }
}

impl Mul for Complex {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self { re: self.re * other.re - self.im * other.im, im: self.re * other.im + self.im * other.re }
    }
}

/// `X[k] = Σ x[n] e^(−2πi k n / N)`, without a factor.
fn forward(values: &[Complex]) -> Vec<Complex> {
    match values.len() {
        0 | 1 => values.to_vec(),
        length if length.is_power_of_two() => by_halves(values),
        _ => by_convolution(values),
    }
}

fn by_halves(values: &[Complex]) -> Vec<Complex> {
    let length = values.len();
    if length == 1 {
        return values.to_vec();
    }
    let every_other = |from: usize| by_halves(&values.iter().skip(from).step_by(2).copied().collect::<Vec<_>>());
    let (even, odd) = (every_other(0), every_other(1));
    let turned = |(k, value): (usize, &Complex)| Complex::at(-TAU * k as f64 / length as f64) * *value;
    let odd: Vec<Complex> = odd.iter().enumerate().map(turned).collect();
    let sums = even.iter().zip(&odd).map(|(even, odd)| *even + *odd);
    let differences = even.iter().zip(&odd).map(|(even, odd)| *even - *odd);
    sums.chain(differences).collect()
}

/// `k n = (k² + n² − (k − n)²) / 2` makes the transform a convolution, which transforms of a power of two compute.
fn by_convolution(values: &[Complex]) -> Vec<Complex> {
    let length = values.len();
    // The square is taken modulo the period, so that large lengths keep their precision.
    let chirp = |k: usize| Complex::at(-PI * (k * k % (2 * length)) as f64 / length as f64);
    let padded = (2 * length - 1).next_power_of_two();
    let mut signal = vec![Complex::default(); padded];
    let mut filter = vec![Complex::default(); padded];
    for (k, value) in values.iter().enumerate() {
        signal[k] = *value * chirp(k);
        filter[k] = chirp(k).conjugate();
        filter[(padded - k) % padded] = filter[k];
    }
    let product: Vec<Complex> =
        by_halves(&signal).iter().zip(by_halves(&filter)).map(|(one, other)| *one * other).collect();
    let convolved = inverse(&product);
    (0..length).map(|k| convolved[k] * chirp(k)).collect()
}

/// Without a factor, but by `1/N` here, for lengths of a power of two: the inverse of [`by_halves`].
fn inverse(values: &[Complex]) -> Vec<Complex> {
    let conjugate: Vec<Complex> = values.iter().map(|value| value.conjugate()).collect();
    by_halves(&conjugate).iter().map(|value| value.conjugate().times(1.0 / values.len() as f64)).collect()
}

/// The transform along both axes of a table of rows, by `1/√(width · height)`: what it does, its inverse undoes with the same
/// factor. numpy's `fft2(…, norm="ortho")`.
pub(super) fn forward2(table: &[Complex], width: usize) -> Vec<Complex> {
    let height = table.len() / width;
    let rows: Vec<Complex> = table.chunks(width).flat_map(forward).collect();
    let mut all = vec![Complex::default(); table.len()];
    let factor = 1.0 / (table.len() as f64).sqrt();
    for x in 0..width {
        let column: Vec<Complex> = (0..height).map(|y| rows[y * width + x]).collect();
        for (y, value) in forward(&column).into_iter().enumerate() {
            all[y * width + x] = value.times(factor);
        }
    }
    all
}

/// The inverse of [`forward2`]: numpy's `ifft2(…, norm="ortho")`.
pub(super) fn inverse2(table: &[Complex], width: usize) -> Vec<Complex> {
    let conjugate: Vec<Complex> = table.iter().map(|value| value.conjugate()).collect();
    forward2(&conjugate, width).iter().map(|value| value.conjugate()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// What numpy finds; see `golden.py`.
    #[test]
    fn transforms_are_numpys() {
        let golden: Value = serde_json::from_str(include_str!("golden.json")).unwrap();
        let numbers = |value: &Value| -> Vec<f64> {
            value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
        };
        for case in golden["fft2"].as_array().unwrap() {
            let width = case["width"].as_u64().unwrap() as usize;
            let (input, re, im) = (numbers(&case["input"]), numbers(&case["re"]), numbers(&case["im"]));
            let table: Vec<Complex> = input.iter().map(|re| Complex { re: *re, im: 0.0 }).collect();
            let found = forward2(&table, width);
            for (at, value) in found.iter().enumerate() {
                let apart = (value.re - re[at]).hypot(value.im - im[at]);
                assert!(apart < 1e-12, "{width} wide, {at}: {value:?}");
            }
            let back = inverse2(&found, width);
            assert!(back.iter().zip(&input).all(|(found, input)| (found.re - input).hypot(found.im) < 1e-12));
        }
    }
}
