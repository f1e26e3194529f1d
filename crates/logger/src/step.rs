//! How far a training had come when something was logged.

/// The step of a value: a whole number of any type, or `None` for the next one of its tag.
///
/// Steps are kept as `i64`; what does not fit becomes the nearest that does. TensorBoard's axis is exact up to 2⁵³, and
/// its `HParams` page up to 2³¹.
///
/// ```
/// # let directory = tempfile::tempdir()?;
/// # let logger = nnviz_logger::Logger::create(directory.path())?;
/// for (batch, loss) in [0.9, 0.7, 0.6].into_iter().enumerate() {
///     logger.add_scalar("loss", loss, batch);      // any integer: here a usize
///     logger.add_scalar("loss/again", loss, None); // 0, 1, 2: counted for each tag
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step(Option<i64>);

impl Step {
    /// The step, or `otherwise` where it is to be counted.
    pub(crate) fn unwrap_or_else(self, otherwise: impl FnOnce() -> i64) -> i64 {
        self.0.unwrap_or_else(otherwise)
    }
}

/// For messages about values that never came to be written.
impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(step) => write!(f, "step {step}"),
            None => f.write_str("its next step"),
        }
    }
}

impl From<i64> for Step {
    fn from(step: i64) -> Self {
        Self(Some(step))
    }
}

/// `None` is the step after the last one of the tag, and 0 for the first.
impl From<Option<i64>> for Step {
    fn from(step: Option<i64>) -> Self {
        Self(step)
    }
}

macro_rules! from_smaller {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Step {
            fn from(step: $integer) -> Self {
                Self(Some(i64::from(step)))
            }
        }
    )*};
}

macro_rules! from_larger {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Step {
            fn from(step: $integer) -> Self {
                Self(Some(i64::try_from(step).unwrap_or(i64::MAX)))
            }
        }
    )*};
}

from_smaller!(i32, u32, i16, u16, i8, u8);
from_larger!(u64, usize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_integer_is_a_step() {
        let steps = [Step::from(7_u8), 7_i32.into(), 7_usize.into(), 7_u64.into(), Some(7_i64).into()];
        assert!(steps.iter().all(|&step| step == Step(Some(7))));
        assert_eq!(Step::from(u64::MAX), Step(Some(i64::MAX)));
        assert_eq!(Step::from(None), Step(None));
    }
}
