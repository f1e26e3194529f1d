//! The sections of the page, in their order.

use super::cards::{described, kept, one_block, several};
use super::curve_data::Curves;
use super::page::{Block, Body, Card, Fold, Layout, Section, TextBody};
use super::{curves, draw, embeddings, layouts, markdown, meshes, picture, settings, sound, tensors};
use crate::report::Report;
use crate::report::distributions::{Distribution, RunDistributions};
use crate::report::gradients::RunGradients;
use crate::report::images::ImageSeries;
use crate::report::scalars::{Group, Overlay};
use crate::report::texts::TextSeries;

/// Groups of more charts than these are folded.
const OPEN_CHARTS: usize = 9;

/// Runs with more parameters than these are folded, but for the first run.
const OPEN_PARAMETERS: usize = 24;

/// Up to this many parameters, update ratios are drawn as lines; more lines than colours cannot be told apart.
const MAX_LINES: usize = 6;

/// All sections that have something to show.
pub(super) fn of_report(report: &Report<'_>, curves: &mut Curves) -> Vec<Section> {
    let sections = [
        scalars(report, curves),
        layouts::section(report, curves),
        settings::section(report),
        gradients(report, curves),
        distributions(report),
        curves::section(report),
        images(report),
        sound::section(report),
        meshes::section(report),
        embeddings::section(report),
        texts(report),
        tensors::section(report),
        graphs(report),
    ];
    sections.into_iter().filter(|section| !section.blocks.is_empty()).collect()
}

fn scalars(report: &Report<'_>, curves: &mut Curves) -> Section {
    let mut charts = |overlays: &[Overlay<'_>]| overlays.iter().map(|it| curve(report, it, curves)).collect::<Vec<_>>();
    let headline = one_block(Layout::Grid, charts(&report.scalars.headline));
    let is_first = |at: usize| at == 0 && report.scalars.headline.is_empty();
    let group = |(at, group): (usize, &Group<'_>)| Block {
        title: format!("{}/", group.name),
        // Something has to be seen.
        fold: if group.overlays.len() > OPEN_CHARTS && !is_first(at) { Fold::Closed } else { Fold::Open },
        ..Block::grid(charts(&group.overlays))
    };
    Section {
        id: "scalars",
        title: "Scalars",
        lead: "One chart a tag; runs that share the tag share the chart. Smoothing is TensorBoard's, over every point that was \
               logged, with the values themselves pale behind it.",
        blocks: headline.into_iter().chain(report.scalars.groups.iter().enumerate().map(group)).collect(),
        ..Section::default()
    }
}

/// One tag as curves, a curve for each run.
fn curve(report: &Report<'_>, overlay: &Overlay<'_>, curves: &mut Curves) -> Card {
    let lines = overlay.lines.iter().map(|&(run, values)| draw::LineOf {
        run,
        name: &report.runs[run].label,
        color: report.runs[run].color,
        values,
        band: None,
    });
    let lines: Vec<_> = lines.collect();
    let odd = lines.iter().filter_map(|line| draw::not_finite(line, lines.len() > 1));
    let body = draw::curves(&lines, false, curves);
    // Only of logs with tens of millions of numbers.
    let kept = lines.iter().flat_map(|line| kept(line.values.points().len(), line.values.logged()));
    Card { notes: odd.chain(kept).chain(draw::thinned(&lines, &body)).collect(), ..described(overlay.series, body) }
}

fn gradients(report: &Report<'_>, curves: &mut Curves) -> Section {
    let gradients = &report.gradients;
    let mut blocks: Vec<Block> = gradients.runs.iter().map(|run| run_gradients(report, run, curves)).collect();
    if let Some(norm) = &gradients.global_norm {
        let card = Card { title: "Global norm".into(), ..curve(report, norm, curves) };
        match &mut blocks[..] {
            [only] => only.cards.push(card),
            _ => blocks.push(Block { layout: Layout::Pairs, ..Block::grid(vec![card]) }),
        }
    }
    Section {
        id: "gradients",
        title: "Gradient flow",
        lead: "The size of the gradients in each layer, from the input down to the output. A layer that stays dark \
               learns nothing; one that outshines the rest may be about to diverge.",
        blocks,
        ..Section::default()
    }
}

fn run_gradients(report: &Report<'_>, gradients: &RunGradients<'_>, curves: &mut Curves) -> Block {
    let mut cards = Vec::new();
    if !gradients.layers.is_empty() {
        let (bars, step) = draw::gradient_bars(&gradients.layers);
        let aside = step.map(|step| format!("step {step}")).unwrap_or_default();
        cards.push(Card { aside, ..Card::new("Mean and largest |g| by layer", bars) });
        let means = gradients.layers.iter().filter_map(|layer| Some((layer.name, layer.mean?)));
        cards.push(Card::new("Mean |g| over the steps", draw::heatmap(&means.collect::<Vec<_>>(), "mean |g|")));
    }
    if !gradients.update_ratios.is_empty() {
        let ratios = gradients.update_ratios.iter().filter_map(|row| Some((row.name, row.values?)));
        cards.push(update_ratios(gradients.run, &ratios.collect::<Vec<_>>(), curves));
    }
    Block {
        run: several(report, gradients.run, report.gradients.runs.len()),
        layout: Layout::Pairs,
        ..Block::grid(cards)
    }
}

fn update_ratios(run: usize, ratios: &[draw::Row<'_>], curves: &mut Curves) -> Card {
    let description =
        "The size of an update in proportion to the weights it moves. As a rule of thumb, about 0.001 is sound.";
    let body = if ratios.len() > MAX_LINES {
        draw::heatmap(ratios, "|update| / |weight|")
    } else {
        let lines = ratios.iter().enumerate();
        let line = |(color, &(name, values))| draw::LineOf { run, name, color, values, band: None };
        draw::curves(&lines.map(line).collect::<Vec<_>>(), true, curves)
    };
    Card { description: description.into(), ..Card::new("Update ratio by parameter", body) }
}

fn distributions(report: &Report<'_>) -> Section {
    let mut blocks = Vec::new();
    for (place, of_run) in report.distributions.iter().enumerate() {
        blocks.extend(parameters(report, of_run, place == 0));
        blocks.extend(other_distributions(report, of_run));
    }
    let (title, lead) = if report.distributions.iter().any(|it| !it.parameters.is_empty()) {
        ("Weights and gradients", "How the values of each parameter and of its gradient are distributed, step by step.")
    } else {
        ("Histograms", "How the values of each tag are distributed, step by step.")
    };
    Section { id: "distributions", title, lead, blocks, ..Section::default() }
}

fn parameters(report: &Report<'_>, of_run: &RunDistributions<'_>, first: bool) -> Option<Block> {
    let few = of_run.parameters.len() <= OPEN_PARAMETERS;
    let cards = of_run.parameters.iter().flat_map(|parameter| {
        [(parameter.weights, "weights"), (parameter.gradients, "gradients")]
            .map(|(found, kind)| distribution(parameter.name, kind, found.as_ref()))
    });
    (!of_run.parameters.is_empty()).then(|| Block {
        run: several(report, of_run.run, report.distributions.len()),
        title: "Parameters".into(),
        layout: Layout::Pairs,
        fold: if first || few { Fold::Open } else { Fold::Closed },
        count: of_run.parameters.len(),
        cards: cards.collect(),
    })
}

fn other_distributions(report: &Report<'_>, of_run: &RunDistributions<'_>) -> Option<Block> {
    let cards = of_run.others.iter().map(|it| Card {
        notes: kept(it.histograms.points().len(), it.histograms.logged()),
        ..described(it.series, draw::histograms(it.histograms))
    });
    (!of_run.others.is_empty()).then(|| Block {
        run: several(report, of_run.run, report.distributions.len()),
        title: if of_run.parameters.is_empty() { "All tags" } else { "Other histograms" }.into(),
        fold: if of_run.others.len() > OPEN_CHARTS { Fold::Closed } else { Fold::Open },
        ..Block::grid(cards.collect())
    })
}

/// One half of a pair; a half that was not logged says so, so that the columns stay in line.
fn distribution(name: &str, kind: &str, found: Option<&Distribution<'_>>) -> Card {
    let body = match found {
        Some(it) => draw::histograms(it.histograms),
        None => Body::Failed("not logged".into()),
    };
    let notes = found.map(|it| kept(it.histograms.points().len(), it.histograms.logged())).unwrap_or_default();
    Card { aside: kind.into(), notes, ..Card::new(name, body) }
}

fn images(report: &Report<'_>) -> Section {
    let card = |images: &ImageSeries<'_>| {
        Some(Card {
            run: several(report, images.run, report.runs.len()),
            notes: kept(images.steps.len(), images.logged),
            ..described(images.series, Body::Strip(picture::strip(images)?))
        })
    };
    let cards: Vec<_> = report.images.iter().filter_map(card).collect();
    Section {
        id: "images",
        title: "Images",
        lead: "The last step of each tag.",
        how: "The slider goes back in time.",
        blocks: one_block(Layout::Pairs, cards),
    }
}

fn texts(report: &Report<'_>) -> Section {
    let cards: Vec<_> = report.texts.iter().filter_map(|text| text_card(report, text)).collect();
    Section { id: "texts", title: "Texts", blocks: one_block(Layout::Pairs, cards), ..Section::default() }
}

pub(super) fn text_card(report: &Report<'_>, text: &TextSeries<'_>) -> Option<Card> {
    let (last, earlier) = text.texts.points().split_last()?;
    let earlier = earlier.iter().rev().map(|point| (point.step, markdown::to_html(&point.value)));
    let body = TextBody { last: markdown::to_html(&last.value), earlier: earlier.collect() };
    Some(Card {
        run: several(report, text.run, report.runs.len()),
        aside: format!("step {}", last.step),
        notes: kept(text.texts.points().len(), text.texts.logged()),
        ..described(text.series, Body::Text(body))
    })
}

fn graphs(report: &Report<'_>) -> Section {
    let card = |&(run, tag, graph): &(usize, &str, _)| Card {
        run: several(report, run, report.runs.len()),
        ..Card::new(tag, draw::graph(graph))
    };
    let cards: Vec<_> = report.graphs.iter().map(card).collect();
    Section {
        id: "graph",
        title: "Graph",
        lead: "The operations of the model, by scope. A box tells all about itself to the pointer.",
        how: "A click opens or closes a scope.",
        blocks: one_block(Layout::Wide, cards),
    }
}
