//! The table of hyperparameters: a row a run, a column for each setting that differs and for each result.

use nnviz_record::summary::{HparamValue, SessionState};

use super::cards::one_block;
use super::happened::Value;
use super::page::{Body, Card, Layout, RunMark, Section};
use crate::chart::{self, HparamAxis, HparamCell, HparamRun};
use crate::report::Report;
use crate::report::format;
use crate::report::settings::{Metric, SessionRow, Settings};

/// More settings that are the same in all runs than these are folded away.
const OPEN_SAME: usize = 24;

/// The table as text.
#[derive(Debug)]
pub(super) struct SettingsTable {
    /// What all runs have in common: names and values.
    pub(super) same: Vec<(String, String)>,
    /// What to say before them.
    pub(super) same_title: &'static str,
    pub(super) same_open: bool,
    /// The settings that differ.
    pub(super) names: Vec<String>,
    /// The results: name, and the directory below the run.
    pub(super) metrics: Vec<(String, String)>,
    /// Whether any run is of a group.
    pub(super) has_groups: bool,
    pub(super) rows: Vec<SettingsRow>,
}

/// A run of the table.
#[derive(Debug)]
pub(super) struct SettingsRow {
    pub(super) run: RunMark,
    pub(super) group: String,
    pub(super) state: State,
    pub(super) duration: Value,
    /// A cell for each name; empty where a run does not have the setting.
    pub(super) values: Vec<Cell>,
    pub(super) results: Vec<Value>,
}

/// A value of a setting.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) text: String,
    /// What it is sorted by.
    pub(super) key: String,
    pub(super) is_number: bool,
}

/// How a run ended, in a word and with a class of the style sheet.
#[derive(Debug)]
pub(super) struct State {
    pub(super) word: &'static str,
    pub(super) class: &'static str,
}

/// The section of the page.
pub(super) fn section(report: &Report<'_>) -> Section {
    let settings = &report.settings;
    let mut card = Card::new("", Body::Settings(SettingsTable::new(report, settings)));
    if settings.more_metrics > 0 {
        card.notes.push(format!("{} more are among the scalars", format::counted(settings.more_metrics, "result")));
    }
    let card = (!settings.sessions.is_empty()).then_some(card);
    Section {
        id: "hparams",
        title: "Hyperparameters",
        lead: "What each run was made with, and the last value of its results.",
        blocks: one_block(Layout::Wide, card.into_iter().chain(charts(report)).collect()),
        ..Section::default()
    }
}

/// How the results hang together with the settings; one run, or settings that are all the same, tell nothing.
fn charts(report: &Report<'_>) -> Vec<Card> {
    let settings = &report.settings;
    if settings.sessions.len() < 2 || settings.differing.is_empty() {
        return Vec::new();
    }
    let run = |session: &SessionRow<'_>| {
        let row = &report.runs[session.run];
        HparamRun { run: session.run, name: row.label.clone(), color: row.color }
    };
    let runs: Vec<HparamRun> = settings.sessions.iter().map(run).collect();
    let hparams: Vec<HparamAxis> = settings.differing.iter().map(|&name| hparam_axis(settings, name)).collect();
    let metrics: Vec<HparamAxis> = (0..settings.metrics.len()).map(|at| metric_axis(settings, at)).collect();
    let charts = [
        ("Parallel coordinates", chart::parallel_coordinates(&runs, &hparams, &metrics)),
        ("Results over hyperparameters", chart::scatter_matrix(&runs, &hparams, &metrics)),
    ];
    // Without results there is nothing to set against the settings.
    let drawn = charts.into_iter().filter_map(|(title, svg)| Some(Card::new(title, Body::BroadChart(svg.ok()?))));
    drawn.collect()
}

fn hparam_axis(settings: &Settings<'_>, name: &str) -> HparamAxis {
    let cell = |session: &SessionRow<'_>| match session.value(name) {
        Some(HparamValue::Number(number)) => HparamCell::Number(*number),
        Some(value) => HparamCell::Text(written(value)),
        None => HparamCell::Missing,
    };
    HparamAxis { name: name.to_owned(), cells: settings.sessions.iter().map(cell).collect() }
}

fn metric_axis(settings: &Settings<'_>, at: usize) -> HparamAxis {
    let (name, group) = head(&settings.metrics[at]);
    let cell = |session: &SessionRow<'_>| session.results[at].map_or(HparamCell::Missing, HparamCell::Number);
    let name = if group.is_empty() { name } else { format!("{name} ({group})") };
    HparamAxis { name, cells: settings.sessions.iter().map(cell).collect() }
}

impl SettingsTable {
    fn new(report: &Report<'_>, settings: &Settings<'_>) -> Self {
        let lone = settings.sessions.len() == 1;
        Self {
            same: settings.same.iter().map(|(name, value)| ((*name).to_owned(), written(value))).collect(),
            same_title: if lone { "Settings" } else { "The same in all runs" },
            same_open: lone || settings.same.len() <= OPEN_SAME,
            names: settings.differing.iter().map(|&name| name.to_owned()).collect(),
            metrics: settings.metrics.iter().map(head).collect(),
            has_groups: settings.sessions.iter().any(|session| !session.start.group_name.is_empty()),
            rows: settings.sessions.iter().map(|session| SettingsRow::new(report, settings, session)).collect(),
        }
    }
}

fn head(metric: &Metric<'_>) -> (String, String) {
    (metric.name.to_owned(), metric.group.to_owned())
}

impl SettingsRow {
    fn new(report: &Report<'_>, settings: &Settings<'_>, session: &SessionRow<'_>) -> Self {
        Self {
            run: RunMark::new(report, session.run),
            group: session.start.group_name.clone(),
            state: State::new(session.state),
            duration: session.seconds.map(|it| Value::new(format::duration(it), it)).unwrap_or_default(),
            values: settings
                .differing
                .iter()
                .map(|name| session.value(name).map(Cell::new).unwrap_or_default())
                .collect(),
            results: session.results.iter().map(|value| value.map(result).unwrap_or_default()).collect(),
        }
    }
}

fn result(value: f64) -> Value {
    Value::new(format::number(value), value)
}

impl Cell {
    fn new(value: &HparamValue) -> Self {
        let text = written(value);
        match value {
            HparamValue::Number(number) => Self { text, key: number.to_string(), is_number: true },
            _ => Self { key: text.clone(), text, is_number: false },
        }
    }
}

impl State {
    fn new(state: SessionState) -> Self {
        let (word, class) = match state {
            SessionState::Ok => ("success", "ok"),
            SessionState::Fail => ("failure", "fail"),
            SessionState::Running => ("running", "running"),
            SessionState::Unknown => ("unknown", "unknown"),
        };
        Self { word, class }
    }
}

/// A value as a person would write it, with all its digits: two settings that differ must not look alike.
pub(in crate::report) fn written(value: &HparamValue) -> String {
    match value {
        HparamValue::Number(number) if *number != 0.0 && !(1e-4..1e15).contains(&number.abs()) => {
            format!("{number:e}").replace('-', "−")
        }
        HparamValue::Number(number) => number.to_string().replace('-', "−"),
        HparamValue::Bool(value) => if *value { "yes" } else { "no" }.to_owned(),
        HparamValue::Text(text) if text.is_empty() => "(empty)".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_digits() {
        let table: [(HparamValue, &str); 7] = [
            (0.001.into(), "0.001"),
            (1e-5.into(), "1e−5"),
            (12_345_678.into(), "12345678"),
            ((-2.5).into(), "−2.5"),
            (0.0.into(), "0"),
            (true.into(), "yes"),
            ("".into(), "(empty)"),
        ];
        for (value, text) in table {
            assert_eq!(written(&value), text);
        }
    }
}
