//! The discrete Fourier transform of any length, by the prime factors of the length (Cooley & Tukey 1965): fast for the sides that
//! pictures have.

use std::f64::consts::TAU;
use std::ops::{Add, Mul};

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

impl Mul for Complex {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self { re: self.re * other.re - self.im * other.im, im: self.re * other.im + self.im * other.re }
    }
}

/// The transform of one length.
struct Transform {
    /// `e^(−2πi k / N)`: what numbers are turned by.
    roots: Vec<Complex>,
}

impl Transform {
    fn new(length: usize) -> Self {
        Self { roots: (0..length).map(|k| Complex::at(-TAU * k as f64 / length as f64)).collect() }
    }

    /// `X[k] = Σ x[n] e^(−2πi k n / N)`, without a factor.
    fn forward(&self, values: &[Complex]) -> Vec<Complex> {
        let mut found = vec![Complex::default(); values.len()];
        self.forward_of(values, 1, &mut found);
        found
    }

    /// The transform of every `stride`-th value: of a prime number of parts first, which are then put together.
    fn forward_of(&self, values: &[Complex], stride: usize, found: &mut [Complex]) {
        let length = found.len();
        let Some(factor) = smallest_factor(length) else {
            found.copy_from_slice(&values[..length]);
            return;
        };
        let part = length / factor;
        for (from, part) in found.chunks_mut(part).enumerate() {
            self.forward_of(&values[from * stride..], stride * factor, part);
        }
        let mut column = vec![Complex::default(); factor];
        for k in 0..part {
            column.iter_mut().zip(found[k..].iter().step_by(part)).for_each(|(own, value)| *own = *value);
            for at in (k..length).step_by(part) {
                let turned = column.iter().enumerate().map(|(from, value)| *value * self.turn(from * at * stride));
                found[at] = turned.fold(Complex::default(), Add::add);
            }
        }
    }

    fn turn(&self, k: usize) -> Complex {
        self.roots[k % self.roots.len()]
    }
}

/// The smallest prime that divides a number; none divides 0 and 1.
fn smallest_factor(number: usize) -> Option<usize> {
    (2..=number).find(|factor| number.is_multiple_of(*factor))
}

/// The transform along both axes of a table of rows, by `1/√(width · height)`: what it does, its inverse undoes with the same
/// factor. numpy's `fft2(…, norm="ortho")`.
pub(super) fn forward2(table: &[Complex], width: usize) -> Vec<Complex> {
    let height = table.len() / width;
    let (across, down) = (Transform::new(width), Transform::new(height));
    let rows: Vec<Complex> = table.chunks(width).flat_map(|row| across.forward(row)).collect();
    let mut all = vec![Complex::default(); table.len()];
    let factor = 1.0 / (table.len() as f64).sqrt();
    for x in 0..width {
        let column: Vec<Complex> = (0..height).map(|y| rows[y * width + x]).collect();
        for (y, value) in down.forward(&column).into_iter().enumerate() {
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
