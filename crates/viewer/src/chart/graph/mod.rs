//! The operations of a model as a diagram: boxes, nested in frames by the `/` in their names, and what flows between.
//!
//! ```text
//!   Graph ─ model ──── tree ── repeat ─── collapse ──── route ──────── layout ─────────── paint ─> SVG
//!           inputs     scopes  like ones  fewer boxes   lines, cut at  a scope at a time  text      │
//!           looked up,         are one      │           each frame     (arrange: dagre;           PNG
//!           parameters                      │                          lines: curves)
//!           folded                          └─ dot ─> DOT, for Graphviz to arrange    (plan: for a page's script;
//!                                                                                       columns: for a file)
//! ```
//!
//! A graph comes from a file, so it may be anything: inputs of nothing, cycles, names without end.

mod arrange;
mod budget;
mod collapse;
mod columns;
mod dot;
mod face;
mod fold;
mod geometry;
mod kind;
mod layout;
mod lines;
mod model;
mod paint;
mod plan;
mod repeat;
mod route;
mod text;
mod tree;
mod wires;

use nnviz_record::summary::Graph;

use self::layout::{Layouter, Placed};
use self::model::Model;
use self::paint::{Form, Painting, paint};
use self::tree::{Path, Scope};
use super::{ChartError, canvas};
use crate::{svg, theme};

/// More boxes than this are not readable, and take dagre long.
const MOST_BOXES: usize = 120;
/// More boxes than this are not drawn even if a depth is asked for: the picture would be many metres high.
const MOST_ASKED_FOR: usize = 2000;
/// More boxes beside each other in one scope are not drawn: it is here that dagre takes long.
const MOST_IN_A_SCOPE: usize = 200;
/// Where scopes open on a click, fewer are open at first.
const MOST_OPEN: usize = 60;
/// How many boxes a page may hold ready in scopes that are shut.
const MOST_READY: usize = 2500;
/// A scope with more lines is a tangle, which is not made ready.
const MOST_LINES: usize = 300;

/// How far the scopes of a graph are opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Opening {
    /// As deep as there is room for: about 120 boxes.
    #[default]
    Fit,
    /// To a depth. At 0 every scope of the graph is one box, at 1 what is in these is seen, and so on.
    Depth(usize),
}

/// What is drawn of scopes that are alike and numbered one by one, as the layers of a transformer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repeats {
    /// One of them, and how many there are, if the graph has more than about 120 boxes; each otherwise.
    #[default]
    Fit,
    /// One of them, and how many there are.
    Once,
    /// Each.
    Each,
}

/// How a graph is drawn as a file of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GraphStyle {
    /// How far its scopes are opened.
    pub opening: Opening,
    /// What is drawn of scopes that are alike.
    pub repeats: Repeats,
    /// In how many columns beside each other a tall picture is set; DOT has none.
    pub columns: usize,
}

impl Default for GraphStyle {
    fn default() -> Self {
        Self { opening: Opening::Fit, repeats: Repeats::Fit, columns: 1 }
    }
}

/// Draws a graph: an SVG for a page, at most as wide as it naturally is. Hovering a box tells all about it.
///
/// Parameters and constants are lines in the boxes that they go into. Of a graph with more than about 120 boxes scopes that
/// are alike are drawn once, and the deepest scopes collapsed; what is left out all the same is counted in the drawing.
///
/// # Errors
/// [`ChartError::Empty`] for a graph without operations, [`ChartError::Draw`] when no layout is found.
pub fn graph(graph: &Graph) -> Result<String, ChartError> {
    let (placed, label) = placed(graph, Repeats::Fit, |scope, _| opened(scope, Opening::Fit))?;
    let painting = paint(&placed, Form::Still);
    Ok(for_a_page(&painting, &label))
}

/// Draws a graph whose scopes open on a click: an SVG for a page with the script of the report. Without the script it is a
/// picture.
///
/// Both looks of each scope are in it, about 2,500 boxes at most, of the outer scopes first; what lies deeper stays
/// shut.
///
/// # Errors
/// As [`graph()`].
pub fn live_graph(graph: &Graph) -> Result<String, ChartError> {
    let (placed, label) = placed(graph, Repeats::Fit, ready)?;
    Ok(for_a_page(&paint(&placed, Form::Live), &label))
}

/// Draws a graph as an SVG that is a file of its own: with its colours, on white.
///
/// # Errors
/// As [`graph()`].
pub fn graph_svg(graph: &Graph, style: GraphStyle) -> Result<String, ChartError> {
    let (placed, label) = placed(graph, style.repeats, |scope, _| opened(scope, style.opening))?;
    let Painting { body, size } = columns::columns(paint(&placed, Form::Still), &placed, style.columns);
    let (width, height) = (size.width, size.height);
    let body = theme::Paper::Light.coloured(&body);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"DejaVu Sans, Verdana, sans-serif\" role=\"img\" aria-label=\"{}\">\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>{body}</svg>\n",
        svg::escape(&label)
    ))
}

/// Draws a graph as a PNG, twice as large as the SVG, so that small letters can be read; smaller if it would be enormous.
///
/// # Errors
/// As [`graph()`].
#[cfg(feature = "png")]
pub fn graph_png(graph: &Graph, style: GraphStyle) -> Result<Vec<u8>, ChartError> {
    svg::to_png(&graph_svg(graph, style)?).map_err(ChartError::draw)
}

/// Writes a graph in Graphviz's language: scopes as clusters, shapes on the edges. Graphviz arranges it, in columns of its
/// own.
///
/// # Errors
/// [`ChartError::Empty`] for a graph without operations.
pub fn graph_dot(graph: &Graph, style: GraphStyle) -> Result<String, ChartError> {
    let mut model = model(graph)?;
    let scope = repeated(scope(&model), style.repeats, &mut model);
    Ok(dot::dot(&opened(scope, style.opening), &model))
}

fn model(graph: &Graph) -> Result<Model<'_>, ChartError> {
    if graph.nodes.is_empty() {
        return Err(ChartError::Empty { what: "operations" });
    }
    canvas::register_fonts();
    Ok(Model::new(graph))
}

fn scope(model: &Model<'_>) -> Scope {
    tree::tree(model.nodes, |node| model.is_hidden(node))
}

/// The scope with like ones in it as one, where they are to be.
fn repeated(scope: Scope, repeats: Repeats, model: &mut Model<'_>) -> Scope {
    match repeats {
        Repeats::Once => repeat::folded(scope, model),
        Repeats::Fit if scope.boxes() > MOST_BOXES => repeat::folded(scope, model),
        Repeats::Fit | Repeats::Each => scope,
    }
}

fn opened(scope: Scope, opening: Opening) -> Scope {
    match opening {
        Opening::Fit => collapse::fit(scope, MOST_BOXES),
        Opening::Depth(depth) => {
            let scope = collapse::cut_each(collapse::to_depth(scope, depth), MOST_IN_A_SCOPE);
            collapse::fit(scope, MOST_ASKED_FOR)
        }
    }
}

/// The scope with as much ready as a page may hold.
fn ready(scope: Scope, model: &Model<'_>) -> Scope {
    let mut scope = collapse::ready(collapse::cut_each(scope, MOST_BOXES), MOST_READY);
    loop {
        let routes = route::routes(&scope, model);
        let is_tangle = |path: &Path| routes.get(path).is_some_and(|segments| segments.len() > MOST_LINES);
        // The outermost scope is seen whatever is in it.
        if !routes.keys().any(|path| !path.is_empty() && is_tangle(path)) {
            return collapse::shut(scope, MOST_OPEN);
        }
        scope = collapse::piled(scope, is_tangle);
    }
}

/// Where everything goes, and what a screen reader says of it.
fn placed(
    graph: &Graph,
    repeats: Repeats,
    open: impl Fn(Scope, &Model<'_>) -> Scope,
) -> Result<(Placed, String), ChartError> {
    let mut model = model(graph)?;
    let scope = scope(&model);
    let label = format!("The model's graph: {}", collapse::operations(scope.nodes().len()));
    let scope = repeated(scope, repeats, &mut model);
    let scope = open(scope, &model);
    let routes = route::routes(&scope, &model);
    let placed = Layouter::new(&model, &routes).place(&scope, &mut Vec::new())?;
    Ok((placed, label))
}

fn for_a_page(Painting { body, size }: &Painting, label: &str) -> String {
    let (width, height) = (size.width, size.height);
    format!(
        "<svg viewBox=\"0 0 {width} {height}\" style=\"max-width:{width}px\" role=\"img\" aria-label=\"{}\">{body}</svg>",
        svg::escape(label)
    )
}

#[cfg(test)]
mod tests;
