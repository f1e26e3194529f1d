//! The pictures of an embedding's points, all on one sheet.

use super::{SpriteFile, one_for_each};
use crate::Error;
use crate::image::{Images, Pixels, edge_to_edge, encode_png};

/// TensorBoard's browsers draw no larger sheet (`vz_projector`).
const MAX_SIDE: u32 = 8192;

/// The sheet: as many pictures a row as there are rows, the last ones empty.
pub(super) fn encode(images: Images, tag: &str, points: usize) -> Result<SpriteFile, Error> {
    let pictures = images.pixels(tag)?;
    one_for_each("label images", pictures.len(), points, tag)?;
    let columns = columns(points);
    let most = (MAX_SIDE / columns as u32).max(1);
    let mut pictures: Vec<Pixels> = pictures.into_iter().map(|picture| picture.shrunk_into(most)).collect();
    let size = pictures.first().map_or([1, 1], |picture| [picture.width(), picture.height()]);
    let empty = Pixels::grey(size[0], size[1], vec![255; size[0] as usize * size[1] as usize])?;
    pictures.resize(columns * columns, empty.clone());
    let sheet = edge_to_edge(&pictures, columns).unwrap_or(empty);
    Ok(SpriteFile { png: encode_png(&sheet)?, size })
}

/// The least number whose square is as large.
fn columns(pictures: usize) -> usize {
    let side = pictures.isqrt();
    if side * side < pictures { side + 1 } else { side.max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_square() {
        let table = [(1, 1), (2, 2), (4, 2), (5, 3), (100, 10), (101, 11)];
        for (pictures, side) in table {
            assert_eq!(columns(pictures), side);
        }
    }

    #[test]
    fn large_pictures_are_made_to_fit() {
        let picture = Pixels::grey(300, 200, vec![7; 300 * 200]).unwrap();
        let SpriteFile { png, size } = encode(vec![picture; 900].into(), "x", 900).unwrap();
        assert_eq!(size, [273, 182]);
        let header: [u8; 8] = png[16..24].try_into().unwrap();
        let side = |bytes: &[u8]| u32::from_be_bytes(bytes.try_into().unwrap());
        assert_eq!([side(&header[..4]), side(&header[4..])], [273 * 30, 182 * 30]);
    }

    #[test]
    fn each_point_has_a_picture() {
        let picture = Pixels::grey(1, 1, vec![7]).unwrap();
        let error = encode(vec![picture; 3].into(), "digits", 4).err().unwrap();
        assert_eq!(error.to_string(), "the embedding `digits` has 4 points and 3 label images: give one for each");
    }
}
