//! The curve by which UMAP turns distances on the map into the weights of neighbours: `1 / (1 + a·d^(2b))`.

/// Steps of the fit at most; some ten are enough.
const STEPS: usize = 200;
/// Distances at which the two curves are compared.
const SAMPLES: usize = 300;

/// The curve's parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Curve {
    pub(super) a: f64,
    pub(super) b: f64,
}

/// A distance, and the weight wanted there.
type Sample = (f64, f64);

impl Curve {
    /// The curve nearest, by squares, to 1 up to `min_dist` and an exponential of the scale `spread` beyond. Found by
    /// the method of Levenberg and Marquardt.
    pub(super) fn fit(min_dist: f64, spread: f64) -> Self {
        let wanted = |at: usize| {
            let distance = 3.0 * spread * at as f64 / (SAMPLES - 1) as f64;
            (distance, if distance < min_dist { 1.0 } else { (-(distance - min_dist) / spread).exp() })
        };
        let samples: Vec<Sample> = (0..SAMPLES).map(wanted).collect();
        let (mut curve, mut damping) = (Self { a: 1.0, b: 1.0 }, 1e-3);
        let mut error = curve.error(&samples);
        for _ in 0..STEPS {
            let next = curve.step(&samples, damping);
            let next_error = next.error(&samples);
            if next.a > 0.0 && next.b > 0.0 && next_error <= error {
                let settled = error - next_error <= 1e-15 * error;
                (curve, error, damping) = (next, next_error, damping * 0.3);
                if settled {
                    break;
                }
            } else {
                damping *= 10.0;
            }
        }
        curve
    }

    fn at(self, distance: f64) -> f64 {
        1.0 / (1.0 + self.a * distance.powf(2.0 * self.b))
    }

    fn error(self, samples: &[Sample]) -> f64 {
        samples.iter().map(|(distance, wanted)| (self.at(*distance) - wanted).powi(2)).sum()
    }

    /// One damped step towards the least error, by the normal equations of two unknowns.
    fn step(self, samples: &[Sample], damping: f64) -> Self {
        let (mut aa, mut ab, mut bb, mut a_rest, mut b_rest) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (distance, wanted) in samples.iter().filter(|sample| sample.0 > 0.0) {
            let value = self.at(*distance);
            let power = distance.powf(2.0 * self.b);
            let by_a = -value * value * power;
            let by_b = by_a * self.a * 2.0 * distance.ln();
            let rest = wanted - value;
            aa += by_a * by_a;
            ab += by_a * by_b;
            bb += by_b * by_b;
            a_rest += by_a * rest;
            b_rest += by_b * rest;
        }
        let (aa, bb) = (aa * (1.0 + damping), bb * (1.0 + damping));
        let determinant = (aa * bb - ab * ab).max(f64::MIN_POSITIVE);
        Self {
            a: self.a + (bb * a_rest - ab * b_rest) / determinant,
            b: self.b + (aa * b_rest - ab * a_rest) / determinant,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fit_is_umap_learns() {
        let reference = crate::reference::read();
        for row in reference["curve"].as_array().unwrap() {
            let [min_dist, spread, a, b] = std::array::from_fn(|at| row[at].as_f64().unwrap());
            let curve = Curve::fit(min_dist, spread);
            assert!((curve.a / a - 1.0).abs() < 1e-5 && (curve.b / b - 1.0).abs() < 1e-5, "{row} {curve:?}");
        }
    }

    #[test]
    fn a_curve_that_is_one_of_the_family_is_found() {
        let made = Curve { a: 2.0, b: 0.7 };
        let samples: Vec<Sample> = (0..50).map(|at| f64::from(at) * 0.1).map(|d| (d, made.at(d))).collect();
        let mut curve = Curve { a: 1.0, b: 1.0 };
        for _ in 0..50 {
            curve = curve.step(&samples, 0.0);
        }
        assert!((curve.a - 2.0).abs() < 1e-6 && (curve.b - 0.7).abs() < 1e-6, "{curve:?}");
    }
}
