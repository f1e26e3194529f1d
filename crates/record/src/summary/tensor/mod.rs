//! Tensors: an array of any shape and element type a step. No page of TensorBoard shows them; programs read them back.
//!
//! Written as little-endian `tensor_content`, which Python's `make_ndarray` decodes for every element type (for bfloat16
//! with TensorFlow only: without it, TensorBoard has no such type); strings have a list of their own. How tensors lie in
//! messages, for this kind and the others, is in `wire.rs`.

mod wire;

use thiserror::Error;

use super::DecodeError;
use crate::proto::{DataType, Payload, TensorProto};

pub(super) use wire::{dims, numbers, of_content, of_doubles, of_floats, of_strings, shape, strings};

/// An array of numbers or strings, in row-major order.
///
/// ```
/// use nnviz_record::proto::DataType;
/// use nnviz_record::summary::Tensor;
/// let tensor = Tensor::new([2, 3], &[1_i16, 2, 3, 4, 5, -6])?;
/// assert_eq!((tensor.dtype(), tensor.shape()), (DataType::Int16, &[2, 3][..]));
/// assert_eq!(tensor.numbers()?[5], -6.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tensor {
    dtype: DataType,
    shape: Vec<i64>,
    data: TensorData,
}

/// The elements of a [`Tensor`], in row-major order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TensorData {
    /// Numbers, as little-endian bytes.
    Bytes(Vec<u8>),
    /// Strings, of text or of anything.
    Strings(Vec<Vec<u8>>),
}

/// Why a shape and elements make no tensor.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TensorError {
    /// The shape has another number of elements.
    #[error("the shape {shape:?} does not hold {elements} elements")]
    Shape {
        /// The shape.
        shape: Vec<i64>,
        /// How many elements there are.
        elements: usize,
    },
}

/// The numbers that a [`Tensor`] is made of.
pub trait Element: Copy + private::Sealed {
    /// Its type in the file.
    const DTYPE: DataType;
}

mod private {
    /// Numbers that have an element type.
    pub trait Sealed {
        fn push_le_bytes(self, bytes: &mut Vec<u8>);
    }
}

macro_rules! element {
    ($($number:ty => $dtype:ident),* $(,)?) => {$(
        impl private::Sealed for $number {
            fn push_le_bytes(self, bytes: &mut Vec<u8>) {
                bytes.extend(self.to_le_bytes());
            }
        }

        impl Element for $number {
            const DTYPE: DataType = DataType::$dtype;
        }
    )*};
}

element! {
    f32 => Float, f64 => Double,
    i8 => Int8, i16 => Int16, i32 => Int32, i64 => Int64,
    u8 => Uint8, u16 => Uint16, u32 => Uint32, u64 => Uint64,
}

impl private::Sealed for bool {
    fn push_le_bytes(self, bytes: &mut Vec<u8>) {
        bytes.push(self.into());
    }
}

impl Element for bool {
    const DTYPE: DataType = DataType::Bool;
}

impl Tensor {
    /// A tensor of `f32`, `f64`, `bool`, or integers of 8 to 64 bits.
    ///
    /// # Errors
    /// [`TensorError`] when the shape does not hold as many elements.
    pub fn new<E: Element>(shape: impl Into<Vec<i64>>, elements: &[E]) -> Result<Self, TensorError> {
        let mut bytes = Vec::with_capacity(size_of_val(elements));
        for element in elements {
            element.push_le_bytes(&mut bytes);
        }
        Self::checked(E::DTYPE, shape.into(), elements.len(), TensorData::Bytes(bytes))
    }

    /// A tensor of half-precision floats, each given as its bits.
    ///
    /// # Errors
    /// [`TensorError`] when the shape does not hold as many elements.
    pub fn from_f16_bits(shape: impl Into<Vec<i64>>, bits: &[u16]) -> Result<Self, TensorError> {
        Ok(Self { dtype: DataType::Half, ..Self::new(shape, bits)? })
    }

    /// A tensor of bfloat16, each given as its bits.
    ///
    /// # Errors
    /// [`TensorError`] when the shape does not hold as many elements.
    pub fn from_bf16_bits(shape: impl Into<Vec<i64>>, bits: &[u16]) -> Result<Self, TensorError> {
        Ok(Self { dtype: DataType::Bfloat16, ..Self::new(shape, bits)? })
    }

    /// A tensor of strings.
    ///
    /// # Errors
    /// [`TensorError`] when the shape does not hold as many elements.
    pub fn from_strings<S: Into<Vec<u8>>>(
        shape: impl Into<Vec<i64>>,
        strings: impl IntoIterator<Item = S>,
    ) -> Result<Self, TensorError> {
        let strings: Vec<_> = strings.into_iter().map(Into::into).collect();
        Self::checked(DataType::String, shape.into(), strings.len(), TensorData::Strings(strings))
    }

    fn checked(dtype: DataType, shape: Vec<i64>, elements: usize, data: TensorData) -> Result<Self, TensorError> {
        if wire::element_count(&shape) == Some(elements) {
            Ok(Self { dtype, shape, data })
        } else {
            Err(TensorError::Shape { shape, elements })
        }
    }

    /// The type of its elements.
    pub fn dtype(&self) -> DataType {
        self.dtype
    }

    /// The sizes of its dimensions; none for a single element.
    pub fn shape(&self) -> &[i64] {
        &self.shape
    }

    /// Its elements.
    pub fn data(&self) -> &TensorData {
        &self.data
    }

    /// Its elements as doubles: exact but for 64-bit integers beyond 2⁵³.
    ///
    /// # Errors
    /// [`DecodeError`] when its elements are strings.
    pub fn numbers(&self) -> Result<Vec<f64>, DecodeError> {
        match &self.data {
            TensorData::Bytes(bytes) => wire::from_content(bytes, self.dtype),
            TensorData::Strings(_) => Err(wire::NOT_NUMBERS),
        }
    }
}

pub(super) fn encode(tensor: Tensor) -> Payload {
    Payload::Tensor(match tensor.data {
        TensorData::Bytes(bytes) => of_content(tensor.dtype, &tensor.shape, bytes),
        TensorData::Strings(strings) => of_strings(&tensor.shape, strings),
    })
}

pub(super) fn decode(tensor: &TensorProto) -> Result<Tensor, DecodeError> {
    let count = wire::count(tensor)?;
    let shape = dims(tensor)?.into_iter().map(|size| size as i64).collect();
    let dtype = wire::dtype(tensor);
    let data = if dtype == DataType::String {
        let strings = strings(tensor)?;
        if strings.len() != count {
            return Err(wire::SHAPE_AND_DATA_DIFFER);
        }
        TensorData::Strings(strings.to_vec())
    } else {
        TensorData::Bytes(wire::content(tensor)?.into_owned())
    };
    Ok(Tensor { dtype, shape, data })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_holds_its_elements() {
        assert!(Tensor::new([], &[1.0_f32]).is_ok());
        assert!(Tensor::new([0, 7], &[0_u8; 0]).is_ok());
        for shape in [&[2, 2][..], &[-1, -3], &[i64::MAX, i64::MAX], &[]] {
            let error = Tensor::new(shape, &[true; 3]).unwrap_err();
            assert_eq!(error.to_string(), format!("the shape {shape:?} does not hold 3 elements"));
        }
    }

    #[test]
    fn elements_of_every_type_are_their_numbers() {
        fn assert_numbers<E: Element>(elements: &[E], numbers: &[f64]) {
            assert_eq!(Tensor::new([2], elements).unwrap().numbers().unwrap(), numbers);
        }
        assert_numbers(&[1.5_f32, -0.1], &[1.5, f64::from(-0.1_f32)]);
        assert_numbers(&[1.5_f64, -0.1], &[1.5, -0.1]);
        assert_numbers(&[i8::MIN, 1], &[-128.0, 1.0]);
        assert_numbers(&[i16::MIN, 1], &[-32768.0, 1.0]);
        assert_numbers(&[i32::MIN, 1], &[-2_147_483_648.0, 1.0]);
        assert_numbers(&[i64::MIN, 1], &[-9_223_372_036_854_775_808.0, 1.0]);
        assert_numbers(&[u8::MAX, 1], &[255.0, 1.0]);
        assert_numbers(&[u16::MAX, 1], &[65535.0, 1.0]);
        assert_numbers(&[u32::MAX, 1], &[4_294_967_295.0, 1.0]);
        assert_numbers(&[1 << 63, 1_u64], &[9_223_372_036_854_775_808.0, 1.0]);
        assert_numbers(&[true, false], &[1.0, 0.0]);
        assert_eq!(Tensor::from_f16_bits([1], &[0x3c00]).unwrap().numbers().unwrap(), [1.0]);
        assert_eq!(Tensor::from_bf16_bits([1], &[0x3fc0]).unwrap().numbers().unwrap(), [1.5]);
        assert!(Tensor::from_strings([1], ["1"]).unwrap().numbers().is_err());
    }
}
