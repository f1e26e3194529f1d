//! The squared Euclidean distance, summed in lanes so that the processor's wide registers are used.

/// The squared distance of two rows of the same length.
///
/// Differences are squared, not `|a|² + |b|² − 2ab` taken: that form is quicker, but near points come out wrong, and
/// near points are what every method here is about.
pub(crate) fn squared(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    let (a_blocks, a_rest) = a.as_chunks::<8>();
    let (b_blocks, b_rest) = b.as_chunks::<8>();
    for (a, b) in a_blocks.iter().zip(b_blocks) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += (a - b) * (a - b);
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| (a - b) * (a - b)).sum();
    let [l0, l1, l2, l3, l4, l5, l6, l7] = lanes;
    ((l0 + l4) + (l1 + l5)) + ((l2 + l6) + (l3 + l7)) + rest
}

/// The squared distance of two places on a map, and the way from `b` to `a`.
pub(crate) fn between<const D: usize>(a: &[f64; D], b: &[f64; D]) -> (f64, [f64; D]) {
    let way: [f64; D] = std::array::from_fn(|axis| a[axis] - b[axis]);
    (way.iter().map(|step| step * step).sum(), way)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_counts() {
        for columns in 0..20 {
            let a: Vec<f32> = (0..columns).map(|column| column as f32).collect();
            let b = vec![1.0; columns];
            let plain: f32 = a.iter().map(|value| (value - 1.0).powi(2)).sum();
            assert_eq!(squared(&a, &b), plain, "{columns} columns");
        }
    }
}
