//! The value of a hyperparameter.

use std::fmt;

/// A number, a text, or yes or no.
///
/// ```
/// use nnviz_record::summary::HparamValue;
/// assert_eq!(HparamValue::from(32), HparamValue::Number(32.0));
/// assert_eq!(HparamValue::from("adam").to_string(), "adam");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum HparamValue {
    /// A number: integers are exact to 2⁵³. NaN counts as not set.
    Number(f64),
    /// A text.
    Text(String),
    /// Yes or no.
    Bool(bool),
}

macro_rules! from_number {
    ($($number:ty),* => $to_f64:expr) => {$(
        impl From<$number> for HparamValue {
            fn from(number: $number) -> Self {
                Self::Number($to_f64(number))
            }
        }
    )*};
}

from_number!(f64, i8, i16, i32, u8, u16, u32 => f64::from);
from_number!(i64, isize, u64, usize => |number| number as f64);

/// The number that a person would read: 0.1, not 0.10000000149011612.
impl From<f32> for HparamValue {
    fn from(number: f32) -> Self {
        Self::Number(number.to_string().parse().unwrap_or(f64::from(number)))
    }
}

impl From<bool> for HparamValue {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for HparamValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for HparamValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl fmt::Display for HparamValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
            Self::Bool(value) => value.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_precision_is_the_number_that_was_meant() {
        assert_eq!(HparamValue::from(0.1_f32), HparamValue::Number(0.1));
        assert_eq!(HparamValue::from(f32::INFINITY), HparamValue::Number(f64::INFINITY));
        assert!(matches!(HparamValue::from(f32::NAN), HparamValue::Number(number) if number.is_nan()));
        assert_eq!(HparamValue::from(u64::MAX), HparamValue::Number(18_446_744_073_709_551_615.0));
    }
}
