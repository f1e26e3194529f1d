//! A title above a drawing: a chart that leaves its page has to say itself what it shows.

use super::canvas::{px, shortened};
use crate::svg::escape;

/// The height of the title's row, where its text stands in it, and the size of that text; in pixels as shown.
const ROW: i32 = 22;
const BASELINE: i32 = 15;
const SIZE: i32 = 12;
const LEFT: i32 = 8;
/// About the width of a character, in hundredths of its size: what is longer than the drawing is shortened.
const CHARACTER: i32 = 62;

/// Puts a title above a drawing, which grows by a row.
pub(crate) fn titled(drawing: &str, title: &str) -> String {
    let Some((width, height, body)) = parts(drawing) else { return drawing.to_owned() };
    let room = (width - px(2 * LEFT)) * 100 / (px(SIZE) * CHARACTER);
    let text = escape(&shortened(title, usize::try_from(room).unwrap_or(0)));
    let head = drawing.replacen(&format!("0 0 {width} {height}"), &format!("0 0 {width} {}", height + px(ROW)), 1);
    let head = &head[..head.find('>').map_or(head.len(), |at| at + 1)];
    let (x, y, size) = (px(LEFT), px(BASELINE), px(SIZE));
    format!(
        "{head}<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"var(--ink)\">{text}</text>\
         <g transform=\"translate(0 {})\">{body}</g></svg>",
        px(ROW)
    )
}

/// Width, height, and what lies between the tags of a drawing.
fn parts(drawing: &str) -> Option<(i32, i32, &str)> {
    let (_, size) = drawing.split_once("viewBox=\"0 0 ")?;
    let (width, height) = size.split_once('"')?.0.split_once(' ')?;
    let (_, body) = drawing.split_once('>')?;
    Some((width.parse().ok()?, height.parse().ok()?, body.strip_suffix("</svg>")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_adds_a_row_and_is_escaped() {
        let svg = titled("<svg viewBox=\"0 0 600 300\" role=\"img\"><path d=\"M0 0\"/></svg>", "a<b>");
        assert!(svg.starts_with("<svg viewBox=\"0 0 600 366\" role=\"img\"><text "), "{svg}");
        assert!(
            svg.contains(">a&lt;b&gt;</text><g transform=\"translate(0 66)\"><path d=\"M0 0\"/></g></svg>"),
            "{svg}"
        );
    }

    #[test]
    fn a_long_title_is_shortened_to_the_drawing() {
        let svg = titled("<svg viewBox=\"0 0 1380 750\"></svg>", &"x".repeat(500));
        assert!((30..100).contains(&svg.matches('x').count()) && svg.contains('…'), "{svg}");
    }
}
