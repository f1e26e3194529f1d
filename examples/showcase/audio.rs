//! Sounds: *Audio*.

use std::f32::consts::TAU;

use nnviz::prelude::*;

use crate::data::{Digit, Digits, SIDE};

/// Samples a second.
const RATE: u32 = 16_000;

/// Half tones above A, and beats: the begin of the "Ode to Joy".
const MELODY: [(i32, f32); 15] = [
    (9, 1.0),
    (9, 1.0),
    (10, 1.0),
    (12, 1.0),
    (12, 1.0),
    (10, 1.0),
    (9, 1.0),
    (7, 1.0),
    (5, 1.0),
    (5, 1.0),
    (7, 1.0),
    (9, 1.0),
    (9, 1.5),
    (7, 0.5),
    (7, 2.0),
];

pub(crate) fn log(logger: &Logger, digits: &Digits) {
    let melody: Vec<f32> = MELODY.iter().flat_map(|&(tone, beats)| note(tone, 0.25 * beats)).collect();
    logger.add_audio("melody", Clip::mono(melody.clone(), RATE), 0);

    // From the left to the right.
    let share = |at: usize| at as f32 / melody.len() as f32;
    let left = melody.iter().enumerate().map(|(at, sample)| sample * (1.0 - share(at))).collect::<Vec<_>>();
    let right = melody.iter().enumerate().map(|(at, sample)| sample * share(at)).collect::<Vec<_>>();
    logger.add_audio("melody, stereo", Clip::stereo([left, right], RATE), 0);

    // Several clips of one tag.
    let clips: Vec<Clip> = digits.train[..3].iter().map(|digit| Clip::mono(sung(digit), RATE)).collect();
    logger.add_audio("digits, sung", clips, 0);
}

/// A tone with an overtone that dies away, like a string.
fn note(half_tones: i32, seconds: f32) -> impl Iterator<Item = f32> {
    let hertz = 440.0 * (half_tones as f32 / 12.0).exp2();
    seconds_of(seconds).map(move |time| {
        let wave = (TAU * hertz * time).sin() + 0.4 * (2.0 * TAU * hertz * time).sin();
        0.5 * wave * (-3.0 * time / seconds).exp() * (time * 200.0).min(1.0)
    })
}

/// From left to right, each row of pixels a tone: ink is loudness.
fn sung(digit: &Digit) -> Vec<f32> {
    let column = |column: usize| {
        seconds_of(0.15).map(move |time| {
            let tone = |row: usize| {
                let hertz = 220.0 * (1.0 - row as f32 / 12.0 + 1.0).exp2();
                f32::from(digit.pixels[row * SIDE + column]) / 16.0 * (TAU * hertz * time).sin()
            };
            (0..SIDE).map(tone).sum::<f32>() / SIDE as f32
        })
    };
    (0..SIDE).flat_map(column).collect()
}

/// The times of the samples.
fn seconds_of(seconds: f32) -> impl Iterator<Item = f32> {
    (0..(seconds * RATE as f32) as u32).map(|sample| sample as f32 / RATE as f32)
}
