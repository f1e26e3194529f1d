//! Where on the way from 0 to 1 an integral is sampled, and with which weight.

use std::f64::consts::PI;

/// How an integral becomes a sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quadrature {
    /// Gauss and Legendre's: exact for polynomials up to twice the number of points (Captum's default).
    #[default]
    GaussLegendre,
    /// The middle of each of equal parts.
    Midpoint,
    /// Equal steps with both ends, which count half.
    Trapezoid,
}

impl Quadrature {
    /// Points in [0, 1] and their weights, whose sum is 1.
    pub(crate) fn points(self, count: usize) -> Vec<(f64, f64)> {
        let n = count as f64;
        match self {
            Self::GaussLegendre => (0..count).map(|index| legendre(index, count)).collect(),
            Self::Midpoint => (0..count).map(|index| ((index as f64 + 0.5) / n, 1.0 / n)).collect(),
            Self::Trapezoid if count == 1 => vec![(0.5, 1.0)],
            Self::Trapezoid => {
                let parts = n - 1.0;
                let weight = |index: usize| if index == 0 || index + 1 == count { 0.5 } else { 1.0 };
                (0..count).map(|index| (index as f64 / parts, weight(index) / parts)).collect()
            }
        }
    }
}

/// One root of the Legendre polynomial of degree `count` by Newton's method, in [0, 1], and its weight.
fn legendre(index: usize, count: usize) -> (f64, f64) {
    let mut x = -(PI * (index as f64 + 0.75) / (count as f64 + 0.5)).cos(); // near enough for Newton
    let mut slope = 1.0;
    for _ in 0..50 {
        let (value, before) = polynomial(x, count);
        slope = count as f64 * (x * value - before) / (x * x - 1.0);
        let step = value / slope;
        x -= step;
        if step.abs() < 1e-15 {
            break;
        }
    }
    (f64::midpoint(x, 1.0), 1.0 / ((1.0 - x * x) * slope * slope))
}

/// The Legendre polynomials of a degree and of the one before it, by their recurrence.
fn polynomial(x: f64, degree: usize) -> (f64, f64) {
    let (mut value, mut before) = (x, 1.0);
    for k in 2..=degree {
        let k = k as f64;
        (value, before) = (((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k, value);
    }
    (value, before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_add_up_to_one_and_points_lie_in_order() {
        for rule in [Quadrature::GaussLegendre, Quadrature::Midpoint, Quadrature::Trapezoid] {
            for count in [1, 2, 3, 50, 201] {
                let points = rule.points(count);
                let sum: f64 = points.iter().map(|(_, weight)| weight).sum();
                assert!((sum - 1.0).abs() < 1e-12, "{rule:?} {count} {sum}");
                assert!(points.is_sorted_by(|one, next| one.0 < next.0));
                assert!(points.iter().all(|(at, _)| (0.0..=1.0).contains(at)));
            }
        }
    }

    #[test]
    fn gauss_and_legendre_are_exact_to_twice_their_points() {
        // numpy.polynomial.legendre.leggauss(3)
        let points = Quadrature::GaussLegendre.points(3);
        assert!((points[0].0 - (1.0 - 0.774_596_669_241_483_4) / 2.0).abs() < 1e-15);
        assert!((points[0].1 - 5.0 / 18.0).abs() < 1e-14);
        let integral: f64 = points.iter().map(|(at, weight)| weight * at.powi(5)).sum();
        assert!((integral - 1.0 / 6.0).abs() < 1e-14);
    }
}
