//! Points that the tests project.

#![allow(dead_code, reason = "each test file uses some of it")]

use std::io::Read as _;

const DIGITS: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data/digits.csv.gz"));

/// The pixels of every `step`-th digit, 64 a row, and what each shows.
pub(crate) fn digits(step: usize) -> (Vec<f32>, Vec<u8>) {
    let mut text = String::new();
    flate2::read::GzDecoder::new(DIGITS).read_to_string(&mut text).unwrap();
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    for line in text.lines().step_by(step) {
        let (values, label) = line.rsplit_once(',').unwrap();
        pixels.extend(values.split(',').map(|value| value.parse::<f32>().unwrap()));
        labels.push(label.parse().unwrap());
    }
    (pixels, labels)
}

/// Numbers between -1 and 1 that look random and never change.
pub(crate) fn noise(count: usize) -> Vec<f32> {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

/// `count` points around each of three centres, `columns` coordinates each; the cluster of a point is its row modulo 3.
pub(crate) fn clusters(count: usize, columns: usize) -> Vec<f32> {
    let mut values = noise(3 * count * columns);
    for (row, point) in values.chunks_exact_mut(columns).enumerate() {
        point[row % 3] += 12.0;
    }
    values
}
