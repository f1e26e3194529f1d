//! Samples, and Welch's test of whether two have the same mean.

use super::beta::two_sided;

/// Numbers as their mean and spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// The mean.
    pub mean: f64,
    /// The variance, of n − 1.
    pub variance: f64,
    /// How many independent values these are worth. Neighbours on a curve are alike, so this is less than their number.
    pub size: f64,
}

impl Sample {
    /// A sample of independent values; `None` of fewer than two.
    pub fn independent(values: &[f64]) -> Option<Self> {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0);
        (values.len() > 1 && variance.is_finite()).then_some(Self { mean, variance, size: count })
    }

    /// A sample of neighbouring values of a curve: with the correlation r of neighbours, n values are worth
    /// n · (1 − r) / (1 + r), as for an autoregressive process of the first order (Bartlett 1935). `None` of fewer than
    /// two values.
    pub fn of_curve(values: &[f64]) -> Option<Self> {
        let sample = Self::independent(values)?;
        let products = values.array_windows().map(|[a, b]| (a - sample.mean) * (b - sample.mean));
        let squares: f64 = values.iter().map(|value| (value - sample.mean).powi(2)).sum();
        let correlation = if squares > 0.0 { (products.sum::<f64>() / squares).clamp(0.0, 0.999) } else { 0.0 };
        Some(Self { size: sample.size * (1.0 - correlation) / (1.0 + correlation), ..sample })
    }
}

/// The probability that two samples of the same mean differ as much as these, by Welch's t-test (Welch 1947). `None` if
/// a sample is worth fewer than two values.
///
/// ```
/// use nnviz_viewer::statistics::{Sample, welch};
/// let a = Sample::independent(&[1.0, 2.0, 3.0]).ok_or("two values")?;
/// let b = Sample::independent(&[2.0, 3.0, 4.0]).ok_or("two values")?;
/// assert!((welch(a, b).ok_or("two values")? - 0.2879).abs() < 1e-4);
/// # Ok::<(), &str>(())
/// ```
pub fn welch(a: Sample, b: Sample) -> Option<f64> {
    if a.size < 2.0 || b.size < 2.0 {
        return None;
    }
    let (of_a, of_b) = (a.variance / a.size, b.variance / b.size);
    let error = of_a + of_b;
    if error == 0.0 {
        return Some(if a.mean == b.mean { 1.0 } else { 0.0 });
    }
    let degrees = error.powi(2) / (of_a.powi(2) / (a.size - 1.0) + of_b.powi(2) / (b.size - 1.0));
    Some(two_sided((a.mean - b.mean) / error.sqrt(), degrees))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_that_are_alike_are_worth_less() {
        let noise: Vec<f64> = (0..100).map(|x| f64::from(x * 7919 % 101)).collect();
        let slow: Vec<f64> = (0..100).map(|x| (f64::from(x) / 15.0).sin()).collect();
        let worth = |values| Sample::of_curve(values).map_or(0.0, |sample| sample.size);
        assert!(worth(&noise) > 60.0 && worth(&slow) < 5.0, "{} {}", worth(&noise), worth(&slow));
        assert_eq!(Sample::independent(&[1.0]), None);
    }

    #[test]
    fn constants_differ_or_do_not() {
        let constant = |value| Sample::independent(&[value; 5]).unwrap();
        assert_eq!((welch(constant(1.0), constant(1.0)), welch(constant(1.0), constant(2.0))), (Some(1.0), Some(0.0)));
    }
}
