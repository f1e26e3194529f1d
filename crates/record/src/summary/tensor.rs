//! Tensors inside summaries: numbers and strings in every form in which writers put them.

use super::DecodeError;
use crate::proto::{DataType, Dim, TensorProto, TensorShapeProto};

/// A tensor may be written as one value and a shape that repeats it; more elements than this are not made up from one.
const MAX_REPEATED: usize = 1 << 20;

/// The shape message for `dims`; rank 0 is a shape that is there and has no dimensions.
pub(super) fn shape(dims: &[i64]) -> TensorShapeProto {
    let dim = dims.iter().map(|&size| Dim { size, name: String::new() }).collect();
    TensorShapeProto { dim, unknown_rank: false }
}

/// A tensor of strings. TensorBoard reads strings only from `string_val`.
pub(super) fn of_strings(dims: &[i64], strings: Vec<Vec<u8>>) -> TensorProto {
    TensorProto {
        dtype: DataType::String.into(),
        tensor_shape: Some(shape(dims)),
        string_val: strings,
        ..TensorProto::default()
    }
}

/// A tensor of doubles, in the compact form.
pub(super) fn of_doubles(dims: &[i64], values: impl IntoIterator<Item = f64>) -> TensorProto {
    TensorProto {
        dtype: DataType::Double.into(),
        tensor_shape: Some(shape(dims)),
        tensor_content: values.into_iter().flat_map(f64::to_le_bytes).collect(),
        ..TensorProto::default()
    }
}

/// The sizes of a tensor's dimensions; none for a scalar.
pub(super) fn dims(tensor: &TensorProto) -> Result<Vec<usize>, DecodeError> {
    let Some(shape) = &tensor.tensor_shape else { return Ok(Vec::new()) };
    let sizes = shape.dim.iter().map(|dim| usize::try_from(dim.size)).collect::<Result<Vec<_>, _>>();
    sizes.map_err(|_| DecodeError::Tensor { reason: "a dimension is negative" })
}

/// The strings of a tensor, in row-major order.
pub(super) fn strings(tensor: &TensorProto) -> Result<&[Vec<u8>], DecodeError> {
    match DataType::try_from(tensor.dtype) {
        Ok(DataType::String) => Ok(&tensor.string_val),
        _ => Err(DecodeError::Tensor { reason: "its elements are not strings" }),
    }
}

/// The numbers of a tensor as doubles, in row-major order, as many as its shape says.
pub(super) fn numbers(tensor: &TensorProto) -> Result<Vec<f64>, DecodeError> {
    let count = dims(tensor)?.iter().try_fold(1_usize, |product, &size| product.checked_mul(size));
    let count = count.ok_or(DecodeError::Tensor { reason: "its shape is too large" })?;
    let dtype = DataType::try_from(tensor.dtype).unwrap_or(DataType::Invalid);
    let values = if tensor.tensor_content.is_empty() {
        repeat_last(listed(tensor, dtype)?, count)?
    } else {
        from_content(&tensor.tensor_content, dtype)?
    };
    if values.len() == count {
        Ok(values)
    } else {
        Err(DecodeError::Tensor { reason: "its shape and its data differ" })
    }
}

/// A list shorter than the shape is filled with its last element, as TensorFlow compresses constant tensors.
fn repeat_last(mut values: Vec<f64>, count: usize) -> Result<Vec<f64>, DecodeError> {
    if let (true, Some(&last)) = (values.len() < count, values.last()) {
        if count > MAX_REPEATED {
            return Err(DecodeError::Tensor { reason: "its shape is too large for its data" });
        }
        values.resize(count, last);
    }
    Ok(values)
}

/// Elements that were written one by one, each type in its own field.
fn listed(tensor: &TensorProto, dtype: DataType) -> Result<Vec<f64>, DecodeError> {
    fn doubles<T: Copy + Into<f64>>(values: &[T]) -> Vec<f64> {
        values.iter().map(|&value| value.into()).collect()
    }
    Ok(match dtype {
        DataType::Float => doubles(&tensor.float_val),
        DataType::Double => tensor.double_val.clone(),
        DataType::Int32 | DataType::Uint8 | DataType::Int16 | DataType::Int8 | DataType::Uint16 => {
            doubles(&tensor.int_val)
        }
        DataType::Int64 => tensor.int64_val.iter().map(|&value| value as f64).collect(),
        DataType::Bool => tensor.bool_val.iter().map(|&value| f64::from(u8::from(value))).collect(),
        DataType::Half => tensor.half_val.iter().map(|&bits| half_to_f64(bits as u16)).collect(),
        DataType::Bfloat16 => tensor.half_val.iter().map(|&bits| bfloat16_to_f64(bits as u16)).collect(),
        DataType::Uint32 => doubles(&tensor.uint32_val),
        DataType::Uint64 => tensor.uint64_val.iter().map(|&value| value as f64).collect(),
        DataType::String | DataType::Invalid => {
            return Err(DecodeError::Tensor { reason: "its elements are not numbers" });
        }
    })
}

/// Elements as little-endian bytes.
fn from_content(bytes: &[u8], dtype: DataType) -> Result<Vec<f64>, DecodeError> {
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
        DataType::String | DataType::Invalid => Err(DecodeError::Tensor { reason: "its elements are not numbers" }),
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
