//! From a value of an event file to a [`Summary`], whoever wrote it.

use std::collections::HashMap;

use super::{DecodeError, Kind, Summary, histogram, image, scalar, text};
use crate::proto::{Payload, SummaryMetadata, Value};

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
        let plugin = self.plugin_name(&value.tag);
        let summary = match value.value {
            Some(Payload::SimpleValue(number)) => Summary::Scalar(number),
            Some(Payload::Histo(proto)) => Summary::Histogram(histogram::decode_proto(&proto)?),
            Some(Payload::Image(proto)) => Summary::Image(image::decode_proto(&proto)),
            Some(Payload::Tensor(tensor)) => match Kind::from_plugin_name(plugin) {
                Some(Kind::Scalar) => Summary::Scalar(scalar::decode(&tensor)?),
                Some(Kind::Histogram) => Summary::Histogram(histogram::decode(&tensor)?),
                Some(Kind::Image) => Summary::Image(image::decode(&tensor)?),
                Some(Kind::Text) => Summary::Text(text::decode(&tensor)?),
                None => return Err(DecodeError::Plugin { plugin: plugin.to_owned() }),
            },
            Some(Payload::Audio(_)) => return Err(DecodeError::Plugin { plugin: "audio".to_owned() }),
            None => return Err(DecodeError::Plugin { plugin: plugin.to_owned() }),
        };
        Ok((value.tag, summary))
    }

    /// The metadata that the first value of a tag carried: display name, description, plugin.
    pub fn metadata(&self, tag: &str) -> Option<&SummaryMetadata> {
        self.metadata.get(tag)
    }

    fn plugin_name(&self, tag: &str) -> &str {
        let plugin_data = self.metadata.get(tag).and_then(|metadata| metadata.plugin_data.as_ref());
        plugin_data.map_or("", |plugin_data| &plugin_data.plugin_name)
    }
}
