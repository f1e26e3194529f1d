//! When an event happened.

/// Seconds since the Unix epoch, always finite: TensorBoard's faster reader gives up a whole file at a time that is not a
/// number.
///
/// ```
/// use nnviz_record::WallTime;
/// assert_eq!(WallTime::new(1.5).map(WallTime::seconds), Some(1.5));
/// assert_eq!(WallTime::new(f64::NAN), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct WallTime(f64);

impl WallTime {
    /// The epoch itself: 1970.
    pub const EPOCH: Self = Self(0.0);

    /// A time, or `None` if `seconds` is infinite or not a number.
    pub fn new(seconds: f64) -> Option<Self> {
        seconds.is_finite().then_some(Self(seconds))
    }

    /// Seconds since the Unix epoch.
    pub fn seconds(self) -> f64 {
        self.0
    }
}

/// A clock set before 1970 counts as 1970.
impl From<std::time::SystemTime> for WallTime {
    fn from(time: std::time::SystemTime) -> Self {
        Self(time.duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs_f64())
    }
}
