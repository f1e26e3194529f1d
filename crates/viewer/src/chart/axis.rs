//! Axes: ranges that hold what is drawn, ticks at round numbers, and numbers in few characters.

use std::ops::Range;

/// The least and the greatest of the finite values.
pub(super) fn extent(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    let finite = values.into_iter().filter(|value| value.is_finite());
    finite.fold(None, |extent, value| {
        let (low, high) = extent.unwrap_or((value, value));
        Some((value.min(low), value.max(high)))
    })
}

/// A range around the values, never empty and never infinite, with some room at both ends.
pub(super) fn padded((low, high): (f64, f64), room: f64) -> Range<f64> {
    const FAR: f64 = f64::MAX / 8.0;
    let (low, high) = (low.clamp(-FAR, FAR), high.clamp(-FAR, FAR));
    if low < high && (high - low) > low.abs().max(high.abs()) * 1e-12 {
        let room = (high - low) * room;
        return low - room..high + room;
    }
    let room = if low == 0.0 { 1.0 } else { low.abs() * 0.1 };
    low - room..low + room
}

/// About `wanted` round numbers in a range.
pub(super) fn ticks(range: &Range<f64>, wanted: usize) -> Vec<f64> {
    let rough = (range.end - range.start) / wanted.max(1) as f64;
    if !(rough.is_finite() && rough > 0.0) {
        return Vec::new();
    }
    let magnitude = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * magnitude).into_iter().find(|&step| step >= rough);
    let step = step.unwrap_or(rough);
    let (first, last) = ((range.start / step).ceil(), (range.end / step).floor());
    (0..=wanted * 2)
        .map(|index| first + index as f64)
        .take_while(|&tick| tick <= last)
        .map(|tick| tick * step)
        .collect()
}

/// Whole steps only: half a step is none.
pub(super) fn step_ticks(range: &Range<f64>, wanted: usize) -> Vec<f64> {
    ticks(range, wanted).into_iter().filter(|tick| tick.fract() == 0.0).collect()
}

/// Powers of ten in a range of logarithms, at most about `wanted`.
pub(super) fn decade_ticks(range: &Range<f64>, wanted: usize) -> Vec<f64> {
    let (first, last) = (range.start.ceil(), range.end.floor());
    let every = ((last - first + 1.0) / wanted.max(1) as f64).ceil().max(1.0);
    (0..=wanted).map(|index| first + index as f64 * every).take_while(|&tick| tick <= last).collect()
}

/// A number in few characters: `0.25`, `12k`, `3e-5`.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if !value.is_finite() {
        value.to_string()
    } else if !(1e-4..1e15).contains(&size) {
        trimmed(&format!("{value:.2e}"))
    } else if size >= 1e4 {
        let (unit, name) = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
            .into_iter()
            .find(|(unit, _)| size >= *unit)
            .unwrap_or((1.0, ""));
        format!("{}{name}", trimmed(&format!("{:.2}", value / unit)))
    } else {
        let decimals = (3 - size.log10().floor() as i32).clamp(0, 7) as usize;
        trimmed(&format!("{value:.decimals$}"))
    }
}

/// Without zeros at the end of a fraction, in front of an exponent too.
fn trimmed(text: &str) -> String {
    let (digits, exponent) = text.split_once('e').map_or((text, None), |(digits, exponent)| (digits, Some(exponent)));
    let digits = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
    exponent.map_or_else(|| digits.to_owned(), |exponent| format!("{digits}e{exponent}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let table = [
            (0.0, "0"),
            (0.25, "0.25"),
            (-3.0, "-3"),
            (98.886, "98.89"),
            (1234.6, "1235"),
            (20_000.0, "20k"),
            (1_250_000.0, "1.25M"),
            (3e-5, "3e-5"),
            (1.5e300, "1.5e300"),
            (0.000_25, "0.00025"),
        ];
        for (value, text) in table {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(ticks(&(0.0..1.0), 5), [0.0, 0.2, 0.4, 0.600_000_000_000_000_1, 0.8, 1.0]);
        assert_eq!(step_ticks(&(0.0..3.0), 6), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(decade_ticks(&(-7.5..-1.2), 4), [-7.0, -5.0, -3.0]);
        assert!(ticks(&(0.0..0.0), 5).is_empty() && ticks(&(0.0..f64::NAN), 5).is_empty());
    }

    #[test]
    fn a_range_is_never_empty() {
        for (low, high) in [(0.0, 0.0), (5.0, 5.0), (f64::MIN, f64::MAX), (1e300, 1e300), (1.0, 1.0 + f64::EPSILON)] {
            let range = padded((low, high), 0.05);
            assert!(range.start < range.end && (range.end - range.start).is_finite(), "{low}..{high}: {range:?}");
        }
    }
}
