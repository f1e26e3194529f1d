//! A drawing as a list of marks, from which both a PNG and an SVG come: plotters draws the pixels, with a font from a crate;
//! in the SVG text stays text and pictures keep their pixels.

mod bitmap;
mod svg;

use std::path::Path;

use crate::{Error, Picture};

/// Which point of a text is placed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins there.
    #[default]
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// One thing that is drawn. All places are in the drawing's units, from its upper left corner.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Mark {
    /// A filled rectangle: upper left corner and size.
    Rectangle {
        /// The upper left corner.
        at: (f32, f32),
        /// Width and height.
        size: (f32, f32),
        /// Red, green and blue.
        colour: [u8; 3],
    },
    /// Straight lines from point to point.
    Line {
        /// The points.
        points: Vec<(f32, f32)>,
        /// The width of the line.
        width: f32,
        /// Red, green and blue.
        colour: [u8; 3],
    },
    /// A filled circle.
    Dot {
        /// The centre.
        at: (f32, f32),
        /// The radius.
        radius: f32,
        /// Red, green and blue.
        colour: [u8; 3],
    },
    /// A text on one line; its vertical middle is placed.
    Text {
        /// What it says.
        text: String,
        /// Where.
        at: (f32, f32),
        /// Which of its points is there.
        anchor: Anchor,
        /// The font's size.
        size: f32,
        /// Red, green and blue.
        colour: [u8; 3],
        /// In bold.
        bold: bool,
    },
    /// A picture, stretched to a size; its pixels stay squares.
    Picture {
        /// The picture.
        picture: Picture,
        /// The upper left corner.
        at: (f32, f32),
        /// Width and height.
        size: (f32, f32),
    },
}

/// The colour of text and of axes.
pub(crate) const INK: [u8; 3] = [40, 44, 52];
/// The colour of what is less important.
pub(crate) const MUTED: [u8; 3] = [110, 118, 129];
/// The colour of lines behind the data.
pub(crate) const FAINT: [u8; 3] = [222, 226, 232];

/// A drawing on white.
#[derive(Clone, Debug)]
pub struct Sketch {
    width: f32,
    height: f32,
    scale: f32,
    marks: Vec<Mark>,
}

impl Sketch {
    /// An empty drawing. In a PNG a unit is two pixels: see [`Self::scale`].
    pub fn new(width: f32, height: f32) -> Self {
        Self { width, height, scale: 2.0, marks: Vec::new() }
    }

    /// How many pixels of a PNG a unit is.
    #[must_use]
    pub fn scale(mut self, pixels: f32) -> Self {
        self.scale = pixels;
        self
    }

    /// Width and height, in units.
    pub fn size(&self) -> (f32, f32) {
        (self.width, self.height)
    }

    /// What is drawn, from the back to the front.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Adds a mark in front of the others.
    pub fn push(&mut self, mark: Mark) {
        self.marks.push(mark);
    }

    pub(crate) fn rectangle(&mut self, at: (f32, f32), size: (f32, f32), colour: [u8; 3]) {
        self.push(Mark::Rectangle { at, size, colour });
    }

    pub(crate) fn line(&mut self, points: Vec<(f32, f32)>, width: f32, colour: [u8; 3]) {
        self.push(Mark::Line { points, width, colour });
    }

    pub(crate) fn dot(&mut self, at: (f32, f32), radius: f32, colour: [u8; 3]) {
        self.push(Mark::Dot { at, radius, colour });
    }

    pub(crate) fn text(&mut self, text: impl Into<String>, at: (f32, f32), anchor: Anchor, size: f32, colour: [u8; 3]) {
        self.push(Mark::Text { text: text.into(), at, anchor, size, colour, bold: false });
    }

    pub(crate) fn title(&mut self, text: impl Into<String>, at: (f32, f32), anchor: Anchor, size: f32) {
        self.push(Mark::Text { text: text.into(), at, anchor, size, colour: INK, bold: true });
    }

    pub(crate) fn picture(&mut self, picture: Picture, at: (f32, f32), size: (f32, f32)) {
        self.push(Mark::Picture { picture, at, size });
    }

    /// The drawing as pixels.
    ///
    /// # Errors
    /// [`Error::Draw`] when plotters fails.
    pub fn to_picture(&self) -> Result<Picture, Error> {
        bitmap::draw(self)
    }

    /// The drawing as a PNG file.
    ///
    /// # Errors
    /// [`Error::Draw`] when plotters or the encoder fails.
    pub fn to_png(&self) -> Result<Vec<u8>, Error> {
        self.to_picture()?.to_png()
    }

    /// The drawing as an SVG file. Pictures are in it as PNG; it asks for nothing else.
    ///
    /// # Errors
    /// [`Error::Draw`] when a picture cannot be encoded.
    pub fn to_svg(&self) -> Result<String, Error> {
        svg::write(self)
    }

    /// Writes the drawing to a file, whose name ends in `.png` or `.svg`.
    ///
    /// # Errors
    /// [`Error::Format`] for another ending, [`Error::Write`] when the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        let bytes = match path.extension().and_then(|ending| ending.to_str()) {
            Some("png") => self.to_png()?,
            Some("svg") => self.to_svg()?.into_bytes(),
            _ => return Err(Error::Format { path: path.to_owned() }),
        };
        std::fs::write(path, bytes).map_err(|source| Error::Write { path: path.to_owned(), source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Sketch {
        let mut sketch = Sketch::new(40.0, 20.0);
        sketch.rectangle((0.0, 0.0), (10.0, 20.0), [255, 0, 0]);
        sketch.picture(Picture::grey(1, 1, &[7]).unwrap(), (10.0, 0.0), (10.0, 10.0));
        sketch.text("a < b & c", (20.0, 10.0), Anchor::Start, 8.0, INK);
        sketch
    }

    #[test]
    fn a_drawing_becomes_pixels() {
        let picture = example().to_picture().unwrap();
        assert_eq!((picture.width(), picture.height()), (80, 40));
        let pixel = |x: usize, y: usize| &picture.bytes()[3 * (y * 80 + x)..][..3];
        assert_eq!((pixel(5, 5), pixel(30, 10), pixel(30, 30)), (&[255, 0, 0][..], &[7; 3][..], &[255; 3][..]));
        assert!(picture.pixels().skip(40).any(|colour| colour == INK), "no text was drawn");
    }

    #[test]
    fn a_drawing_becomes_svg_with_its_text_and_pictures() {
        let svg = example().to_svg().unwrap();
        assert!(svg.contains("a &lt; b &amp; c") && svg.contains("data:image/png;base64,iVBORw0KGgo"), "{svg}");
    }

    #[test]
    fn the_file_name_says_the_format() {
        let folder = tempfile::tempdir().unwrap();
        for (name, start) in [("a.png", &b"\x89PNG"[..]), ("a.svg", b"<svg")] {
            example().save(folder.path().join(name)).unwrap();
            assert!(std::fs::read(folder.path().join(name)).unwrap().starts_with(start));
        }
        assert!(matches!(example().save("a.jpeg"), Err(Error::Format { .. })));
        assert!(matches!(example().save(folder.path().join("no/a.png")), Err(Error::Write { .. })));
    }
}
