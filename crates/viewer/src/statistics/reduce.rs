//! Mean, spread and bounds over runs that differ in their seed only.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use nnviz_record::event_file::{EventFileName, EventFileWriter, create_event_file};
use nnviz_record::{Summary, WallTime};
use regex::Regex;

use crate::series::{Point, Run};

/// Runs that are taken for repetitions of one another.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Group<'a> {
    /// What they have in common; empty if all runs are one group.
    pub name: String,
    /// The runs.
    pub runs: Vec<&'a Run>,
}

/// One number for the values of several runs at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Statistic {
    /// The mean.
    Mean,
    /// The standard deviation, of n − 1; 0 for a single run.
    Std,
    /// The least value.
    Min,
    /// The greatest.
    Max,
}

impl Statistic {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Mean, Self::Std, Self::Min, Self::Max];

    /// What it is called, as a directory too.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Std => "std",
            Self::Min => "min",
            Self::Max => "max",
        }
    }

    /// The number for some values. A NaN among them makes it NaN: it is not hidden.
    pub fn of(self, values: &[f64]) -> f64 {
        let count = values.len() as f64;
        let mean = || values.iter().sum::<f64>() / count;
        let bound = |of: fn(f64, f64) -> f64, start| {
            values.iter().fold(start, |bound: f64, &value| {
                if value.is_nan() {
                    value
                } else if bound.is_nan() {
                    bound
                } else {
                    of(bound, value)
                }
            })
        };
        match self {
            Self::Mean => mean(),
            Self::Std if values.len() < 2 => values.first().map_or(f64::NAN, |value| (value * 0.0).abs()),
            Self::Std => {
                let mean = mean();
                (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt()
            }
            Self::Min => bound(f64::min, f64::INFINITY),
            Self::Max => bound(f64::max, f64::NEG_INFINITY),
        }
    }
}

/// Sorts runs into groups by a regular expression: what its first group matches in the name of a run (or all of it, if it
/// has no group) is the name of the run's group. A run that does not match is left out. Without an expression all runs are
/// one group.
///
/// ```
/// # use nnviz_viewer::{Logdir, statistics::group_runs};
/// # let logdir = Logdir::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/corpus/torch"))?;
/// let by_model = regex::Regex::new("^(.*)/seed-[0-9]+$")?; // `cnn/seed-1` and `cnn/seed-2` are the group `cnn`
/// let groups = group_runs(&logdir.runs, Some(&by_model));
/// # assert!(groups.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn group_runs<'a>(runs: &'a [Run], by: Option<&Regex>) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<String, Vec<&Run>> = BTreeMap::new();
    for run in runs {
        let name = match by {
            None => Some(String::new()),
            Some(by) => {
                by.captures(&run.name).and_then(|found| found.get(1).or(found.get(0)).map(|it| it.as_str().to_owned()))
            }
        };
        if let Some(name) = name {
            groups.entry(name).or_default().push(run);
        }
    }
    groups.into_iter().map(|(name, runs)| Group { name, runs }).collect()
}

/// The values of one tag in all runs of a group, at every step that lies between the first and the last one of each: where
/// a run has no value at a step, it is taken from the line between its neighbours. Wall times are means.
///
/// Empty if fewer than all runs have the tag, or they have no steps in common.
pub fn aligned(runs: &[&Run], tag: &str) -> Vec<Point<Vec<f64>>> {
    let series =
        |run: &&Run| run.scalars().find(|(series, _)| series.tag == tag).map(|(_, values)| values.points().to_vec());
    let Some(series) = runs.iter().map(series).collect::<Option<Vec<_>>>() else { return Vec::new() };
    let first = series.iter().filter_map(|points| points.first()).map(|point| point.step).max();
    let last = series.iter().filter_map(|points| points.last()).map(|point| point.step).min();
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    let mut steps: Vec<i64> = series.iter().flatten().map(|point| point.step).collect();
    steps.sort_unstable();
    steps.dedup();
    let inside = steps.into_iter().filter(|step| (first..=last).contains(step));
    inside.filter_map(|step| at(&series, step)).collect()
}

fn at(series: &[Vec<Point<f32>>], step: i64) -> Option<Point<Vec<f64>>> {
    let values: Vec<(f64, f64)> = series.iter().map(|points| between(points, step)).collect::<Option<_>>()?;
    let wall_time = values.iter().map(|(wall_time, _)| wall_time).sum::<f64>() / values.len() as f64;
    Some(Point { step, wall_time, value: values.into_iter().map(|(_, value)| value).collect() })
}

/// The wall time and the value of a series at a step, on the line between its neighbours.
fn between(points: &[Point<f32>], step: i64) -> Option<(f64, f64)> {
    let after = points.partition_point(|point| point.step < step);
    let right = points.get(after)?;
    if right.step == step {
        return Some((right.wall_time, right.value.into()));
    }
    let left = points.get(after.checked_sub(1)?)?;
    let share = (step - left.step) as f64 / (right.step - left.step) as f64;
    let mix = |a: f64, b: f64| a + share * (b - a);
    Some((mix(left.wall_time, right.wall_time), mix(left.value.into(), right.value.into())))
}

/// A number for each step of a tag, over the runs of a group.
pub fn reduce(runs: &[&Run], tag: &str, statistic: Statistic) -> Vec<Point<f64>> {
    let points = aligned(runs, tag).into_iter();
    points.map(|Point { step, wall_time, value }| Point { step, wall_time, value: statistic.of(&value) }).collect()
}

/// Writes the statistics of a group as runs below `out`: `mean`, `std`, `min` and `max`, in a directory that is called as
/// the group. Every scalar tag that all runs of the group have is written. Returns the directories.
///
/// # Errors
/// Those of the file system.
pub fn write_reduced(group: &Group<'_>, out: &Path, statistics: &[Statistic]) -> io::Result<Vec<PathBuf>> {
    let Some((first, others)) = group.runs.split_first() else { return Ok(Vec::new()) };
    let is_common = |tag: &&str| others.iter().all(|run| run.scalars().any(|(series, _)| series.tag == *tag));
    let tags: Vec<&str> = first.scalars().map(|(series, _)| series.tag.as_str()).filter(is_common).collect();
    let directories = statistics.iter().map(|statistic| directory(out, &group.name).join(statistic.name()));
    let directories: Vec<PathBuf> = directories.collect();
    let mut writers = directories.iter().map(|directory| writer(directory)).collect::<io::Result<Vec<_>>>()?;
    for tag in tags {
        for Point { step, wall_time, value } in aligned(&group.runs, tag) {
            let wall_time = WallTime::new(wall_time).unwrap_or(WallTime::EPOCH);
            for (statistic, writer) in statistics.iter().zip(&mut writers) {
                let value = Summary::Scalar(statistic.of(&value) as f32).into_value(tag, None);
                writer.write_summary(wall_time, step, vec![value])?;
            }
        }
    }
    writers.iter_mut().try_for_each(EventFileWriter::flush)?;
    Ok(directories)
}

/// The directory of a group. Its name comes from names of runs: whatever would lead out of `out` is left out.
fn directory(out: &Path, name: &str) -> PathBuf {
    let parts = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    parts.fold(out.to_owned(), |path, part| path.join(part))
}

fn writer(directory: &Path) -> io::Result<EventFileWriter<BufWriter<fs::File>>> {
    fs::create_dir_all(directory)?;
    let now = WallTime::from(SystemTime::now());
    let name = EventFileName {
        seconds: now.seconds() as u64,
        host: "nnviz-view".to_owned(),
        process: std::process::id(),
        unique: 0,
        suffix: String::new(),
    };
    let (_, file) = create_event_file(directory, name)?;
    EventFileWriter::new(BufWriter::new(file), now, "nnviz-view reduce")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logdir::{Logdir, StepOrder};
    use crate::series::{Data, Series, TimeSeries};

    fn run(name: &str, points: &[(i64, f32)]) -> Run {
        let mut scalars = TimeSeries::new(usize::MAX, StepOrder::Fast);
        for &(step, value) in points {
            scalars.push(0, Point { step, wall_time: 1.0, value });
        }
        let (tag, display_name, description) = ("loss".to_owned(), String::new(), String::new());
        let series = vec![Series { tag, display_name, description, data: Data::Scalars(scalars) }];
        Run { name: name.to_owned(), series, ..Run::default() }
    }

    #[test]
    fn steps_that_a_run_lacks_lie_on_the_line_between_its_neighbours() {
        let (a, b) = (run("a", &[(0, 0.0), (10, 10.0), (20, 0.0)]), run("b", &[(5, 1.0), (10, 2.0)]));
        let mean: Vec<_> = reduce(&[&a, &b], "loss", Statistic::Mean).iter().map(|it| (it.step, it.value)).collect();
        assert_eq!(mean, [(5, 3.0), (10, 6.0)]);
        assert!(reduce(&[&a, &b], "other", Statistic::Mean).is_empty());
    }

    #[test]
    fn statistics_of_few_values_and_of_none_that_are_numbers() {
        let of = |values: &[f64]| Statistic::ALL.map(|statistic| statistic.of(values));
        assert_eq!(of(&[1.0, 3.0]), [2.0, 2f64.sqrt(), 1.0, 3.0]);
        assert_eq!(of(&[5.0]), [5.0, 0.0, 5.0, 5.0]);
        assert!(of(&[1.0, f64::NAN, 2.0]).iter().all(|value| value.is_nan()));
    }

    #[test]
    fn groups_are_named_by_what_matches() {
        let runs = ["cnn/1", "cnn/2", "mlp/1", "other"].map(|name| run(name, &[(0, 1.0)]));
        let by = Regex::new("^(.*)/[0-9]+$").unwrap();
        let groups: Vec<_> = group_runs(&runs, Some(&by)).iter().map(|it| (it.name.clone(), it.runs.len())).collect();
        assert_eq!(groups, [("cnn".to_owned(), 2), ("mlp".to_owned(), 1)]);
        assert_eq!(group_runs(&runs, None).len(), 1);
    }

    #[test]
    fn statistics_are_runs_that_can_be_read() {
        let runs = [run("a", &[(1, 1.0), (2, 3.0)]), run("b", &[(1, 3.0), (2, 3.0)])];
        let out = tempfile::tempdir().unwrap();
        let group = Group { name: "../x".to_owned(), runs: runs.iter().collect() };
        write_reduced(&group, out.path(), &Statistic::ALL).unwrap();
        let logdir = Logdir::load(out.path()).unwrap();
        let values =
            |run: &Run| run.scalars().flat_map(|(_, it)| it.points().iter().map(|it| it.value)).collect::<Vec<_>>();
        let all: Vec<_> = logdir.runs.iter().map(|run| (run.name.as_str(), values(run))).collect();
        let std = vec![2f32.sqrt(), 0.0];
        assert_eq!(
            all,
            [("x/max", vec![3.0, 3.0]), ("x/mean", vec![2.0, 3.0]), ("x/min", vec![1.0, 3.0]), ("x/std", std)]
        );
    }
}
