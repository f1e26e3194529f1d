//! WAV files.

use super::SoundError;

/// How many samples of 16 bits a file can tell of, after the rest of its header.
pub(super) const MAX_SAMPLES: usize = (u32::MAX as usize - 36) / 2;

/// A file that is encoded already, if it is one.
pub(super) fn checked(file: Vec<u8>, clip: usize) -> Result<Vec<u8>, SoundError> {
    if file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WAVE") {
        return Ok(file);
    }
    Err(SoundError::UnknownFile { clip, begin: file.into_iter().take(4).collect() })
}

/// Samples from -1 to 1, those of a time side by side, as a file of 16 bits a sample.
pub(super) fn wav(sample_rate: u32, channels: u16, samples: &[f32]) -> Vec<u8> {
    let length = samples.len() as u32 * 2;
    let frame_bytes = channels.saturating_mul(2);
    let mut file = Vec::with_capacity(44 + length as usize);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(36 + length).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0");
    file.extend_from_slice(&channels.to_le_bytes());
    file.extend_from_slice(&sample_rate.to_le_bytes());
    file.extend_from_slice(&sample_rate.saturating_mul(frame_bytes.into()).to_le_bytes());
    file.extend_from_slice(&frame_bytes.to_le_bytes());
    file.extend_from_slice(b"\x10\0data");
    file.extend_from_slice(&length.to_le_bytes());
    file.extend(samples.iter().flat_map(|sample| ((sample.clamp(-1.0, 1.0) * 32767.0).round() as i16).to_le_bytes()));
    file
}
