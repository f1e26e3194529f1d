//! Sounds.

use nnviz::{Clip, Sound};

use crate::boards::{logger, shown};
use crate::support::tensorboard::TensorBoard;

/// A WAV file of 16 bits a sample, decoded.
#[derive(Debug, PartialEq)]
struct Wav {
    channels: u16,
    rate: u32,
    samples: Vec<i16>,
}

/// The header is the plainest there is: `RIFF`, `fmt ` of 16 bytes, `data`.
fn decode(file: &[u8]) -> Wav {
    let two = |at: usize| u16::from_le_bytes(file[at..at + 2].try_into().unwrap());
    let four = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap());
    assert_eq!((&file[..4], &file[8..16], &file[36..40]), (&b"RIFF"[..], &b"WAVEfmt "[..], &b"data"[..]));
    assert_eq!((four(4) as usize, four(40) as usize), (file.len() - 8, file.len() - 44), "the lengths in the header");
    assert_eq!((two(20), two(34)), (1, 16), "integers of 16 bits");
    let samples = file[44..].as_chunks().0.iter().map(|&bytes| i16::from_le_bytes(bytes));
    Wav { channels: two(22), rate: four(24), samples: samples.collect() }
}

/// What is played for a tag and sample: steps and files.
fn clips(board: &TensorBoard, run: &str, tag: &str, sample: &str) -> Vec<(i64, Wav)> {
    let points = board.json("plugin/audio/audio", &[("run", run), ("tag", tag), ("sample", sample)]);
    let clip = |point: &serde_json::Value| {
        assert_eq!(point["contentType"], "audio/wav", "{:?} {tag}", board.reader);
        let query = point["query"].as_str().unwrap();
        let answer = board.found(&format!("plugin/audio/individualAudio?{query}"), &[]);
        assert_eq!(answer.content_type, "audio/wav", "{:?} {tag}", board.reader);
        (point["step"].as_i64().unwrap(), decode(&answer.body))
    };
    points.as_array().unwrap().iter().map(clip).collect()
}

fn wave(len: usize, factor: i32) -> Vec<i16> {
    (0..len as i32).map(|at| (at * factor % 30_000 - 15_000) as i16).collect()
}

#[test]
fn every_sample_is_played_as_it_was_logged() {
    let run = "audio/samples";
    let logger = logger(run);
    let (left, right) = (wave(900, 91), wave(900, 37));
    logger.add_audio("integers", Clip::mono(left.clone(), 8000), 1);
    logger.add_audio("floats", Clip::mono(&[0.0_f32, 0.5, -0.5, 1.0, -1.0, 3.0], 44_100), 2);
    logger.add_audio("stereo", Clip::stereo([left.clone(), right.clone()], 22_050), 3);
    for board in shown(run, &logger) {
        let both = left.iter().zip(&right).flat_map(|(&left, &right)| [left, right]).collect();
        let expected = [
            ("integers", 1, Wav { channels: 1, rate: 8000, samples: left.clone() }),
            ("floats", 2, Wav { channels: 1, rate: 44_100, samples: vec![0, 16384, -16384, 32767, -32767, 32767] }),
            ("stereo", 3, Wav { channels: 2, rate: 22_050, samples: both }),
        ];
        for (tag, step, wav) in expected {
            assert_eq!(clips(board, run, tag, "0"), [(step, wav)], "{:?} {tag}", board.reader);
        }
    }
}

#[test]
fn clips_of_one_tag_are_samples() {
    let run = "audio/clips";
    let logger = logger(run);
    let samples = |step: i64, clip: usize| wave(100 + clip, step as i32 * 11 + clip as i32);
    for step in 1..=2 {
        let clips: Vec<_> = (0..3).map(|clip| Clip::mono(samples(step, clip), 8000)).collect();
        logger.add_audio("speakers", Sound::from(clips), step);
    }
    for board in shown(run, &logger) {
        let tags = board.json("plugin/audio/tags", &[]);
        assert_eq!(tags[run]["speakers"]["samples"], 3, "{:?}: {tags}", board.reader);
        for clip in 0..3 {
            let wav = |step| Wav { channels: 1, rate: 8000, samples: samples(step, clip) };
            let expected = [1, 2].map(|step| (step, wav(step)));
            assert_eq!(clips(board, run, "speakers", &clip.to_string()), expected, "{:?} {clip}", board.reader);
        }
    }
}
