//! The PNG format.

use super::Picture;
use crate::Error;

pub(super) fn encode(picture: &Picture) -> Result<Vec<u8>, Error> {
    write(picture).map_err(|error| Error::Draw { reason: error.to_string() })
}

fn write(picture: &Picture) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, picture.width as u32, picture.height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&picture.rgb)?;
    writer.finish()?;
    Ok(file)
}
