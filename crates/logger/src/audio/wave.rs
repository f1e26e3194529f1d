//! The samples of a sound, of any type, at hand or still on a device.

use std::fmt;

use half::{bf16, f16};

use crate::Error;
use crate::distribution::{Numbers, Values};

/// The samples of a sound. Floats, and tensors of burn, are from -1 to 1, and what is outside is cut off; NaN is an
/// error. Integers of 16 bits are as sound cards have them.
pub struct Wave(Source);

enum Source {
    Floats(Values),
    Integers(Vec<i16>),
}

impl Wave {
    pub(super) fn floats(values: impl Into<Values>) -> Self {
        Self(Source::Floats(values.into()))
    }

    /// How much memory the samples hold while they wait.
    pub(super) fn byte_len(&self) -> usize {
        match &self.0 {
            Source::Floats(values) => values.byte_len(),
            Source::Integers(values) => size_of_val(&values[..]),
        }
    }

    /// The samples from -1 to 1.
    pub(super) fn read(self) -> Result<Vec<f32>, Error> {
        match self.0 {
            Source::Integers(values) => Ok(values.into_iter().map(|value| f32::from(value) / 32767.0).collect()),
            Source::Floats(values) => Ok(match values.read()? {
                Numbers::F32(values) => values,
                Numbers::F64(values) => values.into_iter().map(|value| value as f32).collect(),
            }),
        }
    }
}

impl fmt::Debug for Wave {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wave({} bytes)", self.byte_len())
    }
}

impl From<Vec<i16>> for Wave {
    fn from(values: Vec<i16>) -> Self {
        Self(Source::Integers(values))
    }
}

impl From<&[i16]> for Wave {
    fn from(values: &[i16]) -> Self {
        values.to_vec().into()
    }
}

/// Types that are from -1 to 1.
macro_rules! from_floats {
    ($($float:ty),*) => {$(
        impl From<Vec<$float>> for Wave {
            fn from(values: Vec<$float>) -> Self {
                Self::floats(values)
            }
        }

        impl From<&[$float]> for Wave {
            fn from(values: &[$float]) -> Self {
                Self::floats(values)
            }
        }
    )*};
}

from_floats!(f32, f64, f16, bf16);

impl<T, const N: usize> From<&[T; N]> for Wave
where
    for<'a> Wave: From<&'a [T]>,
{
    fn from(values: &[T; N]) -> Self {
        values.as_slice().into()
    }
}
