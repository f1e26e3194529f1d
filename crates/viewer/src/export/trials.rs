//! A table with a row for each run that tells its settings: the settings, and what came of them.

use std::collections::BTreeSet;
use std::io;

use super::cell::{Cell, Column, ColumnKind, TakeRow};
use crate::Logdir;
use crate::series::{Run, TimeSeries};

/// What is told of each metric.
const RESULTS: [&str; 3] = ["last", "min", "max"];

/// A tag of a session, and the run below the session that has it.
type Metric<'a> = (&'a str, &'a str);

/// The settings and the metrics of all sessions.
#[derive(Debug)]
struct Trials<'a> {
    sessions: Vec<&'a Run>,
    settings: Vec<&'a str>,
    metrics: Vec<Metric<'a>>,
}

impl<'a> Trials<'a> {
    fn of(logdir: &'a Logdir) -> Self {
        let sessions: Vec<&Run> = logdir.runs.iter().filter(|run| run.session.start.is_some()).collect();
        let starts = sessions.iter().filter_map(|run| run.session.start.as_ref());
        let settings: BTreeSet<&str> = starts.flat_map(|start| start.values.keys().map(String::as_str)).collect();
        let mut metrics = Vec::new();
        for (metric, _) in sessions.iter().flat_map(|session| results(logdir, session)) {
            if !metrics.contains(&metric) {
                metrics.push(metric);
            }
        }
        Self { sessions, settings: settings.into_iter().collect(), metrics }
    }
}

/// The scalars of a session, and those of the runs below it that are no sessions themselves, as Keras' `validation` is.
fn results<'a>(logdir: &'a Logdir, session: &Run) -> Vec<(Metric<'a>, &'a TimeSeries<f32>)> {
    let of_run = |run: &'a Run| {
        let group = group(&session.name, run);
        run.scalars().filter_map(move |(series, values)| Some(((group?, series.tag.as_str()), values)))
    };
    logdir.runs.iter().flat_map(of_run).collect()
}

/// Where a run is below a session: empty for the session itself, `None` for what is elsewhere.
fn group<'a>(session: &str, run: &'a Run) -> Option<&'a str> {
    match session {
        _ if run.name == session => Some(""),
        _ if run.session.start.is_some() => None,
        "." => Some(&run.name),
        _ => run.name.strip_prefix(session)?.strip_prefix('/'),
    }
}

/// `run`, the settings by name, and three columns for each metric: its last, least and greatest value.
pub(super) fn columns(logdir: &Logdir) -> Vec<Column> {
    let trials = Trials::of(logdir);
    let text = |name: &str| Column { name: name.to_owned(), kind: ColumnKind::Text };
    let texts = ["run"].into_iter().chain(trials.settings).map(text);
    let metrics = trials.metrics.iter().flat_map(|(group, tag)| {
        let name = if group.is_empty() { (*tag).to_owned() } else { format!("{group}/{tag}") };
        RESULTS.map(|result| Column { name: format!("{name} {result}"), kind: ColumnKind::OptionalNumber })
    });
    texts.chain(metrics).collect()
}

pub(super) fn rows(logdir: &Logdir, out: &mut impl TakeRow) -> io::Result<()> {
    let trials = Trials::of(logdir);
    for session in &trials.sessions {
        let results = results(logdir, session);
        let value = |name: &&str| session.session.start.as_ref()?.values.get(*name).map(ToString::to_string);
        let settings: Vec<String> = trials.settings.iter().map(|name| value(name).unwrap_or_default()).collect();
        let numbers = trials.metrics.iter().flat_map(|metric| {
            let found = results.iter().find(|(other, _)| other == metric);
            found.map_or([Cell::Empty; 3], |(_, values)| bounds(values))
        });
        let texts = [session.name.as_str()].into_iter().chain(settings.iter().map(String::as_str));
        out.take(&texts.map(Cell::Text).chain(numbers).collect::<Vec<_>>())?;
    }
    Ok(())
}

/// The last value, and the least and the greatest one that is finite.
fn bounds(values: &TimeSeries<f32>) -> [Cell<'static>; 3] {
    let finite = || values.points().iter().map(|point| f64::from(point.value)).filter(|value| value.is_finite());
    let last = values.last().map(|point| f64::from(point.value));
    [last, finite().reduce(f64::min), finite().reduce(f64::max)].map(|it| it.map_or(Cell::Empty, Cell::Number))
}
