//! From what plotters draws to an SVG that belongs in a page: it scales, has the page's colours and fonts, and is small.

mod compact;
#[cfg(feature = "png")]
mod png;

use plotters::style::RGBColor;

use crate::theme;

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
