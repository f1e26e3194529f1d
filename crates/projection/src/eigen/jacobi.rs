//! All eigenvalues of a small symmetric table, by Jacobi's rotations: slow beyond a hundred rows, and exact below.

/// Sweeps over all pairs at most; convergence is quadratic, and some eight are enough.
const SWEEPS: usize = 40;

/// The eigenvalues of the square table `a`, row by row, into `values` in descending order. Returns the eigenvectors as
/// the columns of a table of the same size.
pub(crate) fn eigen(mut a: Vec<f64>, values: &mut [f64]) -> Vec<f64> {
    let size = values.len();
    let mut vectors: Vec<f64> = (0..size * size).map(|at| f64::from(u8::from(at / size == at % size))).collect();
    for _ in 0..SWEEPS {
        let mut rotated = false;
        for p in 0..size {
            for q in p + 1..size {
                rotated |= rotate(&mut a, &mut vectors, size, p, q);
            }
        }
        if !rotated {
            break;
        }
    }
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|p, q| a[q * size + q].total_cmp(&a[p * size + p]));
    order.iter().zip(values).for_each(|(from, value)| *value = a[from * size + from]);
    vectors.chunks_exact(size.max(1)).flat_map(|row| order.iter().map(|from| row[*from])).collect()
}

/// Turns the plane of two axes so that the entry between them becomes 0; whether there was anything to do.
fn rotate(table: &mut [f64], vectors: &mut [f64], size: usize, p: usize, q: usize) -> bool {
    let (between, at_p, at_q) = (table[p * size + q], table[p * size + p], table[q * size + q]);
    if between.abs() <= f64::EPSILON * (at_p.abs() * at_q.abs()).sqrt() || between.abs() < f64::MIN_POSITIVE {
        return false;
    }
    let ratio = (at_q - at_p) / (2.0 * between);
    let tangent = ratio.signum() / (ratio.abs() + ratio.hypot(1.0));
    let cosine = tangent.hypot(1.0).recip();
    let turn = |table: &mut [f64], left: usize, right: usize| {
        let (a, b) = (table[left], table[right]);
        table[left] = cosine * (a - tangent * b);
        table[right] = cosine * (tangent * a + b);
    };
    for k in 0..size {
        turn(table, k * size + p, k * size + q);
        turn(vectors, k * size + p, k * size + q);
    }
    for k in 0..size {
        turn(table, p * size + k, q * size + k);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_rebuilt_from_its_eigenvalues() {
        let table = vec![4.0, 1.0, -2.0, 1.0, 2.0, 0.0, -2.0, 0.0, 3.0];
        let mut values = [0.0; 3];
        let vectors = eigen(table.clone(), &mut values);
        assert!(values[0] > values[1] && values[1] > values[2]);
        for (at, entry) in table.iter().enumerate() {
            let sum: f64 = (0..3).map(|k| vectors[at / 3 * 3 + k] * values[k] * vectors[at % 3 * 3 + k]).sum();
            assert!((sum - entry).abs() < 1e-12, "{sum} {entry}");
        }
    }
}
