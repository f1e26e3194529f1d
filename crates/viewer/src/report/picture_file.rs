//! Which encoded pictures a page may hold. Whoever opens the page unfolds them all, and a few kilobytes can unfold to
//! gigabytes.

use nnviz_record::summary::image_media_type;

/// The most pixels of a picture: unfolded, they take 256 MB.
const MAX_PIXELS: u64 = 64_000_000;

/// The largest file of a picture.
const MAX_BYTES: usize = 16_000_000;

/// Why a picture is not in the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It is of no kind that a browser can be trusted with.
    Unknown,
    /// It has more bytes or more pixels than a page should.
    TooLarge,
}

/// The media type of a picture that a page may hold.
pub(super) fn media_type(encoded: &[u8]) -> Result<&'static str, Refused> {
    let media_type = image_media_type(encoded).ok_or(Refused::Unknown)?;
    // What does not tell its size is not shown by a browser either.
    let [width, height] = declared_size(encoded, media_type).unwrap_or_default();
    let fits = encoded.len() <= MAX_BYTES && u64::from(width) * u64::from(height) <= MAX_PIXELS;
    if fits { Ok(media_type) } else { Err(Refused::TooLarge) }
}

/// Width and height as the head of the file declares them.
fn declared_size(encoded: &[u8], media_type: &str) -> Option<[u32; 2]> {
    match media_type {
        "image/png" => Some([u32::from_be_bytes(bytes(encoded, 16)?), u32::from_be_bytes(bytes(encoded, 20)?)]),
        "image/gif" => Some([little_u16(encoded, 6)?, little_u16(encoded, 8)?]),
        "image/bmp" => bmp_size(encoded),
        _ => jpeg_size(encoded),
    }
}

/// The oldest header has sizes of two bytes; all others have four, and a height below zero for lines from the top.
fn bmp_size(encoded: &[u8]) -> Option<[u32; 2]> {
    const OLDEST_HEADER: u32 = 12;
    if u32::from_le_bytes(bytes(encoded, 14)?) == OLDEST_HEADER {
        return Some([little_u16(encoded, 18)?, little_u16(encoded, 20)?]);
    }
    let size = |at| Some(i32::from_le_bytes(bytes(encoded, at)?).unsigned_abs());
    Some([size(18)?, size(22)?])
}

/// Goes from marker to marker until one begins a frame; what lies between is passed over, as decoders do.
fn jpeg_size(encoded: &[u8]) -> Option<[u32; 2]> {
    let mut at = 2;
    loop {
        at += encoded.get(at..)?.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xff))? + 2;
        match encoded[at - 1] {
            0xc4 | 0xc8 | 0xcc => at += usize::from(u16::from_be_bytes(bytes(encoded, at)?)), // tables
            0xc0..=0xcf => {
                let size = |at| Some(u32::from(u16::from_be_bytes(bytes(encoded, at)?)));
                return Some([size(at + 5)?, size(at + 3)?]);
            }
            0x01 | 0xd0..=0xd8 => {} // markers that stand alone
            _ => at += usize::from(u16::from_be_bytes(bytes(encoded, at)?)),
        }
    }
}

fn little_u16(encoded: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_le_bytes(bytes(encoded, at)?)))
}

fn bytes<const N: usize>(encoded: &[u8], at: usize) -> Option<[u8; N]> {
    encoded.get(at..)?.first_chunk().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &width.to_be_bytes()[..], &height.to_be_bytes()].concat()
    }

    fn jpeg(before: &[u8], width: u16, height: u16) -> Vec<u8> {
        let frame = [b"\xff\xc2\x00\x11\x08", &height.to_be_bytes()[..], &width.to_be_bytes()].concat();
        [b"\xff\xd8", before, &frame].concat()
    }

    #[test]
    fn pixels_are_counted_before_they_are_unfolded() {
        assert_eq!(media_type(&png(8000, 8000)), Ok("image/png"));
        let bmp = |header: u32, size: &[u8]| [b"BM", &[0; 12][..], &header.to_le_bytes(), size].concat();
        let large = [
            png(8001, 8000),
            png(u32::MAX, u32::MAX),
            b"GIF89a\xff\xff\xff\xff".to_vec(),
            jpeg(b"\xff\xe0\x00\x04\xff\xc0 garbage \xff\xff", u16::MAX, 1000),
            bmp(12, &[0xff; 4]),
            bmp(40, &[[0, 0, 1, 0], [0, 0, 255, 255]].concat()),
        ];
        for encoded in large {
            assert_eq!(media_type(&encoded), Err(Refused::TooLarge), "{encoded:?}");
        }
        assert_eq!(media_type(&jpeg(b"\xff\xe0\x00\x04\xff\xc0", 1000, 1000)), Ok("image/jpeg"));
        assert_eq!(media_type(b"\xff\xd8\xff\xe0"), Ok("image/jpeg"), "it has no size, and is no picture");
    }

    #[test]
    fn large_files_and_other_kinds_stay_out() {
        let mut encoded = png(8, 8);
        encoded.resize(MAX_BYTES + 1, 0);
        assert_eq!(media_type(&encoded), Err(Refused::TooLarge));
        assert_eq!(media_type(b"<svg onload=alert(1)>"), Err(Refused::Unknown));
    }
}
