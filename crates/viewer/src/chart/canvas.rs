//! What charts are drawn on: an SVG of a size that is scaled to its place, with fonts from a crate.

use std::sync::Once;

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, TextStyle, register_font};

use super::ChartError;
use crate::{svg, theme};

/// A chart's area, in pixels.
pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// plotters draws at whole pixels; a chart that is drawn larger than it is shown has finer lines.
pub(super) const SCALE: i32 = 3;

/// The size of a chart's labels, in pixels as shown.
pub(super) const LABEL: i32 = 11;

/// Draws on an area of `width` × `height` pixels (as shown) and returns the SVG.
pub(super) fn draw(
    (width, height): (i32, i32),
    label: &str,
    draw: impl FnOnce(&Area<'_>) -> Result<(), ChartError>,
) -> Result<String, ChartError> {
    let size = ((width * SCALE) as u32, (height * SCALE) as u32);
    let mut out = String::new();
    {
        let area = SVGBackend::with_string(&mut out, size).into_drawing_area();
        draw(&area)?;
        area.present().map_err(ChartError::draw)?;
    }
    Ok(svg::finish(&out, size, label))
}

/// Pixels as shown, as pixels of the drawing.
pub(super) fn px(shown: i32) -> i32 {
    shown * SCALE
}

/// A label's style: its colour, and which point of the text is placed.
pub(super) fn label(colour: RGBColor, horizontal: HPos, vertical: VPos) -> TextStyle<'static> {
    let pos = Pos::new(horizontal, vertical);
    TextStyle { color: colour.to_backend_color(), pos, ..TextStyle::from(font()) }
}

/// The width of a label, in pixels of the drawing.
pub(super) fn label_width(text: &str) -> i32 {
    // A font that cannot measure would not draw either: then any width will do.
    font().box_size(text).map_or(0, |(width, _)| width as i32)
}

fn font() -> FontDesc<'static> {
    // plotters writes sizes divided by this into an SVG.
    const SVG_UNIT: f64 = 1.24;
    register_fonts();
    FontDesc::new(FontFamily::SansSerif, f64::from(px(LABEL)) * SVG_UNIT, FontStyle::Normal)
}

/// A name from a file as a label: no forbidden characters, and not longer than there is room for.
pub(super) fn shortened(name: &str, most: usize) -> String {
    let clean: Vec<char> = name.chars().filter(|&character| !svg::is_forbidden(character)).collect();
    if clean.len() <= most {
        return clean.into_iter().collect();
    }
    // The end of a path tells layers apart, so the middle goes.
    let (head, tail) = (most / 3, most - most / 3 - 1);
    clean[..head].iter().chain(['…'].iter()).chain(&clean[clean.len() - tail..]).collect()
}

/// Says that there is more than a chart shows.
pub(super) fn note_left_out(area: &Area<'_>, count: usize, what: &str, at: (i32, i32)) -> Result<(), ChartError> {
    if count == 0 {
        return Ok(());
    }
    let note = format!("{count} more {what}{}", if count == 1 { "" } else { "s" });
    area.draw(&Text::new(note, at, label(theme::MUTED, HPos::Right, VPos::Center))).map_err(ChartError::draw)
}

/// plotters keeps fonts for the whole process, so once is enough.
pub(super) fn register_fonts() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for (style, bytes) in [(FontStyle::Normal, dejavu::sans::regular()), (FontStyle::Bold, dejavu::sans::bold())] {
            // It fails for bytes that are no font; drawing text would then say so.
            let _known = register_font("sans-serif", style, bytes);
        }
    });
}
