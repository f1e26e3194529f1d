//! WAV files: sound as TensorBoard's audio plugin plays it.
//!
//! ```text
//!  "RIFF" size "WAVE" │ "fmt " 16 format channels rate … bits │ "data" size samples …
//! ```
//!
//! Written is 16-bit PCM, which every browser plays. All numbers are little-endian (Microsoft and IBM, "Multimedia
//! Programming Interface and Data Specifications 1.0", 1991).

const PCM: u16 = 1;
const BYTES_A_SAMPLE: u16 = 2;
const RIFF_HEADER: usize = 12;
const CHUNK_HEADER: usize = 8;
const FORMAT_CHUNK: u32 = 16;

/// A whole WAV file, 16 bits a sample.
///
/// `samples` are interleaved (left, right, left, right, …) and lie between −1 and 1; what lies outside is clamped, and
/// NaN is silence. No channels count as one. Samples that fill no whole frame at the end are left out. A WAV file tells
/// its length in 32 bits: players stop a longer one there.
///
/// ```
/// use nnviz_record::summary::{WavInfo, encode_wav};
/// let beep: Vec<f32> = (0..800).map(|i| (i as f32 * 0.35).sin()).collect();
/// let file = encode_wav(8000, 1, &beep);
/// assert_eq!(file.len(), 44 + 2 * 800);
/// assert_eq!(WavInfo::decode(&file).map(|info| (info.sample_rate, info.frames)), Some((8000, 800)));
/// ```
pub fn encode_wav(sample_rate: u32, channels: u16, samples: &[f32]) -> Vec<u8> {
    let channels = channels.max(1);
    let whole = samples.len() - samples.len() % usize::from(channels);
    let data_len = whole * usize::from(BYTES_A_SAMPLE);
    let mut file = Vec::with_capacity(RIFF_HEADER + 2 * CHUNK_HEADER + FORMAT_CHUNK as usize + data_len);
    file.extend_from_slice(b"RIFF");
    file.extend(length(4 + 2 * CHUNK_HEADER + FORMAT_CHUNK as usize + data_len));
    file.extend_from_slice(b"WAVE");
    push_format(&mut file, sample_rate, channels);
    file.extend_from_slice(b"data");
    file.extend(length(data_len));
    file.extend(samples[..whole].iter().flat_map(|&sample| to_pcm(sample).to_le_bytes()));
    file
}

fn push_format(file: &mut Vec<u8>, sample_rate: u32, channels: u16) {
    let frame = channels.saturating_mul(BYTES_A_SAMPLE);
    file.extend_from_slice(b"fmt ");
    file.extend(FORMAT_CHUNK.to_le_bytes());
    file.extend(PCM.to_le_bytes());
    file.extend(channels.to_le_bytes());
    file.extend(sample_rate.to_le_bytes());
    file.extend(sample_rate.saturating_mul(frame.into()).to_le_bytes());
    file.extend(frame.to_le_bytes());
    file.extend((8 * BYTES_A_SAMPLE).to_le_bytes());
}

fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes()
}

/// −1 to 1 becomes −32767 to 32767; a cast makes NaN zero.
fn to_pcm(sample: f32) -> i16 {
    (sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16
}

/// What the header of a WAV file says of its sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WavInfo {
    /// Frames a second.
    pub sample_rate: u32,
    /// Samples a frame.
    pub channels: u16,
    /// Bits a sample.
    pub bits_per_sample: u16,
    /// How many frames are there: not more than the file has bytes for, whatever its header says.
    pub frames: u64,
}

impl WavInfo {
    /// Reads the header; `None` for what is no WAV file, or one whose frames have no size.
    pub fn decode(file: &[u8]) -> Option<Self> {
        let (header, mut rest) = file.split_at_checked(RIFF_HEADER)?;
        if !header.starts_with(b"RIFF") || !header.ends_with(b"WAVE") {
            return None;
        }
        let mut format = None;
        while let Some((id, body, behind)) = next_chunk(rest) {
            match id {
                b"fmt " => format = Some(body),
                b"data" => return Self::of_format(format?, body.len() as u64),
                _ => {}
            }
            rest = behind;
        }
        None
    }

    fn of_format(format: &[u8], data_len: u64) -> Option<Self> {
        let at = |at: usize| Some(u16::from_le_bytes(*format.get(at..)?.first_chunk()?));
        let sample_rate = u32::from_le_bytes(*format.get(4..)?.first_chunk()?);
        let frames = data_len.checked_div(at(12)?.into())?;
        Some(Self { sample_rate, channels: at(2)?, bits_per_sample: at(14)?, frames })
    }

    /// How long it sounds, in seconds; infinite for a rate of zero.
    pub fn seconds(&self) -> f64 {
        self.frames as f64 / f64::from(self.sample_rate)
    }
}

/// The name and the body of a chunk, as far as it is there, and what follows. Chunks begin at even places.
fn next_chunk(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let (id, bytes) = bytes.split_first_chunk::<4>()?;
    let (len, bytes) = bytes.split_first_chunk::<4>()?;
    let len = u32::from_le_bytes(*len) as usize;
    let body = &bytes[..len.min(bytes.len())];
    let behind = bytes.get(len.saturating_add(len % 2)..).unwrap_or_default();
    Some((id, body, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_clamped_and_end_with_a_whole_frame() {
        let file = encode_wav(44_100, 2, &[0.0, 1.0, -1.0, 7.0, f32::NAN, -0.5, 0.25]);
        let samples: Vec<_> = file[44..].as_chunks::<2>().0.iter().map(|&bytes| i16::from_le_bytes(bytes)).collect();
        assert_eq!(samples, [0, 32767, -32767, 32767, 0, -16384]);
        let info = WavInfo::decode(&file).unwrap();
        assert_eq!(info, WavInfo { sample_rate: 44_100, channels: 2, bits_per_sample: 16, frames: 3 });
        assert_eq!(WavInfo::decode(&encode_wav(8000, 0, &[0.0; 4])).unwrap().channels, 1);
    }

    #[test]
    fn the_header_has_the_bytes_of_the_specification() {
        let header = b"RIFF\x28\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\x04\0\0\0";
        assert_eq!(encode_wav(8000, 1, &[0.0, 0.0])[..44], header[..]);
    }

    #[test]
    fn a_header_is_not_believed() {
        let file = encode_wav(8000, 1, &[0.5; 10]);
        assert_eq!(WavInfo::decode(&file[..50]).unwrap().frames, 3, "the file is cut");
        let mut long = file.clone();
        long[40..44].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(WavInfo::decode(&long).unwrap().frames, 10);
        let mut no_size = file.clone();
        no_size[32..34].fill(0);
        for odd in [&b""[..], b"RIFF", b"RIFF....WAVEdata\0\0\0\0", b"not a WAV file at all", &file[..40], &no_size] {
            assert_eq!(WavInfo::decode(odd), None);
        }
    }

    #[test]
    fn other_chunks_are_stepped_over() {
        let file = encode_wav(8000, 1, &[0.5; 10]);
        let mut listed = file[..12].to_vec();
        listed.extend_from_slice(b"LIST\x03\0\0\0abc\0");
        listed.extend_from_slice(&file[12..]);
        assert_eq!(WavInfo::decode(&listed), WavInfo::decode(&file));
    }
}
