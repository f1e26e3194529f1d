//! How wide a text is, and texts short enough for a box.

use plotters::style::{FontDesc, FontFamily, FontStyle};

use crate::chart::canvas;

/// The size of titles, in pixels.
pub(super) const TITLE: f64 = 12.0;
/// The size of everything beneath a title, and of labels, in pixels.
pub(super) const SMALL: f64 = 10.0;
/// From one small line to the next, in pixels.
pub(super) const SMALL_LINE: f64 = 13.5;

/// plotters takes a font's height for its size, browsers the em; for the font that plotters draws with here, an em is
/// this much less.
const HEIGHT_OF_EM: f64 = 1.164;
/// Lengths come in whole pixels, so the text is measured larger.
const FINER: f64 = 16.0;
/// From here on (Chinese, Japanese, Korean, pictographs) the font has no glyphs; they are as wide as high.
const FIRST_WIDE: char = '\u{2E80}';

/// The most characters of a title, and of a line beneath one.
const LONGEST: usize = 40;

/// How wide a text is, in pixels. The page's own font is at most as wide as the one that is measured here.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let (narrow, wide): (String, String) = text.chars().partition(|&character| character < FIRST_WIDE);
    let style = if bold { FontStyle::Bold } else { FontStyle::Normal };
    let font = FontDesc::new(FontFamily::SansSerif, size * HEIGHT_OF_EM * FINER, style);
    // Without the font, half an em a character is a fair guess.
    let guess = narrow.chars().count() as f64 * size / 2.0;
    let measured = font.box_size(&narrow).map_or(guess, |(width, _)| f64::from(width) / FINER);
    measured + wide.chars().count() as f64 * size
}

/// A name from a file as one short line.
pub(super) fn line(name: &str) -> String {
    let line = canvas::shortened(name, LONGEST);
    if line.trim().is_empty() { "(no name)".to_owned() } else { line }
}

/// A shape as people write it, `16×1×3×3`; an unknown size is a question mark.
pub(super) fn shape(dims: &[i64]) -> String {
    let size = |dim: &i64| if *dim < 0 { "?".to_owned() } else { dim.to_string() };
    if dims.is_empty() { "scalar".to_owned() } else { dims.iter().map(size).collect::<Vec<_>>().join("×") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_font() {
        canvas::register_fonts();
        // The advance of `M` in DejaVu Sans is 1767/2048 of an em.
        assert!((width("MMMM", 12.0, false) - 4.0 * 12.0 * 1767.0 / 2048.0).abs() < 0.2);
        assert!(width("MMMM", 12.0, true) > width("MMMM", 12.0, false));
        assert_eq!(width("图表", 10.0, false), 20.0);
    }

    #[test]
    fn names_become_short_lines() {
        assert_eq!(line("a\u{7}b\nc"), "abc");
        assert_eq!(line(&"x".repeat(10_000)).chars().count(), LONGEST);
        assert_eq!(line("\0 "), "(no name)");
        assert_eq!([shape(&[16, 1, -1]), shape(&[])], ["16×1×?", "scalar"]);
    }
}
