//! From places to SVG: a group for each scope, in which lines lie below boxes and shapes on top.

use std::fmt::Write as _;

use super::face::{Face, Tone};
use super::geometry::{Point, Size};
use super::layout::{Content, Course, Placed, PlacedItem, TITLE_GAP, title_width};
use super::lines::{Line, Tip};
use super::plan;
use super::text::{self, SMALL, TITLE, line};
use crate::svg::escape;

const INK: &str = "var(--ink)";
const MUTED: &str = "var(--muted)";
const PAPER: &str = "var(--paper)";
const ACCENT: &str = "var(--accent)";
const WARN: &str = "var(--warn)";
const SCOPE: &str = "var(--scope)";

/// The length of an arrow, in pixels.
const ARROW: f64 = 6.0;
/// The height of the line that says what is not drawn.
const NOTE: f64 = 22.0;

/// Beside a title, room for the sign that shuts the scope.
const SIGN: f64 = 20.0;

/// What a drawing is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A picture.
    Still,
    /// A page whose script opens and shuts scopes: both looks of each scope are there, and how to arrange them.
    Live,
}

/// A drawing as SVG, and its size in pixels.
#[derive(Debug)]
pub(super) struct Painting {
    /// What is in the `svg` element.
    pub body: String,
    /// How large it is.
    pub size: Size,
}

/// Draws a graph.
pub(super) fn paint(placed: &Placed, form: Form) -> Painting {
    let mut body = Painter { form }.content(placed, "", 0);
    let mut size = Size { width: placed.size.width.ceil(), height: placed.size.height.ceil() };
    if placed.left_out > 0 {
        body.push_str(&note(placed.left_out, Point { x: size.width / 2.0, y: size.height + NOTE / 2.0 }));
        size.height += NOTE;
    }
    let plan = if form == Form::Live { plan::attribute(placed, 0.0) } else { String::new() };
    let body = format!("<g font-size=\"{SMALL}\" fill=\"{MUTED}\"{plan}>{body}</g>");
    Painting { body, size }
}

#[derive(Debug)]
struct Painter {
    form: Form,
}

impl Painter {
    /// What is in a scope; the origin is the scope's corner.
    fn content(&self, placed: &Placed, path: &str, depth: usize) -> String {
        let lines: String = placed.courses.iter().map(|course| self.line(course)).collect();
        let items: String = placed.items.iter().map(|item| self.item(item, path, depth)).collect();
        let labels: String = placed.courses.iter().filter_map(label).collect();
        format!(
            "<g fill=\"none\" stroke=\"{MUTED}\" stroke-width=\"1.2\" stroke-opacity=\".75\">{lines}</g>{items}<g>{labels}</g>"
        )
    }

    /// A line and its arrow. Where a line goes into a scope, a script needs the arrow when the scope is shut.
    fn line(&self, course: &Course) -> String {
        let is_hidden = course.line.tip == Tip::None && course.segment.to.item().is_some();
        let Course { line, segment, .. } = course;
        if self.form == Form::Still || !is_hidden {
            return arrowed(line, "");
        }
        let tip = if segment.is_back { Tip::Up } else { Tip::Down };
        arrowed(&Line { tip, points: line.points.clone(), ..*line }, " display=\"none\"")
    }

    fn item(&self, item: &PlacedItem, path: &str, depth: usize) -> String {
        let Point { x, y } = item.area.corner;
        let inside = match &item.content {
            Content::Face(face) => box_of(face, item.area.size),
            Content::Scope { title, placed, face, is_shut } => {
                let path = if path.is_empty() { title.clone() } else { format!("{path}/{title}") };
                let framed = || frame(title, &path, placed.size, depth) + &self.content(placed, &path, depth + 1);
                match self.form {
                    Form::Still if *is_shut => box_of(face, item.area.size),
                    Form::Still => framed(),
                    Form::Live => both(&box_of(face, face.size()), &framed(), *is_shut),
                }
            }
        };
        let live = match &item.content {
            Content::Scope { title, placed, face, is_shut } if self.form == Form::Live => {
                let Size { width, height } = face.size();
                let least = title_width(title) + SIGN;
                let state = if *is_shut { "shut" } else { "open" };
                format!(" class=\"{state}\" data-box=\"{width} {height}\"{}", plan::attribute(placed, least))
            }
            _ => String::new(),
        };
        format!("<g transform=\"translate({x:.1} {y:.1})\"{live}>{inside}</g>")
    }
}

/// A scope as one box and as a frame, one of them hidden.
fn both(shut: &str, open: &str, is_shut: bool) -> String {
    let hidden = |is_hidden| if is_hidden { " display=\"none\"" } else { "" };
    format!("<g{}>{shut}</g><g{}>{open}</g>", hidden(!is_shut), hidden(is_shut))
}

fn frame(title: &str, path: &str, size: Size, depth: usize) -> String {
    // Frames lie on each other, so that inner ones are darker; the deepest have the colour itself.
    let opacity = (0.55 + 0.15 * depth as f64).min(1.0);
    format!(
        "<g><title>{}</title><{} fill=\"{SCOPE}\" fill-opacity=\"{opacity:.2}\" stroke=\"{MUTED}\" stroke-opacity=\".3\"/>\
         <text x=\"{TITLE_GAP}\" y=\"17\" font-size=\"{}\" font-weight=\"600\">{}</text></g>",
        escape(&line(path)),
        rect(size, 8.0),
        SMALL + 1.0,
        escape(&line(title))
    )
}

fn box_of(face: &Face, size: Size) -> String {
    let Style { fill, stroke, ink, more } = Style::of(face.tone);
    let tooltip = face.tooltip.iter().map(|line| escape(line)).collect::<Vec<_>>().join("\n");
    let (title, lines) = face.baselines();
    let x = size.width / 2.0;
    let mut out = format!(
        "<g text-anchor=\"middle\"><title>{tooltip}</title><{} fill=\"{fill}\" stroke=\"{stroke}\"{more}/>\
         <text x=\"{x:.1}\" y=\"{title:.1}\" font-size=\"{TITLE}\" fill=\"{ink}\">{}</text>",
        rect(size, 6.0),
        escape(&face.title)
    );
    for (y, line) in lines {
        let _infallible = write!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escape(line));
    }
    out + "</g>"
}

fn label(course: &Course) -> Option<String> {
    let Point { x, y } = course.label?;
    Some(format!("<text x=\"{x:.1}\" y=\"{:.1}\">{}</text>", y + 3.5, escape(course.segment.label.as_ref()?)))
}

fn note(left_out: usize, place: Point) -> String {
    let lines = if left_out == 1 { "1 long line is" } else { &format!("{left_out} long lines are") };
    let text = format!("{lines} not drawn");
    let x = (place.x - text::width(&text, SMALL, false) / 2.0).max(0.0);
    format!("<text x=\"{x:.1}\" y=\"{:.1}\" fill=\"{WARN}\">{text}</text>", place.y)
}

/// What a box looks like.
struct Style {
    fill: &'static str,
    stroke: &'static str,
    ink: &'static str,
    /// What else is special about its edge.
    more: &'static str,
}

impl Style {
    fn of(tone: Tone) -> Self {
        let plain = Self { fill: PAPER, stroke: MUTED, ink: INK, more: " stroke-opacity=\".55\"" };
        match tone {
            Tone::Plain => plain,
            Tone::End => Self { stroke: ACCENT, ink: ACCENT, more: " stroke-width=\"1.5\"", ..plain },
            // As the frame would be that it stands for.
            Tone::Collapsed => Self { fill: SCOPE, ..plain },
            Tone::Note => Self { stroke: WARN, ink: WARN, more: " stroke-dasharray=\"4 3\"", ..plain },
        }
    }
}

fn rect(Size { width, height }: Size, radius: f64) -> String {
    format!("rect width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{radius}\"")
}

/// A line and its arrow. The arrow is a path of its own, at a place, so that a script can move it.
fn arrowed(line: &Line, tip_look: &str) -> String {
    let (Some(&first), Some(&last)) = (line.points.first(), line.points.last()) else { return String::new() };
    let dashes = if line.is_control { " stroke-dasharray=\"3 3\"" } else { "" };
    let path = if line.tip == Tip::Loop { looped(first, last) } else { bent(&line.points) };
    let tip = match line.tip {
        Tip::None => String::new(),
        Tip::Down => arrow(last, (0.0, -ARROW), tip_look),
        Tip::Up => arrow(first, (0.0, ARROW), tip_look),
        Tip::Loop => arrow(last, (ARROW, 0.0), tip_look),
    };
    format!("<g><path d=\"{path}\"{dashes}/>{tip}</g>")
}

/// A curve that is vertical at each point.
fn bent(points: &[Point]) -> String {
    let mut path = String::new();
    let mut before: Option<Point> = None;
    for &Point { x, y } in points {
        let _infallible = match before {
            None => write!(path, "M{x:.1} {y:.1}"),
            Some(before) if (before.x - x).abs() < 0.05 => write!(path, "V{y:.1}"),
            Some(before) => {
                let middle = f64::midpoint(before.y, y);
                write!(path, "C{:.1} {middle:.1} {x:.1} {middle:.1} {x:.1} {y:.1}", before.x)
            }
        };
        before = Some(Point { x, y });
    }
    path
}

fn looped(first: Point, last: Point) -> String {
    let out = first.x + 22.0;
    let (Point { x, y: above }, Point { x: end, y: below }) = (first, last);
    format!("M{x:.1} {above:.1}C{out:.1} {:.1} {out:.1} {:.1} {end:.1} {below:.1}", above - 6.0, below + 6.0)
}

/// A triangle with its tip at a place, lying in a direction.
fn arrow(Point { x, y }: Point, (dx, dy): (f64, f64), look: &str) -> String {
    let (wide, high) = (dy / 2.0, dx / 2.0);
    format!(
        "<path transform=\"translate({x:.1} {y:.1})\" d=\"M0 0l{:.1} {:.1}l{:.1} {:.1}z\" fill=\"{MUTED}\" stroke=\"none\"{look}/>",
        dx - wide,
        dy - high,
        2.0 * wide,
        2.0 * high
    )
}
