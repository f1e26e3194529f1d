//! Tensors in messages: numbers and strings in every form in which writers put them.

use std::borrow::Cow;

use crate::proto::{DataType, Dim, TensorProto, TensorShapeProto};
use crate::summary::DecodeError;

pub(super) const NOT_NUMBERS: DecodeError = DecodeError::Tensor { reason: "its elements are not numbers" };
pub(super) const SHAPE_AND_DATA_DIFFER: DecodeError = DecodeError::Tensor { reason: "its shape and its data differ" };

/// A tensor may be written as one value and a shape that repeats it; more elements than this are not made up from one.
const MAX_REPEATED: usize = 1 << 20;

/// The shape message for `dims`; rank 0 is a shape that is there and has no dimensions.
pub(in crate::summary) fn shape(dims: &[i64]) -> TensorShapeProto {
    let dim = dims.iter().map(|&size| Dim { size, name: String::new() }).collect();
    TensorShapeProto { dim, unknown_rank: false }
}

/// A tensor of strings. TensorBoard reads strings only from `string_val`.
pub(in crate::summary) fn of_strings(dims: &[i64], strings: Vec<Vec<u8>>) -> TensorProto {
    TensorProto {
        dtype: DataType::String.into(),
        tensor_shape: Some(shape(dims)),
        string_val: strings,
        ..TensorProto::default()
    }
}

/// A tensor of doubles, in the compact form.
pub(in crate::summary) fn of_doubles(dims: &[i64], values: impl IntoIterator<Item = f64>) -> TensorProto {
    of_content(DataType::Double, dims, values.into_iter().flat_map(f64::to_le_bytes).collect())
}

/// A tensor of floats, in the compact form.
pub(in crate::summary) fn of_floats(dims: &[i64], values: impl IntoIterator<Item = f32>) -> TensorProto {
    of_content(DataType::Float, dims, values.into_iter().flat_map(f32::to_le_bytes).collect())
}

/// A tensor of numbers that are little-endian bytes already.
pub(in crate::summary) fn of_content(dtype: DataType, dims: &[i64], tensor_content: Vec<u8>) -> TensorProto {
    TensorProto { dtype: dtype.into(), tensor_shape: Some(shape(dims)), tensor_content, ..TensorProto::default() }
}

/// The sizes of a tensor's dimensions; none for a scalar.
pub(in crate::summary) fn dims(tensor: &TensorProto) -> Result<Vec<usize>, DecodeError> {
    let Some(shape) = &tensor.tensor_shape else { return Ok(Vec::new()) };
    let sizes = shape.dim.iter().map(|dim| usize::try_from(dim.size)).collect::<Result<Vec<_>, _>>();
    sizes.map_err(|_| DecodeError::Tensor { reason: "a dimension is negative" })
}

/// The strings of a tensor, in row-major order.
pub(in crate::summary) fn strings(tensor: &TensorProto) -> Result<&[Vec<u8>], DecodeError> {
    match DataType::try_from(tensor.dtype) {
        Ok(DataType::String) => Ok(&tensor.string_val),
        _ => Err(DecodeError::Tensor { reason: "its elements are not strings" }),
    }
}

/// The numbers of a tensor as doubles, in row-major order, as many as its shape says.
pub(in crate::summary) fn numbers(tensor: &TensorProto) -> Result<Vec<f64>, DecodeError> {
    from_content(&content(tensor)?, dtype(tensor))
}

/// The numbers of a tensor as little-endian bytes, in row-major order, as many as its shape says.
pub(super) fn content(tensor: &TensorProto) -> Result<Cow<'_, [u8]>, DecodeError> {
    let count = count(tensor)?;
    let size = element_size(dtype(tensor))?;
    let bytes = if tensor.tensor_content.is_empty() {
        Cow::Owned(repeat_last(listed(tensor)?, size, count)?)
    } else {
        Cow::Borrowed(&tensor.tensor_content[..])
    };
    if !bytes.len().is_multiple_of(size) {
        return Err(DecodeError::Tensor { reason: "its data ends inside an element" });
    }
    if bytes.len() / size == count { Ok(bytes) } else { Err(SHAPE_AND_DATA_DIFFER) }
}

/// How many elements the shape of a tensor says that there are.
pub(super) fn count(tensor: &TensorProto) -> Result<usize, DecodeError> {
    let count = dims(tensor)?.iter().try_fold(1_usize, |product, &size| product.checked_mul(size));
    count.ok_or(DecodeError::Tensor { reason: "its shape is too large" })
}

/// How many elements a shape holds; `None` for a negative size, or too many.
pub(super) fn element_count(dims: &[i64]) -> Option<usize> {
    dims.iter().try_fold(1_usize, |product, &size| product.checked_mul(usize::try_from(size).ok()?))
}

/// The element type; invalid for one that is not known here.
pub(super) fn dtype(tensor: &TensorProto) -> DataType {
    DataType::try_from(tensor.dtype).unwrap_or(DataType::Invalid)
}

fn element_size(dtype: DataType) -> Result<usize, DecodeError> {
    match dtype {
        DataType::Uint8 | DataType::Int8 | DataType::Bool => Ok(1),
        DataType::Int16 | DataType::Uint16 | DataType::Half | DataType::Bfloat16 => Ok(2),
        DataType::Float | DataType::Int32 | DataType::Uint32 => Ok(4),
        DataType::Double | DataType::Int64 | DataType::Uint64 => Ok(8),
        DataType::String | DataType::Invalid => Err(NOT_NUMBERS),
    }
}

/// A list shorter than the shape is filled with its last element, as TensorFlow compresses constant tensors.
fn repeat_last(mut bytes: Vec<u8>, size: usize, count: usize) -> Result<Vec<u8>, DecodeError> {
    let listed = bytes.len() / size;
    if listed > 0 && listed < count {
        if count > MAX_REPEATED {
            return Err(DecodeError::Tensor { reason: "its shape is too large for its data" });
        }
        let last = bytes[bytes.len() - size..].to_vec();
        (listed..count).for_each(|_| bytes.extend_from_slice(&last));
    }
    Ok(bytes)
}

/// Elements that were written one by one, each type in its own field, as little-endian bytes.
fn listed(tensor: &TensorProto) -> Result<Vec<u8>, DecodeError> {
    fn bytes<T: Copy, const N: usize>(values: &[T], to_le_bytes: impl Fn(T) -> [u8; N]) -> Vec<u8> {
        values.iter().flat_map(|&value| to_le_bytes(value)).collect()
    }
    Ok(match dtype(tensor) {
        DataType::Float => bytes(&tensor.float_val, f32::to_le_bytes),
        DataType::Double => bytes(&tensor.double_val, f64::to_le_bytes),
        DataType::Int32 => bytes(&tensor.int_val, i32::to_le_bytes),
        // As torch writes it.
        DataType::Uint8 if tensor.int_val.is_empty() => bytes(&tensor.uint32_val, |value| [value as u8]),
        DataType::Uint8 | DataType::Int8 => bytes(&tensor.int_val, |value| [value as u8]),
        DataType::Int16 | DataType::Uint16 => bytes(&tensor.int_val, |value| (value as u16).to_le_bytes()),
        DataType::Int64 => bytes(&tensor.int64_val, i64::to_le_bytes),
        DataType::Bool => bytes(&tensor.bool_val, |value| [value.into()]),
        DataType::Half | DataType::Bfloat16 => bytes(&tensor.half_val, |bits| (bits as u16).to_le_bytes()),
        DataType::Uint32 => bytes(&tensor.uint32_val, u32::to_le_bytes),
        DataType::Uint64 => bytes(&tensor.uint64_val, u64::to_le_bytes),
        DataType::String | DataType::Invalid => return Err(NOT_NUMBERS),
    })
}

/// Elements as little-endian bytes.
pub(super) fn from_content(bytes: &[u8], dtype: DataType) -> Result<Vec<f64>, DecodeError> {
    fn each<const N: usize>(bytes: &[u8], to_f64: impl Fn([u8; N]) -> f64) -> Result<Vec<f64>, DecodeError> {
        let (chunks, rest) = bytes.as_chunks::<N>();
        if !rest.is_empty() {
            return Err(DecodeError::Tensor { reason: "its data ends inside an element" });
        }
        Ok(chunks.iter().map(|&chunk| to_f64(chunk)).collect())
    }
    match dtype {
        DataType::Float => each(bytes, |b| f64::from(f32::from_le_bytes(b))),
        DataType::Double => each(bytes, f64::from_le_bytes),
        DataType::Int32 => each(bytes, |b| f64::from(i32::from_le_bytes(b))),
        DataType::Uint8 | DataType::Bool => each(bytes, |b| f64::from(u8::from_le_bytes(b))),
        DataType::Int16 => each(bytes, |b| f64::from(i16::from_le_bytes(b))),
        DataType::Int8 => each(bytes, |b| f64::from(i8::from_le_bytes(b))),
        DataType::Int64 => each(bytes, |b| i64::from_le_bytes(b) as f64),
        DataType::Bfloat16 => each(bytes, |b| bfloat16_to_f64(u16::from_le_bytes(b))),
        DataType::Uint16 => each(bytes, |b| f64::from(u16::from_le_bytes(b))),
        DataType::Half => each(bytes, |b| half_to_f64(u16::from_le_bytes(b))),
        DataType::Uint32 => each(bytes, |b| f64::from(u32::from_le_bytes(b))),
        DataType::Uint64 => each(bytes, |b| u64::from_le_bytes(b) as f64),
        DataType::String | DataType::Invalid => Err(NOT_NUMBERS),
    }
}

/// A bfloat16 is the upper half of a float.
fn bfloat16_to_f64(bits: u16) -> f64 {
    f64::from(f32::from_bits(u32::from(bits) << 16))
}

/// IEEE 754 half precision: 1 sign bit, 5 exponent bits, 10 fraction bits.
fn half_to_f64(bits: u16) -> f64 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    sign * match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_precision_has_the_values_of_the_standard() {
        let table =
            [(0x3c00, 1.0), (0xc000, -2.0), (0x7bff, 65504.0), (0x0001, 2f64.powi(-24)), (0x7c00, f64::INFINITY)];
        for (bits, value) in table {
            assert_eq!(half_to_f64(bits), value);
        }
        assert!(half_to_f64(0x7e00).is_nan());
        assert_eq!(bfloat16_to_f64(0x3fc0), 1.5);
    }

    #[test]
    fn a_shape_that_asks_for_memory_gets_an_error() {
        let hostile = |dims: &[i64]| TensorProto {
            dtype: DataType::Float.into(),
            tensor_shape: Some(shape(dims)),
            float_val: vec![1.0],
            ..TensorProto::default()
        };
        for dims in [&[1 << 40][..], &[i64::MAX, i64::MAX], &[-1]] {
            assert!(matches!(numbers(&hostile(dims)), Err(DecodeError::Tensor { .. })), "{dims:?}");
        }
        assert_eq!(numbers(&hostile(&[3])).unwrap(), [1.0; 3]);
    }
}
