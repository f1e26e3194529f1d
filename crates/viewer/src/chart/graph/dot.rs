//! The graph in the language of Graphviz: boxes as nodes, scopes as clusters, shapes as labels of edges.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::face::{Face, Tone};
use super::model::Model;
use super::text::{line, shape};
use super::tree::{Item, Path, Scope};

const HEAD: &str = "\
digraph model {
  graph [fontname=\"sans-serif\", fontsize=11, ranksep=0.35, nodesep=0.3]
  node [shape=box, style=\"rounded,filled\", fillcolor=white, color=\"#9aa0a8\", fontname=\"sans-serif\", fontsize=11, height=0.3]
  edge [color=\"#646b75\", fontcolor=\"#646b75\", fontname=\"sans-serif\", fontsize=9, arrowsize=0.6]
";

/// Writes a graph.
pub(super) fn dot(scope: &Scope, model: &Model<'_>) -> String {
    let mut out = HEAD.to_owned();
    write_scope(scope, &mut Vec::new(), model, &mut out);
    write_edges(scope, model, &mut out);
    out + "}\n"
}

fn write_scope(scope: &Scope, path: &mut Path, model: &Model<'_>, out: &mut String) {
    for (index, item) in scope.items.iter().enumerate() {
        path.push(index);
        let indent = "  ".repeat(path.len());
        match item {
            Item::Scope(inner) => {
                let label = quoted(&[line(&inner.title)]);
                let _infallible = writeln!(out, "{indent}subgraph {} {{", name("cluster", path));
                let _infallible = writeln!(
                    out,
                    "{indent}  graph [label={label}, labeljust=l, style=\"rounded,filled\", fillcolor=\"#eef1f5\", color=\"#c9ced6\"]"
                );
                write_scope(inner, path, model, out);
                let _infallible = writeln!(out, "{indent}}}");
            }
            Item::Operation { title, node } => write_box(&Face::of_operation(title, *node, model), path, &indent, out),
            Item::Pile { title, nodes, is_scope } => {
                write_box(&Face::of_pile(title, nodes, *is_scope, model), path, &indent, out);
            }
        }
        path.pop();
    }
}

fn write_box(face: &Face, path: &Path, indent: &str, out: &mut String) {
    let more = match face.tone {
        Tone::Plain => "",
        Tone::End => ", color=\"#2c6cab\", fontcolor=\"#2c6cab\"",
        Tone::Collapsed => ", fillcolor=\"#eef1f5\"",
        Tone::Note => ", color=\"#b45309\", fontcolor=\"#b45309\", style=\"rounded,dashed\"",
    };
    let lines: Vec<String> = std::iter::once(&face.title).chain(&face.lines).cloned().collect();
    let (label, tooltip) = (quoted(&lines), quoted(&face.tooltip));
    let _infallible = writeln!(out, "{indent}{} [label={label}, tooltip={tooltip}{more}]", name("box", path));
}

/// Each pair of boxes is joined once for each shape that flows.
fn write_edges(scope: &Scope, model: &Model<'_>, out: &mut String) {
    let paths = scope.paths();
    let mut known = HashSet::new();
    for wire in &model.wires {
        let (Some(from), Some(to)) = (paths.get(&wire.from), paths.get(&wire.to)) else { continue };
        let is_inside = from == to && wire.from != wire.to;
        let shapes = &model.nodes[wire.from].output_shapes;
        let dims = wire.output.and_then(|output| shapes.get(output)?.as_ref());
        let look = match (wire.output, dims) {
            (None, _) => " [style=dashed]".to_owned(),
            (_, Some(dims)) => format!(" [label={}]", quoted(&[line(&shape(dims))])),
            (_, None) => String::new(),
        };
        if !is_inside && known.insert((from, to, look.clone())) {
            let _infallible = writeln!(out, "  {} -> {}{look}", name("box", from), name("box", to));
        }
    }
}

/// `box_3_1` for the second item of the fourth: names from the file are labels only.
fn name(kind: &str, path: &Path) -> String {
    path.iter().fold(kind.to_owned(), |name, index| format!("{name}_{index}"))
}

/// Lines as a string of DOT, in which a quote and a backslash are escaped.
fn quoted(lines: &[String]) -> String {
    let lines = lines.iter().map(|line| line.replace('\\', "\\\\").replace('"', "\\\""));
    format!("\"{}\"", lines.collect::<Vec<_>>().join("\\n"))
}
