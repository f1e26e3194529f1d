//! From SVG to PNG, by resvg: so a picture is the same drawing, whichever form it has.

use resvg::tiny_skia::{Pixmap, Transform};

use super::tree::tree;

/// A pixel of the drawing is two of the picture, as on most screens of today.
const SCALE: f32 = 2.0;
/// No picture has more pixels: 4 bytes each are held in memory.
const MOST_PIXELS: f32 = 60e6;

/// Draws an SVG that needs nothing but itself and a sans-serif font.
///
/// # Errors
/// When it is no SVG, or has no size.
pub(crate) fn to_png(svg: &str) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let tree = tree(svg)?;
    let size = tree.size();
    let scale = SCALE.min((MOST_PIXELS / (size.width() * size.height())).sqrt());
    let pixels = |length: f32| ((length * scale) as u32).max(1);
    let mut picture = Pixmap::new(pixels(size.width()), pixels(size.height())).ok_or("the picture has no size")?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    Ok(picture.encode_png()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Width and height, from the header of a PNG.
    fn size(png: &[u8]) -> (u32, u32) {
        let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        (number(16), number(20))
    }

    #[test]
    fn pictures_are_twice_as_large_and_never_enormous() {
        let svg = |size: u32| {
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size}\" height=\"{size}\"><rect width=\"9\" height=\"9\"/></svg>"
            )
        };
        assert_eq!(size(&to_png(&svg(20)).unwrap()), (40, 40));
        let (width, height) = size(&to_png(&svg(20_000)).unwrap());
        assert!(width == height && (7000..8000).contains(&width), "{width} × {height}");
        assert!(to_png("no drawing").is_err());
    }
}
