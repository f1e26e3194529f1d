//! What happened: the first thing on the page. What was found, how the runs ended and compare, and in what they differ.

use nnviz_record::summary::HparamValue;

use super::page::{Card, RunMark};
use super::sections::text_card;
use super::settings::written;
use crate::report::outcome::{Better, Outcome};
use crate::report::overview::RunRow;
use crate::report::status::Status;
use crate::report::{Report, format};

/// More settings than these do not fit beside the rest; all of them are in the section on hyperparameters.
const MAX_SETTINGS: usize = 5;

/// More sentences than these are no summary.
const MAX_SENTENCES: usize = 4;

/// The head of the page.
#[derive(Debug)]
pub(super) struct Happened {
    /// What was found, a card each.
    pub(super) findings: Vec<Card>,
    pub(super) sentences: Vec<Sentence>,
    pub(super) headline: Vec<String>,
    /// Whether the runs differ in any setting.
    pub(super) has_settings: bool,
    pub(super) rows: Vec<Row>,
    /// Whether any run tells how it ended.
    pub(super) has_status: bool,
}

/// What a headline tag tells, with the run that it is about.
#[derive(Debug)]
pub(super) struct Sentence {
    pub(super) tag: String,
    pub(super) text: String,
    pub(super) run: Option<RunMark>,
}

/// A line of the table of runs.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) run: RunMark,
    pub(super) status: Word,
    pub(super) results: Vec<Result>,
    /// Names and values of the settings in which the runs differ.
    pub(super) settings: Vec<(String, String)>,
    pub(super) steps: Value,
    pub(super) files: String,
    pub(super) started: Value,
    pub(super) duration: Value,
    pub(super) tags: usize,
}

/// A text, and what it is sorted by.
#[derive(Debug, Default)]
pub(super) struct Value {
    pub(super) text: String,
    pub(super) key: String,
}

/// The last value of a tag, and the best one.
#[derive(Debug, Default)]
pub(super) struct Result {
    pub(super) last: Value,
    pub(super) best: String,
    /// Whether no run did better.
    pub(super) is_best: bool,
}

/// A word, with a class of the style sheet.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) word: &'static str,
    pub(super) class: &'static str,
}

impl Happened {
    pub(super) fn new(report: &Report<'_>) -> Self {
        let settings: Vec<&str> = report.settings.differing.iter().take(MAX_SETTINGS).copied().collect();
        let rows = report.runs.iter().enumerate().map(|(run, row)| Row::new(report, run, row, &settings));
        let tags = report.headline.iter().enumerate();
        Self {
            findings: report.findings.iter().rev().filter_map(|finding| text_card(report, finding)).collect(),
            sentences: tags.filter_map(|(at, tag)| sentence(report, at, tag)).take(MAX_SENTENCES).collect(),
            headline: report.headline.iter().map(|&tag| tag.to_owned()).collect(),
            has_settings: !settings.is_empty(),
            rows: rows.collect(),
            has_status: report.runs.iter().any(|row| row.status != Status::Untold),
        }
    }
}

/// What the values of a tag come to, for a tag that tells what is better.
fn sentence(report: &Report<'_>, at: usize, tag: &str) -> Option<Sentence> {
    let better = Better::of_tag(tag)?;
    let (run, outcome, (best, step)) = best_of(report, at, better)?;
    let extreme = match better {
        Better::Lower => "lowest",
        Better::Higher => "highest",
    };
    let best = format!("{} at step {step}", format::number(best));
    let has_one = report.runs.iter().filter(|row| row.outcomes[at].is_some()).count() == 1;
    let text = if has_one {
        let (first, last) = (format::number(outcome.first), format::number(outcome.last));
        format!("went from {first} to {last}; its {extreme} is {best}")
    } else {
        format!("is {extreme}, {best}, in")
    };
    Some(Sentence { tag: tag.to_owned(), text, run: (!has_one).then(|| RunMark::new(report, run)) })
}

/// The run that did best by a tag, and what it reached.
fn best_of(report: &Report<'_>, at: usize, better: Better) -> Option<(usize, Outcome, (f64, i64))> {
    let of_row = |(run, row): (usize, &RunRow<'_>)| {
        let outcome = row.outcomes[at]?;
        Some((run, outcome, outcome.best?))
    };
    let all = report.runs.iter().enumerate().filter_map(of_row);
    all.reduce(|best, other| if better.beats(other.2.0, best.2.0) { other } else { best })
}

impl Row {
    fn new(report: &Report<'_>, run: usize, row: &RunRow<'_>, settings: &[&str]) -> Self {
        let times = row.run.wall_times;
        let steps = row.run.steps();
        // A run with a graph alone takes no time.
        let seconds = times.filter(|_| steps.is_some()).map(|(first, last)| last - first);
        let mark = RunMark { label: row.run.name.clone(), ..RunMark::new(report, run) };
        Self {
            run: mark,
            status: Word::of(row.status),
            results: (0..report.headline.len()).map(|at| Result::new(report, run, at)).collect(),
            settings: settings.iter().filter_map(|&name| Some((name.to_owned(), setting(row, name)?))).collect(),
            steps: steps
                .map(|(first, last)| Value { text: span(first, last), key: last.to_string() })
                .unwrap_or_default(),
            files: if row.run.event_files > 1 { format!("in {} files", row.run.event_files) } else { String::new() },
            started: times
                .map(|(first, _)| Value::new(format::date(first).replace(" UTC", ""), first))
                .unwrap_or_default(),
            duration: seconds.map(|it| Value::new(format::duration(it), it)).unwrap_or_default(),
            tags: row.run.series.len(),
        }
    }
}

/// The value of a setting, where the run has it.
fn setting(row: &RunRow<'_>, name: &str) -> Option<String> {
    let value = row.session?.session.start.as_ref()?.values.get(name)?;
    (!matches!(value, HparamValue::Number(number) if number.is_nan())).then(|| written(value))
}

fn span(first: i64, last: i64) -> String {
    if first == last { first.to_string() } else { format!("{first} – {last}") }
}

impl Value {
    pub(super) fn new(text: String, key: f64) -> Self {
        Self { text, key: key.to_string() }
    }
}

impl Result {
    fn new(report: &Report<'_>, run: usize, at: usize) -> Self {
        let Some(outcome) = report.runs[run].outcomes[at] else { return Self::default() };
        let winner = Better::of_tag(report.headline[at]).and_then(|better| best_of(report, at, better));
        let several = report.runs.iter().filter(|row| row.outcomes[at].is_some()).count() > 1;
        // The last value may be the best one: then there is nothing to add.
        let best = outcome.best.filter(|(best, _)| *best != outcome.last);
        Self {
            last: Value::new(format::number(outcome.last), outcome.last),
            best: best.map(|(best, step)| format!("best {} at {step}", format::number(best))).unwrap_or_default(),
            is_best: several && winner.is_some_and(|(winner, ..)| winner == run),
        }
    }
}

impl Word {
    fn of(status: Status) -> Self {
        let (word, class) = match status {
            Status::Success => ("success", "ok"),
            Status::Failure => ("failure", "fail"),
            Status::Running => ("running", "running"),
            Status::Unfinished => ("unfinished", "fail"),
            Status::Untold => ("–", "untold"),
        };
        Self { word, class }
    }
}
