//! How the runs went, in a few lines for a terminal.

use nnviz_viewer::Logdir;
use nnviz_viewer::series::{Point, TimeSeries};

use super::table::{Table, number};

/// More rows than these push what was said before off the screen.
const MOST: usize = 12;
/// How many marks a curve has.
const WIDTH: usize = 24;

/// A row for each of the first scalars without a group, as `loss`: the curve as a line of marks, the last value, the least
/// and the greatest.
pub(super) fn rows(logdir: &Logdir) -> Vec<String> {
    let scalars = logdir.runs.iter().flat_map(|run| run.scalars().map(move |(series, values)| (run, series, values)));
    let mut headline: Vec<_> = scalars.filter(|(_, series, _)| !series.tag.contains('/')).collect();
    headline.sort_by_key(|(_, series, _)| &series.tag);
    if headline.is_empty() {
        return Vec::new();
    }
    let mut table = Table::new(&["scalar", "run", "", "last>", "least>", "greatest>"]);
    for (run, series, values) in headline.iter().take(MOST) {
        let finite = || values.points().iter().map(|point| f64::from(point.value)).filter(|value| value.is_finite());
        let ends =
            [values.last().map(|point| point.value.into()), finite().reduce(f64::min), finite().reduce(f64::max)];
        let [last, low, high] = ends.map(|value| value.map(number).unwrap_or_default());
        table.push([series.tag.clone(), run.name.clone(), sparkline(values), last, low, high]);
    }
    let mut lines = table.lines();
    let more = headline.len().saturating_sub(MOST);
    lines.extend((more > 0).then(|| format!("and {more} more: `nnviz-view ls` names them")));
    lines
}

/// A curve as marks of eight heights; `×` where a part of it has no finite value.
fn sparkline(values: &TimeSeries<f32>) -> String {
    let points = values.points();
    let parts = points.chunks(points.len().div_ceil(WIDTH).max(1));
    let means: Vec<Option<f64>> = parts.map(mean).collect();
    let bound = |of: fn(f64, f64) -> f64| means.iter().copied().flatten().reduce(of).unwrap_or_default();
    let (low, high) = (bound(f64::min), bound(f64::max));
    means.into_iter().map(|mean| mean.map_or('×', |mean| mark((mean - low) / (high - low)))).collect()
}

fn mean(points: &[Point<f32>]) -> Option<f64> {
    let finite = || points.iter().map(|point| f64::from(point.value)).filter(|value| value.is_finite());
    let count = finite().count();
    (count > 0).then(|| finite().sum::<f64>() / count as f64)
}

/// A mark for a share of the height; a curve that does not move lies at the bottom.
fn mark(share: f64) -> char {
    const MARKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    MARKS[(share * 7.0).round() as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_rise_with_the_share() {
        assert_eq!([0.0, 0.5, 1.0, f64::NAN].map(mark), ['▁', '▅', '█', '▁']);
    }

    #[test]
    fn a_part_without_numbers_has_a_mark_of_its_own() {
        let point = |value| Point { step: 0, wall_time: 0.0, value };
        assert_eq!(mean(&[point(f32::NAN), point(2.0)]), Some(2.0));
        assert_eq!(mean(&[point(f32::INFINITY)]), None);
    }
}
