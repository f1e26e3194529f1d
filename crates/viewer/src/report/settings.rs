//! The hyperparameters: which runs were made with which settings, and what came of each.

use std::collections::{BTreeMap, BTreeSet};

use nnviz_record::summary::{Experiment, HparamValue, SessionStart, SessionState};

use super::overview;
use crate::series::Run;

/// More columns of results than these hide the settings that they are compared by.
const MAX_METRICS: usize = 6;

/// Groups of tags that say how a training goes, and not how well: no results to compare runs by.
const INNER: [&str; 4] = ["gradient_flow", "update_ratio", "weights", "gradients"];

/// The runs that say what they were made with.
#[derive(Debug, Default)]
pub(super) struct Settings<'a> {
    /// The hyperparameters that all runs have, with one value.
    pub(super) same: Vec<(&'a str, &'a HparamValue)>,
    /// The others.
    pub(super) differing: Vec<&'a str>,
    pub(super) metrics: Vec<Metric<'a>>,
    /// How many metrics there are beside those.
    pub(super) more_metrics: usize,
    pub(super) sessions: Vec<SessionRow<'a>>,
}

/// A result: the last value of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Metric<'a> {
    pub(super) tag: &'a str,
    /// The directory below the run that has the tag; empty for the run itself.
    pub(super) group: &'a str,
    /// What to call it.
    pub(super) name: &'a str,
}

/// A run with settings.
#[derive(Debug)]
pub(super) struct SessionRow<'a> {
    /// Which run.
    pub(super) run: usize,
    pub(super) start: &'a SessionStart,
    pub(super) state: SessionState,
    /// From the start to the end, in seconds, where both are told.
    pub(super) seconds: Option<f64>,
    /// The last value of each metric.
    pub(super) results: Vec<Option<f64>>,
}

impl<'a> Settings<'a> {
    /// The settings of all runs that tell any.
    pub(super) fn of_runs(runs: &'a [Run]) -> Self {
        let experiment = runs.iter().find_map(|run| run.session.experiment.as_ref());
        let starts: Vec<(usize, &SessionStart)> =
            runs.iter().enumerate().filter_map(|(index, run)| Some((index, run.session.start.as_ref()?))).collect();
        let (same, differing) = sorted_settings(&starts, experiment);
        let (metrics, more_metrics) = metrics(runs, experiment);
        let rows = starts.into_iter().map(|(run, start)| SessionRow::new(runs, run, start, &metrics));
        Self { same, differing, sessions: rows.collect(), metrics, more_metrics }
    }
}

impl<'a> SessionRow<'a> {
    fn new(runs: &'a [Run], run: usize, start: &'a SessionStart, metrics: &[Metric<'a>]) -> Self {
        let end = runs[run].session.end;
        Self {
            run,
            start,
            state: end.map(|end| end.status).unwrap_or_default(),
            seconds: end.map(|end| end.end_time - start.start_time).filter(|seconds| {
                // A writer that sets no time leaves it at zero.
                start.start_time > 0.0 && seconds.is_finite() && *seconds >= 0.0
            }),
            results: metrics.iter().map(|metric| result(runs, &runs[run].name, metric)).collect(),
        }
    }

    /// The value of a hyperparameter; `None` where it is not set.
    pub(super) fn value(&self, name: &str) -> Option<&'a HparamValue> {
        value(self.start, name)
    }
}

fn value<'a>(start: &'a SessionStart, name: &str) -> Option<&'a HparamValue> {
    start.values.get(name).filter(|value| !matches!(value, HparamValue::Number(number) if number.is_nan()))
}

type Sorted<'a> = (Vec<(&'a str, &'a HparamValue)>, Vec<&'a str>);

/// What is the same in all runs, and what differs; in the order of the experiment, if there is one.
fn sorted_settings<'a>(starts: &[(usize, &'a SessionStart)], experiment: Option<&'a Experiment>) -> Sorted<'a> {
    let names: BTreeSet<&str> = starts.iter().flat_map(|(_, start)| start.values.keys().map(String::as_str)).collect();
    let places: BTreeMap<&str, usize> = experiment
        .iter()
        .flat_map(|experiment| experiment.hparams.iter().enumerate())
        .map(|(place, info)| (info.name.as_str(), place))
        .collect();
    let mut names: Vec<&str> = names.into_iter().collect();
    names.sort_by_key(|name| places.get(name).copied().unwrap_or(places.len()));
    let (mut same, mut differing) = (Vec::new(), Vec::new());
    for name in names {
        let mut values = starts.iter().map(|(_, start)| value(start, name));
        match values.next().flatten() {
            Some(first) if values.all(|value| value == Some(first)) => same.push((name, first)),
            _ => differing.push(name),
        }
    }
    (same, differing)
}

/// The metrics that the experiment names; else, as TensorBoard does, those that the runs have, the commonest first.
fn metrics<'a>(runs: &'a [Run], experiment: Option<&'a Experiment>) -> (Vec<Metric<'a>>, usize) {
    let mut metrics = named_metrics(experiment);
    if metrics.is_empty() {
        metrics = found_metrics(runs);
    }
    let more = metrics.len().saturating_sub(MAX_METRICS);
    metrics.truncate(MAX_METRICS);
    (metrics, more)
}

fn named_metrics(experiment: Option<&Experiment>) -> Vec<Metric<'_>> {
    let infos = experiment.iter().flat_map(|experiment| &experiment.metrics);
    let metric = infos.map(|info| {
        let name = if info.display_name.is_empty() { &info.tag } else { &info.display_name };
        Metric { tag: &info.tag, group: &info.group, name }
    });
    metric.collect()
}

fn found_metrics(runs: &[Run]) -> Vec<Metric<'_>> {
    let mut counts: BTreeMap<Metric<'_>, usize> = BTreeMap::new();
    for session in runs.iter().filter(|run| run.session.start.is_some()) {
        for run in runs {
            let Some(group) = group_of(&session.name, run) else { continue };
            for (series, _) in run.scalars().filter(|(series, _)| !is_inner(&series.tag)) {
                *counts.entry(Metric { tag: &series.tag, group, name: &series.tag }).or_default() += 1;
            }
        }
    }
    let mut metrics: Vec<_> = counts.into_iter().collect();
    metrics.sort_by_key(|(metric, count)| (std::cmp::Reverse(*count), overview::telling(metric.tag)));
    metrics.into_iter().map(|(metric, _)| metric).collect()
}

fn is_inner(tag: &str) -> bool {
    tag.split_once('/').is_some_and(|(group, _)| INNER.contains(&group))
}

/// Where a run is below a session: empty for the session itself, `None` for another session and for what is elsewhere.
fn group_of<'a>(session: &str, run: &'a Run) -> Option<&'a str> {
    if run.name == session {
        return Some("");
    }
    let below =
        if session == "." { Some(run.name.as_str()) } else { run.name.strip_prefix(session)?.strip_prefix('/') };
    below.filter(|_| run.session.start.is_none())
}

fn result(runs: &[Run], session: &str, metric: &Metric<'_>) -> Option<f64> {
    let name = match (session, metric.group) {
        (session, "") => session.to_owned(),
        (".", group) => group.to_owned(),
        (session, group) => format!("{session}/{group}"),
    };
    let run = runs.iter().find(|run| run.name == name)?;
    let (_, values) = run.scalars().find(|(series, _)| series.tag == metric.tag)?;
    values.last().map(|point| f64::from(point.value))
}

#[cfg(test)]
mod tests {
    use nnviz_record::summary::SessionEnd;

    use super::*;

    fn run(name: &str, values: &[(&str, HparamValue)]) -> Run {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let mut run = Run { name: name.to_owned(), ..Run::default() };
        run.session.start = Some(SessionStart { values, start_time: 100.0, ..SessionStart::default() });
        run
    }

    #[test]
    fn what_differs_is_told_from_what_is_the_same() {
        let mut first = run("a", &[("lr", 0.1.into()), ("batch", 32.into()), ("momentum", 0.9.into())]);
        first.session.end = Some(SessionEnd { status: SessionState::Fail, end_time: 160.0 });
        let runs = [first, run("b", &[("lr", 0.2.into()), ("batch", 32.into()), ("odd", f64::NAN.into())])];
        let settings = Settings::of_runs(&runs);
        assert_eq!(settings.differing, ["lr", "momentum", "odd"]);
        assert_eq!(settings.same, [("batch", &HparamValue::from(32))]);
        let [a, b] = &settings.sessions[..] else { panic!("two sessions") };
        assert_eq!((a.state, a.seconds), (SessionState::Fail, Some(60.0)));
        assert_eq!((b.state, b.seconds, b.value("odd")), (SessionState::Unknown, None, None));
    }

    #[test]
    fn a_run_below_a_session_belongs_to_it() {
        let below = |name: &str| Run { name: name.to_owned(), ..Run::default() };
        assert_eq!(group_of("a", &below("a/valid")), Some("valid"));
        assert_eq!(group_of("a", &below("ab")), None);
        assert_eq!(group_of(".", &below("valid")), Some("valid"));
        assert_eq!(group_of("a", &run("a/other", &[])), None);
    }
}
