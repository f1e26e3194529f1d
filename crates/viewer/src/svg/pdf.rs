//! From SVG to PDF: one page of the size of the drawing, its shapes as vectors. Texts are outlines, so no font is needed.
//!
//! The format is that of ISO 32000-1, of which a drawing needs little: paths, colours and opacities.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use resvg::usvg::tiny_skia_path::PathSegment;
use resvg::usvg::{Fill, FillRule, Group, LineCap, LineJoin, Node, Paint, Path, Stroke};

use super::tree::tree;

/// Points of a page in a pixel of a drawing: 72 and 96 to the inch.
const POINTS: f32 = 0.75;

/// Draws an SVG that has shapes of plain colours and texts.
///
/// # Errors
/// When it is no SVG, or has no size.
pub(crate) fn to_pdf(svg: &str) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let tree = tree(svg)?;
    let (width, height) = (tree.size().width() * POINTS, tree.size().height() * POINTS);
    let mut page = Page::default();
    // A page has its origin at the bottom.
    let _ = writeln!(page.content, "{POINTS} 0 0 -{POINTS} 0 {height} cm");
    page.draw_group(tree.root(), 1.0);
    Ok(document((width, height), &page))
}

/// What is drawn, and with which opacities, in percent. Writing to a text does not fail.
#[derive(Default)]
struct Page {
    content: String,
    opacities: BTreeSet<u8>,
}

impl Page {
    fn draw_group(&mut self, group: &Group, opacity: f32) {
        let opacity = opacity * group.opacity().get();
        for node in group.children() {
            match node {
                Node::Group(group) => self.draw_group(group, opacity),
                Node::Path(path) if path.is_visible() => self.draw_path(path, opacity),
                Node::Text(text) => self.draw_group(text.flattened(), opacity),
                Node::Path(_) | Node::Image(_) => {}
            }
        }
    }

    fn draw_path(&mut self, path: &Path, opacity: f32) {
        let outline = outline(path);
        let at = path.abs_transform();
        let _ = writeln!(self.content, "q {} {} {} {} {} {} cm", at.sx, at.ky, at.kx, at.sy, at.tx, at.ty);
        if let Some(fill) = path.fill() {
            self.fill(&outline, fill, opacity);
        }
        if let Some(stroke) = path.stroke() {
            self.stroke(&outline, stroke, opacity);
        }
        self.content.push_str("Q\n");
    }

    fn fill(&mut self, outline: &str, fill: &Fill, opacity: f32) {
        let Some(colour) = colour(fill.paint()) else { return };
        self.choose_opacity(opacity * fill.opacity().get());
        let operator = if fill.rule() == FillRule::EvenOdd { "f*" } else { "f" };
        let _ = writeln!(self.content, "{colour} rg\n{outline}{operator}");
    }

    fn stroke(&mut self, outline: &str, stroke: &Stroke, opacity: f32) {
        let Some(colour) = colour(stroke.paint()) else { return };
        self.choose_opacity(opacity * stroke.opacity().get());
        let cap = match stroke.linecap() {
            LineCap::Butt => 0,
            LineCap::Round => 1,
            LineCap::Square => 2,
        };
        let join = match stroke.linejoin() {
            LineJoin::Miter | LineJoin::MiterClip => 0,
            LineJoin::Round => 1,
            LineJoin::Bevel => 2,
        };
        let dashes =
            stroke.dasharray().unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let (width, offset) = (stroke.width().get(), stroke.dashoffset());
        let _ = writeln!(self.content, "{colour} RG {width} w {cap} J {join} j [{dashes}] {offset} d\n{outline}S");
    }

    fn choose_opacity(&mut self, opacity: f32) {
        let percent = (opacity.clamp(0.0, 1.0) * 100.0).round() as u8;
        self.opacities.insert(percent);
        let _ = writeln!(self.content, "/O{percent} gs");
    }
}

/// Red, green and blue, each up to 1; `None` for gradients and patterns, of which no chart has any.
fn colour(paint: &Paint) -> Option<String> {
    let Paint::Color(colour) = paint else { return None };
    let [red, green, blue] = [colour.red, colour.green, colour.blue].map(|part| f32::from(part) / 255.0);
    Some(format!("{red:.4} {green:.4} {blue:.4}"))
}

fn outline(path: &Path) -> String {
    let mut outline = String::new();
    let mut at = (0.0, 0.0);
    for segment in path.data().segments() {
        let _ = match segment {
            PathSegment::MoveTo(to) => writeln!(outline, "{} {} m", to.x, to.y),
            PathSegment::LineTo(to) => writeln!(outline, "{} {} l", to.x, to.y),
            PathSegment::QuadTo(control, to) => {
                // The same curve as a cubic one: its control points lie two thirds of the way to the one of the other.
                let third = |from: f32, control: f32| from + (control - from) * 2.0 / 3.0;
                let (x1, y1) = (third(at.0, control.x), third(at.1, control.y));
                let (x2, y2) = (third(to.x, control.x), third(to.y, control.y));
                writeln!(outline, "{x1} {y1} {x2} {y2} {} {} c", to.x, to.y)
            }
            PathSegment::CubicTo(one, two, to) => {
                writeln!(outline, "{} {} {} {} {} {} c", one.x, one.y, two.x, two.y, to.x, to.y)
            }
            PathSegment::Close => writeln!(outline, "h"),
        };
        if let PathSegment::MoveTo(to)
        | PathSegment::LineTo(to)
        | PathSegment::QuadTo(_, to)
        | PathSegment::CubicTo(.., to) = segment
        {
            at = (to.x, to.y);
        }
    }
    outline
}

/// The file: four objects, and a table of where each begins.
fn document((width, height): (f32, f32), page: &Page) -> Vec<u8> {
    let mut states = String::new();
    for percent in &page.opacities {
        let _ = write!(states, "/O{percent} << /ca {0} /CA {0} >> ", f32::from(*percent) / 100.0);
    }
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R \
             /Resources << /ExtGState << {states}>> >> >>"
        ),
        format!("<< /Length {} >>\nstream\n{}endstream", page.content.len(), page.content),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (number, object) in (1..).zip(&objects) {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        let _ = write!(file, "{number} 0 obj\n{object}\nendobj\n");
    }
    let (start, count) = (file.len(), objects.len() + 1);
    let _ =
        write!(file, "xref\n0 {count}\n{table}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    file.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_is_a_page_whose_table_tells_where_each_object_is() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"40\"><rect width=\"9\" height=\"8\" fill=\"#ff0000\" \
                   opacity=\"0.5\"/><text x=\"5\" y=\"20\" font-size=\"9\" font-family=\"sans-serif\">é</text></svg>";
        let pdf = String::from_utf8(to_pdf(svg).unwrap()).unwrap();
        for part in ["%PDF-1.4", "/MediaBox [0 0 75 30]", "1.0000 0.0000 0.0000 rg", "/O50 << /ca 0.5", " c\n", "%%EOF"]
        {
            assert!(pdf.contains(part), "{part}: {pdf}");
        }
        let table = pdf.split("65535 f \n").nth(1).unwrap();
        for (number, line) in (1..=4).zip(table.lines()) {
            let at: usize = line[..10].parse().unwrap();
            assert!(pdf[at..].starts_with(&format!("{number} 0 obj")), "{line}");
        }
        assert!(to_pdf("no drawing").is_err());
    }
}
