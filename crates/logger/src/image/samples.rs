//! The values of a picture, of any type, at hand or still on a device.

use std::fmt;

use half::{bf16, f16};

use super::ImageError;
use crate::Error;
use crate::distribution::{Numbers, Values};

/// The values of a picture, channel by channel.
///
/// Bytes, and integer tensors of burn, are from 0 to 255. Floats, and float tensors of burn, are from 0 to 1; what is
/// outside is drawn as the nearest of them. NaN is an error.
pub struct Samples(Source);

enum Source {
    Bytes(Vec<u8>),
    /// From 0 to 1.
    Shares(Values),
    /// Whole numbers from 0 to 255.
    #[cfg_attr(not(feature = "burn"), allow(dead_code, reason = "only tensors are of a wider type than they need"))]
    Levels(Values),
}

impl Samples {
    /// Floats from 0 to 1.
    pub(super) fn shares(values: impl Into<Values>) -> Self {
        Self(Source::Shares(values.into()))
    }

    /// Whole numbers from 0 to 255.
    #[cfg(feature = "burn")]
    pub(super) fn levels(values: impl Into<Values>) -> Self {
        Self(Source::Levels(values.into()))
    }

    /// How much memory the values hold while they wait.
    pub(super) fn byte_len(&self) -> usize {
        match &self.0 {
            Source::Bytes(bytes) => bytes.len(),
            Source::Shares(values) | Source::Levels(values) => values.byte_len(),
        }
    }

    /// The values from 0 to 255.
    pub(super) fn read(self, tag: &str) -> Result<Vec<u8>, Error> {
        let bytes = match self.0 {
            Source::Bytes(bytes) => Ok(bytes),
            Source::Shares(values) => match values.read()? {
                Numbers::F32(values) => shares_to_bytes(&values),
                Numbers::F64(values) => shares_to_bytes(&values),
            },
            Source::Levels(values) => match values.read()? {
                Numbers::F32(values) => levels_to_bytes(&values),
                Numbers::F64(values) => levels_to_bytes(&values),
            },
        };
        bytes.map_err(|problem| Error::Image { tag: tag.to_owned(), problem })
    }
}

/// The floats that are counted as they are: `f64` is the wider one.
trait Float: Copy + Into<f64> {
    /// From 0..1 to 0..255. `as` keeps to the range of `u8`, and adding a half and cutting rounds what is not negative.
    fn to_byte(self) -> u8;
}

impl Float for f32 {
    fn to_byte(self) -> u8 {
        (self * 255.0 + 0.5) as u8
    }
}

impl Float for f64 {
    fn to_byte(self) -> u8 {
        (self * 255.0 + 0.5) as u8
    }
}

fn shares_to_bytes<F: Float>(values: &[F]) -> Result<Vec<u8>, ImageError> {
    let is_nan = |value: &F| -> bool { Into::<f64>::into(*value).is_nan() };
    // Without an early end the search is as quick as the conversion; where the NaN is matters only if there is one.
    if values.iter().fold(false, |found, value| found | is_nan(value)) {
        let index = values.iter().position(is_nan).unwrap_or_default();
        return Err(ImageError::NotANumber { index });
    }
    Ok(values.iter().map(|value| value.to_byte()).collect())
}

fn levels_to_bytes<F: Float>(values: &[F]) -> Result<Vec<u8>, ImageError> {
    let byte = |(index, &value): (usize, &F)| {
        let value = value.into();
        if (0.0..=255.0).contains(&value) { Ok(value as u8) } else { Err(ImageError::Range { index, value }) }
    };
    values.iter().enumerate().map(byte).collect()
}

impl fmt::Debug for Samples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Samples({} bytes)", self.byte_len())
    }
}

impl From<Vec<u8>> for Samples {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Source::Bytes(bytes))
    }
}

impl From<&[u8]> for Samples {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

/// Types that are from 0 to 1.
macro_rules! from_floats {
    ($($float:ty),*) => {$(
        impl From<Vec<$float>> for Samples {
            fn from(values: Vec<$float>) -> Self {
                Self::shares(values)
            }
        }

        impl From<&[$float]> for Samples {
            fn from(values: &[$float]) -> Self {
                Self::shares(values)
            }
        }
    )*};
}

from_floats!(f32, f64, f16, bf16);

impl<T, const N: usize> From<&[T; N]> for Samples
where
    for<'a> Samples: From<&'a [T]>,
{
    fn from(values: &[T; N]) -> Self {
        values.as_slice().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(samples: impl Into<Samples>) -> Result<Vec<u8>, String> {
        samples.into().read("faces").map_err(|error| error.to_string())
    }

    #[test]
    fn floats_are_rounded_and_kept_in_range() {
        let shares = [-3.0, 0.0, 0.49 / 255.0, 0.51 / 255.0, 0.5, 1.0, 7.0, f32::INFINITY, f32::NEG_INFINITY];
        let expected = vec![0, 0, 0, 1, 128, 255, 255, 255, 0];
        assert_eq!(bytes(&shares), Ok(expected.clone()));
        assert_eq!(bytes(shares.map(f64::from).to_vec()), Ok(expected));
        assert_eq!(bytes(&[f16::ONE, f16::ZERO]), Ok(vec![255, 0]));
        assert_eq!(bytes(vec![bf16::ONE]), Ok(vec![255]));
    }

    #[test]
    fn every_byte_survives_the_way_over_floats() {
        let all: Vec<u8> = (0..=255).collect();
        let shares: Vec<f32> = all.iter().map(|&byte| f32::from(byte) / 255.0).collect();
        assert_eq!(bytes(shares), Ok(all.clone()));
        assert_eq!(levels_to_bytes(&all.iter().map(|&byte| f64::from(byte)).collect::<Vec<_>>()), Ok(all));
    }

    #[test]
    fn the_first_value_that_is_none_is_named() {
        let message = "`faces`: value 1 is NaN: give floats from 0 to 1";
        assert_eq!(bytes(&[0.0, f32::NAN, f32::NAN]), Err(message.to_owned()));
        assert_eq!(levels_to_bytes(&[255.0, 256.0_f32]), Err(ImageError::Range { index: 1, value: 256.0 }));
        assert_eq!(levels_to_bytes(&[-1.0]), Err(ImageError::Range { index: 0, value: -1.0 }));
    }
}
