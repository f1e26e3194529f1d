//! From thousands of fine buckets to about a hundred that tell as much.

use nnviz_record::{Histogram, summary::Bucket};

/// A bucket grows while it is narrower than this part of the range, or holds less than this part of the values: so
/// there are at most about twice as many, and both a far outlier and a narrow crowd stay visible.
const PARTS: f64 = 128.0;

/// Merges neighbouring fine buckets, none of which is split: counts stay exact. Gaps become empty buckets.
///
/// A negative fine bucket is closed on the right, since floats are cut towards zero, and histograms are closed on the
/// left; so its edges are moved to the next float, where they leave no value on the wrong side.
pub(super) fn merge(fine: impl Iterator<Item = (f64, f64, u64)>, min: f64, max: f64, total: u64) -> Histogram {
    let (width, mass) = ((max / PARTS - min / PARTS), total as f64 / PARTS);
    let mut buckets: Vec<Bucket> = Vec::new();
    for (left, right, count) in fine {
        let (left, right, count) = (half_open(left).max(min), half_open(right).min(max), count as f64);
        match buckets.last_mut() {
            Some(last) if right - last.left <= width || last.count + count <= mass => {
                last.right = right;
                last.count += count;
            }
            last => {
                let gap = last.map(|last| last.right).filter(|&end| end < left);
                buckets.extend(gap.map(|end| Bucket { left: end, right: left, count: 0.0 }));
                buckets.push(Bucket { left, right, count });
            }
        }
    }
    Histogram { buckets }
}

/// The edge that makes `(a, b]` of negative floats `[a', b')`: the next double above.
fn half_open(edge: f64) -> f64 {
    if edge < 0.0 { edge.next_up() } else { edge }
}
