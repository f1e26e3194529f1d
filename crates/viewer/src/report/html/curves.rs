//! Precision-recall curves, by group: how each class does, then a chart a class.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use nnviz_record::summary::PrCurve;

use super::cards::{described, kept, one_block};
use super::page::{Block, Body, Card, Fold, Layout, RunMark, Section};
use super::strip::{Frame, Shown, Strip};
use crate::chart::{self, PrLine};
use crate::report::pr_curves::{CurveGroup, CurveTag, average_precision, points};
use crate::report::{Report, format};

/// Groups of more classes than these are folded.
const OPEN_CLASSES: usize = 24;

/// The average precision of each class in each run.
#[derive(Debug)]
pub(super) struct Scores {
    pub(super) runs: Vec<RunMark>,
    pub(super) rows: Vec<ScoreRow>,
}

/// One class.
#[derive(Debug)]
pub(super) struct ScoreRow {
    pub(super) name: String,
    pub(super) scores: Vec<Score>,
}

/// A share of one: as text, and in per cent as the length of a bar in a colour.
#[derive(Debug)]
pub(super) struct Score {
    pub(super) text: String,
    pub(super) percent: f64,
    pub(super) color: usize,
}

/// Curves, and what their script needs for any threshold.
#[derive(Debug)]
pub(super) struct PrChart {
    /// SVG of the chart module.
    pub(super) svg: String,
    /// Where its plot is.
    pub(super) plot: String,
    pub(super) runs: Vec<Counts>,
}

/// What a run's classifier gets right and wrong.
#[derive(Debug)]
pub(super) struct Counts {
    pub(super) name: String,
    pub(super) color: usize,
    /// True and false positives, true and false negatives of each threshold, from 0 to 1: f32, little-endian, base64.
    pub(super) numbers: String,
}

/// The section of the page.
pub(super) fn section(report: &Report<'_>) -> Section {
    let mut blocks = Vec::new();
    for group in &report.pr_curves {
        let cards: Vec<Card> = overview(report, group).into_iter().chain(charts(report, group)).collect();
        let block = one_block(Layout::Small, cards).into_iter().map(|block| Block {
            title: if group.name.is_empty() { String::new() } else { format!("{}/", group.name) },
            fold: if group.name.is_empty() {
                Fold::Never
            } else if group.tags.len() > OPEN_CLASSES {
                Fold::Closed
            } else {
                Fold::Open
            },
            count: group.tags.len(),
            ..block
        });
        blocks.extend(block);
    }
    Section {
        id: "pr-curves",
        title: "Precision and recall",
        lead: "How a classifier does at every threshold. The large dot is at the threshold 0.5, the small ones are at 0.25 \
               and 0.75. AP is the average precision, 1 for a classifier without a fault.",
        how: "The slider moves a ring to any other threshold.",
        blocks,
    }
}

/// How the classes of a group do beside each other.
fn overview(report: &Report<'_>, group: &CurveGroup<'_>) -> Option<Card> {
    let mut runs: Vec<usize> = group.tags.iter().flat_map(|tag| tag.runs.iter().map(|(run, _)| *run)).collect();
    runs.sort_unstable();
    runs.dedup();
    let row = |tag: &CurveTag<'_>| ScoreRow {
        name: tag.name.to_owned(),
        scores: runs.iter().map(|&run| Score::new(tag.last_average(run), report.runs[run].color)).collect(),
    };
    let marks = runs.iter().map(|&run| RunMark::new(report, run));
    let scores = Scores { runs: marks.collect(), rows: group.tags.iter().map(row).collect() };
    (group.tags.len() > 1)
        .then(|| Card { aside: "last step".to_owned(), ..Card::new("Average precision", Body::Scores(scores)) })
}

impl Score {
    fn new(value: Option<f64>, color: usize) -> Self {
        let percent = value.filter(|value| value.is_finite()).unwrap_or(0.0).clamp(0.0, 1.0) * 100.0;
        Self { text: value.map(|value| format!("{value:.3}")).unwrap_or_default(), percent, color }
    }
}

fn charts(report: &Report<'_>, group: &CurveGroup<'_>) -> Vec<Card> {
    group.tags.iter().filter_map(|tag| chart_card(report, group, tag)).collect()
}

fn chart_card(report: &Report<'_>, group: &CurveGroup<'_>, tag: &CurveTag<'_>) -> Option<Card> {
    let steps = tag.steps();
    let frames: Vec<Frame> = steps.iter().filter_map(|&step| frame(report, tag, step)).collect();
    let shown = frames.len();
    let card = described(tag.series, Body::Strip(Strip::new(frames)?));
    let own_title = tag.series.display_name.is_empty() && !group.name.is_empty();
    let lone = match &tag.runs[..] {
        [(run, _)] => tag.last_average(*run).map(|average| format!("AP {average:.3}")),
        _ => None,
    };
    Some(Card {
        title: if own_title { tag.name.to_owned() } else { card.title },
        aside: lone.unwrap_or(card.aside),
        notes: kept(shown, tag.logged()),
        ..card
    })
}

/// The curves as they are at a step; `None` where there is nothing to draw.
fn frame(report: &Report<'_>, tag: &CurveTag<'_>, step: i64) -> Option<Frame> {
    let lines: Vec<PrLine> = tag
        .at(step)
        .map(|(run, curve)| PrLine {
            name: format!("{} · AP {}", report.runs[run].label, format::number(average_precision(curve))),
            color: report.runs[run].color,
            points: points(curve),
        })
        .collect();
    let svg = chart::pr_curves(&lines).ok()?;
    let counts = tag.at(step).zip(&lines).map(|((run, curve), line)| Counts {
        name: report.runs[run].label.clone(),
        color: line.color,
        numbers: counts(curve),
    });
    let chart =
        PrChart { svg, plot: chart::pr_plot(&lines).map(|edge| edge.to_string()).join(" "), runs: counts.collect() };
    Some(Frame { step, shown: Shown::PrCurves(chart), notes: Vec::new() })
}

fn counts(curve: &PrCurve) -> String {
    let numbers = curve
        .points
        .iter()
        .flat_map(|point| [point.true_positives, point.false_positives, point.true_negatives, point.false_negatives]);
    STANDARD.encode(numbers.flat_map(f32::to_le_bytes).collect::<Vec<_>>())
}
