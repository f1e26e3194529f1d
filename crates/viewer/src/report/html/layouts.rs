//! The charts that the writers of the runs ask for.

use super::cards::one_block;
use super::curve_data::Curves;
use super::draw::{self, LineOf};
use super::page::{Block, Card, Fold, Layout, Section};
use crate::report::Report;
use crate::report::layouts::{CategoryOf, ChartOf, CurveOf};

/// The section of the page.
pub(super) fn section(report: &Report<'_>, curves: &mut Curves) -> Section {
    let blocks = report.layouts.iter().flat_map(|category| block(report, category, curves));
    Section {
        id: "custom-scalars",
        title: "Custom scalars",
        lead: "The charts that the writer of the runs asked for.",
        blocks: blocks.collect(),
        ..Section::default()
    }
}

fn block(report: &Report<'_>, category: &CategoryOf<'_>, curves: &mut Curves) -> Vec<Block> {
    let cards = category.charts.iter().map(|chart| card(report, chart, curves)).collect();
    let blocks = one_block(Layout::Grid, cards).into_iter();
    let titled = blocks.map(|block| Block {
        title: category.title.clone(),
        fold: if category.closed { Fold::Closed } else { Fold::Open },
        ..block
    });
    titled.collect()
}

fn card(report: &Report<'_>, chart: &ChartOf<'_>, curves: &mut Curves) -> Card {
    let names: Vec<String> = chart.curves.iter().map(|curve| name(report, chart, curve)).collect();
    let one_a_run = of_one_tag(chart);
    let lines = chart.curves.iter().zip(&names).enumerate().map(|(number, (curve, name))| LineOf {
        run: curve.run,
        name,
        color: if one_a_run { report.runs[curve.run].color } else { number },
        values: curve.values,
        band: curve.band,
    });
    let lines: Vec<_> = lines.collect();
    let odd = lines.iter().filter_map(|line| draw::not_finite(line, lines.len() > 1));
    Card {
        notes: chart.notes.iter().cloned().chain(odd).collect(),
        ..Card::new(chart.title.clone(), draw::curves(&lines, false, curves))
    }
}

fn of_one_tag(chart: &ChartOf<'_>) -> bool {
    chart.curves.iter().all(|curve| curve.tag == chart.curves[0].tag)
}

/// What tells a curve from the others of its chart: its run, its tag, or both.
fn name(report: &Report<'_>, chart: &ChartOf<'_>, curve: &CurveOf<'_>) -> String {
    let run = &report.runs[curve.run].label;
    let of_one_run = chart.curves.iter().all(|other| other.run == curve.run);
    match (of_one_run, of_one_tag(chart)) {
        (true, _) => curve.tag.to_owned(),
        (false, true) => run.clone(),
        (false, false) => format!("{run} · {}", curve.tag),
    }
}
