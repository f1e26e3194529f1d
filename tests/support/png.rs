//! PNG files, decoded.

use std::io::Cursor;

/// The pixels of a PNG file: 8 bits a channel, channels side by side, rows from top to bottom.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) channels: usize,
    pub(crate) pixels: Vec<u8>,
}

/// Decodes a whole file; grey stays grey.
pub(crate) fn decode(file: &[u8]) -> Picture {
    let mut reader = png::Decoder::new(Cursor::new(file)).read_info().expect("a PNG file");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size that fits in memory")];
    let frame = reader.next_frame(&mut pixels).expect("a whole picture");
    pixels.truncate(frame.buffer_size());
    Picture { width: frame.width, height: frame.height, channels: frame.color_type.samples(), pixels }
}
