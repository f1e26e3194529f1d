//! Pixels as a PNG file.

use png::{DeflateCompression, Filter};

use super::photograph;
use super::pixels::{Colour, Pixels};
use crate::Error;

/// How the rows of a picture are made small.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// As [`photograph`] does.
    Photograph,
    /// Whatever repeats is found, which halves charts and grids; 13 ms for 1400 × 900 pixels.
    Drawing,
}

/// The part of a picture that both ways are tried on.
const SAMPLE: u32 = 8;

/// The picture as a PNG file.
pub(crate) fn encode(image: &Pixels) -> Result<Vec<u8>, Error> {
    let encoded = |image, way| write(image, way).map_err(|source| Error::EncodeImage { source: source.into() });
    let sample = middle_rows(image);
    let (photograph, drawing) = (encoded(&sample, Way::Photograph)?, encoded(&sample, Way::Drawing)?);
    encoded(image, if drawing.len() < photograph.len() { Way::Drawing } else { Way::Photograph })
}

/// Whole rows of the middle, where pictures have something to show; at least sixteen of them.
fn middle_rows(image: &Pixels) -> Pixels {
    let height = (image.height / SAMPLE).max(16).min(image.height);
    let row = image.data.len() / image.height.max(1) as usize;
    let begin = (image.height - height) as usize / 2 * row;
    let data = image.data[begin..begin + height as usize * row].to_vec();
    Pixels { height, data, ..*image }
}

fn write(image: &Pixels, way: Way) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, image.width, image.height);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_deflate_compression(DeflateCompression::Level(2));
    encoder.set_filter(Filter::Adaptive);
    encoder.set_color(match image.colour {
        Colour::Grey => png::ColorType::Grayscale,
        Colour::Rgb => png::ColorType::Rgb,
        Colour::Rgba => png::ColorType::Rgba,
    });
    let mut writer = encoder.write_header()?;
    let channels = image.colour.channels();
    let photograph = matches!(way, Way::Photograph)
        .then(|| photograph::compress(&image.data, image.width as usize * channels, channels))
        .flatten();
    match photograph {
        Some(stream) => writer.write_chunk(png::chunk::IDAT, &stream)?,
        None => writer.write_image_data(&image.data)?,
    }
    writer.finish()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(png: Vec<u8>) -> Vec<u8> {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        pixels
    }

    #[test]
    fn a_png_holds_the_pixels() {
        let image = Pixels::rgb(2, 1, vec![1, 2, 3, 4, 5, 6]).unwrap().enlarged(2);
        let row = [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6];
        assert_eq!(decoded(encode(&image).unwrap()), [row, row].concat());
    }

    #[test]
    fn a_drawing_is_compressed_its_own_way_and_is_the_same() {
        let stripes: Vec<u8> = (0..200 * 200).map(|at| if at % 7 < 3 { 30 } else { 220 }).collect();
        let image = Pixels::grey(200, 200, stripes.clone()).unwrap();
        let (other, png) = (write(&image, Way::Photograph).unwrap(), encode(&image).unwrap());
        assert!(png.len() < other.len() / 2, "{} of {}", png.len(), other.len());
        assert_eq!(decoded(png), stripes);
    }

    #[test]
    fn a_noisy_slope_is_a_photograph_and_is_the_same() {
        // A slope with noise, as a camera sees it; of every colour, and of one row.
        for (channels, height) in [(1, 90), (3, 90), (4, 90), (3, 1)] {
            let mut noise = 1_u32;
            let mut value = |at: usize| {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (at / 50 + (noise >> 29) as usize) as u8
            };
            let data: Vec<u8> = (0..120 * height * channels).map(&mut value).collect();
            let colour = Colour::of_channels(channels).unwrap();
            let image = Pixels { width: 120, height: height as u32, colour, data };
            let (photograph, drawing) = (write(&image, Way::Photograph).unwrap(), write(&image, Way::Drawing).unwrap());
            assert!(photograph.len() < drawing.len(), "{channels}: {} of {}", photograph.len(), drawing.len());
            assert_eq!(encode(&image).unwrap(), photograph);
            assert_eq!(decoded(photograph), image.data);
        }
    }
}
