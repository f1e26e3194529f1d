//! Which values the ends of a colour map stand for.

use super::Heatmap;
use crate::Error;

/// The values at the two ends of a colour map. The same scale for every step of a training makes its pictures comparable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    low: f32,
    high: f32,
}

impl Scale {
    /// Fixed ends.
    ///
    /// # Errors
    /// [`Error::Option`] when they are not numbers, or the wrong way round.
    pub fn fixed(low: f32, high: f32) -> Result<Self, Error> {
        if low.is_finite() && high.is_finite() && low < high {
            Ok(Self { low, high })
        } else {
            Err(Error::Option {
                option: "the upper end of the scale",
                value: high.into(),
                must_be: "a number above the lower end",
            })
        }
    }

    /// From −1 to 1.
    pub(crate) fn unit() -> Self {
        Self { low: -1.0, high: 1.0 }
    }

    /// From a map's smallest value to its largest.
    pub fn of(map: &Heatmap) -> Self {
        Self { low: map.min(), high: map.max() }
    }

    /// From 0 to a map's largest value: for shares.
    pub fn from_zero(map: &Heatmap) -> Self {
        Self { low: 0.0, high: map.max().max(f32::MIN_POSITIVE) }
    }

    /// As far below zero as above it, to the largest magnitude among some maps: for values of both signs.
    pub fn signed<'a>(maps: impl IntoIterator<Item = &'a Heatmap>) -> Self {
        Self::percentile(maps, 100.0)
    }

    /// As [`Self::signed`], to a percentile of the magnitudes instead of the largest: shap's image plot takes 99.9. A few
    /// very large values then do not make all others pale.
    pub fn percentile<'a>(maps: impl IntoIterator<Item = &'a Heatmap>, percent: f64) -> Self {
        let mut magnitudes: Vec<f32> = maps.into_iter().flat_map(Heatmap::values).map(|value| value.abs()).collect();
        magnitudes.sort_by(f32::total_cmp);
        // Never without length, so that zero stays in the middle even when all is zero.
        let high = percentile(&magnitudes, percent).max(f32::MIN_POSITIVE);
        Self { low: -high, high }
    }

    /// The value at the lower end.
    pub fn low(self) -> f32 {
        self.low
    }

    /// The value at the upper end.
    pub fn high(self) -> f32 {
        self.high
    }

    /// Where a value lies, 0 at the lower end and 1 at the upper; all lie at 0 on the scale of a flat map.
    pub fn position(self, value: f32) -> f32 {
        let length = self.high - self.low;
        if length > 0.0 { ((value - self.low) / length).clamp(0.0, 1.0) } else { 0.0 }
    }
}

/// Between the two values around it, as numpy's `percentile`; 0 of no values.
pub(crate) fn percentile(sorted: &[f32], percent: f64) -> f32 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let at = percent.clamp(0.0, 100.0) / 100.0 * last as f64;
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    low + (high - low) * at.fract() as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_numpys() {
        let sorted = [1.0, 2.0, 3.0, 10.0];
        assert_eq!([0.0, 50.0, 100.0].map(|percent| percentile(&sorted, percent)), [1.0, 2.5, 10.0]);
        assert!((percentile(&sorted, 99.9) - 9.979).abs() < 1e-5); // numpy.percentile([1, 2, 3, 10], 99.9)
    }

    #[test]
    fn zero_is_in_the_middle_of_a_signed_scale() {
        let map = Heatmap::new(3, 1, vec![-1.0, 0.0, 4.0]).unwrap();
        let scale = Scale::signed([&map]);
        assert_eq!((scale.low(), scale.high(), scale.position(0.0)), (-4.0, 4.0, 0.5));
        let nothing = Heatmap::new(1, 1, vec![0.0]).unwrap();
        assert_eq!((Scale::signed([&nothing]).position(0.0), Scale::of(&nothing).position(0.0)), (0.5, 0.0));
    }

    #[test]
    fn a_scale_has_two_ends() {
        assert!(Scale::fixed(1.0, 1.0).is_err());
        assert!(Scale::fixed(f32::NAN, 1.0).is_err());
        assert_eq!(Scale::fixed(0.0, 2.0).unwrap().position(9.0), 1.0);
    }
}
