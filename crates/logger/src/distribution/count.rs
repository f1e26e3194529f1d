//! The pass over the values.
//!
//! A float's bits, cut off after the fourth bit of the fraction, are the number of its fine bucket: sixteen buckets for
//! each power of two, in both signs, with edges that are floats themselves.

use super::Distribution;
use super::merge::merge;

/// Values are taken in blocks that stay in the first cache, since each is read twice: for its bucket, and for the sums,
/// which the compiler turns into vector instructions only when they are alone.
const BLOCK: usize = 4096;

/// How many sums are kept side by side.
const LANES: usize = 8;

/// How many tables of counters there are, taken in turn. Neighbours in a tensor are often alike, and a counter that was
/// just written must not be waited for.
const TABLES: usize = 2;

/// A type of floats that are counted by their bits.
pub(super) trait Float: Copy {
    /// How many fine buckets there are; negative values have the upper half.
    const KEYS: usize;
    /// The fine bucket of a value; that of −0 is the first of the negative ones.
    fn key(self) -> usize;
    /// Whether the value is −0, which is the same number as 0 and belongs to its bucket.
    fn is_negative_zero(self) -> bool;
    /// The edge of a positive fine bucket that is closer to zero; the least key that is not finite gives the end.
    fn edge(key: usize) -> f64;
    /// The first key of infinities and NaN.
    const NOT_FINITE: usize;
    fn widen(self) -> f64;
    /// The least and the greatest of values that hold no NaN, found in their own width.
    fn range(block: &[Self]) -> (f64, f64);
}

/// [`Float::range`]: two loops that become the processor's own instructions for the least and the greatest, which one loop
/// with both does not.
macro_rules! range {
    ($float:ty) => {
        fn range(block: &[Self]) -> (f64, f64) {
            let (mut min, mut max) = ([<$float>::INFINITY; 2 * LANES], [<$float>::NEG_INFINITY; 2 * LANES]);
            let (chunks, rest) = block.as_chunks::<{ 2 * LANES }>();
            for chunk in chunks {
                for (min, &value) in min.iter_mut().zip(chunk) {
                    *min = if value < *min { value } else { *min };
                }
            }
            for chunk in chunks {
                for (max, &value) in max.iter_mut().zip(chunk) {
                    *max = if value > *max { value } else { *max };
                }
            }
            let min = min.iter().chain(rest).copied().fold(<$float>::INFINITY, <$float>::min);
            let max = max.iter().chain(rest).copied().fold(<$float>::NEG_INFINITY, <$float>::max);
            (min.widen(), max.widen())
        }
    };
}

impl Float for f32 {
    const KEYS: usize = 1 << 13;
    const NOT_FINITE: usize = 0xff << 4;

    fn key(self) -> usize {
        (self.to_bits() >> 19) as usize
    }

    fn is_negative_zero(self) -> bool {
        self.to_bits() == (-0.0_f32).to_bits()
    }

    fn edge(key: usize) -> f64 {
        f64::from(f32::from_bits((key as u32) << 19))
    }

    fn widen(self) -> f64 {
        f64::from(self)
    }

    range!(f32);
}

impl Float for f64 {
    const KEYS: usize = 1 << 16;
    const NOT_FINITE: usize = 0x7ff << 4;

    fn key(self) -> usize {
        (self.to_bits() >> 48) as usize
    }

    fn is_negative_zero(self) -> bool {
        self.to_bits() == (-0.0_f64).to_bits()
    }

    fn edge(key: usize) -> f64 {
        f64::from_bits((key as u64) << 48)
    }

    fn widen(self) -> f64 {
        self
    }

    range!(f64);
}

/// Counters while a pass goes on.
pub(super) struct Counts<F> {
    tables: [Vec<u64>; TABLES],
    nan: u64,
    min: f64,
    max: f64,
    sum_abs: f64,
    sum_squares: f64,
    float: std::marker::PhantomData<F>,
}

impl<F: Float> Counts<F> {
    /// The fine bucket in which −0 is found.
    const NEGATIVE_ZERO: usize = F::KEYS / 2;

    pub(super) fn of(values: &[F]) -> Self {
        let mut this = Self {
            tables: std::array::from_fn(|_| vec![0; F::KEYS]),
            nan: 0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            sum_abs: 0.0,
            sum_squares: 0.0,
            float: std::marker::PhantomData,
        };
        for block in values.chunks(BLOCK) {
            this.count(block);
            this.sum(block);
        }
        this
    }

    fn count(&mut self, block: &[F]) {
        let before = self.counted(Self::NEGATIVE_ZERO);
        // A key has as many bits as a table has entries, so the mask changes nothing and saves the bounds check.
        let (chunks, rest) = block.as_chunks::<TABLES>();
        let [even, odd] = self.tables.each_mut().map(|table| &mut table[..F::KEYS]);
        for [first, second] in chunks {
            even[first.key() & (F::KEYS - 1)] += 1;
            odd[second.key() & (F::KEYS - 1)] += 1;
        }
        for value in rest {
            even[value.key() & (F::KEYS - 1)] += 1;
        }
        if self.counted(Self::NEGATIVE_ZERO) > before {
            self.join_zeros(block);
        }
    }

    /// Counts each −0 as the 0 that it is.
    fn join_zeros(&mut self, block: &[F]) {
        let (chunks, rest) = block.as_chunks::<TABLES>();
        for (table, counters) in self.tables.iter_mut().enumerate() {
            let rest = if table == 0 { rest } else { &[] };
            let values = chunks.iter().map(|chunk| &chunk[table]).chain(rest);
            let zeros = values.filter(|value| value.is_negative_zero()).count() as u64;
            counters[Self::NEGATIVE_ZERO] -= zeros;
            counters[0] += zeros;
        }
    }

    fn counted(&self, key: usize) -> u64 {
        self.tables.iter().map(|table| table[key]).sum()
    }

    /// Nearly all blocks hold finite values alone. They are added up as if all did; a sum that is not finite tells that
    /// the careful way must be gone.
    fn sum(&mut self, block: &[F]) {
        let (sum_abs, sum_squares) = sums(block);
        if !sum_abs.is_finite() {
            return self.sum_carefully(block);
        }
        let (min, max) = F::range(block);
        self.min = self.min.min(min);
        self.max = self.max.max(max);
        self.sum_abs += sum_abs;
        self.sum_squares += sum_squares;
    }

    /// Leaves out, and counts, what is not finite.
    fn sum_carefully(&mut self, block: &[F]) {
        let (mut min, mut max) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
        let (mut sum_abs, mut sum_squares, mut nan) = ([0.0; LANES], [0.0; LANES], [0_u64; LANES]);
        let (chunks, rest) = block.as_chunks::<LANES>();
        let mut add = |lane: usize, value: f64| {
            let finite = value.is_finite();
            let counted = if finite { value } else { 0.0 };
            min[lane] = if finite && value < min[lane] { value } else { min[lane] };
            max[lane] = if finite && value > max[lane] { value } else { max[lane] };
            sum_abs[lane] += counted.abs();
            sum_squares[lane] += counted * counted;
            nan[lane] += u64::from(value.is_nan());
        };
        for chunk in chunks {
            for (lane, value) in chunk.iter().enumerate() {
                add(lane, value.widen());
            }
        }
        for (lane, value) in rest.iter().enumerate() {
            add(lane, value.widen());
        }
        self.min = min.into_iter().fold(self.min, f64::min);
        self.max = max.into_iter().fold(self.max, f64::max);
        self.sum_abs += sum_abs.iter().sum::<f64>();
        self.sum_squares += sum_squares.iter().sum::<f64>();
        self.nan += nan.iter().sum::<u64>();
    }

    pub(super) fn finish(self) -> Distribution {
        let half = F::KEYS / 2;
        let counted = |range: std::ops::Range<usize>| range.map(|key| self.counted(key)).sum::<u64>();
        let not_finite = counted(F::NOT_FINITE..half) + counted(half + F::NOT_FINITE..F::KEYS);
        let finite = counted(0..F::KEYS) - not_finite;
        let max_abs = if finite == 0 { 0.0 } else { self.min.abs().max(self.max.abs()) };
        Distribution {
            histogram: merge(self.fine_buckets(), self.min, self.max, finite),
            nan: self.nan,
            infinite: not_finite - self.nan,
            finite,
            sum_abs: self.sum_abs,
            max_abs,
            sum_squares: self.sum_squares,
        }
    }

    /// The fine buckets that hold something, as `(left, right, count)`, from left to right.
    fn fine_buckets(&self) -> impl Iterator<Item = (f64, f64, u64)> {
        let edges = |key: usize| (F::edge(key), F::edge(key + 1));
        let finite = 0..F::NOT_FINITE;
        let below = finite.clone().rev().map(move |key| {
            let (near, far) = edges(key);
            (-far, -near, self.counted(Self::NEGATIVE_ZERO + key))
        });
        let above = finite.map(move |key| {
            let (near, far) = edges(key);
            (near, far, self.counted(key))
        });
        below.chain(above).filter(|&(_, _, count)| count > 0)
    }
}

/// Σ|v| and Σv² of a block.
fn sums<F: Float>(block: &[F]) -> (f64, f64) {
    let (mut sum_abs, mut sum_squares) = ([0.0; LANES], [0.0; LANES]);
    let (chunks, rest) = block.as_chunks::<LANES>();
    for chunk in chunks {
        for lane in 0..LANES {
            let value = chunk[lane].widen();
            sum_abs[lane] += value.abs();
            sum_squares[lane] += value * value;
        }
    }
    for (lane, value) in rest.iter().enumerate() {
        let value = value.widen();
        sum_abs[lane] += value.abs();
        sum_squares[lane] += value * value;
    }
    (sum_abs.iter().sum(), sum_squares.iter().sum())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same values, all gone through the careful way.
    fn carefully<F: Float>(values: &[F]) -> Distribution {
        let mut counts = Counts::of(&[]);
        counts.count(values);
        counts.sum_carefully(values);
        counts.finish()
    }

    fn assert_alike(fast: &Distribution, plain: &Distribution) {
        let exact = |d: &Distribution| (d.histogram.clone(), d.nan, d.infinite, d.finite, d.max_abs);
        assert_eq!(exact(fast), exact(plain));
        for (fast, plain) in [(fast.sum_abs, plain.sum_abs), (fast.sum_squares, plain.sum_squares)] {
            assert!(fast == plain || (fast - plain).abs() <= plain.abs() * 1e-12, "{fast} is not {plain}");
        }
    }

    proptest! {
        /// Of any bits, NaN and infinities among them, over more than one block.
        #[test]
        fn the_short_way_finds_what_the_careful_way_finds(
            bits in prop::collection::vec(any::<u32>(), 0..64), repeat in 1_usize..200,
        ) {
            let values: Vec<f32> = bits.iter().map(|&bits| f32::from_bits(bits)).collect::<Vec<_>>().repeat(repeat);
            assert_alike(&Counts::of(&values).finish(), &carefully(&values));
            let tame: Vec<f32> = values.iter().copied().filter(|value| value.is_finite()).collect();
            assert_alike(&Counts::of(&tame).finish(), &carefully(&tame));
        }

        #[test]
        fn doubles_too(bits in prop::collection::vec(any::<u64>(), 0..64), repeat in 1_usize..200) {
            let values: Vec<f64> = bits.iter().map(|&bits| f64::from_bits(bits)).collect::<Vec<_>>().repeat(repeat);
            assert_alike(&Counts::of(&values).finish(), &carefully(&values));
        }
    }

    /// Among the smallest numbers of both signs, which share its first bits.
    #[test]
    fn minus_zero_is_zero() {
        let values = [-0.0, 0.0, f32::from_bits(1), -f32::from_bits(1), -0.0, 1.0, -0.0].repeat(1000);
        let without_sign: Vec<f32> = values.iter().map(|&value| if value == 0.0 { 0.0 } else { value }).collect();
        let histogram = |values: &[f32]| Counts::of(values).finish().histogram;
        assert_eq!(histogram(&values), histogram(&without_sign));
        let doubles = |values: &[f32]| values.iter().copied().map(f64::from).collect::<Vec<_>>();
        let histogram = |values: &[f32]| Counts::of(&doubles(values)).finish().histogram;
        assert_eq!(histogram(&values), histogram(&without_sign));
    }
}
