//! The first principal component of feature maps.

/// The projection of each place, whose coordinates are its values in the channels, on the direction in which places differ most.
/// It is turned so that its largest magnitude is positive.
pub(super) fn projection(maps: &[f32], channels: usize) -> Vec<f32> {
    let places = maps.len() / channels;
    let mut centred: Vec<f64> = maps.iter().map(|value| f64::from(*value)).collect();
    for map in centred.chunks_mut(places) {
        let mean = map.iter().sum::<f64>() / places as f64;
        for value in map {
            *value -= mean;
        }
    }
    let projected = if channels <= places {
        let direction = strongest(products(&centred, channels), channels);
        combined(&centred, &direction, places)
    } else {
        // The same from the other side, where there are fewer places than channels: a matrix of products of places.
        let turned: Vec<f64> = (0..centred.len()).map(|at| centred[at % channels * places + at / channels]).collect();
        let matrix = products(&turned, places);
        let shape = strongest(matrix.clone(), places);
        let image = combined(&matrix, &shape, places);
        let length = image.iter().zip(&shape).map(|(a, b)| a * b).sum::<f64>().max(0.0).sqrt();
        shape.into_iter().map(|value| length * value).collect()
    };
    let (low, high) =
        projected.iter().fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(*value), high.max(*value)));
    let sign = if -low > high { -1.0 } else { 1.0 };
    projected.into_iter().map(|value| (sign * value) as f32).collect()
}

/// The rows of a matrix, each as often as its share says, added up.
fn combined(matrix: &[f64], shares: &[f64], columns: usize) -> Vec<f64> {
    let mut sum = vec![0.0; columns];
    for (row, share) in matrix.chunks(columns).zip(shares) {
        sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += share * value);
    }
    sum
}

/// The scalar product of each two rows.
fn products(matrix: &[f64], rows: usize) -> Vec<f64> {
    let columns = matrix.len() / rows;
    let row = |at: usize| &matrix[at * columns..][..columns];
    let mut products = vec![0.0; rows * rows];
    for one in 0..rows {
        for other in one..rows {
            let product = row(one).iter().zip(row(other)).map(|(a, b)| a * b).sum();
            products[one * rows + other] = product;
            products[other * rows + one] = product;
        }
    }
    products
}

/// The eigenvector of the largest eigenvalue of a symmetric matrix that has none below 0. The matrix is squared again and again:
/// each time the others fall behind by the square, so that even near neighbours part in some thirty steps.
fn strongest(mut matrix: Vec<f64>, size: usize) -> Vec<f64> {
    for _ in 0..40 {
        let trace: f64 = (0..size).map(|at| matrix[at * size + at]).sum();
        if trace <= 0.0 {
            break; // all places are alike
        }
        for value in &mut matrix {
            *value /= trace;
        }
        let squared = products(&matrix, size); // its rows are its columns
        let change: f64 = squared.iter().zip(&matrix).map(|(after, before)| (after - before).abs()).sum();
        matrix = squared;
        if change < 1e-14 {
            break;
        }
    }
    // Every column is now a multiple of the vector; the longest is the most exact.
    let length = |column: usize| (0..size).map(|row| matrix[row * size + column].powi(2)).sum::<f64>();
    let longest = (0..size).max_by(|one, other| length(*one).total_cmp(&length(*other))).unwrap_or(0);
    let norm = length(longest).sqrt().max(f64::MIN_POSITIVE);
    (0..size).map(|row| matrix[row * size + longest] / norm).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_direction_of_most_change_is_found() {
        // Two channels that go together, and one that hardly changes.
        let maps = [1.0, 2.0, 3.0, 6.0, 2.0, 4.0, 6.0, 12.0, 0.1, 0.0, 0.1, 0.0];
        let found = projection(&maps, 3);
        let step = 5.0_f32.sqrt();
        for (one, other) in found.iter().zip([-2.0, -1.0, 0.0, 3.0]) {
            assert!((one - step * other).abs() < 0.02, "{found:?}");
        }
        assert_eq!(projection(&[2.0; 6], 3), [0.0; 2]);

        // More channels than places: each channel twice makes everything longer by the root of 2.
        let few = projection(&[1.0, 0.0, -1.0, 2.0], 2);
        let many = projection(&[1.0, 0.0, -1.0, 2.0, 1.0, 0.0, -1.0, 2.0], 4);
        for (one, other) in few.iter().zip(&many) {
            assert!((one.abs() * 2.0_f32.sqrt() - other.abs()).abs() < 1e-5, "{few:?} {many:?}");
        }
    }
}
