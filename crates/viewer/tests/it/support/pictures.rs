//! Small pictures: digits of 8 × 8 pixels, and a confusion matrix.

use nnviz_record::Images;

/// Ten digits, eight rows each, a bit a pixel.
const DIGITS: [[u8; 8]; 10] = [
    [0x3c, 0x66, 0x66, 0x66, 0x66, 0x66, 0x3c, 0x00],
    [0x18, 0x38, 0x18, 0x18, 0x18, 0x18, 0x3c, 0x00],
    [0x3c, 0x66, 0x06, 0x0c, 0x18, 0x30, 0x7e, 0x00],
    [0x3c, 0x66, 0x06, 0x1c, 0x06, 0x66, 0x3c, 0x00],
    [0x0c, 0x1c, 0x3c, 0x6c, 0x7e, 0x0c, 0x0c, 0x00],
    [0x7e, 0x60, 0x7c, 0x06, 0x06, 0x66, 0x3c, 0x00],
    [0x3c, 0x60, 0x7c, 0x66, 0x66, 0x66, 0x3c, 0x00],
    [0x7e, 0x06, 0x0c, 0x18, 0x30, 0x30, 0x30, 0x00],
    [0x3c, 0x66, 0x66, 0x3c, 0x66, 0x66, 0x3c, 0x00],
    [0x3c, 0x66, 0x66, 0x3e, 0x06, 0x0c, 0x38, 0x00],
];

/// Eight digits with noise that `noise` seeds.
pub(crate) fn digits(noise: u32) -> Images {
    let encoded = (0..8).map(|sample| {
        let rows = DIGITS[(sample + noise as usize) % 10];
        let pixel = |at: usize| {
            let ink = if rows[at / 8] >> (7 - at % 8) & 1 == 1 { 200.0 } else { 20.0 };
            (ink + 30.0 * wave(at as f64 + f64::from(noise) * 3.7 + sample as f64)).clamp(0.0, 255.0) as u8
        };
        png(8, 8, png::ColorType::Grayscale, &(0..64).map(pixel).collect::<Vec<_>>())
    });
    Images { width: 8, height: 8, encoded: encoded.collect() }
}

/// Ten classes, the diagonal the stronger the greater `skill` (0 to 1) is.
pub(crate) fn confusion(skill: f64) -> Images {
    let pixels = (0..100).flat_map(|at| {
        let share =
            if at / 10 == at % 10 { 0.1 + 0.9 * skill } else { (1.0 - skill) * (0.3 + 0.3 * wave(f64::from(at))) };
        [250.0 - 220.0 * share, 250.0 - 150.0 * share, 250.0 - 60.0 * share].map(|it| it as u8)
    });
    let encoded = png(10, 10, png::ColorType::Rgb, &pixels.collect::<Vec<_>>());
    Images { width: 10, height: 10, encoded: vec![encoded] }
}

/// Something that looks like chance and is the same each time, from −1 to 1.
pub(crate) fn wave(at: f64) -> f64 {
    let scrambled = (at * 12.9898).sin() * 43_758.545_3;
    2.0 * (scrambled - scrambled.floor()) - 1.0
}

/// A picture of pixels.
pub(crate) fn png(width: u32, height: u32, color: png::ColorType, pixels: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(color);
    encoder.write_header().unwrap().write_image_data(pixels).unwrap();
    file
}
