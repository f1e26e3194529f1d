//! Weighted least squares, by the normal equations and Cholesky's decomposition.

/// Solves `A x = b` for each right side; `A` is symmetric and positive, row by row. `None` when it is singular.
pub(super) fn symmetric(mut a: Vec<f64>, mut sides: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let size = sides.first()?.len();
    let largest = (0..size).map(|index| a[index * size + index]).fold(0.0, f64::max);
    for row in 0..size {
        for column in 0..=row {
            let inner: f64 = (0..column).map(|k| a[row * size + k] * a[column * size + k]).sum();
            let rest = a[row * size + column] - inner;
            if row != column {
                a[row * size + column] = rest / a[column * size + column];
            } else if rest > 1e-12 * largest {
                a[row * size + row] = rest.sqrt();
            } else {
                return None;
            }
        }
    }
    for side in &mut sides {
        substitute(&a, side);
    }
    Some(sides)
}

/// Forwards with the lower triangle, then backwards with its transpose.
fn substitute(lower: &[f64], side: &mut [f64]) {
    let count = side.len();
    for row in 0..count {
        let known: f64 = (0..row).map(|k| lower[row * count + k] * side[k]).sum();
        side[row] = (side[row] - known) / lower[row * count + row];
    }
    for row in (0..count).rev() {
        let known: f64 = (row + 1..count).map(|k| lower[k * count + row] * side[k]).sum();
        side[row] = (side[row] - known) / lower[row * count + row];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_system_is_solved() {
        let x = symmetric(vec![4.0, 2.0, 2.0, 3.0], vec![vec![10.0, 9.0]]).unwrap();
        assert!((x[0][0] - 1.5).abs() < 1e-12 && (x[0][1] - 2.0).abs() < 1e-12);
    }

    #[test]
    fn a_singular_system_is_none() {
        assert_eq!(symmetric(vec![1.0, 1.0, 1.0, 1.0], vec![vec![1.0, 1.0]]), None);
    }
}
