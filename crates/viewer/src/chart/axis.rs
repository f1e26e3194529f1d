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
        let (unit, name) = UNITS.into_iter().find(|(unit, _)| size >= *unit).unwrap_or((1.0, ""));
        format!("{}{name}", trimmed(&format!("{:.2}", value / unit)))
    } else {
        let decimals = (3 - size.log10().floor() as i32).clamp(0, 7) as usize;
        trimmed(&format!("{value:.decimals$}"))
    }
}

const UNITS: [(f64, &str); 4] = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];

/// The labels of ticks: all in one form, with the digits that tell neighbours apart.
pub(super) fn labels(ticks: &[f64]) -> Vec<String> {
    let largest = ticks.iter().fold(0.0, |largest: f64, tick| largest.max(tick.abs()));
    let apart = ticks.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    if !(apart.is_finite() && (1e-3..1e15).contains(&largest)) {
        return ticks.iter().map(|&tick| scientific(tick, apart)).collect();
    }
    let unit = UNITS.into_iter().find(|(unit, _)| largest >= 1e4 && largest >= *unit);
    let (unit, name) = unit.filter(|(unit, _)| decimals(apart / unit) <= 2).unwrap_or((1.0, ""));
    let places = decimals(apart / unit);
    ticks.iter().map(|&tick| fixed(tick, unit, places) + if tick == 0.0 { "" } else { name }).collect()
}

/// The labels of powers of ten, from their logarithms: far ones all as powers, near ones as they are.
pub(super) fn decade_labels(decades: &[f64]) -> Vec<String> {
    let far = decades.iter().any(|decade| !(-3.0..=4.0).contains(decade));
    let label = |&decade: &f64| if far && decade != 0.0 { format!("1e{decade}") } else { number(10f64.powf(decade)) };
    decades.iter().map(label).collect()
}

/// How many decimals a number has that is 1, 2 or 5 times a power of ten.
fn decimals(number: f64) -> usize {
    // The addend is for powers of ten that are a little less in binary.
    (-(number.log10() + 1e-9).floor()).clamp(0.0, 12.0) as usize
}

fn fixed(value: f64, unit: f64, places: usize) -> String {
    if value == 0.0 { "0".to_owned() } else { trimmed(&format!("{:.places$}", value / unit)) }
}

fn scientific(value: f64, apart: f64) -> String {
    if value == 0.0 || !apart.is_finite() {
        return number(value);
    }
    let digits = (value.abs().log10().floor() - (apart.log10() + 1e-9).floor()).clamp(0.0, 12.0) as usize;
    trimmed(&format!("{value:.digits$e}"))
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
    fn labels_of_one_axis_have_one_form_and_differ() {
        let table: [(&[f64], &str); 8] = [
            (&[0.0, 0.5, 1.0], "0 0.5 1"),
            (&[0.0, 5000.0, 10_000.0], "0 5k 10k"),
            (&[1e6, 1e6 + 100.0], "1000000 1000100"),
            (&[1e6, 1.2e6], "1M 1.2M"),
            (&[98.8862, 98.8864], "98.8862 98.8864"),
            (&[9.5e-5, 1e-4, 1.05e-4], "9.5e-5 1e-4 1.05e-4"),
            (&[-2e300, 0.0, 2e300], "-2e300 0 2e300"),
            (&[1200.0], "1200"),
        ];
        for (ticks, expected) in table {
            assert_eq!(labels(ticks).join(" "), expected);
        }
        assert_eq!(decade_labels(&[-7.0, -3.0, 0.0]), ["1e-7", "1e-3", "1"]);
        assert_eq!(decade_labels(&[-1.0, 0.0]), ["0.1", "1"]);
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
