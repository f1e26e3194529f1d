//! Files that are encoded already: their size, read from the header.

use nnviz_record::summary::image_media_type;

use super::ImageError;

/// A whole PNG, JPEG, GIF or BMP file.
pub(super) struct EncodedFile {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bytes: Vec<u8>,
}

impl EncodedFile {
    pub(super) fn new(bytes: Vec<u8>) -> Result<Self, ImageError> {
        let Some(media_type) = image_media_type(&bytes) else {
            return Err(ImageError::UnknownFile { begin: bytes.iter().take(4).copied().collect() });
        };
        let size = match media_type {
            "image/png" => png(&bytes),
            "image/gif" => gif(&bytes),
            "image/bmp" => bmp(&bytes),
            _ => jpeg(&bytes),
        };
        match size {
            Some((width @ 1.., height @ 1..)) => Ok(Self { width, height, bytes }),
            _ => Err(ImageError::BrokenFile { media_type }),
        }
    }
}

/// `N` bytes from `at`.
fn bytes_at<const N: usize>(file: &[u8], at: usize) -> Option<[u8; N]> {
    file.get(at..)?.first_chunk().copied()
}

/// The first chunk is `IHDR`: length, name, then width and height, four bytes each.
fn png(file: &[u8]) -> Option<(u32, u32)> {
    let side = |at| bytes_at(file, at).map(u32::from_be_bytes);
    Some((side(16)?, side(20)?))
}

/// The size follows the six bytes of the signature, two bytes a side.
fn gif(file: &[u8]) -> Option<(u32, u32)> {
    let side = |at| bytes_at(file, at).map(|bytes| u16::from_le_bytes(bytes).into());
    Some((side(6)?, side(8)?))
}

/// The header tells its length: that of the first Windows has two bytes a side, all later ones four. A height below 0
/// says that the rows are from top to bottom.
fn bmp(file: &[u8]) -> Option<(u32, u32)> {
    if bytes_at(file, 14).map(u32::from_le_bytes)? == 12 {
        let side = |at| bytes_at(file, at).map(|bytes| u16::from_le_bytes(bytes).into());
        return Some((side(18)?, side(20)?));
    }
    let side = |at| bytes_at(file, at).map(|bytes| i32::from_le_bytes(bytes).unsigned_abs());
    Some((side(18)?, side(22)?))
}

/// Segments follow one another, each `ff`, a marker, and its length; the size is in the "start of frame".
fn jpeg(file: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        match bytes_at(file, at)? {
            [0xff, 0xff] => at += 1, // padding
            [0xff, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf] => {
                let side = |at| bytes_at(file, at).map(|bytes| u16::from_be_bytes(bytes).into());
                return Some((side(at + 7)?, side(at + 5)?));
            }
            [0xff, 0x01 | 0xd0..=0xd8] => at += 2, // markers without a segment
            [0xff, _] => at += 2 + usize::from(u16::from_be_bytes(bytes_at(file, at + 2)?)),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(bytes: &[u8]) -> Result<(u32, u32), String> {
        EncodedFile::new(bytes.to_vec()).map(|file| (file.width, file.height)).map_err(|error| error.to_string())
    }

    /// Headers as other programs wrote them, of a picture 5 wide and 3 high.
    #[test]
    fn the_size_is_read_from_every_kind_of_header() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x05\0\0\0\x03\x08\x02\0\0\0";
        let gif = b"GIF89a\x05\0\x03\0\x80\0\0";
        let bmp = b"BMj\0\0\0\0\0\0\x006\0\0\0(\0\0\0\x05\0\0\0\x03\0\0\0\x01\0\x18\0";
        let upside_down = b"BMj\0\0\0\0\0\0\x006\0\0\0(\0\0\0\x05\0\0\0\xfd\xff\xff\xff\x01\0\x18\0";
        let first_bmp = b"BM\0\0\0\0\0\0\0\0\x1a\0\0\0\x0c\0\0\0\x05\0\x03\0\x01\0\x18\0";
        let jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xff\xdb\0\x04\0\0\xff\xc2\0\x11\x08\0\x03\0\x05\x03";
        for file in [&png[..], gif, bmp, upside_down, first_bmp, jpeg] {
            assert_eq!(size(file), Ok((5, 3)), "{file:?}");
        }
    }

    #[test]
    fn a_file_that_is_cut_off_or_unknown_is_an_error() {
        let jpeg = b"\xff\xd8\xff\xe0\0\x04JF\xff\xc0\0\x11\x08\0\x03\0\x05\x03";
        for end in 2..jpeg.len() - 1 {
            assert!(size(&jpeg[..end]).unwrap_err().contains("image/jpeg"), "{end}");
        }
        assert!(size(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\x03").unwrap_err().contains("tells no size"));
        assert!(size(b"BM").is_err());
        assert_eq!(
            size(b"RIFF\0\0\0\0WEBP").unwrap_err(),
            "it is no PNG, JPEG, GIF or BMP file, which is what TensorBoard shows (it begins with [52, 49, 46, 46])"
        );
        assert!(size(b"").is_err());
    }
}
