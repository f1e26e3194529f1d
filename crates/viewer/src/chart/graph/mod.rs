//! The operations of a model as a diagram: boxes, nested in frames by the `/` in their names, and what flows between.
//!
//! ```text
//!   Graph ─ model ──── tree ─ collapse ──── route ──────── layout ─────────── paint ─> SVG
//!           inputs     scopes  fewer boxes   lines, cut at  a scope at a time  text
//!           looked up,                       each frame     (arrange: dagre;
//!           parameters                                       lines: curves)
//!           folded
//! ```
//!
//! A graph comes from a file, so it may be anything: inputs of nothing, cycles, names without end.

mod arrange;
mod budget;
mod collapse;
mod face;
mod fold;
mod geometry;
mod kind;
mod layout;
mod lines;
mod model;
mod paint;
mod route;
mod text;
mod tree;
mod wires;

use nnviz_record::summary::Graph;

use self::layout::Layouter;
use self::model::Model;
use super::{ChartError, canvas};

/// More boxes than this are not readable, and take dagre long.
const MOST_BOXES: usize = 120;

/// Draws a graph: an SVG for a page, at most as wide as it naturally is. Hovering a box tells all about it.
///
/// Parameters and constants are lines in the boxes that they go into. A graph with more than about 120 boxes has its
/// deepest scopes collapsed; what is left out all the same is counted in the drawing.
///
/// # Errors
/// [`ChartError::Empty`] for a graph without operations, [`ChartError::Draw`] when no layout is found.
pub fn graph(graph: &Graph) -> Result<String, ChartError> {
    if graph.nodes.is_empty() {
        return Err(ChartError::Empty { what: "operations" });
    }
    canvas::register_fonts();
    let model = Model::new(graph);
    let scope = tree::tree(model.nodes, |node| model.is_hidden(node));
    let label = format!("The model's graph: {}", collapse::operations(scope.nodes().len()));
    let scope = collapse::fit(scope, MOST_BOXES);
    let routes = route::routes(&scope, &model);
    let placed = Layouter { model: &model, routes: &routes }.place(&scope, &mut Vec::new())?;
    Ok(paint::paint(&placed, &label))
}

#[cfg(test)]
mod tests;
