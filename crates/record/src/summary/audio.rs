//! Audio: one or more sound clips a step.
//!
//! ```text
//!  DT_STRING [k]:   [ clip 0, …, clip k − 1 ]
//! ```
//!
//! A clip is a whole WAV file, which the plugin data says: without it, browsers get bytes that they do not play. The older
//! `Audio` message and the shape `[k, 2]`, whose second column is a label that nobody shows, are read too.

use super::{DecodeError, tensor};
use crate::proto::plugin_data::AudioPluginData;
use crate::proto::{self, Payload, TensorProto};

/// TensorBoard's number for WAV.
const WAV: i32 = 11;

/// Sound clips.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audio {
    /// The clips: whole WAV files, as [`encode_wav`](super::encode_wav) makes them.
    pub clips: Vec<Vec<u8>>,
}

pub(super) fn plugin_data() -> AudioPluginData {
    AudioPluginData { encoding: WAV, ..AudioPluginData::default() }
}

pub(super) fn encode(audio: Audio) -> Payload {
    Payload::Tensor(tensor::of_strings(&[audio.clips.len() as i64], audio.clips))
}

pub(super) fn decode(tensor: &TensorProto) -> Result<Audio, DecodeError> {
    let strings = tensor::strings(tensor)?;
    let columns = match tensor::dims(tensor)?[..] {
        [_] => 1,
        [_, 2] => 2,
        _ => return Err(DecodeError::Tensor { reason: "audio has the shape [k] or [k, 2]" }),
    };
    Ok(Audio { clips: strings.iter().step_by(columns).cloned().collect() })
}

pub(super) fn decode_proto(audio: proto::Audio) -> Audio {
    Audio { clips: vec![audio.encoded_audio_string] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_dropped() {
        let strings = ["clip 0", "label 0", "clip 1", "label 1"].map(|text| text.as_bytes().to_vec()).to_vec();
        let audio = decode(&tensor::of_strings(&[2, 2], strings)).unwrap();
        assert_eq!(audio.clips, [b"clip 0", b"clip 1"]);
        assert!(decode(&tensor::of_strings(&[], vec![b"clip".to_vec()])).is_err());
    }
}
