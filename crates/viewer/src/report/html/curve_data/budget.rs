//! How many bytes the data of a curve may take: a page of many curves has to open as one of few.

/// What all curves of a page may take together, in bytes as written, and the bounds for one of them.
const ALL: usize = 12 << 20;
const MOST: usize = 160 << 10;
const LEAST: usize = 2 << 10;

/// Fewer columns than these, and a curve is no longer what it was: rather are there fewer ways to smooth it.
const FEW: usize = 30;

/// What a point takes in a series that shares its axis; base64 writes three bytes as four.
const SHARED: usize = 4 * 4 / 3 + 1;

/// The bytes of a series.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    bytes: usize,
    /// What a point takes in a series with an axis of its own and smoothed values.
    own: usize,
}

impl Budget {
    /// For a page with so many series, each point of which has so many smoothed values.
    pub(super) fn new(series: usize, smoothed: usize) -> Self {
        let own = (4 + 8 + 4 + 4 * smoothed) * 4 / 3 + 1;
        Self { bytes: (ALL / series.max(1)).clamp(LEAST, MOST), own }
    }

    /// Series of up to so many points are there whole.
    pub(super) fn whole(self) -> usize {
        // What is drawn in full at every move of a slider must not be long.
        (self.bytes / SHARED).min(4_000)
    }

    /// Into how many columns a longer series is thinned; most columns keep two points.
    pub(super) fn columns(self) -> usize {
        (self.bytes / self.own / 2).max(8)
    }

    /// Whether so few columns are left that it would be better to have fewer smoothed values.
    pub(super) fn is_tight(self) -> bool {
        self.columns() < FEW
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_series_have_less_each() {
        let [few, many] = [1, 25_000].map(|series| Budget::new(series, 21));
        assert_eq!((few.whole(), few.columns() > 400, few.is_tight()), (4_000, true, false));
        assert!(many.whole() >= 340 && many.columns() >= 8, "{} {}", many.whole(), many.columns());
        assert!(many.is_tight() && Budget::new(25_000, 3).columns() > 3 * many.columns());
    }
}
