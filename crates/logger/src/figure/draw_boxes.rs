//! How boxes and their labels are drawn.

use std::collections::BTreeMap;

use plotters::prelude::{Color, Rectangle, Text, TextStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{BLACK, FontDesc, FontFamily, FontStyle, RGBAColor, RGBColor, ShapeStyle, WHITE};

use super::boxes::LabelledBox;
use super::{Area, DrawError, draw_over};
use crate::{Error, Pixels};

/// Colours that people with any colour vision tell apart: those of M. Okabe and K. Ito, "Color Universal Design" (2008),
/// without black.
const PALETTE: [RGBColor; 7] = [
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(0, 158, 115),
    RGBColor(240, 228, 66),
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(204, 121, 167),
];

/// Around each line, so that it is seen on a ground of its own colour.
const CASING: RGBAColor = RGBAColor(0, 0, 0, 0.55);

/// The picture with the boxes, which are sound, drawn on it. Labels come last: no line crosses them.
pub(super) fn draw_boxes(pixels: &Pixels, boxes: &[LabelledBox]) -> Result<Pixels, Error> {
    let size = (pixels.width(), pixels.height());
    let pen = Pen::new(size, boxes);
    let mut rgb = pixels.to_rgb().into_owned();
    let drawn = draw_over(&mut rgb, size, |area| {
        boxes.iter().try_for_each(|one| pen.draw_frame(area, one))?;
        boxes.iter().try_for_each(|one| pen.draw_label(area, one))
    });
    drawn.map_err(|source| Error::Draw { source })?;
    Pixels::rgb(size.0, size.1, rgb)
}

/// What all boxes of a picture are drawn with.
struct Pen<'a> {
    width: i32,
    height: i32,
    line: i32,
    font: FontDesc<'static>,
    /// By the class of a label.
    colours: BTreeMap<&'a str, RGBColor>,
}

/// The edges of a rectangle; right and bottom are outside it.
#[derive(Clone, Copy)]
struct Edges {
    left: i32,
    top: i32,
    right: i32,
    bottom: i32,
}

impl<'a> Pen<'a> {
    fn new((width, height): (u32, u32), boxes: &'a [LabelledBox]) -> Self {
        let side = f64::from(width.min(height));
        let font = FontDesc::new(FontFamily::SansSerif, (side / 24.0).clamp(11.0, 48.0).round(), FontStyle::Bold);
        let line = (side / 160.0).round().max(1.0) as i32;
        Self { width: width as i32, height: height as i32, line, font, colours: colours(boxes) }
    }

    fn colour(&self, one: &LabelledBox) -> RGBColor {
        match one.colour {
            Some([r, g, b]) => RGBColor(r, g, b),
            None => self.colours.get(class(one)).copied().unwrap_or(PALETTE[0]),
        }
    }

    /// The edges in whole pixels. What is far outside is brought nearer, so that drawing it takes no time.
    fn edges(&self, one: &LabelledBox) -> Edges {
        let near = 4 * self.line;
        let whole = |edge: f32, end: i32| (edge.round() as i32).clamp(-near, end + near);
        Edges {
            left: whole(one.left, self.width),
            top: whole(one.top, self.height),
            right: whole(one.right, self.width),
            bottom: whole(one.bottom, self.height),
        }
    }

    fn is_visible(&self, edges: Edges) -> bool {
        edges.left < self.width && edges.right >= 0 && edges.top < self.height && edges.bottom >= 0
    }

    fn draw_frame(&self, area: &Area<'_>, one: &LabelledBox) -> Result<(), DrawError> {
        let outer = self.edges(one).grown(self.line / 2);
        if self.line > 1 {
            outer.grown(1).draw_ring(area, self.line + 2, CASING.filled())?;
        }
        outer.draw_ring(area, self.line, self.colour(one).filled())
    }

    /// The label on a ground of the box's colour: above the box, or inside where there is no room above.
    fn draw_label(&self, area: &Area<'_>, one: &LabelledBox) -> Result<(), DrawError> {
        let edges = self.edges(one);
        let Some(label) = one.label.as_ref().filter(|_| self.is_visible(edges)) else { return Ok(()) };
        let colour = self.colour(one);
        let ink = readable_on(colour);
        let style = TextStyle::from(self.font.clone()).color(&ink).pos(Pos::new(HPos::Left, VPos::Center));
        let (text_width, _) = area.estimate_text_size(label, &style)?;
        let space = (self.font.get_size() / 4.0).round() as i32;
        let (width, height) = (text_width as i32 + 2 * space, (self.font.get_size() * 1.3).round() as i32);
        let outer = edges.grown(self.line / 2);
        let left = outer.left.min(self.width - width).max(0);
        let top = if outer.top >= height { outer.top - height } else { outer.top.max(0) };
        let ground = Edges { left, top, right: left + width, bottom: top + height };
        ground.fill(area, colour.filled())?;
        area.draw(&Text::new(label.clone(), (left + space, top + height / 2), style))?;
        Ok(())
    }
}

impl Edges {
    fn grown(self, by: i32) -> Self {
        Self { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    /// plotters leaves the opposite corner's row and column out when it fills a bitmap, as these edges do.
    fn fill(self, area: &Area<'_>, style: ShapeStyle) -> Result<(), DrawError> {
        let (width, height) = area.dim_in_pixel();
        let corner = (self.left.max(0), self.top.max(0));
        let opposite = (self.right.min(width as i32), self.bottom.min(height as i32));
        if corner.0 < opposite.0 && corner.1 < opposite.1 {
            area.draw(&Rectangle::new([corner, opposite], style))?;
        }
        Ok(())
    }

    /// The four sides, `line` pixels thick to the inside; no pixel twice, since the style may let the ground through.
    fn draw_ring(self, area: &Area<'_>, line: i32, style: ShapeStyle) -> Result<(), DrawError> {
        let Self { left, top, right, bottom } = self;
        let (below, above) = ((top + line).min(bottom), (bottom - line).max(top + line));
        let (after, before) = ((left + line).min(right), (right - line).max(left + line));
        Self { bottom: below, ..self }.fill(area, style)?;
        Self { top: above, ..self }.fill(area, style)?;
        Self { top: below, bottom: above, right: after, left }.fill(area, style)?;
        Self { top: below, bottom: above, left: before, right }.fill(area, style)
    }
}

/// What a label says without a score at its end: `cat` of `cat 0.93` and of `cat 93%`.
fn class(one: &LabelledBox) -> &str {
    let label = one.label.as_deref().unwrap_or_default();
    let is_score = |word: &str| word.ends_with('%') || (word.contains('.') && word.parse::<f64>().is_ok());
    match label.rsplit_once(' ') {
        Some((class, last)) if is_score(last) => class,
        _ => label,
    }
}

/// A colour for each class. It follows from the class, so that it is the same in the next picture, unless another class
/// of this picture has taken it.
fn colours(boxes: &[LabelledBox]) -> BTreeMap<&str, RGBColor> {
    let mut colours: BTreeMap<&str, RGBColor> = boxes.iter().map(|one| (class(one), BLACK)).collect();
    let mut free = [true; PALETTE.len()];
    for (class, colour) in &mut colours {
        let own = own_index(class);
        let index =
            (0..PALETTE.len()).map(|next| (own + next) % PALETTE.len()).find(|&index| free[index]).unwrap_or(own);
        free[index] = false;
        *colour = PALETTE[index];
    }
    colours
}

/// A number below the palette's length that follows from the class: FNV-1a, of 32 bits.
fn own_index(class: &str) -> usize {
    let hash = class.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash as usize % PALETTE.len()
}

/// Black or white, whichever contrasts more with the ground (WCAG 2.2, relative luminance).
fn readable_on(ground: RGBColor) -> RGBColor {
    let linear = |value: u8| ((f64::from(value) / 255.0 + 0.055) / 1.055).powf(2.4);
    let luminance = 0.2126 * linear(ground.0) + 0.7152 * linear(ground.1) + 0.0722 * linear(ground.2);
    if luminance > 0.179 { BLACK } else { WHITE }
}
