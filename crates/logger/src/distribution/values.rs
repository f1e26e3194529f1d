//! Numbers of any type, at hand or still on a device.

use std::fmt;

use half::{bf16, f16};

use crate::Error;

/// Numbers for a histogram: made from slices and vectors of any number type, or from a tensor of burn, which the worker
/// reads from its device.
pub struct Values(Source);

enum Source {
    Here(Numbers),
    #[cfg(feature = "burn")]
    OnDevice {
        bytes: usize,
        read: Box<dyn FnOnce() -> Result<Numbers, Error> + Send>,
    },
}

/// Floats as they are counted; other types become the one that holds them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Numbers {
    F32(Vec<f32>),
    F64(Vec<f64>),
}

impl Numbers {
    /// The finite values, from the least to the greatest.
    pub(super) fn sorted(&self) -> Vec<f64> {
        let mut values: Vec<f64> = match self {
            Self::F32(values) => values.iter().map(|&value| f64::from(value)).collect(),
            Self::F64(values) => values.clone(),
        };
        values.retain(|value| value.is_finite());
        values.sort_unstable_by(f64::total_cmp);
        values
    }

    /// How many there are.
    #[cfg(feature = "burn")]
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::F32(values) => values.len(),
            Self::F64(values) => values.len(),
        }
    }

    /// All values, in their order.
    #[cfg(feature = "burn")]
    pub(crate) fn iter(&self) -> impl Iterator<Item = f64> {
        let (narrow, wide) = match self {
            Self::F32(values) => (values.as_slice(), &[][..]),
            Self::F64(values) => (&[][..], values.as_slice()),
        };
        narrow.iter().map(|&value| f64::from(value)).chain(wide.iter().copied())
    }

    /// All values, in their order.
    pub(crate) fn into_f32(self) -> Vec<f32> {
        match self {
            Self::F32(values) => values,
            Self::F64(values) => values.into_iter().map(|value| value as f32).collect(),
        }
    }

    /// All values, in their order.
    pub(crate) fn into_f64(self) -> Vec<f64> {
        match self {
            Self::F32(values) => values.into_iter().map(f64::from).collect(),
            Self::F64(values) => values,
        }
    }
}

impl Values {
    /// Values that are read later, on the worker's thread.
    #[cfg(feature = "burn")]
    pub(crate) fn on_device(bytes: usize, read: impl FnOnce() -> Result<Numbers, Error> + Send + 'static) -> Self {
        Self(Source::OnDevice { bytes, read: Box::new(read) })
    }

    pub(crate) fn byte_len(&self) -> usize {
        match &self.0 {
            Source::Here(Numbers::F32(values)) => size_of_val(&values[..]),
            Source::Here(Numbers::F64(values)) => size_of_val(&values[..]),
            #[cfg(feature = "burn")]
            Source::OnDevice { bytes, .. } => *bytes,
        }
    }

    #[cfg_attr(not(feature = "burn"), allow(clippy::unnecessary_wraps, reason = "reading from a device can fail"))]
    pub(crate) fn read(self) -> Result<Numbers, Error> {
        match self.0 {
            Source::Here(numbers) => Ok(numbers),
            #[cfg(feature = "burn")]
            Source::OnDevice { read, .. } => read(),
        }
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Values({} bytes)", self.byte_len())
    }
}

impl From<Vec<f32>> for Values {
    fn from(values: Vec<f32>) -> Self {
        Self(Source::Here(Numbers::F32(values)))
    }
}

impl From<Vec<f64>> for Values {
    fn from(values: Vec<f64>) -> Self {
        Self(Source::Here(Numbers::F64(values)))
    }
}

/// The numbers of an iterator.
impl<T> FromIterator<T> for Values
where
    Self: From<Vec<T>>,
{
    fn from_iter<I: IntoIterator<Item = T>>(numbers: I) -> Self {
        Vec::from_iter(numbers).into()
    }
}

/// Types that become another one, each element on its own.
macro_rules! from_elements {
    ($($element:ty => $wide:ty, $convert:expr;)*) => {$(
        impl From<&[$element]> for Values {
            fn from(values: &[$element]) -> Self {
                let wide: Vec<$wide> = values.iter().map(|&value| $convert(value)).collect();
                wide.into()
            }
        }
    )*};
}

/// The same for vectors of types that are not counted as they are.
macro_rules! from_vectors {
    ($($element:ty),*) => {$(
        impl From<Vec<$element>> for Values {
            fn from(values: Vec<$element>) -> Self {
                values.as_slice().into()
            }
        }
    )*};
}

from_elements! {
    f32 => f32, std::convert::identity;
    f64 => f64, std::convert::identity;
    f16 => f32, f16::to_f32;
    bf16 => f32, bf16::to_f32;
    i8 => f32, f32::from;
    u8 => f32, f32::from;
    i16 => f32, f32::from;
    u16 => f32, f32::from;
    i32 => f64, f64::from;
    u32 => f64, f64::from;
    i64 => f64, |value| value as f64;
    u64 => f64, |value| value as f64;
    usize => f64, |value| value as f64;
    bool => f32, |value| f32::from(u8::from(value));
}

from_vectors!(f16, bf16, i8, u8, i16, u16, i32, u32, i64, u64, usize, bool);

impl<T, const N: usize> From<&[T; N]> for Values
where
    for<'a> Values: From<&'a [T]>,
{
    fn from(values: &[T; N]) -> Self {
        values.as_slice().into()
    }
}
