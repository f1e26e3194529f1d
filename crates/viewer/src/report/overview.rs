//! The table of runs at the head of a page.

use super::outcome::{Better, Outcome};
use super::scalars::Scalars;
use super::status::{Status, session_of};
use crate::logdir::Gap;
use crate::series::Run;

/// Tags that say best how a run went, whoever wrote them; others of the headline follow.
const TELLING: [&str; 5] = ["loss", "accuracy", "val_loss", "learning_rate", "epoch"];

/// More columns than these do not fit beside the others.
const MAX_COLUMNS: usize = 4;

/// One run in the table.
#[derive(Debug)]
pub(super) struct RunRow<'a> {
    pub(super) run: &'a Run,
    /// What legends call it.
    pub(super) label: String,
    /// Which of the theme's colours is the run's.
    pub(super) color: usize,
    pub(super) status: Status,
    /// The run whose hyperparameters are the run's: itself, or one above it.
    pub(super) session: Option<&'a Run>,
    /// How it did by each headline tag that it has.
    pub(super) outcomes: Vec<Option<Outcome>>,
}

/// One row for each run.
pub(super) fn rows<'a>(runs: &'a [Run], headline: &[&str], gaps: &[Gap]) -> Vec<RunRow<'a>> {
    let row = |((run, label), color)| RunRow {
        run,
        label,
        color,
        status: Status::of(run, runs, gaps),
        session: session_of(run, runs),
        outcomes: headline.iter().map(|tag| outcome(run, tag)).collect(),
    };
    runs.iter().zip(run_labels(runs)).zip(colors(runs)).map(row).collect()
}

/// Numbers for the runs. Those with curves come first: the first colours are the ones that are told apart best.
fn colors(runs: &[Run]) -> impl Iterator<Item = usize> {
    let curved: Vec<bool> = runs.iter().map(|run| run.scalars().next().is_some()).collect();
    let (mut next_curved, mut next_other) = (0, curved.iter().filter(|&&it| it).count());
    curved.into_iter().map(move |curved| {
        let next = if curved { &mut next_curved } else { &mut next_other };
        *next += 1;
        *next - 1
    })
}

fn outcome(run: &Run, tag: &str) -> Option<Outcome> {
    let (_, values) = run.scalars().find(|(series, _)| series.tag == tag)?;
    Outcome::of(values, Better::of_tag(tag))
}

/// The tags for the columns: the telling ones first, then in the order of the files.
pub(super) fn headline_tags<'a>(scalars: &Scalars<'a>) -> Vec<&'a str> {
    let mut tags: Vec<&str> = scalars.headline.iter().map(|overlay| overlay.tag).collect();
    tags.sort_by_key(|tag| telling(tag));
    tags.truncate(MAX_COLUMNS);
    tags
}

/// Where a tag stands among the others: the more it tells, the further in front.
pub(super) fn telling(tag: &str) -> usize {
    TELLING.iter().position(|telling| *telling == tag).unwrap_or(TELLING.len())
}

/// Short names for the runs: what all of them have in common at the front is left out, directory by directory.
pub(super) fn run_labels(runs: &[Run]) -> Vec<String> {
    let parts: Vec<Vec<&str>> = runs.iter().map(|run| run.name.split('/').collect()).collect();
    // A run that holds the others (`digits` beside `digits/train`) has no part left to lose; it keeps its name.
    let named: Vec<&Vec<&str>> = parts.iter().filter(|it| !parts.iter().any(|other| holds(it, other))).collect();
    let Some(first) = named.first() else { return Vec::new() };
    let longest = named.iter().map(|it| it.len() - 1).min().unwrap_or(0);
    let common = (0..longest).take_while(|&at| named.iter().all(|it| it[at] == first[at])).count();
    let label = |it: &Vec<&str>| if it.len() > common { it[common..].join("/") } else { it.join("/") };
    parts.iter().map(label).collect()
}

fn holds(run: &[&str], other: &[&str]) -> bool {
    other.len() > run.len() && other.starts_with(run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_leave_out_what_all_runs_share() {
        let labels = |names: &[&str]| {
            let named = |name: &&str| Run { name: (*name).to_owned(), ..Run::default() };
            run_labels(&names.iter().map(named).collect::<Vec<_>>())
        };
        assert_eq!(labels(&["digits", "digits/train", "digits/valid"]), ["digits", "train", "valid"]);
        assert_eq!(labels(&["a/train", "b/train"]), ["a/train", "b/train"]);
        assert_eq!(labels(&["x/y/a", "x/y/b/c"]), ["a", "b/c"]);
        assert_eq!(labels(&["."]), ["."]);
        assert_eq!(labels(&["only/one"]), ["one"]);
        assert_eq!(labels(&[]), [""; 0]);
    }
}
