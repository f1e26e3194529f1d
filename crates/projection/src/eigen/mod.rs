//! The largest eigenvalues of a large symmetric operator, of which only products with vectors are known, by subspace
//! iteration with a Chebyshev filter (Zhou, Saad, Tiago & Chelikowsky 2006, "Self-consistent-field calculations using
//! Chebyshev-filtered subspace iteration"). Unlike Lanczos it finds eigenvalues that occur several times, keeps only a
//! handful of vectors, and has no breakdown to look after.

mod jacobi;

pub(crate) use jacobi::eigen as dense;

use crate::random::Random;

/// Vectors beyond those asked for: they make the last one of those converge as fast as the first.
const GUARD: usize = 8;
/// Products between two looks at the eigenvalues.
const DEGREE: usize = 12;
/// Rounds at most. What has not converged by then has no eigenvector of its own to converge to.
const ROUNDS: usize = 60;

/// A symmetric operator on vectors of `size` values.
pub(crate) trait Operator {
    fn size(&self) -> usize;
    /// A number that no eigenvalue is below.
    fn lower_bound(&self) -> f64;
    /// The products of the operator with all vectors of a block. A block holds vectors side by side: `width` values for
    /// each of `size` rows.
    fn apply(&self, block: &[f64], width: usize) -> Vec<f64>;
}

/// An eigenvalue and its vector, of length 1.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) value: f64,
    pub(crate) vector: Vec<f64>,
}

/// The `count` largest eigenvalues, in descending order, until residuals are below `tolerance` times the largest.
pub(crate) fn largest(operator: &impl Operator, count: usize, tolerance: f64, seed: u64) -> Vec<Pair> {
    let size = operator.size();
    let width = (count + GUARD).min(size);
    let mut random = Random::new(seed);
    let mut block: Vec<f64> = (0..size * width).map(|_| random.normal()).collect();
    orthonormalise(&mut block, width, &mut random);
    let mut values = vec![0.0; width];
    for round in 0..ROUNDS {
        let product = operator.apply(&block, width);
        let (turned, turned_product) = rayleigh_ritz(&block, &product, width, &mut values);
        let largest = values[0].abs().max(f64::MIN_POSITIVE);
        let settled = residual(&turned, &turned_product, &values, count.min(width)) <= tolerance * largest;
        block = turned;
        if settled || width == size || round + 1 == ROUNDS {
            break;
        }
        block = filter(operator, block, &turned_product, &values);
        orthonormalise(&mut block, width, &mut random);
    }
    (0..count.min(width)).map(|at| Pair { value: values[at], vector: column(&block, width, at) }).collect()
}

fn column(block: &[f64], width: usize, at: usize) -> Vec<f64> {
    block.iter().skip(at).step_by(width).copied().collect()
}

/// Turns the block so that its vectors are the best guesses of eigenvectors within the space that they span.
fn rayleigh_ritz(block: &[f64], product: &[f64], width: usize, values: &mut [f64]) -> (Vec<f64>, Vec<f64>) {
    let mut sums = vec![0.0; width * width];
    for (row, image) in block.chunks_exact(width).zip(product.chunks_exact(width)) {
        for (sums, left) in sums.chunks_exact_mut(width).zip(row) {
            sums.iter_mut().zip(image).for_each(|(sum, right)| *sum += left * right);
        }
    }
    let turn = dense(sums, values);
    (multiply(block, &turn, width), multiply(product, &turn, width))
}

/// A block times a small square table.
fn multiply(block: &[f64], small: &[f64], width: usize) -> Vec<f64> {
    let mut out = vec![0.0; block.len()];
    for (out, row) in out.chunks_exact_mut(width).zip(block.chunks_exact(width)) {
        for (factor, line) in row.iter().zip(small.chunks_exact(width)) {
            out.iter_mut().zip(line).for_each(|(sum, value)| *sum += factor * value);
        }
    }
    out
}

/// How far the worst of the first `count` vectors is from being an eigenvector.
fn residual(block: &[f64], product: &[f64], values: &[f64], count: usize) -> f64 {
    let width = values.len();
    let mut squares = vec![0.0; count];
    for (row, image) in block.chunks_exact(width).zip(product.chunks_exact(width)) {
        for (at, square) in squares.iter_mut().enumerate() {
            *square += (image[at] - values[at] * row[at]).powi(2);
        }
    }
    squares.into_iter().fold(0.0, f64::max).sqrt()
}

/// Applies the Chebyshev polynomial that is small from the operator's lower bound to the least value of the block and
/// grows steeply above it: T₀ = x, T₁ = Bx, Tₙ₊₁ = 2·B·Tₙ − Tₙ₋₁, where B maps that range to −1…1.
fn filter(operator: &impl Operator, block: Vec<f64>, product: &[f64], values: &[f64]) -> Vec<f64> {
    let width = values.len();
    let lower = operator.lower_bound();
    // A share of the largest value, since a range of no width cannot be mapped and one too small overflows.
    let upper = values[width - 1].max(lower + 1e-9 * (values[0] - lower)).max(lower + f64::MIN_POSITIVE);
    let (centre, half) = (f64::midpoint(upper, lower), (upper - lower) / 2.0);
    let map = |image: f64, value: f64| (image - centre * value) / half;
    let mut before = block;
    let mut now: Vec<f64> = product.iter().zip(&before).map(|(image, value)| map(*image, *value)).collect();
    for _ in 1..DEGREE {
        let image = operator.apply(&now, width);
        let next = image.iter().zip(&now).zip(&before).map(|((image, now), before)| 2.0 * map(*image, *now) - before);
        before = next.collect();
        std::mem::swap(&mut before, &mut now);
    }
    now
}

/// Makes the vectors of the block perpendicular and of length 1 (Gram and Schmidt, twice: once loses digits).
fn orthonormalise(block: &mut [f64], width: usize, random: &mut Random) {
    let mut vectors: Vec<Vec<f64>> = (0..width).map(|at| column(block, width, at)).collect();
    for at in 0..width {
        let (done, rest) = vectors.split_at_mut(at);
        let vector = &mut rest[0];
        normalise(vector);
        for _ in 0..2 {
            // What lies in the span of the others already is replaced by a direction of its own.
            if clear_of(done, vector) <= 1e-12 {
                vector.fill_with(|| random.normal());
                clear_of(done, vector);
            }
        }
    }
    for (at, vector) in vectors.iter().enumerate() {
        block.iter_mut().skip(at).step_by(width).zip(vector).for_each(|(place, value)| *place = *value);
    }
}

/// Takes the parts along `others` out of a vector and scales it to length 1; the length that was left.
pub(crate) fn clear_of(others: &[Vec<f64>], vector: &mut [f64]) -> f64 {
    for other in others {
        let along = dot(other, vector);
        vector.iter_mut().zip(other).for_each(|(value, other)| *value -= along * other);
    }
    normalise(vector)
}

/// Scales a vector to length 1 and returns the length that it had. A vector of zeros stays.
pub(crate) fn normalise(vector: &mut [f64]) -> f64 {
    let largest = vector.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    if largest == 0.0 || !largest.is_finite() {
        vector.fill(0.0);
        return 0.0;
    }
    let length = largest * vector.iter().map(|value| (value / largest).powi(2)).sum::<f64>().sqrt();
    for value in vector {
        *value /= length;
    }
    length
}

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A diagonal operator seen through a reflection: its eigenvalues are known.
    struct Known(Vec<f64>, Vec<f64>);

    impl Operator for Known {
        fn size(&self) -> usize {
            self.0.len()
        }
        fn lower_bound(&self) -> f64 {
            -1.0
        }
        fn apply(&self, block: &[f64], width: usize) -> Vec<f64> {
            let reflect = |vector: Vec<f64>| -> Vec<f64> {
                let along = 2.0 * dot(&vector, &self.1);
                vector.iter().zip(&self.1).map(|(value, normal)| value - along * normal).collect()
            };
            let mut out = vec![0.0; block.len()];
            for at in 0..width {
                let turned = reflect(column(block, width, at));
                let image = reflect(turned.iter().zip(&self.0).map(|(value, factor)| value * factor).collect());
                out.iter_mut().skip(at).step_by(width).zip(image).for_each(|(place, value)| *place = value);
            }
            out
        }
    }

    fn known(values: Vec<f64>) -> Known {
        let mut random = Random::new(3);
        let mut normal: Vec<f64> = values.iter().map(|_| random.normal()).collect();
        normalise(&mut normal);
        Known(values, normal)
    }

    #[test]
    fn known_eigenvalues_are_found_even_where_they_repeat() {
        let mut values: Vec<f64> = (0..300).map(|at| f64::from(at) / 300.0 - 0.5).collect();
        values[7] = 1.0;
        values[100] = 1.0;
        values[200] = 0.9;
        let operator = known(values);
        let pairs = largest(&operator, 3, 1e-9, 1);
        for (pair, expected) in pairs.iter().zip([1.0, 1.0, 0.9]) {
            assert!((pair.value - expected).abs() < 1e-9, "{} {expected}", pair.value);
            let image = operator.apply(&pair.vector, 1);
            assert!(image.iter().zip(&pair.vector).all(|(image, value)| (image - expected * value).abs() < 1e-6));
        }
        assert!(dot(&pairs[0].vector, &pairs[1].vector).abs() < 1e-9);
    }

    #[test]
    fn small_and_empty_operators_are_solved_at_once() {
        let pairs = largest(&known(vec![0.25, -0.5]), 5, 1e-9, 1);
        assert_eq!(pairs.len(), 2);
        assert!((pairs[1].value + 0.5).abs() < 1e-12);
        for pair in largest(&known(vec![0.0; 40]), 2, 1e-9, 1) {
            assert!(pair.value.abs() < 1e-12 && (dot(&pair.vector, &pair.vector) - 1.0).abs() < 1e-9);
        }
    }
}
