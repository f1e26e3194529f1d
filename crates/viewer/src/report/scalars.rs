//! Where each scalar goes on the page, told by its tag.
//!
//! | tag | section |
//! |---|---|
//! | `loss` (no `/`) | headline |
//! | `gradient_flow/mean/LAYER`, `gradient_flow/max/LAYER` | gradients: bars and a heatmap, one row a layer |
//! | `gradient_flow/global_norm` | gradients |
//! | `update_ratio/PARAMETER` | gradients: one chart for all parameters |
//! | `a/b/c` | the group `a`, as in TensorBoard |

use std::collections::HashMap;

use super::gradients::Gradients;
use crate::series::{Run, Series, TimeSeries};

/// The scalars that are drawn as curves.
#[derive(Debug, Default)]
pub(super) struct Scalars<'a> {
    /// Tags without a group.
    pub(super) headline: Vec<Overlay<'a>>,
    /// The others, by the first part of their tags.
    pub(super) groups: Vec<Group<'a>>,
}

/// Tags with the same first part.
#[derive(Debug)]
pub(super) struct Group<'a> {
    pub(super) name: &'a str,
    pub(super) overlays: Vec<Overlay<'a>>,
}

/// One tag, in every run that has it.
#[derive(Debug)]
pub(super) struct Overlay<'a> {
    pub(super) tag: &'a str,
    /// How the first of the runs describes it.
    pub(super) series: &'a Series,
    /// The runs by their index, and their values.
    pub(super) lines: Vec<(usize, &'a TimeSeries<f32>)>,
}

/// A place on the page.
#[derive(Debug, PartialEq)]
enum Place<'t> {
    Headline,
    FlowMean(&'t str),
    FlowMax(&'t str),
    GlobalNorm,
    UpdateRatio(&'t str),
    Group(&'t str),
}

fn place(tag: &str) -> Place<'_> {
    let Some((group, rest)) = tag.split_once('/') else { return Place::Headline };
    match (group, rest.split_once('/')) {
        ("gradient_flow", Some(("mean", layer))) => Place::FlowMean(layer),
        ("gradient_flow", Some(("max", layer))) => Place::FlowMax(layer),
        ("gradient_flow", None) if rest == "global_norm" => Place::GlobalNorm,
        ("update_ratio", _) => Place::UpdateRatio(rest),
        _ => Place::Group(group),
    }
}

/// Sorts the scalars of all runs into curves and what is shown of the gradients.
pub(super) fn sort(runs: &[Run]) -> (Scalars<'_>, Gradients<'_>) {
    let (mut scalars, mut gradients) = (Scalars::default(), Gradients::default());
    for overlay in overlays(runs) {
        match place(overlay.tag) {
            Place::Headline => scalars.headline.push(overlay),
            Place::GlobalNorm => gradients.global_norm = Some(overlay),
            Place::FlowMean(layer) => gradients.add(&overlay, |flow| &mut flow.layer(layer).mean),
            Place::FlowMax(layer) => gradients.add(&overlay, |flow| &mut flow.layer(layer).max),
            Place::UpdateRatio(parameter) => gradients.add(&overlay, |flow| flow.update_ratio(parameter)),
            Place::Group(name) => scalars.group(name).push(overlay),
        }
    }
    // What most runs have is what they are compared by: loss and accuracy come before the learning rate.
    scalars.headline.sort_by_key(|overlay| std::cmp::Reverse(overlay.lines.len()));
    (scalars, gradients)
}

/// The scalar tags of all runs, in the order in which they first appear, each with all runs that have it.
fn overlays(runs: &[Run]) -> Vec<Overlay<'_>> {
    let mut overlays: Vec<Overlay<'_>> = Vec::new();
    let mut index = HashMap::new();
    for (run, of_run) in runs.iter().enumerate() {
        for (series, values) in of_run.scalars() {
            let at = *index.entry(&series.tag).or_insert(overlays.len());
            if at == overlays.len() {
                overlays.push(Overlay { tag: &series.tag, series, lines: Vec::new() });
            }
            overlays[at].lines.push((run, values));
        }
    }
    overlays
}

impl<'a> Scalars<'a> {
    fn group(&mut self, name: &'a str) -> &mut Vec<Overlay<'a>> {
        let at = self.groups.iter().position(|group| group.name == name).unwrap_or(self.groups.len());
        if at == self.groups.len() {
            self.groups.push(Group { name, overlays: Vec::new() });
        }
        &mut self.groups[at].overlays
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_tell_where_a_scalar_goes() {
        let table = [
            ("loss", Place::Headline),
            ("", Place::Headline),
            ("gradient_flow/mean/block.0.conv", Place::FlowMean("block.0.conv")),
            ("gradient_flow/max/a/b", Place::FlowMax("a/b")),
            ("gradient_flow/global_norm", Place::GlobalNorm),
            ("gradient_flow/other", Place::Group("gradient_flow")),
            ("update_ratio/conv1.weight", Place::UpdateRatio("conv1.weight")),
            ("health/nan", Place::Group("health")),
            ("/x", Place::Group("")),
        ];
        for (tag, expected) in table {
            assert_eq!(place(tag), expected, "{tag}");
        }
    }
}
