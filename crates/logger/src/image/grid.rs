//! Several pictures as one.

use std::borrow::Cow;

use super::Pixels;
use super::pixels::Colour;

/// The space around each picture of a grid, in pixels.
const FRAME: usize = 2;
/// Seen beside black, white and the page of either theme.
const FRAME_GREY: u8 = 128;

/// Pictures of one size in rows of `columns`, with a frame around each; `None` for no picture.
pub(crate) fn framed(pictures: &[Pixels], columns: usize) -> Option<Pixels> {
    join(pictures, columns, FRAME, FRAME_GREY)
}

/// As [`framed`], in white: for pictures whose middle grey has a meaning, which a grey frame would blend with.
#[cfg(feature = "burn")]
pub(crate) fn framed_in_white(pictures: &[Pixels], columns: usize) -> Option<Pixels> {
    join(pictures, columns, FRAME, u8::MAX)
}

/// Pictures of one size in rows of `columns`, edge to edge; `None` for no picture.
pub(crate) fn edge_to_edge(pictures: &[Pixels], columns: usize) -> Option<Pixels> {
    join(pictures, columns, 0, FRAME_GREY)
}

fn join(pictures: &[Pixels], columns: usize, space: usize, grey: u8) -> Option<Pixels> {
    let first = pictures.first()?;
    let colour = pictures.iter().map(|picture| picture.colour).fold(first.colour, Colour::max);
    let columns = columns.clamp(1, pictures.len());
    let (cell_width, cell_height) = (first.width as usize + space, first.height as usize + space);
    let width = columns * cell_width + space;
    let height = pictures.len().div_ceil(columns) * cell_height + space;
    let mut sheet = blank(width, height, colour, grey);
    for (index, picture) in pictures.iter().enumerate() {
        let (x, y) = (index % columns * cell_width + space, index / columns * cell_height + space);
        let data = match colour {
            Colour::Grey => Cow::Borrowed(&picture.data[..]),
            Colour::Rgb => picture.to_rgb(),
            Colour::Rgba => picture.to_rgba(),
        };
        paste(&mut sheet, &data, first.width as usize, (x, y));
    }
    Some(sheet)
}

/// A grey picture of any colour type; opaque where there is opacity.
fn blank(width: usize, height: usize, colour: Colour, grey: u8) -> Pixels {
    let pixel = [grey, grey, grey, 255];
    let data = pixel[..colour.channels()].repeat(width * height);
    Pixels { width: width as u32, height: height as u32, colour, data }
}

/// Copies the rows of a picture, which fits at `x`, `y` and has the channels of the sheet.
fn paste(sheet: &mut Pixels, picture: &[u8], width: usize, (x, y): (usize, usize)) {
    let channels = sheet.colour.channels();
    let row_bytes = width * channels;
    let into = sheet.data.chunks_exact_mut(sheet.width as usize * channels).skip(y);
    for (into, row) in into.zip(picture.chunks_exact(row_bytes)) {
        into[x * channels..][..row_bytes].copy_from_slice(row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_set_row_by_row_with_a_frame_around_each() {
        let pictures: Vec<_> = (1..=3).map(|value| Pixels::grey(1, 1, vec![value]).unwrap()).collect();
        let sheet = framed(&pictures, 2).unwrap();
        assert_eq!((sheet.width, sheet.height), (8, 8));
        let at = |x: usize, y: usize| sheet.data[y * 8 + x];
        assert_eq!([at(2, 2), at(5, 2), at(2, 5), at(5, 5)], [1, 2, 3, FRAME_GREY]);
        let pictures: Vec<u8> = sheet.data.iter().copied().filter(|&value| value != FRAME_GREY).collect();
        assert_eq!(pictures, [1, 2, 3]);
    }

    #[test]
    fn the_sheet_has_the_most_channels_of_its_pictures() {
        let grey = Pixels::grey(1, 1, vec![7]).unwrap();
        let rgb = Pixels::rgb(1, 1, vec![1, 2, 3]).unwrap();
        let rgba = Pixels::rgba(1, 1, vec![4, 5, 6, 0]).unwrap();
        assert_eq!(edge_to_edge(&[grey.clone(), rgb.clone()], 2).unwrap().data, [7, 7, 7, 1, 2, 3]);
        let all = edge_to_edge(&[grey, rgb, rgba], 9).unwrap();
        assert_eq!(all.data, [7, 7, 7, 255, 1, 2, 3, 255, 4, 5, 6, 0]);
        assert_eq!((all.width, all.height), (3, 1));
        assert!(framed(&[], 3).is_none());
    }
}
