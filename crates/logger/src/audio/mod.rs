//! Sounds: what `add_audio` takes, and the WAV files that summaries hold.
//!
//! As with pictures, what a caller hands over is unchecked. It is read, checked and encoded by the worker, whose errors
//! name the tag.

mod clip;
mod error;
mod sound;
#[cfg(feature = "burn")]
mod tensor;
mod wav;
mod wave;

pub use clip::Clip;
pub use error::SoundError;
pub use sound::Sound;
pub use wave::Wave;
