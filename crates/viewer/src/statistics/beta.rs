//! The distribution of Student's t, by the incomplete beta function.

use std::f64::consts::PI;

/// The probability of a t at least as far from 0, on either side, with `degrees` of freedom.
pub(super) fn two_sided(t: f64, degrees: f64) -> f64 {
    if t.is_infinite() {
        return 0.0;
    }
    incomplete(degrees / (degrees + t * t), degrees / 2.0, 0.5).clamp(0.0, 1.0)
}

/// The regularised incomplete beta function (DLMF 8.17.22, the continued fraction), for 0 ≤ x ≤ 1.
fn incomplete(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp();
    // The fraction converges fast on one side of this point; the other side is its mirror.
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(x, a, b) / a
    } else {
        1.0 - front * fraction(1.0 - x, b, a) / b
    }
}

/// The continued fraction by Lentz's method.
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut below = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let (mut above, mut product) = (1.0, below);
    for count in 1..500 {
        let m = f64::from(count);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = product;
        for term in [even, odd] {
            below = 1.0 / away_from_zero(1.0 + term * below);
            above = away_from_zero(1.0 + term / above);
            product *= above * below;
        }
        if (product / before - 1.0).abs() < 1e-15 {
            break;
        }
    }
    product
}

/// The logarithm of the gamma function for x > 0: Stirling's series (DLMF 5.11.1), shifted to where it is exact.
fn ln_gamma(x: f64) -> f64 {
    let mut shift = 0.0;
    let mut x = x;
    while x < 12.0 {
        shift -= x.ln();
        x += 1.0;
    }
    let terms = [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0];
    let series: f64 = terms.iter().zip([1, 3, 5, 7, 9]).map(|(term, power)| term / x.powi(power)).sum();
    shift + (x - 0.5) * x.ln() - x + 0.5 * (2.0 * PI).ln() + series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tails_are_those_of_the_tables() {
        // The critical values of Student's t as tables print them: two-sided 5 %, 1 % and 0.1 %.
        let table = [
            (12.706_2, 1.0, 0.05),
            (2.570_58, 5.0, 0.05),
            (2.228_14, 10.0, 0.05),
            (3.169_27, 10.0, 0.01),
            (3.849_52, 20.0, 0.001),
            (1.962_34, 1_000.0, 0.05),
        ];
        for (t, degrees, p) in table {
            assert!((two_sided(t, degrees) / p - 1.0).abs() < 3e-4, "{t} {degrees}: {}", two_sided(t, degrees));
        }
        assert_eq!((two_sided(0.0, 7.0), two_sided(f64::INFINITY, 3.0)), (1.0, 0.0));
        // With one degree of freedom it is Cauchy's distribution.
        assert!((two_sided(3.0, 1.0) - (1.0 - 2.0 * 3f64.atan() / PI)).abs() < 1e-12);
    }
}
