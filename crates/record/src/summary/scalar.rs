//! Scalars: one number a step.
//!
//! Written as `simple_value`, the one form that both of TensorBoard's readers show at any precision that they keep: a
//! `DT_DOUBLE` tensor is listed and stays empty in the faster of the two. TensorBoard keeps an `f32`.

use prost::encoding;

use super::{DecodeError, tensor};
use crate::proto::{Payload, TensorProto};
use crate::tfrecord::append_record;

pub(super) fn encode(value: f32) -> Payload {
    Payload::SimpleValue(value)
}

pub(super) fn decode(tensor: &TensorProto) -> Result<f32, DecodeError> {
    match tensor::numbers(tensor)?[..] {
        [value] => Ok(value as f32),
        _ => Err(DecodeError::Tensor { reason: "a scalar has one element" }),
    }
}

/// Appends the record of an event with one scalar that carries no metadata: the hot path of logging.
///
/// The bytes are those of the general way (a test holds them equal), written without building the messages.
pub fn append_scalar_record(out: &mut Vec<u8>, wall_time: f64, step: i64, tag: &str, value: f32) {
    append_record(out, |data| {
        if wall_time != 0.0 {
            encoding::double::encode(1, &wall_time, data);
        }
        if step != 0 {
            encoding::int64::encode(2, &step, data);
        }
        let tag_len = if tag.is_empty() { 0 } else { 1 + encoding::encoded_len_varint(tag.len() as u64) + tag.len() };
        let value_len = tag_len + 5;
        let summary_len = 1 + encoding::encoded_len_varint(value_len as u64) + value_len;
        open_message(5, summary_len, data);
        open_message(1, value_len, data);
        if !tag.is_empty() {
            open_message(1, tag.len(), data);
            data.extend_from_slice(tag.as_bytes());
        }
        encoding::float::encode(2, &value, data);
    });
}

/// The key and the length of a length-delimited field.
fn open_message(field: u32, len: usize, data: &mut Vec<u8>) {
    encoding::encode_key(field, encoding::WireType::LengthDelimited, data);
    encoding::encode_varint(len as u64, data);
}
