//! One sound.

use nnviz_record::summary::encode_wav;

use super::{SoundError, Wave, wav};
use crate::Error;

/// A sound to log: samples of one channel or several, or a WAV file.
///
/// It is checked when the logger's thread encodes it, as WAV with 16 bits a sample.
///
/// ```
/// use nnviz_logger::Clip;
///
/// let rate = 16_000;
/// let tone = |hertz: f32| -> Vec<f32> {
///     (0..rate).map(|at| (at as f32 / rate as f32 * hertz * std::f32::consts::TAU).sin()).collect()
/// };
/// let mono = Clip::mono(tone(440.0), rate);
/// let stereo = Clip::stereo([tone(440.0), tone(660.0)], rate);
/// ```
#[derive(Debug)]
pub struct Clip {
    source: Source,
    /// Samples a second, of each channel.
    rate: u32,
}

#[derive(Debug)]
enum Source {
    Samples {
        channels: usize,
        order: Order,
        /// One after the other, of one length.
        waves: Vec<Wave>,
    },
    File(Vec<u8>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// The samples of a time side by side, as files have it.
    Interleaved,
    /// A channel after the other.
    Planar,
}

impl Clip {
    /// One channel of `rate` samples a second.
    pub fn mono(samples: impl Into<Wave>, rate: u32) -> Self {
        Self::interleaved(1, samples, rate)
    }

    /// The left channel and the right one, of one length, each of `rate` samples a second.
    pub fn stereo(left_right: [impl Into<Wave>; 2], rate: u32) -> Self {
        Self::new(2, Order::Planar, left_right.map(Into::into).into(), rate)
    }

    /// Samples of several channels, those of a time side by side: left, right, left, right, …
    pub fn interleaved(channels: u16, samples: impl Into<Wave>, rate: u32) -> Self {
        Self::new(channels.into(), Order::Interleaved, vec![samples.into()], rate)
    }

    /// A channel after the other in one wave.
    #[cfg(feature = "burn")]
    pub(super) fn planar(channels: usize, wave: Wave, rate: u32) -> Self {
        Self::new(channels, Order::Planar, vec![wave], rate)
    }

    fn new(channels: usize, order: Order, waves: Vec<Wave>, rate: u32) -> Self {
        Self { source: Source::Samples { channels, order, waves }, rate }
    }

    /// A whole WAV file. It is written as it is, and not decoded.
    pub fn wav(file: impl Into<Vec<u8>>) -> Self {
        Self { source: Source::File(file.into()), rate: 0 }
    }

    /// How much memory it holds while it waits.
    pub(super) fn byte_len(&self) -> usize {
        match &self.source {
            Source::Samples { waves, .. } => waves.iter().map(Wave::byte_len).sum(),
            Source::File(file) => file.len(),
        }
    }

    /// The WAV file of clip number `clip` of a tag.
    pub(super) fn encode(self, tag: &str, clip: usize) -> Result<Vec<u8>, Error> {
        let problem = |problem| Error::Sound { tag: tag.to_owned(), problem };
        let (channels, order, waves) = match self.source {
            Source::File(file) => return wav::checked(file, clip).map_err(problem),
            Source::Samples { channels, order, waves } => (channels, order, waves),
        };
        let waves: Vec<Vec<f32>> = waves.into_iter().map(Wave::read).collect::<Result<_, _>>()?;
        let samples = check(&waves, channels, self.rate, clip).map_err(problem)?;
        let samples = if order == Order::Planar { interleaved(&samples, channels) } else { samples };
        Ok(encode_wav(self.rate, channels as u16, &samples))
    }
}

/// All samples, if they are what a WAV file can hold.
fn check(waves: &[Vec<f32>], channels: usize, rate: u32, clip: usize) -> Result<Vec<f32>, SoundError> {
    let samples = waves.concat();
    let count = samples.len();
    if rate == 0 {
        return Err(SoundError::Rate { clip });
    }
    if count == 0 {
        return Err(SoundError::NoSamples { clip });
    }
    let one_length = waves.windows(2).all(|pair| pair[0].len() == pair[1].len());
    if !(1..=usize::from(u16::MAX)).contains(&channels) || !count.is_multiple_of(channels) || !one_length {
        return Err(SoundError::Channels { clip, samples: count, channels });
    }
    if count > wav::MAX_SAMPLES {
        return Err(SoundError::TooLong { clip, samples: count });
    }
    match samples.iter().position(|sample| sample.is_nan()) {
        Some(index) => Err(SoundError::NotANumber { clip, index }),
        None => Ok(samples),
    }
}

/// From a channel after the other to the samples of a time side by side.
fn interleaved(planes: &[f32], channels: usize) -> Vec<f32> {
    let length = planes.len() / channels;
    let mut samples = vec![0.0; planes.len()];
    for (channel, plane) in planes.chunks_exact(length).enumerate() {
        samples.iter_mut().skip(channel).step_by(channels).zip(plane).for_each(|(sample, &value)| *sample = value);
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(clip: Clip) -> Result<Vec<u8>, String> {
        clip.encode("speech", 0).map_err(|error| error.to_string())
    }

    /// The channels and the samples of a WAV file with the plainest header.
    fn decode(wav: &[u8]) -> (u16, u32, Vec<i16>) {
        let channels = u16::from_le_bytes([wav[22], wav[23]]);
        let rate = u32::from_le_bytes(*wav[24..].first_chunk().unwrap());
        (channels, rate, wav[44..].as_chunks().0.iter().map(|&bytes| i16::from_le_bytes(bytes)).collect())
    }

    #[test]
    fn integers_survive_and_floats_are_cut_off() {
        let mono = encode(Clip::mono(vec![0_i16, 1, -1, 32767, -32767], 8000)).unwrap();
        assert_eq!(decode(&mono), (1, 8000, vec![0, 1, -1, 32767, -32767]));
        let loud = encode(Clip::mono(&[2.0_f32, -1.0, 0.5, f32::NEG_INFINITY], 44100)).unwrap();
        assert_eq!(decode(&loud), (1, 44100, vec![32767, -32767, 16384, -32767]));
    }

    #[test]
    fn channels_are_dealt_out_alike_from_either_order() {
        let stereo = encode(Clip::stereo([vec![1_i16, 2, 3], vec![-1, -2, -3]], 8000)).unwrap();
        assert_eq!(decode(&stereo), (2, 8000, vec![1, -1, 2, -2, 3, -3]));
        assert_eq!(encode(Clip::interleaved(2, vec![1_i16, -1, 2, -2, 3, -3], 8000)).unwrap(), stereo);
    }

    #[test]
    fn what_is_no_sound_is_named() {
        let message = |clip| encode(clip).unwrap_err();
        assert_eq!(
            message(Clip::stereo([vec![0.0_f64; 3], vec![0.5, f64::NAN, 0.0]], 8000)),
            "`speech`: sample 4 of clip 0 is NaN: give floats from -1 to 1"
        );
        assert_eq!(
            message(Clip::stereo([vec![0.0_f32; 3], vec![0.0; 5]], 8000)),
            "`speech`: the 8 samples of clip 0 do not fill 2 channels of one length"
        );
        for clip in [
            Clip::interleaved(2, vec![0.0_f32; 3], 8000),
            Clip::interleaved(0, vec![0.0_f32; 3], 8000),
            Clip::mono(Vec::<f32>::new(), 8000),
            Clip::mono(vec![0.0_f32], 0),
            Clip::wav(*b"ID3"),
        ] {
            assert!(message(clip).starts_with("`speech`: "));
        }
    }
}
