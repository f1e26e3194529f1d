//! What the sections make their cards with.

use super::markdown;
use super::page::{Block, Body, Card, Layout, RunMark};
use crate::report::Report;
use crate::series::Series;

/// A block of all cards; none for no cards.
pub(super) fn one_block(layout: Layout, cards: Vec<Card>) -> Vec<Block> {
    if cards.is_empty() { Vec::new() } else { vec![Block { layout, ..Block::grid(cards) }] }
}

/// A card that is called what the writer calls the tag.
pub(super) fn described(series: &Series, body: Body) -> Card {
    let title = if series.display_name.is_empty() { &series.tag } else { &series.display_name };
    let aside = if *title == series.tag { String::new() } else { series.tag.clone() };
    let (description, tag) = (markdown::to_html(&series.description), series.tag.clone());
    Card { aside, description, tag, ..Card::new(title, body) }
}

/// The run's mark, where there is more than one it could be.
pub(super) fn several(report: &Report<'_>, run: usize, runs: usize) -> Option<RunMark> {
    (runs > 1).then(|| RunMark::new(report, run))
}

/// Says when not all steps are shown.
pub(super) fn kept(shown: usize, logged: usize) -> Vec<String> {
    if shown < logged { vec![format!("{shown} of {logged} steps kept")] } else { Vec::new() }
}
