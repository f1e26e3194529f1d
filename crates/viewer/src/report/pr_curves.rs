//! The precision-recall curves: a chart a tag, runs drawn over one another, and how each class of a group does.

use std::collections::{BTreeSet, HashMap};

use nnviz_record::summary::{PrCurve, PrPoint};

use crate::series::{Run, Series, TimeSeries};

/// A slider of more steps than these says no more.
const MAX_STEPS: usize = 12;

/// Tags that differ in their last part: the classes of one classifier.
#[derive(Debug)]
pub(super) struct CurveGroup<'a> {
    /// What they have in common; empty for tags of one part.
    pub(super) name: &'a str,
    pub(super) tags: Vec<CurveTag<'a>>,
}

/// One tag, in every run that has it.
#[derive(Debug)]
pub(super) struct CurveTag<'a> {
    /// The last part of the tag.
    pub(super) name: &'a str,
    pub(super) series: &'a Series,
    /// The runs by their index, and their curves.
    pub(super) runs: Vec<(usize, &'a TimeSeries<PrCurve>)>,
}

/// The tags that hold curves, by group.
pub(super) fn of_runs(runs: &[Run]) -> Vec<CurveGroup<'_>> {
    let mut groups: Vec<CurveGroup<'_>> = Vec::new();
    let mut places: HashMap<&str, (usize, usize)> = HashMap::new();
    for (run, of_run) in runs.iter().enumerate() {
        for (series, curves) in of_run.pr_curves() {
            let &mut (group, tag) = places.entry(&series.tag).or_insert_with(|| add_tag(&mut groups, series));
            groups[group].tags[tag].runs.push((run, curves));
        }
    }
    groups
}

/// Adds a tag without runs, and returns the places of its group and of itself.
fn add_tag<'a>(groups: &mut Vec<CurveGroup<'a>>, series: &'a Series) -> (usize, usize) {
    let (group, name) = series.tag.rsplit_once('/').unwrap_or(("", &series.tag));
    let at = groups.iter().position(|known| known.name == group).unwrap_or(groups.len());
    if at == groups.len() {
        groups.push(CurveGroup { name: group, tags: Vec::new() });
    }
    groups[at].tags.push(CurveTag { name, series, runs: Vec::new() });
    (at, groups[at].tags.len() - 1)
}

impl<'a> CurveTag<'a> {
    /// The steps that a slider has, the last one always among them.
    pub(super) fn steps(&self) -> Vec<i64> {
        let all: BTreeSet<i64> = self.runs.iter().flat_map(|(_, it)| it.points()).map(|point| point.step).collect();
        let every = all.len().div_ceil(MAX_STEPS).max(1);
        let mut steps: Vec<i64> = all.into_iter().rev().step_by(every).collect();
        steps.reverse();
        steps
    }

    /// How many steps were logged by the run that logged most.
    pub(super) fn logged(&self) -> usize {
        self.runs.iter().map(|(_, curves)| curves.logged()).max().unwrap_or(0)
    }

    /// The newest curve of each run that is not after a step.
    pub(super) fn at(&self, step: i64) -> impl Iterator<Item = (usize, &'a PrCurve)> {
        self.runs.iter().filter_map(move |&(run, curves)| {
            let behind = curves.points().partition_point(|point| point.step <= step);
            Some((run, &curves.points()[..behind].last()?.value))
        })
    }

    /// The average precision of a run's last curve.
    pub(super) fn last_average(&self, run: usize) -> Option<f64> {
        let (_, curves) = self.runs.iter().find(|(known, _)| *known == run)?;
        Some(average_precision(&curves.last()?.value))
    }
}

/// The area under a curve as steps: each gain of recall counts with the precision at which it is reached, from the highest
/// threshold to the lowest. (scikit-learn's `average_precision_score`, at the thresholds of the curve.)
pub(crate) fn average_precision(curve: &PrCurve) -> f64 {
    let mut points: Vec<_> = curve.points.iter().filter(|point| is_known(point)).collect();
    points.reverse();
    let (mut area, mut reached) = (0.0, 0.0);
    for point in points {
        let recall = f64::from(point.recall);
        area += (recall - reached).max(0.0) * f64::from(point.precision);
        reached = recall.max(reached);
    }
    area
}

/// Recall and precision at each threshold; not a number where nothing is called positive, since there is no precision.
pub(crate) fn points(curve: &PrCurve) -> Vec<(f64, f64)> {
    let point = |point: &PrPoint| {
        let at = (f64::from(point.recall), f64::from(point.precision));
        if is_known(point) { at } else { (f64::NAN, f64::NAN) }
    };
    curve.points.iter().map(point).collect()
}

fn is_known(point: &PrPoint) -> bool {
    let called = point.true_positives + point.false_positives > 0.0 || point.precision > 0.0;
    called && point.precision.is_finite() && point.recall.is_finite()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_average_is_that_of_scikit_learn() {
        // sklearn.metrics.average_precision_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) is 0.8333…
        let labels = [false, false, true, true];
        let curve = PrCurve::of(&labels, &[0.1, 0.4, 0.35, 0.8], None, 101).unwrap();
        assert!((average_precision(&curve) - 0.833_333).abs() < 1e-5, "{}", average_precision(&curve));
        let right = PrCurve::of(&labels, &[0.1, 0.2, 0.9, 0.8], None, 101).unwrap();
        assert!((average_precision(&right) - 1.0).abs() < 1e-9);
    }
}
