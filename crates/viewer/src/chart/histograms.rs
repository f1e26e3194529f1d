//! How a distribution changes over steps: ridges, the oldest at the back.

use nnviz_record::Histogram;
use nnviz_record::summary::Bucket;
use plotters::prelude::{PathElement, Polygon, Text};
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{Color, ShapeStyle};

use super::canvas::{self, Area, label, px};
use super::{ChartError, axis};
use crate::theme;

const SIZE: (i32, i32) = (460, 260);
const LEFT: i32 = 12;
const RIGHT: i32 = 62;
const FOOT: i32 = 26;
/// How high the highest ridge rises.
const RISE: i32 = 70;
/// More ridges than these hide one another.
const RIDGES: usize = 16;
/// All ridges are counted in the same bins, so that they compare; few values have fewer.
const BINS: (f64, f64) = (40.0, 64.0);
/// What lies outside these shares of the values, in every ridge, is cut off: one outlier would squash the rest.
const INNER: (f64, f64) = (0.001, 0.999);

/// Draws histograms of one tag over its steps.
///
/// # Errors
/// [`ChartError::Empty`] when no histogram holds a value.
pub fn histograms(by_step: &[(i64, Histogram)]) -> Result<String, ChartError> {
    let sound = by_step.iter().map(|(step, histogram)| (*step, sound(histogram)));
    let filled: Vec<(i64, Histogram)> = sound.filter(|(_, histogram)| axis_range(histogram).is_some()).collect();
    let ridges = chosen(&filled);
    let Some((low, high)) = common_range(&ridges) else {
        return Err(ChartError::Empty { what: "histograms with values" });
    };
    let range = axis::padded((low, high), 0.04);
    let bins = bins(&ridges);
    let densities: Vec<Vec<f64>> = ridges.iter().map(|(_, histogram)| rebinned(histogram, &range, bins)).collect();
    let peak = densities.iter().flatten().copied().fold(0.0, f64::max);
    canvas::draw(SIZE, "Distributions over steps", |area| {
        draw_axis(area, &range)?;
        for (index, density) in densities.iter().enumerate() {
            draw_ridge(area, density, peak, baseline(index, ridges.len()), age(index, ridges.len()))?;
        }
        draw_steps(area, &ridges)
    })
}

/// The buckets that make sense, from left to right, within what can be added and subtracted.
fn sound(histogram: &Histogram) -> Histogram {
    const FAR: f64 = f64::MAX / 16.0;
    const MOST: f64 = 1e15;
    let is_sound = |bucket: &&Bucket| bucket.left <= bucket.right && bucket.count > 0.0;
    let mut rows: Vec<(f64, f64, f64)> = histogram
        .buckets
        .iter()
        .filter(is_sound)
        .map(|bucket| (bucket.left.clamp(-FAR, FAR), bucket.right.clamp(-FAR, FAR), bucket.count.min(MOST)))
        .collect();
    rows.sort_by(|one, other| one.0.total_cmp(&other.0));
    Histogram::new(rows)
}

/// Evenly chosen, the first and the last always among them.
fn chosen(histograms: &[(i64, Histogram)]) -> Vec<&(i64, Histogram)> {
    let count = histograms.len();
    if count <= RIDGES {
        return histograms.iter().collect();
    }
    (0..RIDGES).map(|index| &histograms[index * (count - 1) / (RIDGES - 1)]).collect()
}

/// A range that holds nearly all values of all ridges. One that is far wider than the ridges before and after it has an
/// outlier, which its wide buckets smear: it is cut off like the others' tails.
fn common_range(ridges: &[&(i64, Histogram)]) -> Option<(f64, f64)> {
    const FAR_WIDER: f64 = 4.0;
    let ranges: Vec<(f64, f64)> = ridges.iter().filter_map(|(_, histogram)| axis_range(histogram)).collect();
    let width = |(low, high): (f64, f64)| high / 2.0 - low / 2.0;
    let has_outlier = |at: usize| {
        let beside = at.checked_sub(1).and_then(|before| ranges.get(before)).zip(ranges.get(at + 1));
        beside.is_some_and(|(&before, &after)| {
            let usual = width(before).max(width(after));
            usual > 0.0 && width(ranges[at]) > FAR_WIDER * usual
        })
    };
    let kept = (0..ranges.len()).filter(|&at| !has_outlier(at)).map(|at| ranges[at]);
    kept.reduce(|(low, high), (lower, higher)| (low.min(lower), high.max(higher)))
}

/// Where nearly all values are.
fn axis_range(histogram: &Histogram) -> Option<(f64, f64)> {
    let (low, high) = (histogram.percentile(INNER.0)?, histogram.percentile(INNER.1)?);
    (low.is_finite() && high.is_finite() && low <= high).then_some((low, high))
}

/// As many bins as the values are worth: the rule of Rice, within bounds.
fn bins(ridges: &[&(i64, Histogram)]) -> usize {
    let most = ridges.iter().map(|(_, histogram)| histogram.total()).fold(0.0, f64::max);
    (2.0 * most.cbrt()).clamp(BINS.0, BINS.1) as usize
}

/// The share of the values in each of the bins; a bucket is spread evenly over the bins that it covers.
fn rebinned(histogram: &Histogram, range: &std::ops::Range<f64>, bins: usize) -> Vec<f64> {
    let width = (range.end - range.start) / bins as f64;
    let total = histogram.total();
    let mut shares = vec![0.0; bins];
    for bucket in histogram.buckets.iter().filter(|bucket| bucket.count > 0.0) {
        let place = |value: f64| ((value - range.start) / width).clamp(0.0, bins as f64);
        let (from, to) = (place(bucket.left), place(bucket.right));
        let share = bucket.count / total;
        if bucket.right - bucket.left < width / 1e6 {
            if range.contains(&bucket.left) {
                shares[(from as usize).min(bins - 1)] += share; // all in one point
            }
            continue;
        }
        let full = (bucket.right - bucket.left) / width;
        let inside = shares.iter_mut().enumerate().take(to.ceil() as usize).skip(from as usize);
        for (bin, sum) in inside {
            let covered = to.min(bin as f64 + 1.0) - from.max(bin as f64);
            *sum += share * covered.max(0.0) / full;
        }
    }
    shares
}

/// How new a ridge is, 0 to 1.
fn age(index: usize, count: usize) -> f64 {
    if count < 2 { 1.0 } else { index as f64 / (count - 1) as f64 }
}

fn baseline(index: usize, count: usize) -> i32 {
    let (top, bottom) = (RISE + 8, SIZE.1 - FOOT);
    if count < 2 { px(bottom) } else { px(top) + (px(bottom - top) as usize * index / (count - 1)) as i32 }
}

fn x(share: f64) -> i32 {
    px(LEFT) + (f64::from(px(SIZE.0 - LEFT - RIGHT)) * share) as i32
}

fn draw_axis(area: &Area<'_>, range: &std::ops::Range<f64>) -> Result<(), ChartError> {
    let bottom = px(SIZE.1 - FOOT);
    let ticks = axis::ticks(range, 5);
    for (tick, text) in ticks.iter().zip(axis::labels(&ticks)) {
        let x = x((tick - range.start) / (range.end - range.start));
        let line = PathElement::new([(x, px(RISE + 8)), (x, bottom + px(4))], theme::GRID.stroke_width(3));
        area.draw(&line).map_err(ChartError::draw)?;
        let style = label(theme::MUTED, HPos::Center, VPos::Top);
        area.draw(&Text::new(text, (x, bottom + px(7)), style)).map_err(ChartError::draw)?;
    }
    Ok(())
}

/// An older ridge is paler; a thin line of paper parts it from those behind.
fn draw_ridge(area: &Area<'_>, density: &[f64], peak: f64, base: i32, age: f64) -> Result<(), ChartError> {
    let height = |share: f64| base - (f64::from(px(RISE)) * if peak > 0.0 { share / peak } else { 0.0 }) as i32;
    let middle = |bin: usize| x((bin as f64 + 0.5) / density.len() as f64);
    // It starts and ends on the ground, also where all values are at an edge.
    let inner = density.iter().enumerate().map(|(bin, &share)| (middle(bin), height(share)));
    let points: Vec<_> = [(x(0.0), base)].into_iter().chain(inner).chain([(x(1.0), base)]).collect();
    let outline = without_level_points(&points);
    area.draw(&Polygon::new(outline.clone(), theme::PAPER.filled())).map_err(ChartError::draw)?;
    area.draw(&Polygon::new(outline.clone(), theme::ACCENT.mix(opacity(0.16, age)).filled()))
        .map_err(ChartError::draw)?;
    let line: ShapeStyle = theme::ACCENT.mix(opacity(0.45, age)).stroke_width(3);
    area.draw(&PathElement::new(outline, line)).map_err(ChartError::draw)
}

/// From `oldest` up with the age; more decimals than two are not seen.
fn opacity(oldest: f64, age: f64) -> f64 {
    ((oldest + 0.53 * age) * 100.0).round() / 100.0
}

/// A point between two of its own height adds nothing but bytes.
fn without_level_points(points: &[(i32, i32)]) -> Vec<(i32, i32)> {
    let level = |at: usize| {
        at > 0 && at + 1 < points.len() && points[at - 1].1 == points[at].1 && points[at].1 == points[at + 1].1
    };
    points.iter().enumerate().filter(|&(at, _)| !level(at)).map(|(_, &point)| point).collect()
}

/// Labels for the first, the last and some ridges between, as far apart as text needs.
fn draw_steps(area: &Area<'_>, ridges: &[&(i64, Histogram)]) -> Result<(), ChartError> {
    let count = ridges.len();
    let style = label(theme::MUTED, HPos::Left, VPos::Center);
    let head = (px(SIZE.0 - RIGHT + 8), baseline(0, count) - px(18));
    area.draw(&Text::new("step", head, style)).map_err(ChartError::draw)?;
    let mut free = i32::MAX;
    // From the newest: its label is always there.
    for (index, (step, _)) in ridges.iter().enumerate().rev() {
        let y = baseline(index, count);
        if y > free {
            continue;
        }
        free = y - px(22);
        let style = label(theme::MUTED, HPos::Left, VPos::Center);
        let place = (px(SIZE.0 - RIGHT + 8), y - px(2));
        area.draw(&Text::new(axis::number(*step as f64), place, style)).map_err(ChartError::draw)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_hold_every_value_that_is_in_range() {
        let histogram = Histogram::new([(0.0, 1.0, 10.0), (1.0, 1.0, 5.0), (1.0, 4.0, 5.0)]);
        let shares = rebinned(&histogram, &(-1.0..5.0), 64);
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let half = rebinned(&histogram, &(0.0..0.5), 64);
        assert!((half.iter().sum::<f64>() - 0.25).abs() < 1e-9, "half of the first bucket");
    }

    #[test]
    fn ridges_are_chosen_evenly_with_both_ends() {
        let many: Vec<(i64, Histogram)> = (0..1000).map(|step| (step, Histogram::default())).collect();
        let chosen = chosen(&many);
        assert_eq!((chosen.len(), chosen[0].0, chosen[RIDGES - 1].0), (RIDGES, 0, 999));
    }

    #[test]
    fn one_outlier_does_not_squash_the_rest() {
        let usual = |step| (step, Histogram::new([(-1.0, 0.0, 50.0), (0.0, 1.0, 50.0)]));
        let smeared = (2, Histogram::new([(-1.0, 249.0, 100.0), (249.0, 500.0, 1.0)]));
        let steps = [usual(1), smeared, usual(3)];
        let (low, high) = common_range(&steps.iter().collect::<Vec<_>>()).unwrap();
        assert!(low >= -1.0 && high <= 1.0, "{low}..{high}");
        // What widens and stays wide is no outlier.
        let wider = |step| (step, Histogram::new([(-50.0, 50.0, 100.0)]));
        let steps = [usual(1), wider(2), wider(3)];
        assert!(common_range(&steps.iter().collect::<Vec<_>>()).unwrap().1 > 49.0);
    }

    #[test]
    fn any_histogram_is_drawn_or_refused() {
        let odd = [
            vec![(0.0, 0.0, 9.0)],
            vec![(f64::MIN, f64::MAX, 1.0)],
            vec![(f64::NAN, 1.0, 1.0)],
            vec![(f64::NEG_INFINITY, 0.0, 1.0), (0.0, f64::INFINITY, 1.0)],
            vec![(1.0, 0.0, 3.0)], // backwards
            vec![(0.0, 1.0, f64::NAN)],
            vec![(0.0, 1.0, -5.0)],
            vec![(0.0, 1.0, 1e9), (1.0, 2.0, -1e9), (2.0, 3.0, 1e-300)], // nothing, all in all
            vec![(0.0, 1.0, f64::MAX), (2.0, 3.0, f64::MAX), (2.0, 3.0, f64::INFINITY)],
            vec![],
        ];
        for rows in odd {
            let steps = [(i64::MIN, Histogram::new(rows.clone())), (i64::MAX, Histogram::new(rows))];
            match histograms(&steps) {
                Ok(svg) => assert!(svg.len() < 20_000),
                Err(error) => assert!(matches!(error, ChartError::Empty { .. }), "{error}"),
            }
        }
    }
}
