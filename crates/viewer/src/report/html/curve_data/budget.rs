//! How many bytes the data of a curve may take: a page of many curves has to open as one of few.

/// What all curves of a page may take together, in bytes as written, and the bounds for one of them.
const ALL: usize = 12 << 20;
const MOST: usize = 160 << 10;
const LEAST: usize = 2 << 10;

/// What a point takes: in a series that shares its axis, and in one with an axis of its own and smoothed values; base64
/// writes three bytes as four.
const SHARED: usize = 4 * 4 / 3 + 1;
const OWN: usize = (4 + 8 + 4 + 3 * 4 * crate::chart::smoothing::STOPS.len()) * 4 / 3 + 1;

/// The bytes of a series.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget(usize);

impl Budget {
    /// For a page with so many series.
    pub(super) fn new(series: usize) -> Self {
        Self((ALL / series.max(1)).clamp(LEAST, MOST))
    }

    /// Series of up to so many points are there whole.
    pub(super) fn whole(self) -> usize {
        // What is drawn in full at every move of a slider must not be long.
        (self.0 / SHARED).min(4_000)
    }

    /// Into how many columns a longer series is thinned; most columns keep two points.
    pub(super) fn columns(self) -> usize {
        (self.0 / OWN / 2).max(8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_series_have_less_each() {
        let [few, many] = [1, 25_000].map(Budget::new);
        assert_eq!((few.whole(), few.columns() > 400), (4_000, true));
        assert!(many.whole() >= 340 && many.columns() >= 8, "{} {}", many.whole(), many.columns());
    }
}
