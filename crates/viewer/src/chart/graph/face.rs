//! What stands in a box: a title, small lines beneath it, and what hovering tells.

use nnviz_record::summary::{Attribute, Node};

use super::collapse::operations;
use super::geometry::Size;
use super::kind::{self, Source};
use super::model::Model;
use super::text::{self, SMALL, SMALL_LINE, TITLE, line, shape};
use super::tree::parts;

/// Parameters that are listed in a box; of more, the rest is counted.
const MOST_PARAMETERS: usize = 4;
/// Lines of one kind that hovering shows; of more, the rest is counted.
const MOST_LINES: usize = 16;
/// The most characters of a line that hovering shows.
const LONGEST_LINE: usize = 240;

const PADDING: (f64, f64) = (12.0, 7.0);
const TITLE_LINE: f64 = 16.0;
const NARROWEST: f64 = 56.0;

/// How a box is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// An operation.
    Plain,
    /// Where data comes in, or the result goes out.
    End,
    /// A scope that is collapsed.
    Collapsed,
    /// What is left out.
    Note,
}

/// The contents of a box.
#[derive(Debug)]
pub(super) struct Face {
    /// The name, shortened.
    pub title: String,
    /// Beneath it, in small letters.
    pub lines: Vec<String>,
    /// Everything, for hovering.
    pub tooltip: Vec<String>,
    /// How it is marked.
    pub tone: Tone,
}

impl Face {
    /// The box of an operation.
    pub(super) fn of_operation(title: &str, index: usize, model: &Model<'_>) -> Self {
        let node = &model.nodes[index];
        let (op, is_end) = (kind::plain(&node.op), kind::is_end(&node.op));
        // torch calls an operation after the value that it makes (`input.3`), which tells nothing.
        let title = if node.op.contains("::") && title == short_name(node) { op } else { title };
        let mut lines = Vec::new();
        if !is_named_after(title, op) && !is_end {
            lines.push(line(op));
        }
        let mut parameters = model.parameters(index);
        parameters.retain(|node| is_listed(node));
        lines.extend(listed(&parameters, MOST_PARAMETERS, |node| parameter(node)));
        let tone = if is_end { Tone::End } else { Tone::Plain };
        Self { title: line(title), lines, tooltip: describe(index, model), tone }
    }

    /// The box of a scope that can be opened to see what is in it.
    pub(super) fn of_scope(title: &str, operations_in_it: usize) -> Self {
        let count = operations(operations_in_it);
        Self {
            title: line(title),
            lines: vec![count.clone()],
            tooltip: vec![clipped(title), count],
            tone: Tone::Collapsed,
        }
    }

    /// The box of several operations: a collapsed scope, or what is left out.
    pub(super) fn of_pile(title: &str, nodes: &[usize], is_scope: bool, model: &Model<'_>) -> Self {
        let count = operations(nodes.len());
        let names = listed(nodes, MOST_LINES, |&node| clipped(&model.nodes[node].name));
        if !is_scope {
            return Self { title: line(title), lines: Vec::new(), tooltip: names, tone: Tone::Note };
        }
        let tooltip = [clipped(title), count.clone()].into_iter().chain(names).collect();
        Self { title: line(title), lines: vec![count], tooltip, tone: Tone::Collapsed }
    }

    /// Width and height, in pixels.
    pub(super) fn size(&self) -> Size {
        let small = self.lines.iter().map(|line| text::width(line, SMALL, false));
        let widest = small.fold(text::width(&self.title, TITLE, false), f64::max);
        let height = TITLE_LINE + SMALL_LINE * self.lines.len() as f64;
        Size { width: (widest + 2.0 * PADDING.0).ceil().max(NARROWEST), height: height + 2.0 * PADDING.1 }
    }

    /// The baselines of the title and of the lines, from the top of the box, in pixels.
    pub(super) fn baselines(&self) -> (f64, impl Iterator<Item = (f64, &str)>) {
        let title = PADDING.1 + 12.0;
        let lines = self.lines.iter().enumerate();
        (title, lines.map(move |(index, line)| (title + SMALL_LINE * (index + 1) as f64 + 1.0, line.as_str())))
    }
}

/// `Conv2d`, `conv2d` and `Conv2d_3` all say that they are a `Conv2d`.
fn is_named_after(title: &str, op: &str) -> bool {
    let plain = title.trim_end_matches(|character: char| character.is_ascii_digit());
    let plain = if plain.len() < title.len() { plain.trim_end_matches('_') } else { title };
    op.is_empty() || title.eq_ignore_ascii_case(op) || plain.eq_ignore_ascii_case(op)
}

fn short_name(node: &Node) -> &str {
    parts(&node.name).last().copied().unwrap_or_default()
}

/// Whether a parameter has a name that tells something. Numbers, and the handles of TensorFlow, are left to hovering.
fn is_listed(node: &Node) -> bool {
    kind::source(node) == Some(Source::Parameter) && !kind::is_end(&node.op)
}

/// `weight 16×1×3×3`
fn parameter(node: &Node) -> String {
    let name = line(unnumbered(short_name(node)));
    match node.output_shapes.first() {
        Some(Some(dims)) => format!("{name} {}", line(&shape(dims))),
        _ => name,
    }
}

/// `weight` for `weight.11`: torch numbers names that would be there twice.
fn unnumbered(name: &str) -> &str {
    let is_number = |end: &str| !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit());
    name.rsplit_once('.').filter(|(name, end)| !name.is_empty() && is_number(end)).map_or(name, |(name, _)| name)
}

/// Everything about one operation, a line each.
fn describe(index: usize, model: &Model<'_>) -> Vec<String> {
    let node = &model.nodes[index];
    let mut lines = vec![clipped(&node.name)];
    lines.extend((!node.op.is_empty()).then(|| clipped(&format!("type: {}", node.op))));
    let told: Vec<_> = node.attributes.iter().map(|(name, value)| (name, attribute(value))).collect();
    // torch writes `{}` for an operation without settings.
    let told: Vec<_> = told.into_iter().filter(|(_, value)| !["", "{}"].contains(&value.as_str())).collect();
    lines.extend(listed(&told, MOST_LINES, |(name, value)| clipped(&format!("{name}: {value}"))));
    let mut parameters = model.parameters(index);
    // torch numbers its constants, which tells nothing.
    parameters.retain(|node| node.op != "prim::Constant");
    lines.extend(listed(&parameters, MOST_LINES, |node| clipped(&parameter(node))));
    let shapes: Vec<_> = node.output_shapes.iter().flatten().collect();
    lines.extend(listed(&shapes, MOST_LINES, |dims| clipped(&format!("output: {}", shape(dims)))));
    let missing = |input: &String| clipped(&format!("input that is not in the graph: {input}"));
    lines.extend(listed(model.dangling(index), MOST_LINES, missing));
    lines
}

fn attribute(value: &Attribute) -> String {
    match value {
        Attribute::Text(text) => text.clone(),
        Attribute::Int(value) => value.to_string(),
        Attribute::Float(value) => value.to_string(),
        Attribute::Bool(value) => if *value { "yes" } else { "no" }.to_owned(),
        Attribute::Type(data_type) => format!("{data_type:?}"),
        Attribute::Shape(dims) => shape(dims),
        Attribute::Ints(values) => values.iter().map(i64::to_string).collect::<Vec<_>>().join(", "),
        // Kinds that are newer than this viewer.
        other => format!("{other:?}"),
    }
}

fn clipped(text: &str) -> String {
    crate::chart::canvas::shortened(text, LONGEST_LINE)
}

/// The first lines, and how many more there are.
fn listed<T>(items: &[T], most: usize, show: impl Fn(&T) -> String) -> Vec<String> {
    let rest = items.len().saturating_sub(most);
    let more = (rest > 0).then(|| format!("and {rest} more"));
    items.iter().take(most).map(show).chain(more).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_stands_beneath_unless_the_name_says_it() {
        for (title, op, expected) in [
            ("Conv2d", "Conv2d", true),
            ("conv2d", "Conv2d", true),
            ("Relu_12", "Relu", true),
            ("output_1", "Output", true),
            ("relu1", "Relu", true),
            ("conv", "Conv2d", false),
            ("Conv2d_", "Conv2d", false),
            ("anything", "", true),
        ] {
            assert_eq!(is_named_after(title, op), expected, "{title} {op}");
        }
    }

    #[test]
    fn long_lists_are_counted() {
        let lines = |count: usize| listed(&vec![7; count], 2, i32::to_string).join(" ");
        assert_eq!([lines(0), lines(2), lines(5)], ["", "7 7", "7 7 and 3 more"]);
    }
}
