//! From a value of an event file to a [`Summary`], whoever wrote it.

use std::collections::HashMap;

use super::{
    DecodeError, Kind, Summary, audio, custom_scalars, histogram, hparams, image, mesh, pr_curve, scalar, tensor, text,
};
use crate::proto::{Payload, PluginData, SummaryMetadata, TensorProto, Value};

/// Decodes the values of one run. It remembers the metadata of each tag, since writers give it with the first value only.
///
/// ```
/// use nnviz_record::summary::{Kind, Summary, SummaryDecoder};
/// let mut decoder = SummaryDecoder::default();
/// let first = Summary::Text("one".into()).into_value("note", Some(Kind::Text.metadata()));
/// let second = Summary::Text("two".into()).into_value("note", None);
/// decoder.decode(first)?;
/// assert_eq!(decoder.decode(second)?, ("note".to_owned(), Summary::Text("two".into())));
/// # Ok::<(), nnviz_record::summary::DecodeError>(())
/// ```
#[derive(Debug, Default)]
pub struct SummaryDecoder {
    metadata: HashMap<String, SummaryMetadata>,
}

impl SummaryDecoder {
    /// The tag and the summary of a value.
    ///
    /// # Errors
    /// [`DecodeError`] when the value is of a plugin that is not read, or is not what its plugin expects. The next value
    /// can be decoded.
    pub fn decode(&mut self, value: Value) -> Result<(String, Summary), DecodeError> {
        if let Some(metadata) = value.metadata
            && !self.metadata.contains_key(&value.tag)
        {
            self.metadata.insert(value.tag.clone(), metadata);
        }
        let PluginData { plugin_name, content } = self.plugin_data(&value.tag);
        let summary = match value.value {
            Some(Payload::SimpleValue(number)) => Summary::Scalar(number),
            Some(Payload::Histo(proto)) => Summary::Histogram(histogram::decode_proto(&proto)?),
            Some(Payload::Image(proto)) => Summary::Image(image::decode_proto(&proto)),
            Some(Payload::Audio(proto)) => Summary::Audio(audio::decode_proto(proto)),
            Some(Payload::Tensor(tensor)) => decode_tensor(&tensor, plugin_name, content)?,
            // Only hyperparameters need no value: they are in the metadata.
            None if Kind::from_plugin_name(plugin_name) == Some(Kind::Hparams) => {
                Summary::Hparams(hparams::decode(content)?)
            }
            None => return Err(DecodeError::Plugin { plugin: plugin_name.clone() }),
        };
        Ok((value.tag, summary))
    }

    /// The metadata that the first value of a tag carried: display name, description, plugin.
    pub fn metadata(&self, tag: &str) -> Option<&SummaryMetadata> {
        self.metadata.get(tag)
    }

    fn plugin_data(&self, tag: &str) -> &PluginData {
        static NONE: PluginData = PluginData { plugin_name: String::new(), content: Vec::new() };
        self.metadata.get(tag).and_then(|metadata| metadata.plugin_data.as_ref()).unwrap_or(&NONE)
    }
}

/// What the tensor of a plugin says. One without a plugin is a tensor and no more.
fn decode_tensor(tensor: &TensorProto, plugin: &str, content: &[u8]) -> Result<Summary, DecodeError> {
    let kind = if plugin.is_empty() { Some(Kind::Tensor) } else { Kind::from_plugin_name(plugin) };
    Ok(match kind.ok_or_else(|| DecodeError::Plugin { plugin: plugin.to_owned() })? {
        Kind::Scalar => Summary::Scalar(scalar::decode(tensor)?),
        Kind::Histogram => Summary::Histogram(histogram::decode(tensor)?),
        Kind::Image => Summary::Image(image::decode(tensor)?),
        Kind::Text => Summary::Text(text::decode(tensor)?),
        Kind::Audio => Summary::Audio(audio::decode(tensor)?),
        Kind::PrCurve => Summary::PrCurve(pr_curve::decode(tensor)?),
        Kind::Mesh => Summary::Mesh(mesh::decode(tensor, content)?),
        Kind::CustomScalars => Summary::CustomScalars(custom_scalars::decode(tensor)?),
        Kind::Hparams => Summary::Hparams(hparams::decode(content)?),
        Kind::Tensor => Summary::Tensor(tensor::decode(tensor)?),
    })
}
