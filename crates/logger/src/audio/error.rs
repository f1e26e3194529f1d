//! Why something is no sound.

use thiserror::Error;

/// Why a sound cannot be made from what was logged.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum SoundError {
    /// There is no clip.
    #[error("there is no clip: log at least one")]
    NoClip,
    /// A clip has no samples.
    #[error("clip {clip} has no samples: a clip needs one at least")]
    NoSamples {
        /// Which clip, counted from 0.
        clip: usize,
    },
    /// A sample is not a number.
    #[error("sample {index} of clip {clip} is NaN: give floats from -1 to 1")]
    NotANumber {
        /// Which clip, counted from 0.
        clip: usize,
        /// The first such sample, counted from 0 in the order of the data.
        index: usize,
    },
    /// The samples cannot be dealt out to the channels.
    #[error("the {samples} samples of clip {clip} do not fill {channels} channels of one length")]
    Channels {
        /// Which clip, counted from 0.
        clip: usize,
        /// How many samples there are.
        samples: usize,
        /// How many channels they are for.
        channels: usize,
    },
    /// A clip has no sample rate.
    #[error("clip {clip} has a sample rate of 0: give the samples a second of a channel, such as 44100")]
    Rate {
        /// Which clip, counted from 0.
        clip: usize,
    },
    /// A WAV file tells its length in 32 bits.
    #[error("clip {clip} has {samples} samples, too many for a WAV file: log a part of it")]
    TooLong {
        /// Which clip, counted from 0.
        clip: usize,
        /// How many samples there are.
        samples: usize,
    },
    /// An encoded file is not what TensorBoard plays.
    #[error("clip {clip} is no WAV file, which is what TensorBoard plays (it begins with {begin:02x?})")]
    UnknownFile {
        /// Which clip, counted from 0.
        clip: usize,
        /// The first bytes, four at most.
        begin: Vec<u8>,
    },
}
