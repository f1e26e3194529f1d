//! The clips of a tag at a step.

use super::{Clip, SoundError};
use crate::Error;

/// What is played for a tag at a step: a clip, or a vector of them.
#[derive(Debug)]
pub struct Sound(Vec<Clip>);

impl Sound {
    /// How much memory it holds while it waits.
    pub(crate) fn byte_len(&self) -> usize {
        self.0.iter().map(Clip::byte_len).sum()
    }

    /// The clips as WAV files, for one summary.
    pub(crate) fn encode(self, tag: &str) -> Result<Vec<Vec<u8>>, Error> {
        if self.0.is_empty() {
            return Err(Error::Sound { tag: tag.to_owned(), problem: SoundError::NoClip });
        }
        self.0.into_iter().enumerate().map(|(index, clip)| clip.encode(tag, index)).collect()
    }
}

impl From<Clip> for Sound {
    fn from(clip: Clip) -> Self {
        Self(vec![clip])
    }
}

impl From<Vec<Clip>> for Sound {
    fn from(clips: Vec<Clip>) -> Self {
        Self(clips)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_clip_becomes_a_file_and_errors_name_it() {
        let clip = |value: f32| Clip::mono(vec![value; 4], 8000);
        assert_eq!(Sound::from(vec![clip(0.0), clip(0.5)]).encode("speech").unwrap().len(), 2);
        let file = Sound::from(clip(0.5)).encode("speech").unwrap().remove(0);
        let again = Sound::from(Clip::wav(file.clone()));
        assert_eq!(again.byte_len(), file.len());
        assert_eq!(again.encode("speech").unwrap(), [file]);

        let error = Sound::from(vec![clip(0.0), clip(f32::NAN)]).encode("speech").unwrap_err();
        assert_eq!(error.to_string(), "`speech`: sample 0 of clip 1 is NaN: give floats from -1 to 1");
        let none = Sound::from(Vec::new()).encode("speech").unwrap_err();
        assert_eq!(none.to_string(), "`speech`: there is no clip: log at least one");
    }
}
