//! From what plotters draws to an SVG that belongs in a page: it scales, has the page's colours and fonts, and is small.

mod compact;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(feature = "png")]
mod png;
#[cfg(any(feature = "pdf", feature = "png"))]
mod tree;

use plotters::style::RGBColor;

use crate::theme::{self, Paper};

#[cfg(feature = "pdf")]
pub(crate) use pdf::to_pdf;
#[cfg(feature = "png")]
pub(crate) use png::to_png;

/// Makes a drawing of plotters ready for a page. `label` is what a screen reader says.
pub(crate) fn finish(drawn: &str, (width, height): (u32, u32), label: &str) -> String {
    let body = drawn.split_once("<svg").and_then(|(_, svg)| svg.split_once('>')).map_or("", |(_, body)| body);
    let mut out = format!("<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{}\">", escape(label));
    let elements: Vec<&str> = body.lines().map(str::trim).collect();
    for alike in elements.chunk_by(|one, next| compact::are_alike(one, next)) {
        let element =
            compact::rectangles(alike).unwrap_or_else(|| alike.iter().map(|one| compact::element(one)).collect());
        push_coloured(&mut out, &element);
    }
    out
}

/// A drawing for a page as a file of its own: with a size, its colours, and on its paper.
pub(crate) fn standalone(drawing: &str, paper: Paper) -> String {
    // Charts are drawn larger than they are shown, so that their lines are fine.
    const SHRUNK: f64 = 2.0;
    let view = drawing.split_once("viewBox=\"0 0 ").and_then(|(_, rest)| rest.split_once('"')).map_or("", |it| it.0);
    let [width, height] = [0, 1].map(|at| view.split(' ').nth(at).and_then(|it| it.parse::<f64>().ok()).unwrap_or(0.0));
    let head = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" font-family=\"DejaVu Sans, Verdana, sans-serif\" ",
        width / SHRUNK,
        height / SHRUNK
    );
    let ground = "><rect width=\"100%\" height=\"100%\" fill=\"var(--paper)\"/>";
    let file = drawing.replacen("<svg ", &head, 1).replacen('>', ground, 1);
    paper.coloured(&file) + "\n"
}

/// Stand-in colours become variables.
fn push_coloured(out: &mut String, element: &str) {
    let mut rest = element;
    while let Some((before, colour)) = rest.split_once("\"#") {
        out.push_str(before);
        out.push('"');
        let (hex, after) = colour.split_at_checked(6).unwrap_or((colour, ""));
        match parse(hex).and_then(theme::variable) {
            Some(variable) => out.push_str(&variable),
            None => out.extend(["#", hex]),
        }
        rest = after;
    }
    out.push_str(rest);
}

fn parse(hex: &str) -> Option<RGBColor> {
    let number = u32::from_str_radix(hex, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some(RGBColor(red, green, blue))
}

/// A text as it may stand in XML: markup is escaped, and what XML forbids is left out.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            forbidden if is_forbidden(forbidden) => {}
            other => out.push(other),
        }
    }
    out
}

/// Whether XML forbids a character, or nobody would see it.
pub(crate) fn is_forbidden(character: char) -> bool {
    character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_in_colours_become_variables() {
        let drawn = "<svg width=\"9\" height=\"9\" xmlns=\"x\">\n<rect opacity=\"1\" fill=\"#010102\" stroke=\"#FF0000\"/>\n</svg>";
        let expected = "<svg viewBox=\"0 0 9 9\" role=\"img\" aria-label=\"a &lt;b&gt;\">\
                        <rect fill=\"var(--series-2)\" stroke=\"#FF0000\"/></svg>";
        assert_eq!(finish(drawn, (9, 9), "a <b>"), expected);
    }
}
