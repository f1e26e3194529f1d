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
