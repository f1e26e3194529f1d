//! One colour scale for all heatmaps: from dark over blue and green to yellow, darker always meaning less.

use plotters::style::RGBColor;

/// Points of the scale, at equal distances; lightness rises evenly, so that it also reads in grey.
const SCALE: [(f64, f64, f64); 6] = [
    (20.0, 16.0, 50.0),
    (49.0, 48.0, 126.0),
    (38.0, 104.0, 150.0),
    (36.0, 156.0, 130.0),
    (132.0, 204.0, 82.0),
    (250.0, 234.0, 96.0),
];

/// The colour of a share from 0 to 1; that of 0 for NaN.
pub(crate) fn heat(share: f64) -> RGBColor {
    let share = if share.is_nan() { 0.0 } else { share };
    let at = share.clamp(0.0, 1.0) * (SCALE.len() - 1) as f64;
    let index = (at as usize).min(SCALE.len() - 2);
    let (from, to, part) = (SCALE[index], SCALE[index + 1], at - index as f64);
    let channel = |from: f64, to: f64| (from + (to - from) * part).round() as u8;
    RGBColor(channel(from.0, to.0), channel(from.1, to.1), channel(from.2, to.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_lighter() {
        let lightness = |step: u32| {
            let RGBColor(red, green, blue) = heat(f64::from(step) / 20.0);
            0.3 * f64::from(red) + 0.59 * f64::from(green) + 0.11 * f64::from(blue)
        };
        assert!((0..20).all(|step| lightness(step + 1) > lightness(step)));
        assert_eq!(heat(f64::NAN), heat(0.0));
    }
}
