//! A drawing as pixels, by plotters.

use std::error::Error as AnyError;
use std::sync::Once;

use plotters::coord::Shift;
use plotters::prelude::{BitMapBackend, Circle, DrawingArea, IntoDrawingArea, PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, TextStyle, register_font};

use super::{Anchor, Mark, Sketch};
use crate::{Error, Picture};

type Area<'a> = DrawingArea<BitMapBackend<'a>, Shift>;

pub(super) fn draw(sketch: &Sketch) -> Result<Picture, Error> {
    register_fonts();
    let size = [sketch.width, sketch.height].map(|units| (units * sketch.scale).ceil().max(1.0) as usize);
    let mut rgb = vec![255; size[0] * size[1] * 3];
    // plotters draws a run of marks; a picture between two runs is copied.
    for run in sketch.marks.chunk_by(|one, next| is_picture(one) == is_picture(next)) {
        if is_picture(&run[0]) {
            for mark in run {
                copy(mark, sketch.scale, &mut rgb, size);
            }
        } else {
            draw_run(run, sketch.scale, &mut rgb, size).map_err(|error| Error::Draw { reason: error.to_string() })?;
        }
    }
    Ok(Picture::trusted(size[0], size[1], rgb))
}

fn is_picture(mark: &Mark) -> bool {
    matches!(mark, Mark::Picture { .. })
}

fn draw_run(marks: &[Mark], scale: f32, rgb: &mut [u8], size: [usize; 2]) -> Result<(), Box<dyn AnyError>> {
    let area = BitMapBackend::with_buffer(rgb, (size[0] as u32, size[1] as u32)).into_drawing_area();
    for mark in marks {
        draw_mark(&area, mark, scale)?;
    }
    area.present()?;
    Ok(())
}

fn draw_mark(area: &Area<'_>, mark: &Mark, scale: f32) -> Result<(), Box<dyn AnyError>> {
    let place = |(x, y): (f32, f32)| ((x * scale).round() as i32, (y * scale).round() as i32);
    match mark {
        Mark::Rectangle { at, size, colour } => {
            let (left, top) = place(*at);
            let (right, bottom) = place((at.0 + size.0, at.1 + size.1));
            // plotters draws the last row and column too.
            let corners = [(left, top), ((right - 1).max(left), (bottom - 1).max(top))];
            area.draw(&Rectangle::new(corners, ink(*colour).filled()))?;
        }
        Mark::Line { points, width, colour } => {
            let style = ink(*colour).stroke_width((width * scale).round().max(1.0) as u32);
            area.draw(&PathElement::new(points.iter().map(|point| place(*point)).collect::<Vec<_>>(), style))?;
        }
        Mark::Dot { at, radius, colour } => {
            area.draw(&Circle::new(place(*at), (radius * scale).round() as i32, ink(*colour).filled()))?;
        }
        Mark::Text { text, at, anchor, size, colour, bold } => {
            let style = text_style(size * scale, *bold, *anchor, ink(*colour));
            // plotters' middle is that of the line with its descenders; the eye's is that of the letters.
            let at = (at.0, at.1 + 0.1 * size);
            area.draw(&Text::new(text.as_str(), place(at), style))?;
        }
        Mark::Picture { .. } => {}
    }
    Ok(())
}

fn ink([red, green, blue]: [u8; 3]) -> RGBColor {
    RGBColor(red, green, blue)
}

fn text_style(size: f32, bold: bool, anchor: Anchor, colour: RGBColor) -> TextStyle<'static> {
    let horizontal = match anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let style = if bold { FontStyle::Bold } else { FontStyle::Normal };
    let font = FontDesc::new(FontFamily::SansSerif, f64::from(size), style);
    TextStyle { color: colour.to_backend_color(), pos: Pos::new(horizontal, VPos::Center), ..TextStyle::from(font) }
}

/// Copies a picture to its place, each pixel as a rectangle; what lies outside is cut off.
fn copy(mark: &Mark, scale: f32, rgb: &mut [u8], [width, height]: [usize; 2]) {
    let Mark::Picture { picture, at, size } = mark else { return };
    let span = |from: f32, length: f32, end: usize| {
        let (from, to) = ((from * scale).round() as i64, ((from + length) * scale).round() as i64);
        (from, to, from.clamp(0, end as i64) as usize..to.clamp(0, end as i64) as usize)
    };
    let (left, right, columns) = span(at.0, size.0, width);
    let (top, bottom, rows) = span(at.1, size.1, height);
    for y in rows {
        let from_y = (y as i64 - top) as usize * picture.height() / (bottom - top) as usize;
        for x in columns.clone() {
            let from_x = (x as i64 - left) as usize * picture.width() / (right - left) as usize;
            let from = 3 * (from_y * picture.width() + from_x);
            rgb[3 * (y * width + x)..][..3].copy_from_slice(&picture.bytes()[from..][..3]);
        }
    }
}

/// plotters keeps fonts for the whole process, so once is enough.
fn register_fonts() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for (style, bytes) in [(FontStyle::Normal, dejavu::sans::regular()), (FontStyle::Bold, dejavu::sans::bold())] {
            // It fails for bytes that are no font; drawing text would then say so.
            let _known = register_font("sans-serif", style, bytes);
        }
    });
}
