//! Pixels as a PNG file.

use super::pixels::{Colour, Pixels};
use crate::Error;

/// The picture as a PNG file.
pub(crate) fn encode(image: &Pixels) -> Result<Vec<u8>, Error> {
    write(image).map_err(|source| Error::EncodeImage { source: source.into() })
}

fn write(image: &Pixels) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, image.width, image.height);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_color(match image.colour {
        Colour::Grey => png::ColorType::Grayscale,
        Colour::Rgb => png::ColorType::Rgb,
        Colour::Rgba => png::ColorType::Rgba,
    });
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&image.data)?;
    writer.finish()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_png_holds_the_pixels() {
        let image = Pixels::rgb(2, 1, vec![1, 2, 3, 4, 5, 6]).unwrap().enlarged(2);
        let png = encode(&image).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let row = [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6];
        assert_eq!(pixels, [row, row].concat());
    }
}
