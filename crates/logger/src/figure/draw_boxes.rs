//! How boxes and their labels are drawn.

use std::collections::BTreeMap;

use plotters::prelude::{Text, TextStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{BLACK, FontDesc, FontFamily, FontStyle, RGBColor, WHITE};

use super::labelled_box::LabelledBox;
use super::{DrawError, draw_over, register_fonts};
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

/// How much darker the ground is around each line, so that a line is seen on a ground of its own colour.
const CASING: f64 = 0.55;

/// The picture with the boxes, which are sound, drawn on it. Labels come last: no line crosses them.
pub(super) fn draw_boxes(pixels: &Pixels, boxes: &[LabelledBox]) -> Result<Pixels, Error> {
    let size = (pixels.width(), pixels.height());
    register_fonts(); // a pen finds its font when it is made
    let pen = Pen::new(size, boxes);
    let mut rgb = pixels.to_rgb().into_owned();
    for one in boxes {
        pen.draw_frame(&mut rgb, one);
    }
    boxes.iter().try_for_each(|one| pen.draw_label(&mut rgb, one)).map_err(|source| Error::Draw { source })?;
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
        register_fonts(); // a font is looked for when it is made
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

    fn draw_frame(&self, rgb: &mut [u8], one: &LabelledBox) {
        let outer = self.edges(one).grown(self.line / 2);
        if self.line > 1 {
            for side in outer.grown(1).ring(self.line + 2) {
                self.fill(rgb, side, BLACK, CASING);
            }
        }
        for side in outer.ring(self.line) {
            self.fill(rgb, side, self.colour(one), 1.0);
        }
    }

    /// The label on a ground of the box's colour: above the box, or inside where there is no room above.
    fn draw_label(&self, rgb: &mut [u8], one: &LabelledBox) -> Result<(), DrawError> {
        let edges = self.edges(one);
        let Some(label) = one.label.as_ref().filter(|_| self.is_visible(edges)) else { return Ok(()) };
        let (colour, size) = (self.colour(one), self.font.get_size());
        let share = |of_size: f64| (size * of_size).round() as i32;
        let (width, height) = (text_width(&self.font, label)? + 2 * share(0.25), share(1.3));
        let outer = edges.grown(self.line / 2);
        let left = outer.left.min(self.width - width).max(0);
        let top = if outer.top >= height { outer.top - height } else { outer.top.max(0) };
        self.fill(rgb, Edges { left, top, right: left + width, bottom: top + height }, colour, 1.0);
        // What plotters centres is the line of text, whose letters stand above its middle.
        let middle = top + height / 2 + share(0.1);
        self.write(rgb, label, (left + share(0.25), middle), readable_on(colour))
    }

    fn write(&self, rgb: &mut [u8], text: &str, at: (i32, i32), ink: RGBColor) -> Result<(), DrawError> {
        draw_over(rgb, (self.width as u32, self.height as u32), |area| {
            let style = TextStyle::from(self.font.clone()).color(&ink).pos(Pos::new(HPos::Left, VPos::Center));
            Ok(area.draw(&Text::new(text.to_owned(), at, style))?)
        })
    }

    /// Covers what is inside the picture, so much of it as `opacity` says.
    fn fill(&self, rgb: &mut [u8], edges: Edges, colour: RGBColor, opacity: f64) {
        let within = |from: i32, to: i32, end: i32| from.clamp(0, end) as usize..to.clamp(0, end) as usize;
        let (across, down) =
            (within(edges.left, edges.right, self.width), within(edges.top, edges.bottom, self.height));
        if across.is_empty() || down.is_empty() {
            return;
        }
        let mix = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * opacity).round() as u8;
        for row in rgb.chunks_exact_mut(self.width as usize * 3).skip(down.start).take(down.len()) {
            for pixel in &mut row.as_chunks_mut::<3>().0[across.clone()] {
                *pixel = [mix(pixel[0], colour.0), mix(pixel[1], colour.1), mix(pixel[2], colour.2)];
            }
        }
    }
}

fn text_width(font: &FontDesc<'_>, text: &str) -> Result<i32, DrawError> {
    Ok(font.box_size(text)?.0 as i32)
}

impl Edges {
    fn grown(self, by: i32) -> Self {
        Self { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    /// The four sides, `line` pixels thick to the inside; no pixel is in two of them.
    fn ring(self, line: i32) -> [Self; 4] {
        let Self { left, top, right, bottom } = self;
        let (below, above) = ((top + line).min(bottom), (bottom - line).max(top + line));
        let (after, before) = ((left + line).min(right), (right - line).max(left + line));
        [
            Self { bottom: below, ..self },
            Self { top: above, ..self },
            Self { top: below, bottom: above, right: after, left },
            Self { top: below, bottom: above, left: before, right },
        ]
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Image;

    fn boxed(left: f32, top: f32, right: f32, bottom: f32) -> LabelledBox {
        LabelledBox::new(left, top, right, bottom)
    }

    fn drawn(boxes: &[LabelledBox]) -> Vec<[u8; 3]> {
        let grey = Pixels::grey(40, 30, vec![60; 1200]).unwrap();
        draw_boxes(&grey, boxes).unwrap().to_rgb().as_chunks().0.to_vec()
    }

    #[test]
    fn a_frame_is_on_its_edges_and_nowhere_else() {
        let pixels = drawn(&[boxed(5.0, 6.0, 15.0, 20.0).colour([1, 2, 3])]);
        let is_frame = |x: usize, y: usize| {
            let (inside, across, down) =
                ((5..15).contains(&x) && (6..20).contains(&y), x == 5 || x == 14, y == 6 || y == 19);
            inside && (across || down)
        };
        for (index, pixel) in pixels.iter().enumerate() {
            let expected = if is_frame(index % 40, index / 40) { [1, 2, 3] } else { [60; 3] };
            assert_eq!(*pixel, expected, "at {}, {}", index % 40, index / 40);
        }
    }

    #[test]
    fn what_is_outside_is_cut_off() {
        let nothing = drawn(&[]);
        assert_eq!(drawn(&[boxed(-3e9, -50.0, -20.0, 3e9).label("gone")]), nothing);
        assert_eq!(drawn(&[boxed(-9e9, -9e9, 9e9, 9e9)]), nothing, "its sides are outside");
        let partly = drawn(&[boxed(30.0, 10.0, 1e6, 20.0).colour([1, 2, 3])]);
        assert_eq!(partly.iter().filter(|pixel| **pixel == [1, 2, 3]).count(), 10 + 10 + 8);
    }

    #[test]
    fn a_label_is_written_on_its_own_ground() {
        let colour = [240, 228, 66];
        let plain = drawn(&[boxed(2.0, 18.0, 38.0, 28.0).colour(colour)]);
        let labelled = drawn(&[boxed(2.0, 18.0, 38.0, 28.0).colour(colour).label("cat")]);
        let ground = |pixels: &[[u8; 3]]| pixels[..40 * 18].iter().filter(|pixel| **pixel == colour).count();
        assert_eq!(ground(&plain), 0);
        assert!(ground(&labelled) > 100);
        assert!(labelled.iter().any(|pixel| pixel.iter().all(|&value| value < 40)), "it has dark letters");
        let inside = drawn(&[boxed(2.0, 0.0, 38.0, 28.0).colour(colour).label("cat")]);
        assert!(ground(&inside) > 100, "without room above it is inside");
    }

    #[test]
    fn a_class_keeps_its_colour_and_two_have_different_ones() {
        let names = ["cat", "dog", "cat 0.93", "dog 87%", "person", "car", "bus", "bicycle", "traffic light"];
        let boxes = names.map(|name| boxed(0.0, 0.0, 9.0, 9.0).label(name));
        let colours = colours(&boxes);
        assert_eq!(colours.len(), 7);
        let distinct: std::collections::BTreeSet<_> =
            colours.values().map(|colour| (colour.0, colour.1, colour.2)).collect();
        assert_eq!(distinct.len(), 7);
        for one in &boxes {
            let alone = self::colours(std::slice::from_ref(one));
            assert_eq!(alone[class(one)], PALETTE[own_index(class(one))]);
        }
        assert_eq!(class(&boxed(0.0, 0.0, 1.0, 1.0).label("class 3")), "class 3");
    }

    #[test]
    fn letters_contrast_with_every_ground() {
        let shades = PALETTE.map(readable_on);
        assert_eq!(shades.iter().filter(|ink| **ink == WHITE).count(), 1, "only the dark blue wants white letters");
        assert_eq!((readable_on(WHITE), readable_on(BLACK)), (BLACK, WHITE));
    }

    #[test]
    fn a_wrong_box_is_named() {
        let message = |image: Image| image.encode("dogs").unwrap_err().to_string();
        let photo = || Image::from(Pixels::grey(40, 30, vec![60; 1200]).unwrap());
        assert_eq!(
            message(photo().with_boxes([[1.0, 2.0, 3.0, 4.0], [9.0, 2.0, 3.0, f32::NAN]])),
            "`dogs`: box 1 reaches from (9, 2) to (3, NaN): give numbers, left before right, top before bottom"
        );
        let edges = crate::Boxes::new(&[1.0_f32, 2.0, 3.0, 4.0, 5.0]);
        assert!(message(photo().with_boxes(edges)).contains("5 numbers are no boxes"));
        let labels = crate::Boxes::from([[1.0, 2.0, 3.0, 4.0]]).labels(["cat", "dog"]);
        assert_eq!(message(photo().with_boxes(labels)), "`dogs`: there are 2 labels for 1 boxes: give one for each");
        let file = Image::encoded(photo().encode("x").unwrap().encoded.remove(0));
        assert!(message(file.with_boxes([[1.0, 2.0, 3.0, 4.0]])).contains("cannot be drawn on"));
    }

    #[test]
    fn numbers_and_labels_are_the_same_as_boxes() {
        let photo = || Image::from(Pixels::grey(40, 30, vec![60; 1200]).unwrap());
        let rows = photo().with_boxes(crate::Boxes::new(vec![2.0_f64, 18.0, 38.0, 28.0]).labels(["cat"]));
        let list = photo().with_boxes([boxed(2.0, 18.0, 38.0, 28.0).label("cat")]);
        assert_eq!(rows.encode("x").unwrap(), list.encode("x").unwrap());
    }
}
