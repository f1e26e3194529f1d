//! From places to SVG. Frames lie below lines, lines below boxes, and shapes on top.

use std::fmt::Write as _;

use super::face::{Face, Tone};
use super::geometry::{Area, Point};
use super::layout::{Content, Placed, TITLE_GAP};
use super::lines::{Line, Tip};
use super::text::{self, SMALL, TITLE, line};
use crate::svg::escape;

const INK: &str = "var(--ink, #1f2430)";
const MUTED: &str = "var(--muted, #6b7280)";
const PAPER: &str = "var(--paper, #ffffff)";
const ACCENT: &str = "var(--accent, #2f6f9f)";
const WARN: &str = "var(--warn, #c2410c)";
const SCOPE: &str = "var(--scope, #eef2f7)";

/// The length of an arrow, in pixels.
const ARROW: f64 = 6.0;
/// The height of the line that says what is not drawn.
const NOTE: f64 = 22.0;

/// The layers of the drawing, bottom up.
#[derive(Debug, Default)]
struct Painter {
    frames: String,
    lines: String,
    boxes: String,
    labels: String,
}

/// The drawing of a graph. `label` is what a screen reader says.
pub(super) fn paint(placed: &Placed, label: &str) -> String {
    let mut painter = Painter::default();
    painter.scope(placed, Point::default(), "", 0);
    let (width, mut height) = (placed.size.width.ceil(), placed.size.height.ceil());
    if placed.left_out > 0 {
        painter.note(placed.left_out, Point { x: width / 2.0, y: height + NOTE / 2.0 });
        height += NOTE;
    }
    let Painter { frames, lines, boxes, labels } = painter;
    format!(
        "<svg viewBox=\"0 0 {width} {height}\" style=\"max-width:{width}px\" role=\"img\" aria-label=\"{}\">\
         <g stroke=\"{MUTED}\" stroke-opacity=\".3\">{frames}</g>\
         <g fill=\"none\" stroke=\"{MUTED}\" stroke-width=\"1.2\" stroke-opacity=\".75\">{lines}</g>\
         <g font-size=\"{SMALL}\" text-anchor=\"middle\" fill=\"{MUTED}\">{boxes}</g>\
         <g font-size=\"{SMALL}\" fill=\"{MUTED}\">{labels}</g></svg>",
        escape(label)
    )
}

impl Painter {
    fn scope(&mut self, placed: &Placed, origin: Point, path: &str, depth: usize) {
        for item in &placed.items {
            let area = item.area.moved(origin);
            match &item.content {
                Content::Face(face) => self.face(face, area),
                Content::Scope { title, placed } => {
                    let path = if path.is_empty() { title.clone() } else { format!("{path}/{title}") };
                    self.frame(title, &path, area, depth);
                    self.scope(placed, area.corner, &path, depth + 1);
                }
            }
        }
        placed.lines.iter().for_each(|line| self.line(line, origin));
        for (place, label) in &placed.labels {
            let Point { x, y } = place.moved(origin);
            let _infallible = write!(self.labels, "<text x=\"{x:.1}\" y=\"{:.1}\">{}</text>", y + 3.5, escape(label));
        }
    }

    fn frame(&mut self, title: &str, path: &str, area: Area, depth: usize) {
        // Frames lie on each other, so that inner ones are darker; the deepest have the colour itself.
        let opacity = (0.55 + 0.15 * depth as f64).min(1.0);
        let rect = rect(area, 8.0);
        let (x, y) = (area.corner.x + TITLE_GAP, area.corner.y + 17.0);
        let _infallible = write!(
            self.frames,
            "<g><title>{}</title><{rect} fill=\"{SCOPE}\" fill-opacity=\"{opacity:.2}\"/><text x=\"{x:.1}\" y=\"{y:.1}\" \
             font-size=\"{}\" font-weight=\"600\" fill=\"{MUTED}\" stroke=\"none\">{}</text></g>",
            escape(&line(path)),
            SMALL + 1.0,
            escape(&line(title))
        );
    }

    fn face(&mut self, face: &Face, area: Area) {
        let Style { fill, stroke, ink, more } = Style::of(face.tone);
        let tooltip = face.tooltip.iter().map(|line| escape(line)).collect::<Vec<_>>().join("\n");
        let (title, lines) = face.baselines();
        let (x, y) = (area.middle(), area.corner.y);
        let _infallible = write!(
            self.boxes,
            "<g><title>{tooltip}</title><{} fill=\"{fill}\" stroke=\"{stroke}\"{more}/>\
             <text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"{TITLE}\" fill=\"{ink}\">{}</text>",
            rect(area, 6.0),
            y + title,
            escape(&face.title)
        );
        for (down, line) in lines {
            let _infallible = write!(self.boxes, "<text x=\"{x:.1}\" y=\"{:.1}\">{}</text>", y + down, escape(line));
        }
        self.boxes.push_str("</g>");
    }

    fn line(&mut self, line: &Line, origin: Point) {
        let points: Vec<_> = line.points.iter().map(|point| point.moved(origin)).collect();
        let (Some(&first), Some(&last)) = (points.first(), points.last()) else { return };
        let dashes = if line.is_control { " stroke-dasharray=\"3 3\"" } else { "" };
        let path = if line.tip == Tip::Loop { looped(first, last) } else { bent(&points) };
        let _infallible = write!(self.lines, "<path d=\"{path}\"{dashes}/>");
        let arrow = match line.tip {
            Tip::None => return,
            Tip::Down => arrow(last, (0.0, -ARROW)),
            Tip::Up => arrow(first, (0.0, ARROW)),
            Tip::Loop => arrow(last, (ARROW, 0.0)),
        };
        let _infallible = write!(self.lines, "<path d=\"{arrow}\" fill=\"{MUTED}\" stroke=\"none\"/>");
    }

    fn note(&mut self, left_out: usize, place: Point) {
        let lines = if left_out == 1 { "1 long line is" } else { &format!("{left_out} long lines are") };
        let text = format!("{lines} not drawn");
        let x = (place.x - text::width(&text, SMALL, false) / 2.0).max(0.0);
        let _infallible = write!(self.labels, "<text x=\"{x:.1}\" y=\"{:.1}\" fill=\"{WARN}\">{text}</text>", place.y);
    }
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

fn rect(Area { corner, size }: Area, radius: f64) -> String {
    let (Point { x, y }, width, height) = (corner, size.width, size.height);
    format!("rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{radius}\"")
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
    format!(
        "M{:.1} {:.1}C{out:.1} {:.1} {out:.1} {:.1} {:.1} {:.1}",
        first.x,
        first.y,
        first.y - 6.0,
        last.y + 6.0,
        last.x,
        last.y
    )
}

/// A triangle with its tip at a place, lying in a direction.
fn arrow(Point { x, y }: Point, (dx, dy): (f64, f64)) -> String {
    let (wide, high) = (dy / 2.0, dx / 2.0);
    format!("M{x:.1} {y:.1}l{:.1} {:.1}l{:.1} {:.1}z", dx - wide, dy - high, 2.0 * wide, 2.0 * high)
}
